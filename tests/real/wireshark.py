"""What Wireshark makes of many captures: one tshark reads fifty of them, put end to end, where its start costs most."""
import bisect
import concurrent.futures
import itertools
import pathlib
import subprocess

BATCH = 50
PORTS = ("20000-31999", "3389")


def _run(*command):
    return subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                          check=True).stdout


def _tshark(capture, protocol, wanted, fields):
    # What is inside TLS is told as well, or tshark goes by the port: 27017 is MongoDB's.
    known = [word for port in PORTS for word in ("-d", f"tcp.port=={port},{protocol}", "-d", f"tls.port=={port},tpkt")]
    names = [word for name in ("frame.number", *fields) for word in ("-e", name)]
    return _run("tshark", "-n", "-r", capture, "-o", "tcp.reassemble_out_of_order:TRUE", *known, "-Y", wanted, "-T", "fields", *names)


def _read(captures, protocol, wanted, fields, folder, number):
    """The rows of each capture. A connection of one is none of another's, though the port be the same: each begins with a
    SYN, and secrets go by the ClientHello's random."""
    counts = [int(line.split("\t")[1]) for line in _run("capinfos", "-TcrM", *captures).splitlines()]
    ends = list(itertools.accumulate(counts))
    together = pathlib.Path(folder) / f"together-{protocol}-{number}.pcapng"
    _run("mergecap", "-a", "-w", together, *captures)
    rows = [[] for _ in captures]
    for line in _tshark(together, protocol, wanted, fields).splitlines():
        frame, *cells = line.split("\t")
        place = bisect.bisect_left(ends, int(frame))
        rows[place].append((int(frame) - ends[place] + counts[place], *cells))
    together.unlink()
    return rows


def read(captures, protocol, wanted, fields, folder):
    """For each capture the rows (frame, cells...) of the frames that the display filter `wanted` lets through, when hosts'
    ports are taken for `protocol`, `tls` or `tpkt`, and TPKT is inside TLS."""
    batches = [captures[at:at + BATCH] for at in range(0, len(captures), BATCH)]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        told = pool.map(lambda job: _read(job[1], protocol, wanted, fields, folder, job[0]), enumerate(batches))
        return [rows for batch in told for rows in batch]
