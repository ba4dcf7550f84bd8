#!/usr/bin/env python3
"""badrdp diagnose with the captures of both sides: cases on a tap, whose two interfaces become two strangers' files."""
import html
import json
import pathlib
import subprocess
import sys

from badrdp import BADRDP, ROOT, check, done, folder

sys.path.insert(0, str(ROOT / "tests" / "diagnosis"))
import sides  # noqa: E402

CASES = {  # scenario: (first cause, how sure)
    "path/mtu-black-hole[bytes=1000]": ("C10", "certain"),
    "path/mtu-black-hole-to-server": ("C10", "certain"),
    "path/reset-on-client-hello": ("C12", "certain"),
    "path/reset-toward-client": ("C12", "likely"),
    "path/cut-after-step[step=x224_confirm]": ("C19", "certain"),
    "path/loss[share=10]": (None, None),
}

with folder() as out:
    subprocess.run([BADRDP, "run", "--client", "builtin", "--net", "tap", "-o", out, *CASES], capture_output=True,
                   check=False)
    results = pathlib.Path(out) / "latest" / "results.json"
    cases = json.loads(results.read_text())["cases"] if results.exists() else []
    cases = [case for case in cases if case["id"] in CASES and case["verdict"] not in ("unsupported", "error")]
    if not cases:
        print("skipped: no tap here")
        sys.exit(77)
    for case in cases:
        client, host = pathlib.Path(out) / "client.pcap", pathlib.Path(out) / "host.pcap"
        sides.split(results.parent / case["dir"] / "capture.pcapng", client, host, ahead=-41.5, nat=True)
        page = pathlib.Path(out) / "answer.html"
        told = subprocess.run([BADRDP, "diagnose", "--json", "--html", page, client, host], capture_output=True, text=True,
                              check=False)
        both = json.loads(told.stdout)["both_sides"]
        name = case["id"]
        check(len(both) == 1, f"{name}: both sides are one conversation, through a translation of addresses")
        check(both[0]["renamed"] and abs(both[0]["host_clock_ahead"] + 41.5) < 0.1, f"{name}: the clocks are told apart")
        first = both[0]["causes"][0] if both[0]["causes"] else {"cause": None, "certainty": None}
        check((first["cause"], first["certainty"]) == CASES[name], f"{name}: {CASES[name]}, told {first}")
        _, _, together = html.unescape(page.read_text()).partition("What two of the files show together")
        check("Clocks: " in together and f"{host} is" in together, f"{name}: the page lays both on one clock")
        check(all(says in together for says in both[0]["found"]), f"{name}: the page says what both show")
        check(bool(both[0]["lost"] or both[0]["forged"]), f"{name}: what the path did is told")
done()
