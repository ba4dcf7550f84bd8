#!/usr/bin/env python3
"""In containers that forbid what badrdp would like to have: no CAP_NET_RAW, no namespaces, nobody's user, a root that cannot
be written to, no X server and no tap. Played by the built-in client, judged by our own view."""
import ctypes
import json
import os
import pathlib
import struct
import subprocess
import sys

from badrdp import BADRDP, ROOT, check, done, folder

PROGRAM = pathlib.Path(BADRDP).resolve()
LIBC = ctypes.CDLL(None, use_errno=True)
NEW_USER, NEW_MOUNTS = 0x10000000, 0x00020000
READ_ONLY, REMOUNT, BIND, RECURSIVE, PRIVATE = 1, 32, 4096, 16384, 1 << 18
NO_NEW_PRIVS, SECCOMP, DROP_BOUND = 38, 22, 24
NOBODY = 65534
# What Docker leaves to its root, but for CAP_NET_RAW (13), which Kubernetes' baseline takes as well.
DOCKERS = {0, 1, 3, 4, 5, 6, 7, 8, 10, 18, 27, 29, 31}
SCENARIOS = ["healthy/tls", "healthy/nla", "certificate/expired", "negotiation/failure", "service/mute", "tcp/reset-after-accept",
             "tcp/port-closed", "path/mtu-black-hole"]
UNPROVABLE = {"tcp/port-closed", "path/mtu-black-hole"}


def must(result, what):
    if result != 0:
        raise OSError(ctypes.get_errno(), f"{what}: {os.strerror(ctypes.get_errno())}")


def mount(source, target, flags, kind=None):
    must(LIBC.mount(str(source).encode(), str(target).encode(), kind and kind.encode(), flags, None), f"mount {source} at {target}")


