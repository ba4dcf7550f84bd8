"""What the checks with real clients share: running badrdp, and reading what it leaves."""
import json
import pathlib
import subprocess
import sys
import tempfile

BADRDP = sys.argv[1]
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


def identity(case):
    name = case["scenario"] + (f"[{case['variant']}]" if case["variant"] and "[" not in case["scenario"] else "")
    return f"{name} ({case['client']}, {case['options']})"
