"""What the checks with real clients share: running badrdp, and reading what it leaves."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

BADRDP = os.path.abspath(sys.argv[1])
ROOT = pathlib.Path(sys.argv[2])

_checks = 0


def check(true, what):
    """Counts a check, and ends the script if it does not hold."""
    global _checks
    _checks += 1
    if not true:
        sys.exit(f"NOT SO: {what}")


def done():
    if _checks == 0:
        sys.exit("nothing was checked")
    print(f"{_checks} checks hold")


def folder():
    return tempfile.TemporaryDirectory(prefix="badrdp-real-")


def run(out, *arguments, scenarios=None):
    """Plays; returns (exit status, results.json, what was printed)."""
    command = [BADRDP] + (["--scenarios", str(scenarios)] if scenarios else []) + ["run", "-o", str(out), *arguments]
    ended = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    results = pathlib.Path(out) / "latest" / "results.json"
    return ended.returncode, json.loads(results.read_text()) if results.exists() else None, ended.stdout + ended.stderr


def processes_of(out):
    """(pid, command line) of the processes whose environment or arguments speak of this run's folder."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            text = (entry / "environ").read_bytes() + (entry / "cmdline").read_bytes()
            if str(out).encode() in text:
                found.append((int(entry.name), (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()))
        except OSError:
            continue  # gone meanwhile, or not ours to read
    return found


def wait_until(true, seconds, what):
    end = time.monotonic() + seconds
    while not true():
        check(time.monotonic() < end, what)
        time.sleep(0.05)  # /proc and /tmp cannot be waited for


def identity(case):
    name = case["scenario"] + (f"[{case['variant']}]" if case["variant"] and "[" not in case["scenario"] else "")
    return f"{name} ({case['client']}, {case['options']})"


GOOD = ("pass", "known", "unsupported", "unsteady")


TRIES = 5


def play_again(case, out, again, *arguments):
    """A case that raced, or that a busy machine spoiled, alone and from its own case.toml. What raced comes out once more
    as it was recorded, if not at once; what never does has changed."""
    seen = []
    for _ in range(TRIES):
        status, results, text = run(again, "--retries", "0", *arguments, str(out / "latest" / case["dir"] / "case.toml"))
        seen.append(sorted({c["verdict"] for c in results["cases"]}))
        check(status in (0, 1) and {*seen[-1]} <= {*GOOD, "changed"}, f"{identity(case)}, alone:\n{text}")
        if {*seen[-1]} <= {*GOOD}:
            break
    print(f"PLAYED AGAIN: {identity(case)} was {case['verdict']} {case['note']} "
          f"{[(f['field'], f['wanted'], f['seen']) for f in case['findings']]}, alone {seen}")
    check({*seen[-1]} <= {*GOOD}, f"{identity(case)} comes out as its baseline says, in one of {TRIES} tries alone")
