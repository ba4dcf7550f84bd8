#!/usr/bin/env python3
"""NLA by Kerberos: FreeRDP 3 of another release, a KDC of MIT's that the run starts, and a host that takes its tickets."""
import os
import pathlib
import re
import sys

from badrdp import GOOD, check, done, folder, identity, processes_of, run

CLIENTS = ["xfreerdp3@trixie", "xfreerdp3@trixie-backports"]
# What is over in seconds; who waits for a silent KDC waits for a minute.
QUICK = ["healthy/kerberos", "kerberos/account", "kerberos/answer-too-big", "kerberos/clock-skew", "kerberos/kdc-refused",
         "kerberos/expired-ticket", "kerberos/no-ntlm", "kerberos/other-key", "kerberos/other-realm", "kerberos/rc4-only"]

# The last answer of the KDC to a question, as MIT's logs it [RFC 4120 7.5.9], and the client's last proof.
ANSWERS = {
    "healthy/kerberos": (r"^TGS_REQ .*: ISSUE: .*TERMSRV/rdp-host\.test@TEST$", "KRB5"),
    "kerberos/answer-too-big": (r"^TGS_REQ .*: ISSUE: ", "KRB5"),
    "kerberos/other-key": (r"^TGS_REQ .*: ISSUE: ", "KRB5"),
    "kerberos/rc4-only": (r"^AS_REQ \(2 etypes .*: NEEDED_PREAUTH: ", "NTLMSSP"),
}

with folder() as name:
    out = pathlib.Path(name)
    # Nothing of a realm is this machine's, nor of whoever starts the run.
    broken = out / "krb5.conf"
    broken.write_text("[libdefaults]\n    no relation\n")
    os.environ["KRB5_CONFIG"] = str(broken)
    status, results, text = run(out, *QUICK, *(word for client in CLIENTS for word in ("-c", client)))
    if results is None:
        print(text)
        sys.exit(77)  # neither is here
    played = [case for case in results["cases"] if case["verdict"] != "unsupported"]
    if not any(case["scenario"].startswith("kerberos/") for case in played):
        print(*sorted({case["note"] for case in results["cases"] if case["verdict"] == "unsupported"}), sep="\n")
        sys.exit(77)
    check(status == 0, f"each does what its baseline says: {status}\n{text}")
    for case in played:
        check(case["verdict"] in GOOD, f"{identity(case)}: {case['verdict']}")
        if case["scenario"] == "kerberos/expired-ticket":
            said = (out / "latest" / case["dir"] / "server.log").read_text()
            check("Ticket expired" in said, f"{identity(case)}: the host said\n{said}")  # and not that clocks differ
        if case["options"] != "kerberos" or case["scenario"] not in ANSWERS:
            continue
        answer, proof = ANSWERS[case["scenario"]]
        check(case["proves_by"] == proof, f"{identity(case)} proved itself by {case['proves_by']}")
        lines = (out / "latest" / case["dir"] / "kdc.log").read_text().splitlines()
        check(any(re.search(answer, line) for line in lines), f"{identity(case)}: the KDC said " + "\n".join(lines))
    check(not processes_of(out), "no KDC is left")
    check(not list(out.rglob("keytab")) and not list(out.rglob("stash")), "nor any key of the realm")
done()
