#!/usr/bin/env python3
"""FreeRDP 3.15 and 3.33 from roots of other releases play a sample of the catalogue as their baselines say.

BADRDP_TEST_ROOTS says what may be fetched for that: `few` those two, `all` whatever a test can use, anything else nothing.
`few` is what ./test says. What is not here, and cannot be had, is a skip.
"""
import os
import pathlib
import re
import signal
import subprocess
import sys

import servers
from badrdp import BADRDP, GOOD, check, folder, play_again, run
from cases import Cases

WANTED = {"xfreerdp3@trixie": "3.15.", "xfreerdp3@trixie-backports": "3.33."}
# Of each phase one that is soon over, on loopback and on a tap.
SAMPLE = ["healthy/tls", "healthy/nla", "negotiation/failure[code=5]", "tls/reset-after-client-hello", "certificate/expired",
          "certificate/expired-ca", "accounts/refused[state=locked]", "licensing/refused[code=8]", "path/firewall-rejects",
          "path/name-unknown", "tcp/port-closed", "tcp/reset-after-accept"]
PATIENCE = 400  # seconds: as long as the other tests of the ring take anyway
# What the archive or this machine does not give, as `clients add` says it.
NOT_TO_BE_HAD = re.compile(r"the archive|the disk is full|left, and this takes|an ordinary user needs|somebody else"
                           r"|there is no .*; install|is no Debian")


def here():
    """name: version, of those that are here."""
    said = subprocess.run([BADRDP, "clients", "list"], capture_output=True, text=True, check=True).stdout
    columns = [line.split() for line in said.splitlines()]
    return {words[0]: words[1] for words in columns if words[:1] and words[0] in WANTED and words[1] != "-"}


def fetch():
    """Why they are not all here; nothing: they are. One that is stopped leaves nothing half-made."""
    if os.environ.get("BADRDP_TEST_ROOTS") not in ("few", "all"):
        return "nobody has asked for it: BADRDP_TEST_ROOTS=few does"
    with servers.folder() as here_too, servers.started([BADRDP, "clients", "add", *WANTED], log=here_too / "add.log",
                                                       env=os.environ) as adding:
        status = adding.wait(PATIENCE)
        if status is None:
            adding.popen.send_signal(signal.SIGINT)
            adding.wait(30)
            return f"the archive is too slow: it has taken {PATIENCE} s"
        print(adding.said(), flush=True)
        if status == 0:
            return ""
        last = adding.said().strip().rpartition("\n")[2]
        check(NOT_TO_BE_HAD.search(last), f"badrdp clients add ends with {status}: {last}")
        return last


def as_recorded(name, judged, out):
    own = [case for case in judged if case["client"] == name]
    check(len(own) > 10, f"{name}: only {len(own)} cases were judged")
    versions = {case["version"] for case in own}
    check(all(version.startswith(WANTED[name]) for version in versions), f"{name} is {versions}")
    for case in own:
        if case["verdict"] not in GOOD:
            play_again(case, out, out / "again")
    print(f"{len(own)} cases of {name}")
    return True


def main():
    servers.end_cleanly_on_sigterm()
    why_not, versions = fetch(), here()
    # The archive moves on, and a version without a baseline of its own proves nothing.
    names = [name for name, wanted in WANTED.items() if versions.get(name, "").startswith(wanted)]
    cases = Cases()

    def plays(name, judged, out):
        if name not in versions:
            raise servers.Missing(why_not)
        if name not in names:
            raise servers.Missing(f"it is {versions[name]} now, and recorded is {WANTED[name]}x")
        return as_recorded(name, judged, out)

    with folder() as made:
        out, judged = pathlib.Path(made), []
        if names:
            _, results, text = run(out, *[word for name in names for word in ("-c", name)], *SAMPLE)
            check(results, text)
            judged = [case for case in results["cases"] if case["verdict"] != "unsupported"]
        for name in WANTED:
            cases.play(name, lambda: plays(name, judged, out))
    return cases.end()


if __name__ == "__main__":
    sys.exit(main())