def forbid_namespaces():
    """As container runtimes do by seccomp: EPERM for unshare, setns, mount, and a clone that makes namespaces; ENOSYS for clone3.
    Numbers of x86-64."""
    def step(code, yes, no, value):
        return struct.pack("HBBI", code, yes, no, value)
    load, equal, any_bit, end = 0x20, 0x15, 0x45, 0x06
    allow, refuse, unknown = 0x7FFF0000, 0x00050000 | 1, 0x00050000 | 38
    program = [step(load, 0, 0, 0)]
    for number, answer in (435, unknown), (308, refuse), (165, refuse), (272, refuse):
        program += [step(equal, 0, 1, number), step(end, 0, 0, answer)]
    program += [step(equal, 1, 0, 56), step(end, 0, 0, allow), step(load, 0, 0, 16), step(any_bit, 0, 1, 0x7E020000),
                step(end, 0, 0, refuse), step(end, 0, 0, allow)]
    raw = ctypes.create_string_buffer(b"".join(program))

    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("steps", ctypes.c_void_p)]
    must(LIBC.prctl(NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")
    must(LIBC.prctl(SECCOMP, 2, ctypes.byref(Program(len(program), ctypes.cast(raw, ctypes.c_void_p))), 0, 0), "seccomp")


def drop(capabilities_left, user):
    for capability in set(range(41)) - capabilities_left:
        LIBC.prctl(DROP_BOUND, capability, 0, 0, 0)
    if os.geteuid() == 0 and user != 0:
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    if user == 0:  # what is not in the bounding set is not regained by the next exec
        must(LIBC.prctl(NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")


def read_only_root(place):
    """A root of this machine's folders, none of which can be written to but /tmp; no /dev/net/tun, and no Xvfb."""
    must(LIBC.unshare(NEW_MOUNTS), "unshare")
    mount("none", "/", RECURSIVE | PRIVATE)
    root = place / "root"
    root.mkdir(exist_ok=True)
    mount("tmpfs", root, 0, "tmpfs")
    (root / "tmp").mkdir(mode=0o1777)
    (root / "dev").mkdir()
    for name in "null", "zero", "urandom", "random":
        (root / "dev" / name).touch()
        mount(f"/dev/{name}", root / "dev" / name, BIND)
    mount("tmpfs", root / "tmp", 0, "tmpfs")
    (root / "tmp").chmod(0o1777)
    for source in "/usr", "/etc", "/proc", str(ROOT.resolve()), str(PROGRAM.parent), str(place / "shared"):
        target = root / source[1:]
        target.mkdir(parents=True, exist_ok=True)
        mount(source, target, BIND)
        if source not in ("/proc", str(place / "shared")):
            mount("none", target, REMOUNT | BIND | READ_ONLY)
    for link in "bin", "sbin", "lib", "lib64":
        if os.path.islink(f"/{link}"):
            (root / link).symlink_to(os.readlink(f"/{link}"))
    if os.path.exists("/usr/bin/Xvfb"):
        mount("/dev/null", root / "usr/bin/Xvfb", BIND)
    mount("none", root, REMOUNT | BIND | READ_ONLY)
    os.chroot(root)
    os.chdir("/")


def without_user_namespaces():
    """By sysctl, as hardened machines and some rootless set-ups have it: in a user namespace that may make no other."""
    ready, told, go, gone = *os.pipe(), *os.pipe()
    inner = os.fork()
    if inner != 0:
        os.close(told)
        os.close(go)
        if os.read(ready, 1) == b"":
            os._exit(77)
        for kind in "uid", "gid":
            pathlib.Path(f"/proc/{inner}/{kind}_map").write_text("0 0 65536\n")
        os.write(gone, b"x")
        os._exit(os.waitstatus_to_exitcode(os.waitpid(inner, 0)[1]))
    os.close(ready)
    os.close(gone)
    if LIBC.unshare(NEW_USER) != 0:
        os._exit(77)
    os.write(told, b"x")
    os.read(go, 1)
    os.setgid(0)
    os.setuid(0)
    pathlib.Path("/proc/sys/user/max_user_namespaces").write_text("0")


def dockers_root(_):
    drop(DOCKERS, 0)
    forbid_namespaces()


def nobody(_):
    drop(set(), NOBODY)
    forbid_namespaces()


def nobody_who_writes_nowhere(place):
    read_only_root(place)
    nobody(place)


def nobody_by_sysctl(_):
    without_user_namespaces()
    drop(set(), NOBODY)


def inside(box, place, log, *arguments):
    """The exit status of badrdp in that container; what it says is in `log`."""
    child = os.fork()
    if child == 0:
        said = os.open(log, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        os.dup2(said, 1)
        os.dup2(said, 2)
        try:
            box(place)
            os.execve(PROGRAM, [PROGRAM, *arguments], {"PATH": "/usr/bin:/bin:/usr/sbin", "LANG": "C.UTF-8"})
        except OSError as error:
            print(error, file=sys.stderr, flush=True)
        os._exit(125)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


BOXES = {"Docker's root without CAP_NET_RAW": dockers_root, "nobody, no capability, seccomp": nobody,
         "the same, and nothing to write to": nobody_who_writes_nowhere, "nobody, no user namespaces by sysctl": nobody_by_sysctl}

if os.uname().machine != "x86_64":
    print("the filter of system calls is written for x86-64")
    sys.exit(77)
with folder() as name:
    for number, (what, box) in enumerate(BOXES.items()):
        if os.geteuid() != 0 and box is not nobody:
            print(f"not root, so no such container is played: {what}")
            continue
        place = pathlib.Path(name) / str(number)
        shared = place / "shared"
        shared.mkdir(parents=True)
        for part in pathlib.Path(name), place, shared:
            part.chmod(0o755)
        shared.chmod(0o777)
        log = place / "log"
        status = inside(box, place, log, "doctor")
        said = log.read_text()
        if status == 77:
            print(f"no user namespace may be made here, so no such container is played: {what}")
            continue
        print(f"--- {what}\n" + "".join(line for line in said.splitlines(True)[:14] if line[:3] in ("ok ", "-- ")), end="")
        check(status == 1 and "judged by badrdp's own view" in said, f"{what}: doctor ends with {status}: {said}")
        status = inside(box, place, log, "run", "-c", "builtin", "--out", "/proc/out", "healthy/tls")
        said = log.read_text()
        check(status == 2 and "with --out" in said, f"{what}: a folder of others: {said}")
        status = inside(box, place, log, "run", "-c", "builtin", "--out", str(shared / "out"), "--seed", "7", *SCENARIOS)
        said = log.read_text()
        check(status == 0, f"{what}: the run ends with {status}: {said[-1500:]}")
        results = json.loads((shared / "out/latest/results.json").read_text())
        verdicts = {(case["scenario"], case["verdict"]) for case in results["cases"]}
        check({one for one, verdict in verdicts if verdict == "unsupported"} == UNPROVABLE, f"{what}: {sorted(verdicts)}")
        check({verdict for one, verdict in verdicts if one not in UNPROVABLE} == {"pass"}, f"{what}: {sorted(verdicts)}")
        check(not results["captured"] and results["sandbox"] == "process_group", f"{what}: {results['not_captured']}")
        print(said.strip().splitlines()[-1])
done()
