#!/usr/bin/env python3
"""One allocation, or one write, fsync or rename, fails: the n-th, for many n, in `run`, `serve` and `diagnose`. Nobody ends
by a signal or hangs, statuses are the documented ones, and no result is there in part. A sample; with --all each n of the
deeds on files, and 400 allocations a command."""
import json
import os
import pathlib
import random
import re
import signal
import socket
import subprocess
import sys
import time

from badrdp import BADRDP, ROOT, check, done, folder

ALL = "--all" in sys.argv
SOURCE = ROOT / "tests/tools/failing.cpp"
BUDGET = 3600 if ALL else 20  # seconds for the whole script
SAMPLE = {"malloc": 400 if ALL else 6, "file": 10_000 if ALL else 6}
PATIENCE = 60


class Failing:
    """The program with the library that makes it fail, in a folder of its own."""

    def __init__(self, where):
        self.where = where
        self.library = pathlib.Path("tests/libbadrdp_failing.so").resolve()  # where CMake puts it
        if not self.library.exists():  # not built beside us
            self.library = where / "failing.so"
            subprocess.run(["c++", "-std=c++20", "-O1", "-shared", "-fPIC", "-o", self.library, SOURCE], check=True)

    def environment(self, what, n):
        return {**os.environ, "LD_PRELOAD": str(self.library), "BADRDP_FAIL": f"{what} {n}", "BADRDP_FAIL_COUNT": str(self.where / "count")}

    def count(self):
        return int((self.where / "count").read_text())

    def play(self, what, n, *arguments):
        ended = subprocess.run([BADRDP, *arguments], env=self.environment(what, n), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               text=True, errors="replace", timeout=PATIENCE, check=False)
        return ended.returncode, ended.stdout + ended.stderr


def sample(chance, total, most):
    """All of them, or some from each part: the first ones, and evenly chosen others."""
    if total <= most:
        return list(range(1, total + 1))
    part = total / most
    return [max(1, int(i * part + chance.random() * part)) for i in range(most)]


def demand_whole(place, what):
    for file in place.rglob("*.json"):
        json.loads(file.read_text())
    for file in place.rglob("*.html"):
        check(file.read_text().rstrip().endswith("</html>"), f"{what}: {file.name} is whole")
    for file in place.rglob("junit.xml"):
        check(file.read_text().rstrip().endswith("</testsuites>"), f"{what}: {file.name} is whole")


def run_it(failing, what, n):
    out = failing.where / f"out-{what}-{n}"
    status, text = failing.play(what, n, "run", "healthy/tls", "--net", "simulated", "-c", "builtin", "-o", str(out))
    return status, text, out, (0, 3, 4)  # 4: the client could not even be asked for its version


def diagnose_it(failing, what, n):
    page = failing.where / f"page-{what}-{n}"
    page.mkdir(exist_ok=True)
    status, text = failing.play(what, n, "diagnose", str(failing.capture), "--html", str(page / "page.html"))
    return status, text, page, (failing.healthy, 3)


def serve_it(failing, what, n):
    """One client is served, and then it is asked to end. A connection of its own may fail with the client's memory."""
    host = subprocess.Popen([BADRDP, "serve", "healthy/tls", "--port", "0", "--capture", str(failing.where / f"served-{what}-{n}.pcapng")],
                            env=failing.environment(what, n), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    text = ""
    try:
        for line in host.stdout:
            text += line
            found = re.search(r"badrdp connect \S+:(\d+)", line)
            if found:
                subprocess.run([BADRDP, "connect", f"127.0.0.1:{found[1]}", "--cert", "ignore", "-q", "--timeout", "3"], check=False,
                               stdout=subprocess.DEVNULL, timeout=PATIENCE)
                break
        if host.poll() is None:
            host.send_signal(signal.SIGINT)
        text += host.communicate(timeout=PATIENCE)[0]
    finally:
        if host.poll() is None:
            host.kill()
            check(False, f"serve, {what} {n}: it hangs:\n{text[-1500:]}")
    return host.returncode, text, failing.where, (failing.served, 3)


with folder() as name:
    where = pathlib.Path(name)
    failing = Failing(where)
    failing.healthy = failing.served = 0
    failing.capture = ROOT / "tests/golden/captures/xfreerdp-rst.pcap"
    began = time.monotonic()
    chance = random.Random(1 if not ALL else None)
    for command, it in (("run", run_it), ("diagnose", diagnose_it), ("serve", serve_it)):
        for what in ("file", "malloc"):
            status, text, place, _ = it(failing, what, 0)
            if command == "diagnose":
                failing.healthy = status
            if command == "serve":
                failing.served = status
            check(status in (0, 1, 130), f"{command} does what it should when nothing fails: {status}\n{text[-1500:]}")
            total, odd, seen = failing.count(), [], {}
            tried = sample(chance, total, SAMPLE[what])
            for n in tried:
                status, text, place, documented = it(failing, what, n)
                seen[status] = seen.get(status, 0) + 1
                if status not in documented:
                    odd.append(f"{what} {n} of {total}: status {status}: {text[-400:]}")
                demand_whole(place, f"{command}, {what} {n}")
                if not ALL and time.monotonic() - began > BUDGET * 1.5:
                    break
            check(not odd, f"{command}: {len(odd)} of {len(tried)} ended otherwise than documented:\n" + "\n".join(odd[:10]))
            print(f"{command}: {sum(seen.values())} of {total} deeds ({what}) failed, one at a time; statuses {seen}")
done()
