#!/usr/bin/env python3
"""badrdp diagnose on captures that are larger than the memory it may take: what it keeps is bounded, and all is told."""
import json
import pathlib
import struct
import subprocess
import sys
import tempfile

from badrdp import BADRDP, ROOT, check, done

GOLDEN = ROOT / "tests" / "golden" / "captures"
MOST = 100  # MiB
MANY = 20_000  # conversations: with all of them kept, 180 MiB
PORTS = 50_000
IP = 14  # behind Ethernet; then 20 bytes without options, then TCP
FILE_HEADER = struct.pack("<IHHIIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1)


def packets_of(name):
    """The frames of a golden capture's first conversation, and whether the client sent each."""
    raw = (GOLDEN / f"{name}.pcap").read_bytes()
    order = "<" if raw[:4] in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") else ">"
    at, out = 24, []
    while at < len(raw):
        length = struct.unpack_from(order + "I", raw, at + 8)[0]
        out.append(raw[at + 16:at + 16 + length])
        at += 16 + length
    ports = [struct.unpack_from(">HH", frame, IP + 20) for frame in out]
    return [(frame, of == ports[0]) for frame, of in zip(out, ports) if set(of) == set(ports[0])]


def renamed(frame, of_client, number):
    """The same frame of another client: an address and a port of its own, and RDP's port at the host."""
    out = bytearray(frame)
    struct.pack_into(">I", out, IP + (12 if of_client else 16), 0x0A000000 + number // PORTS)
    struct.pack_into(">H", out, IP + (20 if of_client else 22), 1024 + number % PORTS)
    struct.pack_into(">H", out, IP + (22 if of_client else 20), 3389)
    return bytes(out)


def record(frame, micros):
    return struct.pack("<IIII", 1_700_000_000 + micros // 1_000_000, micros % 1_000_000, len(frame), len(frame)) + frame


def one_by_one(templates, count):
    """Whole conversations, each a little behind the one before."""
    for number in range(count):
        for step, (frame, of_client) in enumerate(templates[number % len(templates)]):
            yield record(renamed(frame, of_client, number), number * 1000 + step)


def at_once(template, count):
    """None of them ends, and each goes on when all have begun."""
    for step, (frame, of_client) in enumerate(template):
        for number in range(count):
            yield record(renamed(frame, of_client, number), (step * count + number) * 10)


# A child begins with the peak of whoever starts it: somebody small does.
MEASURED = """
import os, subprocess, sys
child = subprocess.Popen(sys.argv[2:])
_, status, used = os.wait4(child.pid, 0)
open(sys.argv[1], "w").write(str(used.ru_maxrss / 1024))
os._exit(os.waitstatus_to_exitcode(status))
"""


def diagnose(records, *arguments):
    """Exit status, what it prints, and the most memory that it took, in MiB. The capture comes through a pipe."""
    with tempfile.TemporaryDirectory(prefix="badrdp-real-") as out:
        answer, peak = pathlib.Path(out) / "answer", pathlib.Path(out) / "peak"
        with answer.open("wb") as into:
            reader = subprocess.Popen([sys.executable, "-c", MEASURED, str(peak), BADRDP, "diagnose", *arguments, "-"],
                                      stdin=subprocess.PIPE, stdout=into)
        with reader.stdin as into:
            into.write(FILE_HEADER)
            for piece in records:
                into.write(piece)
        return reader.wait(), answer.read_text(), float(peak.read_text())


refused, tls = packets_of("xfreerdp-failure5"), packets_of("xfreerdp-tls12")

status, text, peak = diagnose(one_by_one([refused, tls], MANY), "--json")
told = json.loads(text)["conversations"]
check(status == 1 and len(told) == MANY, f"each of {MANY} conversations is told: {len(told)}, exit status {status}")
check(all(one["causes"][0]["cause"] == "C04" for one in told[::2]), "every refusal among them has its cause")
check(peak <= MOST, f"{MANY} conversations one behind the other take {peak:.0f} MiB of {MOST}")

status, text, peak = diagnose(one_by_one([refused, tls], MANY))
check(status == 1 and text.count("C04") >= MANY // 2, "and so they are as text")
check(f"{MANY} conversations of RDP" in text.splitlines()[-1], "with the totals behind them")
check(peak <= MOST, f"which takes {peak:.0f} MiB of {MOST}")

status, text, peak = diagnose(at_once(tls[:6], MANY), "--json")
told = json.loads(text)["conversations"]
check(len(told) == MANY, f"each of {MANY} conversations at once is told: {len(told)}")
check(any("more conversations at once" in gap for one in told for gap in one["cannot"]), "and which were let go early")
check(peak <= MOST, f"{MANY} conversations at once take {peak:.0f} MiB of {MOST}")

with tempfile.TemporaryDirectory(prefix="badrdp-real-") as out:
    page = pathlib.Path(out) / "answer.html"
    status, _, peak = diagnose(one_by_one([refused, tls], MANY), "--json", "--html", str(page))
    check("more conversations are not drawn" in page.read_text(), "the page draws the first and counts the rest")
    check(peak <= MOST, f"with a page it takes {peak:.0f} MiB of {MOST}")
done()
