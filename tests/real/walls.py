#!/usr/bin/env python3
"""Clients of this machine behind walls, and as a container's root without namespaces."""
import ctypes
import os
import pathlib
import re
import socket
import subprocess
import sys

from badrdp import BADRDP, check, done, folder, run

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000

ADAPTER = '''schema = 1
title = "Looks around"
programs = ["/bin/sh"]
[version]
command = ["/bin/sh", "-c", "echo version 1.0"]
pattern = 'version (.+)'
[options.lenient]
what = "looks around"
command = ["/bin/bash", "-c", "id -u; ls -d .. ../*; ls -A {secret}; touch here && ls; (exec 3<>/dev/tcp/127.0.0.1/{other}) && echo dialled another; (exec 3<>/dev/tcp/{address}/{port}) && echo dialled its own; env", "{host}:{port}"]
[[report]]
outcome = "disconnected"
reason = "nothing"
'''

# It says its version only where it can read the key of its display, as clients do that open it for that.
WINDOWED = '''schema = 1
title = "Has a window"
programs = ["/bin/sh"]
display = true
[version]
command = ["/bin/sh", "-c", "cat $XAUTHORITY >/dev/null && echo version 1.0"]
pattern = 'version (.+)'
[options.lenient]
what = "reads the key of its display"
command = ["/bin/bash", "-c", "cat $XAUTHORITY >/dev/null && echo has its cookie", "{host}:{port}"]
[[report]]
outcome = "disconnected"
reason = "nothing"
'''


LANDLOCK_CREATE_RULESET, VERSION = 444, 1


def landlock():
    """The version of Landlock that this kernel has; below 1: none."""
    return ctypes.CDLL(None).syscall(LANDLOCK_CREATE_RULESET, None, 0, VERSION)


INSIDE = "echo 0 >/proc/sys/user/max_user_namespaces; ip link set lo up; exec setpriv --bounding-set -sys_admin,-net_admin \"$@\""


def in_a_container(out, *arguments, wanted=0):
    """As root of a user namespace that may make no other, with what a container's runtime leaves of its capabilities.
    Nothing where no such namespace may be made, as in a chroot."""
    ready, told, go, gone = *os.pipe(), *os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ready)
        os.close(gone)
        if ctypes.CDLL(None).unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0:
            os._exit(1)
        os.write(told, b"x")
        os.read(go, 1)
        os.setgid(0)
        os.setuid(0)
        log = os.open(str(out) + ".said", os.O_CREAT | os.O_WRONLY, 0o600)
        os.dup2(log, 1)
        os.dup2(log, 2)
        os.execvp("sh", ["sh", "-c", INSIDE, "sh", BADRDP, "run", "--no-gate", "--out", str(out), *arguments])
    os.close(told)
    os.close(go)
    if os.read(ready, 1) == b"":
        os.waitpid(child, 0)
        return None
    for kind in "uid", "gid":
        pathlib.Path(f"/proc/{child}/{kind}_map").write_text("0 0 65536\n")
    os.write(gone, b"x")
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    said = pathlib.Path(str(out) + ".said").read_text()
    check(status == wanted, f"a run in a container ends with {status}: {said[-800:]}")
    return said


with folder() as name:
    place = pathlib.Path(name)
    secret = place / "secret"
    secret.mkdir()
    (secret / "key").write_text("of somebody else\n")
    os.chmod(place, 0o755)
    adapter = place / "looks.toml"
    other = socket.create_server(("127.0.0.1", 0))
    adapter.write_text(ADAPTER.replace("{secret}", str(secret)).replace("{other}", str(other.getsockname()[1])))
    status, results, text = run(place / "out", "--adapter", str(adapter), "--no-gate", "healthy/tls")
    log = next((place / "out" / "latest").rglob("looks*/client.log")).read_text()
    check("here\n" in log, f"its HOME is its own: {log}")
    walls = subprocess.run([BADRDP, "doctor"], capture_output=True, text=True, check=False).stdout
    walls = re.search(r"walls around clients +(.+)", walls)[1]
    if "none around files" not in walls:
        check("key" not in log and "case.toml" not in log, f"nothing else is there: {log}")
    check("dialled its own" in log, f"its own host is there: {log}")
    check(("dialled another" in log) == (landlock() < 4), f"and no other port, with Landlock {landlock()}: {log}")
    check(("its host's" in walls) == (landlock() >= 4), f"doctor says so: {walls}")
    if os.geteuid() == 0:
        check(not log.startswith("0\n"), "root's client is not root")
        said = in_a_container(place / "looks", "--adapter", str(adapter), "healthy/tls", wanted=1)
        if said is None:
            print("no user namespace may be made here, so no container is played")
            sys.exit(77)
        log = next((place / "looks" / "latest").rglob("looks*/client.log")).read_text()
        check("process_group" in said and "here\n" in log, f"the mode that is left: {said[-500:]} {log}")
        check(("key" in log) == (landlock() < 1), f"other files are forbidden by Landlock {landlock()}: {log}")
        windowed = place / "windowed.toml"
        windowed.write_text(WINDOWED)
        if os.path.exists("/usr/bin/Xvfb"):
            said = in_a_container(place / "windowed", "--adapter", str(windowed), "healthy/tls", wanted=1)
            log = next((place / "windowed" / "latest").rglob("windowed*/client.log")).read_text()
            check("process_group" in said and "has its cookie" in log, f"a client with a window tells its version, and is played: {said[-500:]} {log}")
        said = in_a_container(place / "contained", "-c", "builtin", "healthy/tls", "certificate/expired-ca", "certificate/changed-since-last-visit")
        check("process_group" in said and "pass" in said, f"is held by the mode that is left: {said[-500:]}")
done()
