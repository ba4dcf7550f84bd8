#!/usr/bin/env python3
"""Kills and stops at random moments. After each SIGKILL no process, display, namespace or mount is left, and a sweep takes
the files; after each SIGSTOP and SIGCONT no verdict has changed. A few here; with --all 300 kills and 200 stops,
or as many as two numbers say."""
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import time

from badrdp import BADRDP, check, done, folder, identity, processes_of, wait_until

ALL = "--all" in sys.argv
NUMBERS = [int(word) for word in sys.argv[3:] if word.isdigit()]
KILLS, STOPS = NUMBERS if len(NUMBERS) == 2 else (300, 200) if ALL else (6, 2)
SEED = int(os.environ.get("BADRDP_STORM_SEED", "1"))

# What is played when it is killed: windows, taps, a realm's worth of files, many at once, and none at all.
PLAYS = (("service/*", "healthy/*"), ("certificate/*", "-c", "builtin"), ("path/*", "-c", "builtin"), ("tls/*", "--net", "tap"),
         ("negotiation/*", "--net", "simulated"), ("healthy/tls",))
CALM = ("certificate", "negotiation/failure*", "-c", "builtin", "-j", "12")


def is_alive(pid):
    return pathlib.Path(f"/proc/{pid}").exists()


def dead_displays():
    """Sockets of X servers at which nobody listens, and locks of those that are gone."""
    listening = pathlib.Path("/proc/net/unix").read_text()
    sockets = {path.name for path in pathlib.Path("/tmp/.X11-unix").glob("X*") if f" {path}\n" not in listening}
    locks = set()
    for lock in pathlib.Path("/tmp").glob(".X*-lock"):
        try:
            if not is_alive(int(lock.read_text())):
                locks.add(lock.name)
        except (OSError, ValueError):
            continue  # gone meanwhile, or being written
    return sockets | locks


def dead_segments():
    """Shared memory of System V that nobody is attached to, and whose maker is gone."""
    rows = [line.split() for line in pathlib.Path("/proc/sysvipc/shm").read_text().splitlines()[1:]]
    return {row[1] for row in rows if row[6] == "0" and not is_alive(row[4])}


def mounted():
    return {line.split()[4] for line in pathlib.Path("/proc/self/mountinfo").read_text().splitlines()}


# What others have on this machine comes and goes: what is left is what nobody has. A network namespace lives by its
# processes and its mounts.
LEFT = {"displays": dead_displays, "segments": dead_segments, "mounts": mounted,
        "interfaces": lambda: {name for name in os.listdir("/sys/class/net") if name.startswith(("badrdp", "vm"))}}


def kill_at_random(out, tmp, chance):
    play = chance.choice(PLAYS)
    moment = chance.choice((0.03, 0.3, 1, 4)) * chance.random()
    run = subprocess.Popen([BADRDP, "run", *play, "-o", str(out)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                           env={**os.environ, "TMPDIR": str(tmp)})
    try:
        run.wait(moment)  # a moment that it knows nothing of
    except subprocess.TimeoutExpired:
        run.kill()
    run.wait(30)
    try:
        wait_until(lambda: not processes_of(out) and not processes_of(tmp), 10, "")
    except SystemExit:
        check(False, f"{play}, killed after {moment:.3f} s, leaves processes: {processes_of(out)[:5]}")


def verdicts(out):
    results = json.loads((pathlib.Path(out) / "latest/results.json").read_text())
    return {identity(case) + str(case.get("last_round")): case["verdict"] for case in results["cases"]}


def stop_at_random(out, chance):
    run = subprocess.Popen([BADRDP, "run", *CALM, "-o", str(out)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        run.wait(chance.uniform(0, 1.5))
    except subprocess.TimeoutExpired:
        run.send_signal(signal.SIGSTOP)
        time.sleep(chance.choice((0.1, 0.6, 2, 6)))  # the stall itself
        run.send_signal(signal.SIGCONT)
    text = run.communicate(timeout=300)[0]
    return run.returncode, text


with folder() as name:
    out, tmp = pathlib.Path(name) / "out", pathlib.Path(name) / "tmp"
    tmp.mkdir()
    chance = random.Random(SEED)
    before = {what: look() for what, look in LEFT.items()}
    for n in range(KILLS):
        kill_at_random(out, tmp, chance)
        if n % 25 == 24:
            print(f"{n + 1} kills", flush=True)
    for what, look in LEFT.items():
        wait_until(lambda w=what, l=look: l() <= before[w], 10, f"{KILLS} kills leave {what}: {look() - before[what]}")
    left = len(list(out.rglob("home"))), len(list(tmp.iterdir()))
    subprocess.run([BADRDP, "check", "--sweep", "-o", str(out)], check=True, stdout=subprocess.DEVNULL, env={**os.environ, "TMPDIR": str(tmp)})
    check(not list(out.rglob("home")) and not list(out.rglob(".lock")), "the sweep takes the private folders of dead runs")
    check(not list(tmp.iterdir()), f"and those for temporary files: {list(tmp.iterdir())[:5]}")
    for file in out.rglob("*.json"):
        json.loads(file.read_text())
    print(f"{KILLS} kills left {left[0]} HOMEs and {left[1]} temporary folders that no run after them had swept, and nothing else")

    run = subprocess.run([BADRDP, "run", *CALM, "-o", f"{name}/calm"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    check(run.returncode == 0, f"a run that nobody stops is green:\n{run.stdout[-2000:]}")
    calm, odd = verdicts(f"{name}/calm"), []
    for n in range(STOPS):
        status, text = stop_at_random(f"{name}/stopped-{n}", chance)
        seen = verdicts(f"{name}/stopped-{n}")
        odd += [f"{n}: {key}: {calm.get(key)}, now {verdict}" for key, verdict in seen.items() if calm.get(key) != verdict]
        odd += [f"{n}: status {status}: {text[-500:]}"] if status else []
    check(not odd, f"{STOPS} stops change no verdict: {odd[:10]}")
done()
