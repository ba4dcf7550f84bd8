#!/usr/bin/env python3
"""A client that pours out what nobody asked for is ended, and named; its neighbour is judged as if it were alone."""
import pathlib

from badrdp import check, done, folder, identity, run

# What it floods is the first word: the host with bytes, or its name server with questions.
CLIENT = r'''#!/usr/bin/env python3
import socket, sys
what, host, port = sys.argv[1:]
if what == "names":
    question = bytes.fromhex("000101000001000000000000") + b"\x05flood\x07example\x00" + bytes.fromhex("00010001")
    to = [line.split()[1] for line in open("/etc/resolv.conf") if line.startswith("nameserver")][0]
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.connect((to, 53))
    while True:
        try:
            s.send(question)
        except OSError:
            pass
s = socket.create_connection((host, int(port)), 8)
s.sendall(bytes.fromhex("030000130ee00000000000" "0100080001000000"))
while True:
    s.sendall(b"\x16\x03\x01\x40\x00" + bytes(16384))
'''

ADAPTER = r'''
schema   = 1
title    = "a client that pours"
programs = ["{program}"]
[version]
command = ["/bin/echo", "version 0.1"]
pattern = 'version (\d+\.\d+)'
[options.lenient]
what    = "pours bytes at the host"
command = ["{{program}}", "bytes", "{{address}}", "{{port}}"]
[[report]]
outcome = "disconnected"
reason  = "network"
'''

with folder() as name:
    here = pathlib.Path(name)
    program = here / "pours"
    program.write_text(CLIENT)
    program.chmod(0o755)
    adapter = here / "pours.toml"
    adapter.write_text(ADAPTER.format(program=program))
    cases = ["service/mute", "negotiation/failure[code=5]"]
    status, results, text = run(here / "bytes", "--no-gate", "--retries", "0", *cases, "-c", "builtin",
                                "--adapter", str(adapter))
    check(results, f"it plays:\n{text}")
    flood = [case for case in results["cases"] if case["client"] == "pours" and case["scenario"] == "service/mute"]
    check(flood and all(case["verdict"] == "fail" and case["outcome"] == "bloated" and case["limit"] == "traffic"
                        for case in flood), f"who pours is ended and named:\n{text}")
    odd = [identity(case) for case in results["cases"] if case["client"] == "builtin" and case["verdict"] != "pass"]
    check(not odd, f"its neighbour is judged as if it were alone: {odd}")
    check(not [case for case in results["cases"] if case["verdict"] == "error"], f"nothing of it is a fault of ours:\n{text}")

    adapter.write_text(adapter.read_text().replace('"bytes"', '"names"'))
    status, results, text = run(here / "names", "--no-gate", "--retries", "0", "path/name-server-silent*",
                                "--adapter", str(adapter))
    check(results, f"it plays:\n{text}")
    judged = [case for case in results["cases"] if case["verdict"] != "unsupported" and case["scenario"].startswith("path/")]
    if judged:  # without taps it is not played
        check(all(case["limit"] == "traffic" for case in judged), f"who asks without end is ended and named:\n{text}")
        for case in judged:
            log = here / "names/latest" / case["dir"] / "names.log"
            check(log.stat().st_size < 4 << 20, f"its questions are not kept without end: {log.stat().st_size} bytes")
done()
