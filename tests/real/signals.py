#!/usr/bin/env python3
"""Ctrl-C and SIGKILL in the middle of a run leave nothing behind: no process, no display, no private folder."""
import pathlib
import signal
import subprocess

from badrdp import BADRDP, check, done, folder, processes_of, run, wait_until


def displays():
    return {p.name for p in pathlib.Path("/tmp/.X11-unix").glob("X*")} if pathlib.Path("/tmp/.X11-unix").exists() else set()


def stop_in_the_middle(out, how):
    started = subprocess.Popen([BADRDP, "run", "service/*", "tls/silence*", "healthy/*", "certificate/*", "-o", str(out)],
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    # Not the client that is asked for its version, before anything is played.
    clients = lambda: [p for p in processes_of(out) if p[0] != started.pid and "/v:" in p[1]]
    wait_until(clients, 30, "clients are under way")
    started.send_signal(how)
    text = started.communicate(timeout=30)[0]
    return started.returncode, text


with folder() as name:
    out = pathlib.Path(name) / "out"
    before_tmp = {p for p in pathlib.Path("/tmp").glob("badrdp-*")}
    before_displays = displays()

    status, text = stop_in_the_middle(out, signal.SIGINT)
    check(status == 130, f"an interrupted run ends with 130, not {status}")
    check("healthy cases" in text, "it still reports what ran")
    wait_until(lambda: not processes_of(out), 5, f"no process is left: {processes_of(out)}")
    check(displays() <= before_displays, "no display is left")
    check(not list(out.rglob("home")), "no private HOME is left")
    check((out / "latest/results.json").exists(), "the report of what ran is there")

    status, _ = stop_in_the_middle(out, signal.SIGKILL)
    check(status == -signal.SIGKILL, "it was killed")
    wait_until(lambda: not processes_of(out), 5, f"no process is left: {processes_of(out)}")
    wait_until(lambda: displays() <= before_displays, 5, "no display is left")
    wait_until(lambda: {p for p in pathlib.Path("/tmp").glob("badrdp-*")} <= before_tmp, 5, "nothing is left in /tmp")
    check(list(out.rglob("home")), "a killed run could not remove its private HOMEs")
    status, _, text = run(out, "tcp/port-closed", "-c", "builtin")
    check(status == 0 and not list(out.rglob("home")), "the next run does")
    check("cleaned up" in text, "and says so")
done()
