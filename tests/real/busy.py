#!/usr/bin/env python3
"""On a machine with two busy loops a core beside it, a run is as green as on an idle one: what was late for reasons of ours,
or red because the machine was slow, is played again alone, and a time counts without what the machine added to it."""
import collections
import contextlib
import os
import pathlib
import subprocess
import sys

from badrdp import check, done, folder, identity, run

LOOPS = 2 * (os.cpu_count() or 1)
# Delayed frames and timed deeds of ours, which are what a busy machine makes late, clients that start meanwhile, and
# endings whose time their baselines know.
SCENARIOS = ["path/latency*", "path/jitter*", "path/reordering*", "path/slow-link*", "tls/flight-dripping*",
             "tls/slow-host*", "negotiation/slow-host*", "negotiation/failure*", "credssp/dripping*",
             "session/*error*", "session/redirection-length*", "healthy/*"]


@contextlib.contextmanager
def busy():
    """As many programs as can be that want a processor at every moment, at the priority of an ordinary one."""
    loops = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(LOOPS)]
    try:
        yield
        check(all(loop.poll() is None for loop in loops), "the machine was busy all the while")
    finally:
        for loop in loops:
            loop.kill()
        for loop in loops:
            loop.wait()


with folder() as name:
    out = pathlib.Path(name) / "out"
    with busy():
        status, results, text = run(out, *SCENARIOS)
    if status == 4:
        print(text)
        sys.exit(77)
    cases = [case for case in results["cases"] if case["verdict"] != "unsupported"]
    print(collections.Counter(case["verdict"] for case in cases), "attempts",
          collections.Counter(case["attempts"] for case in cases), f"load {os.getloadavg()[0]:.1f} with {LOOPS} loops")
    check(len(cases) > 60, f"a good many cases were played, not {len(cases)}")
    errors = [f"{identity(case)}: {case['note']}" for case in cases if case["verdict"] == "error"]
    check(not errors, f"no case is an error: {errors}")
    for case in cases:
        if case["plays"] or case["verdict"] == "changed":
            print(identity(case), case["verdict"], [play["verdict"] for play in case["plays"]],
                  [(f["field"], f["wanted"], f["seen"]) for f in case["findings"]])
    red = [f"{identity(case)}: {case['verdict']} {case['findings']}" for case in cases
           if case["verdict"] not in ("pass", "known", "unsteady")]
    check(not red, f"no case is red: {red}")
    started = [case["lead"] for case in cases if case["connections"] > 0]
    check(min(started) > 0, "each client's start was timed")
    print(f"started in {min(started):.2f} to {max(started):.2f} s")
    check(status == 0, f"and the run ended with 0, not with {status}")
done()
