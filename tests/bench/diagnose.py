#!/usr/bin/env python3
"""How fast `badrdp diagnose` reads, beside tshark, and how much memory it takes.

    tests/bench/diagnose.py PROGRAM BENCH_CAPTURES [--packets N] [--stream N]

A file of N packets is read by both, each once to warm up and then three times; the best counts. A stream of so many packets is
written to a pipe, and nothing of it lies on a disk."""
import argparse
import os
import pathlib
import subprocess
import tempfile
import time

GOLDEN = pathlib.Path(__file__).resolve().parents[1] / "golden" / "captures" / "xfreerdp-failure5.pcap"


def best_of(command, times=3):
    took = []
    for _ in range(times + 1):
        begin = time.monotonic()
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        took.append(time.monotonic() - begin)
    return min(took[1:])


def peak_of(program, source):
    """Peak resident memory in MiB of diagnosing what `source` writes, and the seconds that took."""
    begin = time.monotonic()
    reader = subprocess.Popen([program, "diagnose", "--json", "-"], stdin=source.stdout, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL)
    _, _, used = os.wait4(reader.pid, 0)
    reader.returncode = 0
    return used.ru_maxrss / 1024, time.monotonic() - begin


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("writer")
    parser.add_argument("--packets", type=int, default=1_000_000)
    parser.add_argument("--stream", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="badrdp-bench-") as folder:
        file = pathlib.Path(folder) / "a.pcap"
        with file.open("wb") as out:
            subprocess.run([options.writer, str(options.packets)], stdout=out, check=True)
        size = file.stat().st_size / 1e6
        ours = best_of([options.program, "diagnose", "--json", str(file)])
        theirs = best_of(["tshark", "-r", str(file)], 1)
        print(f"{options.packets} packets, {size:.0f} MB")
        print(f"badrdp diagnose --json  {ours:.2f} s, {options.packets / ours / 1e6:.2f} million packets/s")
        print(f"tshark -r               {theirs:.2f} s, {theirs / ours:.1f} times as long")
    print(f"a small file            {1000 * best_of([options.program, 'diagnose', str(GOLDEN)], 9):.0f} ms")
    if options.stream:
        source = subprocess.Popen([options.writer, str(options.stream)], stdout=subprocess.PIPE)
        peak, took = peak_of(options.program, source)
        source.stdout.close()
        source.wait()
        print(f"a stream of {options.stream} packets: {took:.1f} s, {peak:.0f} MiB at most")


if __name__ == "__main__":
    main()
