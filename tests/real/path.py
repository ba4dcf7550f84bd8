#!/usr/bin/env python3
"""The wire between two taps, with real TCP at both ends: what left and what arrived, and nothing left behind."""
import collections
import os
import pathlib
import signal
import subprocess
import sys

from badrdp import BADRDP, check, done, folder, processes_of, run, wait_until

FIELDS = ["frame.interface_id", "tcp.srcport", "tcp.len", "frame.len", "icmp.type", "icmp.code", "icmp.mtu",
          "frame.comment", "tcp.flags.reset", "tcp.seq_raw", "udp.dstport", "ip.len"]
Packet = collections.namedtuple("Packet", [f.replace(".", "_") for f in FIELDS])
CLIENT, SERVER = "0", "1"


def packets(file):
    command = ["tshark", "-r", str(file), "-T", "fields", "-E", "separator=\t", "-E", "occurrence=f"]
    for field in FIELDS:
        command += ["-e", field]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [Packet(*line.split("\t")) for line in text.splitlines()]


def of(results, name):
    found = [c for c in results["cases"] if c["id"] == name]
    check(len(found) == 1, f"one case of {name}, not {len(found)}")
    return found[0]


def namespaces(pids=None):
    """Of the network: those of these processes, or of all."""
    found = set()
    for pid in pids or (entry.name for entry in pathlib.Path("/proc").iterdir() if entry.name.isdigit()):
        try:
            found.add(os.readlink(f"/proc/{pid}/ns/net"))
        except OSError:
            continue  # gone meanwhile, or not ours to read
    return found


def links():
    return sorted(os.listdir("/sys/class/net"))


def black_hole(out):
    status, results, _ = run(out, "path/mtu-black-hole", "path/mtu-known", "-c", "builtin")
    check(status == 0, f"both play as their baselines say, not {status}")
    latest = out / "latest"

    dead = packets(latest / "path/mtu-black-hole.bytes=1000/builtin.lenient/capture.pcapng")
    from_server = [p for p in dead if p.tcp_srcport == "3389" and p.tcp_len and int(p.tcp_len) > 0]
    arrived = [p for p in from_server if p.frame_interface_id == CLIENT]
    left = [p for p in from_server if p.frame_interface_id == SERVER]
    check(arrived, "small segments of the server's arrive")
    check(all(int(p.ip_len) <= 1000 for p in arrived), "no large one does")
    large = [p for p in left if int(p.ip_len) > 1000]
    check(len({p.tcp_seq_raw for p in large}) < len(large), "the server sends a large one again")
    check(all("dropped: mtu 1000" in p.frame_comment for p in large), "each carries what was done to it")
    check(not any(p.icmp_type for p in dead), "and nobody says so")

    alive = packets(latest / "path/mtu-known.bytes=1000/builtin.lenient/capture.pcapng")
    told = [p for p in alive if p.icmp_type == "3" and p.icmp_code == "4"]
    check(told and all(p.icmp_mtu == "1000" for p in told), "with ICMP the server is told the MTU")
    check(all(p.frame_interface_id == SERVER for p in told), "on its own side")
    check(of(results, "path/mtu-known[bytes=1000]")["outcome"] == "active", "and the same handshake succeeds")


def same_seed_same_drops(out):
    def drops(seed):
        run(out, "path/loss", "-c", "builtin", "--seed", seed)
        seen = packets(out / "latest/path/loss.share=20/builtin.lenient/capture.pcapng")
        return [i for i, p in enumerate([p for p in seen if p.tcp_srcport]) if "dropped" in p.frame_comment]
    first = drops("7")
    check(first, "a fifth of the packets is lost")
    # The kernel's timers decide which packets there are later on: only the beginning must be the same.
    check(first[0] == drops("7")[0], "the same seed loses the same packet first")


def loopback_comes_close(out):
    """What loopback only approximates ends as the true one does."""
    _, close, _ = run(out, "tls/mtu-black-hole", "-c", "builtin")
    _, true, _ = run(out, "path/mtu-black-hole", "-c", "builtin")
    one, other = of(close, "tls/mtu-black-hole"), of(true, "path/mtu-black-hole[bytes=1000]")
    check(one["outcome"] == other["outcome"], "the same outcome")
    check(one["step"] != "mcs_connect_initial", "neither gets beyond the handshake")


def killed(out):
    """Fifty cases at once, and the run is killed in the middle of them. Other scripts have clients and folders meanwhile:
    what is looked at is this run's own."""
    before, tmp = (namespaces(), links()), out.parent / "tmp"
    tmp.mkdir()
    started = subprocess.Popen([BADRDP, "run", "--net", "tap", "path/*", "tls/*", "-c", "builtin", "-j", "50", "-o", str(out)],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "TMPDIR": str(tmp)})
    wait_until(lambda: len(processes_of(out)) > 30, 60, "many clients are under way")
    own = namespaces(pid for pid, _ in processes_of(out)) - before[0]
    check(own, "they are in namespaces of the run's own")
    started.send_signal(signal.SIGKILL)
    started.wait()
    wait_until(lambda: not processes_of(out), 10, "no process is left")
    wait_until(lambda: not namespaces() & own, 10, "no namespace is left")
    check(links() == before[1], "no interface is left")
    wait_until(lambda: not list(tmp.iterdir()), 5, f"nothing is left in {tmp}")


with folder() as name:
    out = pathlib.Path(name) / "out"
    status, results, text = run(out, "path/syn-rejected", "-c", "builtin")
    if status == 4:
        print(text)
        sys.exit(77)
    black_hole(out)
    same_seed_same_drops(out)
    loopback_comes_close(out)
    killed(out)
done()
