#!/usr/bin/env python3
"""A soak: `serve` for hours (the third argument, a number; 0.003 in the ring) under a load of our own clients of which 2 % are
hostile. Its memory rises by no more than 1 MiB an hour once it is warm, its descriptors stay, and nobody honest is lost. A
soak as short as the ring's tells nothing of memory, and says so.
    tests/real/soak.py build/release/badrdp . 8 [figures.csv]"""
import json
import pathlib
import re
import subprocess
import sys
import threading
import time

from badrdp import BADRDP, check, done

HOURS = float(sys.argv[3]) if len(sys.argv) > 3 else 0.003
FIGURES = pathlib.Path(sys.argv[4]) if len(sys.argv) > 4 else None
RATE = 70 if HOURS >= 0.05 else 20  # a second: half of what TLS allows on one core
ROUND = min(300, max(4, HOURS * 3600 / 3))  # seconds of one load
WARM = min(600, HOURS * 3600 / 4)
HOSTILE = ('reset = "client_hello"', 'set = "x224_request.tpkt.length", to = 3', 'truncate = "mcs_connect_initial", keep = 20',
           'close = "tls_finished"', 'silence = "client_info"')
ENOUGH = 20_000  # clients: fewer are lost in what an allocator keeps
SLOPE = 1.0  # MiB an hour; of a soak shorter than an hour only a leak of a KiB a connection can be told


def proportional(pid):
    rollup = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(re.search(r"^Pss:\s+(\d+)", rollup, re.M)[1]) / 1024


def descriptors(pid):
    return len(list(pathlib.Path(f"/proc/{pid}/fd").iterdir()))


def slope(points):
    """Least squares, in MiB an hour."""
    n = len(points)
    mean_t, mean_m = sum(t for t, *_ in points) / n, sum(m for _, m, *_ in points) / n
    below = sum((t - mean_t) ** 2 for t, *_ in points)
    return 3600 * sum((t - mean_t) * (m - mean_m) for t, m, *_ in points) / below if below else 0.0


host = subprocess.Popen([BADRDP, "serve", "healthy/tls", "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
try:
    port = None
    while port is None:
        line = host.stdout.readline()
        check(line, "it says where it listens")
        found = re.search(r"badrdp connect \S+:(\d+)", line)
        port = int(found[1]) if found else None
    threading.Thread(target=lambda: [None for _ in host.stdout], daemon=True).start()
    before, points, begun, began = descriptors(host.pid), [], 0, time.monotonic()
    while time.monotonic() - began < HOURS * 3600:
        faults = [word for fault in HOSTILE for word in ("--fault", fault)]
        load = subprocess.run([BADRDP, "load", f"127.0.0.1:{port}", "--cert", "ignore", "-q", "--json", "-", "--rate", str(RATE), "--for", str(ROUND),
                               "--count", "1000000", "--timeout", "5", "--faulty", "2", *faults], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
        check(load.stdout, f"a load: {load.stderr}")
        seen = json.loads(load.stdout)
        begun += seen["begun"]
        check(seen["failed"] == 0 and seen["cut_off"] == 0, f"nobody honest is lost: {seen['failures']}, {seen['cut_off']} cut off")
        check(host.poll() is None, "the host lives")
        points.append((time.monotonic() - began, proportional(host.pid), descriptors(host.pid), seen["ms_to"]["active"]["p99"], begun))
        print(f"{points[-1][0]:8.0f} s  {begun:>9} clients  {points[-1][1]:7.1f} MiB  {points[-1][2]:>4} descriptors  p99 {points[-1][3]:.0f} ms", flush=True)
        if FIGURES:
            FIGURES.write_text("seconds,mib,descriptors,p99_ms\n" + "".join(f"{t:.0f},{m:.2f},{d},{p:.1f}\n" for t, m, d, p, _ in points))
    warm = [point for point in points if point[0] >= WARM]
    rises = slope(warm) if len(warm) > 2 else 0.0
    hours = (warm[-1][0] - warm[0][0]) / 3600 if warm else 0
    clients = warm[-1][4] - warm[0][4] if warm else 0
    per_client = (warm[-1][1] - warm[0][1]) * 1024 / max(1, clients)
    print(f"{begun} clients in {points[-1][0] / 3600:.2f} h: {rises:+.2f} MiB an hour, {per_client:+.3f} KiB a client")
    if hours < 1 and clients < ENOUGH:
        print(f"too short to tell anything of memory: {hours:.2f} h and {clients} clients since it was warm; 1 h or {ENOUGH} would be enough")
    check(hours < 1 or rises <= SLOPE, f"memory rises by {rises:.2f} MiB an hour")
    check(clients < ENOUGH or per_client < 0.5, f"memory rises by {per_client:.2f} KiB with each client")
    check(points[-1][2] <= before + 4, f"descriptors: {before} before, {points[-1][2]} after")
    host.terminate()
    check(host.wait(20) == 0, f"it ends in peace: {host.returncode}")
finally:
    host.kill()
    host.wait(20)
done()
