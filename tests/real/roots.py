#!/usr/bin/env python3
"""FreeRDP 3.15 and 3.33 from roots of other releases play a sample of the catalogue as their baselines say.

The roots take 700 MB and some minutes, so this fetches none by itself: it plays those that are here, and skips where there is
none. BADRDP_TEST_ROOTS=1 fetches what is missing first.
"""
import os
import pathlib
import subprocess
import sys

from badrdp import BADRDP, GOOD, check, done, folder, play_again, run

WANTED = {"xfreerdp3@trixie": "3.15.", "xfreerdp3@trixie-backports": "3.33."}
# Of each phase one that is soon over, on loopback and on a tap.
SAMPLE = ["healthy/tls", "healthy/nla", "negotiation/failure[code=5]", "tls/reset-after-client-hello", "certificate/expired",
          "certificate/expired-ca", "accounts/refused[state=locked]", "licensing/refused[code=8]", "path/firewall-rejects",
          "path/name-unknown", "tcp/port-closed", "tcp/reset-after-accept"]


def here():
    said = subprocess.run([BADRDP, "clients", "list"], capture_output=True, text=True, check=True).stdout
    columns = [line.split() for line in said.splitlines()]
    return [name for name in WANTED if any(words[:1] == [name] and words[1] != "-" for words in columns)]


if os.environ.get("BADRDP_TEST_ROOTS"):
    subprocess.run([BADRDP, "clients", "add", *WANTED], check=True)
names = here()
if not names:
    print(f"no root of {' or '.join(WANTED)} is here: BADRDP_TEST_ROOTS=1 fetches them (700 MB)")
    sys.exit(77)
for name in WANTED.keys() - set(names):
    print(f"SKIPPED: {name} is not here")

with folder() as out:
    status, results, text = run(out, *[word for name in names for word in ("-c", name)], *SAMPLE)
    judged = [case for case in results["cases"] if case["verdict"] != "unsupported"]
    for name in names:
        own = [case for case in judged if case["client"] == name]
        check(len(own) > 10, f"{name}: only {len(own)} cases were judged: {text[-600:]}")
        versions = {case["version"] for case in own}
        check(all(version.startswith(WANTED[name]) for version in versions), f"{name} is {versions}")
    for case in judged:
        if case["verdict"] not in GOOD:
            play_again(case, pathlib.Path(out), pathlib.Path(out) / "again")
    print(f"{len(judged)} cases of {', '.join(names)}")
done()
