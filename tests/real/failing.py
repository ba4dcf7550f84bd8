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
import threading
import time

from badrdp import BADRDP, ROOT, check, done, folder

ALL = "--all" in sys.argv
SOURCE = ROOT / "tests/tools/failing.cpp"
BUDGET = float("inf") if ALL else 5  # seconds in which a command's failures of one kind begin
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


def pcapng_is_whole(data):
    """Blocks, each of which says its length in front and behind [draft-ietf-opsawg-pcapng, section 3.1]."""
    at = 0
    while at + 12 <= len(data):
        length = int.from_bytes(data[at + 4:at + 8], "little")
        if length < 12 or data[at + length - 4:at + length] != data[at + 4:at + 8]:
            return False
        at += length
    return at == len(data) > 0


def is_json(data):
    try:
        return json.loads(data) is not None
    except ValueError:
        return False


WHOLE = {".json": is_json, ".html": lambda data: data.rstrip().endswith(b"</html>"), ".pcapng": pcapng_is_whole,
         ".xml": lambda data: data.rstrip().endswith(b"</testsuites>"), ".txt": lambda data: data.endswith(b"\n")}


def demand_whole(place, names, what):
    """No file is there in part; those of `names` are there."""
    files = [file for file in place.rglob("*") if file.is_file() and file.suffix in WHOLE]
    for file in files:
        check(WHOLE[file.suffix](file.read_bytes()), f"{what}: {file.name} is whole")
    missing = set(names) - {file.name for file in files}
    check(not missing, f"{what}: it says that all is well, and these are not there: {missing}")


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
    place = failing.where / f"served-{what}-{n}"
    place.mkdir(exist_ok=True)
    host = subprocess.Popen([BADRDP, "serve", "healthy/tls", "--port", "0", "--capture", str(place / "served.pcapng")],
                            env=failing.environment(what, n), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    text, silent = "", threading.Event()

    def give_up():
        silent.set()
        host.kill()
    patience = threading.Timer(PATIENCE, give_up)
    patience.start()
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
        text += host.communicate()[0]
    finally:
        patience.cancel()
        host.kill()
    check(not silent.is_set(), f"serve, {what} {n}: it hangs:\n{text[-1500:]}")
    return host.returncode, text, place, (failing.served, 3)


with folder() as name:
    where = pathlib.Path(name)
    failing = Failing(where)
    failing.healthy = failing.served = 0
    failing.capture = ROOT / "tests/golden/captures/xfreerdp-rst.pcap"
    chance = random.Random(1 if not ALL else None)
    for command, it, names in (("run", run_it, ("results.json", "summary.txt", "junit.xml", "report.html", "capture.pcapng", "timeline.json")),
                               ("diagnose", diagnose_it, ("page.html",)), ("serve", serve_it, ("served.pcapng",))):
        for what in ("file", "malloc"):
            began = time.monotonic()
            status, text, place, _ = it(failing, what, 0)
            if command == "diagnose":
                failing.healthy = status
            if command == "serve":
                failing.served = status
            check(status in (0, 1, 130), f"{command} does what it should when nothing fails: {status}\n{text[-1500:]}")
            demand_whole(place, names, f"{command}, {what}, when nothing fails")
            healthy, total, odd, seen = status, failing.count(), [], {}
            tried = sample(chance, total, SAMPLE[what])
            for n in tried:
                status, text, place, documented = it(failing, what, n)
                seen[status] = seen.get(status, 0) + 1
                if status not in documented:
                    odd.append(f"{what} {n} of {total}: status {status}: {text[-400:]}")
                demand_whole(place, names if status == healthy else (), f"{command}, {what} {n}")
                if time.monotonic() - began > BUDGET:
                    break
            check(not odd, f"{command}: {len(odd)} of {len(tried)} ended otherwise than documented:\n" + "\n".join(odd[:10]))
            print(f"{command}: {sum(seen.values())} of {total} deeds ({what}) failed, one at a time; statuses {seen}")
done()
