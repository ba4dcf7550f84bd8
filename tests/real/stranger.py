#!/usr/bin/env python3
"""A client that nobody has seen before is judged by the demands alone: an adapter file, and no C++."""
import pathlib

from badrdp import ROOT, check, done, folder, run

# Speaks X.224 and TLS with Python's own modules, and says what MS-RDPBCGR 4.1.3 says.
CLIENT = r'''#!/usr/bin/env python3
import socket, ssl, sys
REQUEST = bytes.fromhex("0300001306e00000000000" "0100080001000000")
REQUEST = bytes.fromhex("030000130ee00000000000" "0100080001000000")
def main(host, port, verify):
    s = socket.create_connection((host, int(port)), 8)
    s.sendall(REQUEST)
    s.settimeout(8)
    confirm = s.recv(4096)
    if len(confirm) < 19 or confirm[5] != 0xd0 or confirm[11] != 2:
        print("stranger: security: the host said", confirm.hex() or "nothing"); return 3
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.load_default_certs()
    context.verify_mode = ssl.CERT_REQUIRED if verify else ssl.CERT_NONE
    tls = context.wrap_socket(s)
    tls.sendall(bytes.fromhex(open(sys.argv[4]).read().split("#")[-1].split("\n", 1)[1]))
    print("stranger: network: the host said", tls.recv(4096).hex() or "nothing more"); return 4
try:
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3] == "verify"))
except ssl.SSLCertVerificationError as error:
    print("stranger: certificate:", error); sys.exit(2)
except ssl.SSLError as error:
    print("stranger: tls:", error); sys.exit(5)
except TimeoutError as error:
    print("stranger: timeout:", error); sys.exit(6)
except OSError as error:
    print("stranger: network:", error); sys.exit(7)
'''

ADAPTER = r'''
schema   = 1
title    = "a client of somebody's own"
programs = ["{program}"]
trusts_from = "SSL_CERT_FILE"
[version]
command = ["/bin/echo", "version 0.1"]
pattern = 'version (\d+\.\d+)'
[options.lenient]
what    = "accepts any certificate"
command = ["{{program}}", "{{host}}", "{{port}}", "ignore", "{hello}"]
[options.strict]
what    = "verifies"
command = ["{{program}}", "{{host}}", "{{port}}", "verify", "{hello}"]
[[report]]
output  = 'stranger: certificate: (.+)'
outcome = "refused"
reason  = "certificate"
[[report]]
output  = 'stranger: security: (.+)'
outcome = "refused"
reason  = "security"
[[report]]
output  = 'stranger: tls: (.+)'
outcome = "refused"
reason  = "tls"
[[report]]
output  = 'stranger: timeout: (.+)'
outcome = "timed_out"
reason  = "timeout"
[[report]]
outcome = "disconnected"
reason  = "network"
'''

with folder() as name:
    here = pathlib.Path(name)
    program = here / "stranger"
    program.write_text(CLIENT)
    program.chmod(0o755)
    adapter = here / "stranger.toml"
    adapter.write_text(ADAPTER.format(program=program, hello=ROOT / "tests/golden/mcs-connect-initial-spec.hex"))
    # It goes no further than MCS Connect Initial, and no healthy case is content with that: it is told so, and
    # `--no-gate` plays the others all the same.
    status, results, text = run(here / "out", "--no-gate", "certificate/expired", "tcp/port-closed",
                                "negotiation/failure[code=5]", "service/mute", "service/stuck-after-request", "--adapter", str(adapter))
    print(text)
    verdicts = {(c["scenario"], c["options"]): c["verdict"] for c in results["cases"]}
    healthy = {f["field"] for c in results["cases"] if c["scenario"].startswith("healthy/") for f in c["findings"]}
    check(status == 1 and healthy == {"outcome", "reaches"}, f"it shows no desktop: {status}, {healthy}")
    verdicts = {key: verdict for key, verdict in verdicts.items() if not key[0].startswith("healthy/")}
    check(verdicts.get(("certificate/expired", "strict")) == "pass", "it refuses an expired certificate")
    check(all(v == "pass" for v in verdicts.values()), f"every case passes: {verdicts}")
    check(all(c["client"] == "stranger" for c in results["cases"]), "it is named after its file")

    adapter.write_text(adapter.read_text().replace('"verify"', '"ignore"'))  # now it verifies nothing
    status, results, text = run(here / "out", "--no-gate", "certificate/expired", "--adapter", str(adapter))
    fields = {f["field"] for c in results["cases"] if not c["scenario"].startswith("healthy/") for f in c["findings"]}
    check(status == 1 and "outcome" in fields, f"a stranger that trusts anyone fails: {status}, {fields}")
done()
