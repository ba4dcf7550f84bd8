#!/usr/bin/env python3
"""On a machine with two busy loops a core beside it, a run ends without an error: what was late for reasons of ours is
played again alone."""
import collections
import contextlib
import os
import pathlib
import subprocess
import sys

from badrdp import check, done, folder, identity, run

LOOPS = 2 * (os.cpu_count() or 1)
# Delayed frames and timed deeds of ours, which are what a busy machine makes late, and clients that start meanwhile.
SCENARIOS = ["path/latency*", "path/jitter*", "path/reordering*", "path/slow-link*", "tls/flight-dripping*",
             "tls/slow-host*", "negotiation/slow-host*", "credssp/dripping*", "healthy/tls"]


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
    check(len(cases) > 20, f"a good many cases were played, not {len(cases)}")
    errors = [f"{identity(case)}: {case['note']}" for case in cases if case["verdict"] == "error"]
    check(not errors, f"no case is an error: {errors}")
    check(status != 3, f"and the run did not end as one, with {status}")
done()
