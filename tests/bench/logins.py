#!/usr/bin/env python3
"""Processor time that a login with NLA costs a server: freerdp-shadow-cli against `badrdp serve healthy/nla`, in turns.

usage: logins.py BADRDP XFREERDP [PAIRS] [SHADOW]     15 pairs; a SHADOW of "-" is left out
XFREERDP may have words: "chroot /a/root xfreerdp3". An X server for the shadow server is taken from DISPLAY.
"""
import os
import pathlib
import re
import shlex
import socket
import statistics
import subprocess
import sys
import tempfile
import time

BADRDP, XFREERDP = sys.argv[1], shlex.split(sys.argv[2])
PAIRS = int(sys.argv[3]) if len(sys.argv) > 3 else 15
SHADOW = sys.argv[4] if len(sys.argv) > 4 else "freerdp-shadow-cli"
with socket.socket() as taken:
    taken.bind(("127.0.0.1", 0))
    SHADOW_PORT = taken.getsockname()[1]


def sam_line(user, password):
    return subprocess.run(["winpr-hash", "-u", user, "-p", password, "-f", "sam"], capture_output=True, text=True, check=True).stdout


def processor(pid):
    return time.clock_gettime(~pid << 3 | 2)  # CPUCLOCK_SCHED of the whole process


def login(port, user, password):
    return subprocess.run([*XFREERDP, f"/v:127.0.0.1:{port}", f"/u:{user}", f"/p:{password}", "/cert:ignore", "+auth-only"],
                          capture_output=True, text=True, env={**os.environ, "HOME": "/tmp"}, timeout=60)


def wait_for(port):
    for _ in range(200):
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    sys.exit(f"nobody listens on port {port}")


def idle(pid):
    before, began = processor(pid), time.monotonic()
    time.sleep(2)
    return (processor(pid) - before) / (time.monotonic() - began)


# Without what it does while nobody is there.
def cost(pid, at_rest, *where):
    before, began = processor(pid), time.monotonic()
    login(*where)
    time.sleep(0.05)  # until it has tidied up
    return (processor(pid) - before - at_rest * (time.monotonic() - began)) * 1000


with tempfile.TemporaryDirectory() as folder:
    told = pathlib.Path(folder, "told")
    with told.open("w") as out:
        ours = subprocess.Popen([BADRDP, "serve", "healthy/nla", "--port", "0"], stdout=out)
    while not (found := re.search(r" on 127\.0\.0\.1:(\d+)\..*?/u:(\S+) /p:(\S+)", told.read_text(), re.S)):
        time.sleep(0.05)
    port, user, password = found.groups()
    print("exit status", login(port, user, password).returncode, "of a login at badrdp")
    theirs = None
    if SHADOW != "-":
        sam = pathlib.Path(folder, "sam")
        sam.write_text(sam_line(user, password))
        theirs = subprocess.Popen([SHADOW, f"/port:{SHADOW_PORT}", f"/sam-file:{sam}", "/sec:nla", "+auth", "/bind-address:127.0.0.1"],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "HOME": folder})
        wait_for(SHADOW_PORT)
        print("exit status", login(SHADOW_PORT, user, password).returncode, "of a login at the shadow server")
    mine, other = [], []
    ours_at_rest, theirs_at_rest = idle(ours.pid), idle(theirs.pid) if theirs else 0
    for _ in range(PAIRS):
        mine.append(cost(ours.pid, ours_at_rest, port, user, password))
        if theirs:
            other.append(cost(theirs.pid, theirs_at_rest, SHADOW_PORT, user, password))
    print(f"badrdp {statistics.median(mine):.1f} ms a login")
    if theirs:
        print(f"{SHADOW} {statistics.median(other):.1f} ms; ratio {statistics.median(o / m for o, m in zip(other, mine)):.1f} (median of {PAIRS} pairs)")
        theirs.kill()
        theirs.wait()
    ours.kill()
    ours.wait()
