#!/usr/bin/env python3
"""Each client with a window has an X server of its own, which leaves nothing; a case that loses it says so and is
played again, and no client is blamed."""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys

from badrdp import BADRDP, check, done, folder, identity, processes_of, wait_until

if not shutil.which("Xvfb") or not shutil.which("xfreerdp"):
    print("needs Xvfb and xfreerdp")
    sys.exit(77)


def children(parent):
    """pid -> name of the processes that this one has started itself."""
    found = {}
    for entry in pathlib.Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            name, _, rest = (entry / "stat").read_text().partition(" (")[2].rpartition(") ")
            if int(rest.split()[1]) == parent:
                found[int(entry.name)] = name
        except OSError:
            continue  # gone meanwhile
    return found


with folder() as name:
    out = pathlib.Path(name) / "out"
    started = subprocess.Popen([BADRDP, "run", "certificate", "-c", "xfreerdp", "-o", str(out)],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    # Not its first client, which is asked for its version or plays the healthy case.
    wait_until(lambda: sum("/v:" in p[1] for p in processes_of(out)) > 2, 60, "several clients are under way")
    servers = [pid for pid, what in children(started.pid).items() if what == "Xvfb"]
    check(len(servers) > 2, f"each client under way has one of its own: {servers}")
    os.kill(servers[0], signal.SIGKILL)
    text, errors = started.communicate(timeout=300)
    results = json.loads((out / "latest/results.json").read_text())
    again = [case for case in results["cases"] if case["attempts"] > 1]
    left = [str(path.relative_to(out)) for name in ("xvfb.log", "xauthority") for path in out.rglob(name)]
    print(f"{len(again)} of {len(results['cases'])} cases were played again; status {started.returncode}")
    check(len(again) == 1, f"what was under way there was played again, and nothing else: {[identity(c) for c in again]}")
    check(not left, f"the X servers leave nothing: {left}")
    odd = [f"{identity(case)}: {case['verdict']} {case['note']}" for case in results["cases"]
           if case["verdict"] not in ("pass", "known", "unsupported", "unsteady")]
    check(not odd and started.returncode == 0, f"no client is blamed for it: {odd}")
done()
