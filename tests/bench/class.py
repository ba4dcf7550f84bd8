#!/usr/bin/env python3
"""A class at the lab, each student solving one exercise after the other: how long each page action takes, and the memory
of a desk.

usage: class.py BADRDP ROOT [STUDENTS] [EXERCISES] [THINK]    30 students, 3 exercises, 1 s of thought before each action
"""
import collections
import html
import os
import pathlib
import random
import re
import statistics
import sys
import tempfile
import threading
import time
import tomllib

ROOT = pathlib.Path(sys.argv[2])
sys.path.insert(0, str(ROOT / "tests/real"))
from started import Started, ask  # noqa: E402  (it takes the program from our arguments)

STUDENTS, EXERCISES = (int(sys.argv[i]) if len(sys.argv) > i else usual for i, usual in ((3, 30), (4, 3)))
THINK = float(sys.argv[5]) if len(sys.argv) > 5 else 1.0
PORT = 18391
TARGET_MS, TARGET_MB = 200, 30

took = collections.defaultdict(list)
lock = threading.Lock()
wrong = []


def resident(pid):
    text = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", text).group(1)) / 1024


def act(name, thought, url, form=None):
    time.sleep(thought.uniform(0.5, 1.5) * THINK)
    began = time.monotonic()
    status, body, _ = ask(url, form=form)
    with lock:
        took[name].append((time.monotonic() - began) * 1000)
        if status != 200:
            wrong.append(f"{name}: {status} {body[:200]}")
    return html.unescape(body.decode(errors="replace"))


def solve(link, exercise, thought):
    desk = f"{link}/{exercise['id']}"
    page = act("open the desk", thought, desk)
    word = re.search(r'name=word value="([^"]+)"', page).group(1)
    deed = lambda name, path, **fields: act(name, thought, f"{desk}/{path}", {"word": word, **fields})
    deed("let the user connect", "connect")
    act("download a capture", thought, f"{desk}/capture-1.pcapng")
    deed("take a hint", "hint")
    for line in exercise["solution"]:
        deed("type a command", "type", line=line)
    if "connected" not in deed("let the user connect", "connect"):
        with lock:
            wrong.append(f"{exercise['id']} is not solved")
    deed("hand in", "hand-in", cause=exercise["cause"], also=exercise.get("also", ""), **{"try": "1"}, frame="2")
    deed("part the look-alike", "part", look_alike=exercise["look_alike"])
    act("read the debrief", thought, f"{link}/debrief")


def student(number, link, exercises):
    thought = random.Random(number)
    time.sleep(thought.uniform(0, THINK))
    for i in range(EXERCISES):
        solve(link, exercises[(number * 7 + i) % len(exercises)], thought)
        act("list the tickets", thought, link)


def teacher(wall, ended):
    thought = random.Random(0)
    while not ended.is_set():
        act("look at the wall", thought, wall)
        act("take the results", thought, wall + "/results.json")


files = [file for file in sorted((ROOT / "scenarios/lab").glob("*.toml")) if file.stem != "commands"]
everything = [{"id": file.stem, **tomllib.loads(file.read_text())} for file in files]
with tempfile.TemporaryDirectory() as folder:
    began = time.monotonic()
    lab = Started("lab", "--students", str(STUDENTS), "--address", f"127.0.0.1:{PORT}", "--port", "13393", "--state", f"{folder}/lesson.sqlite")
    print(f"{STUDENTS} desks stand after {time.monotonic() - began:.1f} s; load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    links = [line.strip() for line in lab.lines if "/s/" in line]
    wall = next(line.strip() for line in lab.lines if "/t/" in line)
    first = resident(lab.process.pid)
    ended = threading.Event()
    class_of = [threading.Thread(target=student, args=(n, link, everything)) for n, link in enumerate(links)]
    watch = threading.Thread(target=teacher, args=(wall, ended))
    for thread in [*class_of, watch]:
        thread.start()
    for thread in class_of:
        thread.join()
    ended.set()
    watch.join()
    last = resident(lab.process.pid)
    print(f"load of the machine at the end {os.getloadavg()[0]:.1f}")
    lab.process.kill()
    lab.process.wait()
    began = time.monotonic()
    again = Started("lab", "--address", f"127.0.0.1:{PORT}", "--port", "13393", "--state", f"{folder}/lesson.sqlite")
    print(f"killed and started again: it goes on after {time.monotonic() - began:.1f} s")
    again.end()

print(f"\n{'':24}{'number':>8}{'median':>10}{'95th':>10}{'worst':>10}   ms")
worst = 0.0
for name, times in sorted(took.items()):
    high = statistics.quantiles(times, n=20)[18] if len(times) > 1 else times[0]
    worst = max(worst, high)
    print(f"{name:24}{len(times):8}{statistics.median(times):10.1f}{high:10.1f}{max(times):10.1f}")
desk = (last - first) / STUDENTS
slow, large = worst >= TARGET_MS, desk >= TARGET_MB
print(f"\nmemory: {first:.0f} MB before, {last:.0f} MB after: {desk:.1f} MB for each student")
print(f"targets: {TARGET_MS} ms {'MISSED' if slow else 'held'}, {TARGET_MB} MB {'MISSED' if large else 'held'}")
for line in wrong[:10]:
    print("WRONG:", line)
sys.exit(1 if wrong or slow or large else 0)
