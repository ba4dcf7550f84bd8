#!/usr/bin/env python3
"""How fast `badrdp diagnose` reads, beside tshark, how soon it answers, and how much memory it takes.

    tests/bench/diagnose.py PROGRAM BENCH_CAPTURES [--packets N] [--rounds N] [--pipe BYTES] [--at-once N]

BENCH_CAPTURES writes the captures: negotiations and TLS handshakes as real clients had them, always the same. A file of N packets
is read by badrdp and by tshark in turns, so many rounds in one run; each is said with its least and its most. So many BYTES are
written to a pipe (1e10: 10 GB), and nothing of them lies on a disk. --at-once has so many conversations open beside each other."""
import argparse
import os
import pathlib
import subprocess
import tempfile
import time

GOLDEN = pathlib.Path(__file__).resolve().parents[1] / "golden" / "captures" / "xfreerdp-failure5.pcap"


def used_by(command, stdin=None):
    """Seconds from start to end, seconds of processor time, and MiB of resident memory at most."""
    begin = time.monotonic()
    child = subprocess.Popen(command, stdin=stdin, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, used = os.wait4(child.pid, 0)
    child.returncode = 0
    return time.monotonic() - begin, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def span(values, digits=2):
    return f"{min(values):.{digits}f} to {max(values):.{digits}f}"


def compare(options, file):
    """The same file by both, in turns. Processor time counts: it is the same on a busy machine, or nearly."""
    commands = {
        "badrdp diagnose --json": [options.program, "diagnose", "--json", str(file)],
        "badrdp diagnose": [options.program, "diagnose", str(file)],
        "tshark -r": ["tshark", "-r", str(file)],
    }
    took = {name: [] for name in commands}
    for _ in range(options.rounds):
        for name, command in commands.items():
            took[name].append(used_by(command))
    for name, all_of in took.items():
        speeds = [options.packets / busy / 1e6 for _, busy, _ in all_of]
        print(f"{name:<24}{span([busy for _, busy, _ in all_of])} s of processor time, {span([wall for wall, _, _ in all_of])} s, "
              f"{span(speeds)} million packets/s, {max(peak for _, _, peak in all_of):.0f} MiB")
    for name in list(commands)[:2]:
        ratios = [theirs[1] / ours[1] for ours, theirs in zip(took[name], took["tshark -r"])]
        print(f"tshark takes {span(ratios, 1)} times as long as {name}")


def from_pipe(options, arguments, what):
    source = subprocess.Popen([options.writer, *arguments], stdout=subprocess.PIPE)
    wall, busy, peak = used_by([options.program, "diagnose", "--json", "-"], stdin=source.stdout)
    source.stdout.close()
    print(f"{what}: {wall:.1f} s, {busy:.1f} s of processor time, {peak:.0f} MiB at most, "
          f"{'' if source.wait() == 0 else 'BUT ITS WRITER FAILED'}".rstrip(", "))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("writer")
    parser.add_argument("--packets", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pipe", type=float, default=0, metavar="BYTES")
    parser.add_argument("--at-once", type=int, default=100_000, metavar="N")
    options = parser.parse_args()
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    small = [1000 * used_by([options.program, "diagnose", str(GOLDEN)])[0] for _ in range(10)]
    print(f"a small file: {span(small[1:], 0)} ms from start to end")
    with tempfile.TemporaryDirectory(prefix="badrdp-bench-") as folder:
        file = pathlib.Path(folder) / "a.pcap"
        with file.open("wb") as out:
            subprocess.run([options.writer, str(options.packets)], stdout=out, check=True)
        print(f"{options.packets} packets, {file.stat().st_size / 1e6:.0f} MB, {options.rounds} rounds")
        compare(options, file)
    if options.at_once:
        from_pipe(options, ["at-once", str(options.at_once)], f"{options.at_once} conversations at once")
    if options.pipe:
        from_pipe(options, ["bytes", str(int(options.pipe))], f"{options.pipe / 1e9:.1f} GB through a pipe")


if __name__ == "__main__":
    main()
