#!/usr/bin/env python3
"""A stand-in for a virtual machine: opens the tap of `badrdp serve --tap` as QEMU does, and is a host behind it."""
import ctypes
import fcntl
import os
import pathlib
import select
import signal
import socket
import struct
import subprocess
import sys
import threading

from badrdp import BADRDP, check, done, folder

TUNSETIFF, IFF_TAP, IFF_NO_PI = 0x400454CA, 0x0002, 0x1000
SIOCSIFADDR, SIOCSIFNETMASK, SIOCSIFFLAGS = 0x8916, 0x891C, 0x8914
CLONE_NEWNET = 0x40000000
TAP = f"brdp{os.getpid() % 100000}"


def open_tap(name):
    fd = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(fd, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TAP | IFF_NO_PI))
    return fd


def set_up(name, address, mask):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        for request, value in (SIOCSIFADDR, address), (SIOCSIFNETMASK, mask):
            fcntl.ioctl(control, request, struct.pack("16sHH4s8x", name.encode(), socket.AF_INET, 0, socket.inet_aton(value)))
        fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sH14x", name.encode(), 1))


def pump(one, other):
    while True:
        for fd in select.select([one, other], [], [])[0]:
            os.write(other if fd == one else one, os.read(fd, 65536))


def play(scenario, capture, connect):
    """Serves on the tap; returns what the guest's client says, and its exit status."""
    server = subprocess.Popen([BADRDP, "serve", scenario, "--tap", TAP, "--capture", str(capture)], stdout=subprocess.PIPE, text=True)
    said = []
    for line in server.stdout:
        said.append(line)
        if "Ctrl-C" in line:
            break
    check("Made the interface" in "".join(said), f"it makes the tap: {said}")
    outside = open_tap(TAP)
    child = os.fork()
    if child == 0:  # the guest: a network of its own, with one interface
        if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET) != 0:
            os._exit(77)
        inside = open_tap("eth0")
        set_up("eth0", "198.18.0.9", "255.255.255.0")
        threading.Thread(target=pump, args=(outside, inside), daemon=True).start()
        ended = subprocess.run(connect, stdout=subprocess.PIPE, text=True)
        pathlib.Path(str(capture) + ".said").write_text(ended.stdout)
        os._exit(ended.returncode)
    os.close(outside)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    server.send_signal(signal.SIGINT)
    check(server.wait(20) == 0, "Ctrl-C ends it in peace")
    return status, pathlib.Path(str(capture) + ".said").read_text()


if os.geteuid() != 0 or not os.path.exists("/dev/net/tun"):
    print("making a tap in this machine's own network takes root and /dev/net/tun")
    sys.exit(77)

with folder() as name:
    place = pathlib.Path(name)
    connect = [BADRDP, "connect", "198.18.0.1:3389", "--cert", "ignore", "--timeout", "3"]
    status, said = play("healthy/tls", place / "good.pcapng", connect)
    check(status == 0 and "active" in said, f"a guest's client gets through: {status}, {said}")
    check(not os.path.exists(f"/sys/class/net/{TAP}"), "the tap is gone with its maker")

    status, said = play("path/mtu-black-hole[bytes=1000]", place / "dead.pcapng", connect)
    check(status == 15, f"and meets the same black hole as a client of ours: {status}, {said}")
    dropped = subprocess.run(["tshark", "-r", str(place / "dead.pcapng"), "-Y", 'frame.comment contains "mtu 1000"'],
                             check=True, capture_output=True, text=True).stdout
    check(len(dropped.splitlines()) > 1, "the capture says which frames it swallowed")

    server = subprocess.Popen([BADRDP, "serve", "healthy/tls", "--tap", TAP], stdout=subprocess.PIPE, text=True)
    check(any("Ctrl-C" in line for line in server.stdout), "it serves")
    server.kill()
    server.wait()
    check(os.path.exists(f"/sys/class/net/{TAP}"), "a tap outlives a maker that is killed")
    swept = subprocess.run([BADRDP, "check", "--sweep", "--out", str(place)], check=True, capture_output=True, text=True).stdout
    check(TAP in swept and not os.path.exists(f"/sys/class/net/{TAP}"), "and is swept")
done()
