#!/usr/bin/env python3
"""Two thousand clients at once, held at their Client Info: one process, one thread for the loop and one for its words,
and a bound on what each of them costs."""
import asyncio
import pathlib
import resource
import ssl
import subprocess
import sys

from badrdp import BADRDP, ROOT, check, done, folder
from servers import free_port

CLIENTS = 2000
MOST_EACH = 256 * 1024  # bytes: TLS keeps some 40 KiB, a Framer at most 64

SCENARIO = '''schema = 1
title = "A host that listens for ever"
why = "Holds every client at its Client Info."
[host]
accepts = ["tls"]
[[fault]]
silence = "client_info"
[[demand]]
outcome = ["timed_out", "disconnected"]
why = "nothing comes"
'''

# What xfreerdp said to xrdp, up to its Client Info, without joining a channel.
SESSION = [bytes.fromhex(line.split()[1]) for line in
           (ROOT / "tests/golden/session-xfreerdp-xrdp-tls.pdus").read_text().splitlines() if line.startswith("C ")]
REQUEST = SESSION[0]
BURST = b"".join(pdu for pdu in SESSION[1:] if pdu[4:6] == b"\x02\xf0" and pdu[7] in (0x7f, 0x04, 0x28)) + next(
    pdu for pdu in SESSION if pdu[7:8] == b"\x64")


def status(pid, key):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(key + ":"):
            return int(line.split()[1])
    raise KeyError(key)


async def client(port, context, turn):
    async with turn:  # handshakes are work; waiting is not
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(REQUEST)
        await reader.readexactly(19)
        await writer.start_tls(context)
        writer.write(BURST)
        await writer.drain()
        got = b""
        while b"\x02\xf0\x80\x2e" not in got:  # Attach User Confirm
            piece = await reader.read(4096)
            if not piece:
                raise ConnectionError("the host hung up")
            got += piece
        return reader, writer


async def crowd(port, pid):
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    turn = asyncio.Semaphore(50)
    first = await client(port, context, turn)  # what is made once is no cost of each
    before = status(pid, "VmRSS") * 1024
    held = await asyncio.gather(*(client(port, context, turn) for _ in range(CLIENTS - 1)))
    after = status(pid, "VmRSS") * 1024
    open_now = sum(1 for reader, _ in [first, *held] if not reader.at_eof())
    return open_now, (after - before) / (CLIENTS - 1), status(pid, "Threads")


soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
if hard < CLIENTS + 100:
    print(f"skipped: this machine allows {hard} descriptors, and {CLIENTS + 100} are wanted")
    sys.exit(77)
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
with folder() as name:
    file = pathlib.Path(name) / "holds.toml"
    file.write_text(SCENARIO)
    port = free_port()
    log = open(pathlib.Path(name) / "log", "wb")
    with subprocess.Popen([BADRDP, "serve", str(file), "--port", str(port)], stdout=subprocess.PIPE, text=True,
                          cwd=name) as server:
        try:
            for line in server.stdout:
                if line.startswith("Ctrl-C"):
                    break
            drain = subprocess.Popen(["cat"], stdin=server.stdout, stdout=log)
            held, each, threads = asyncio.run(crowd(port, server.pid))
        finally:
            server.terminate()
            drain.wait()
    silenced = (pathlib.Path(name) / "log").read_text().count("fault: silence client_info")
    check(silenced == CLIENTS, f"every client has said its Client Info, {silenced} did")
    print(f"{held} clients held, {each / 1024:.1f} KiB each, {threads} thread(s)")
    check(held == CLIENTS, "every client is held")
    check(each < MOST_EACH, f"a client costs at most {MOST_EACH // 1024} KiB")
    check(threads == 2, "one loop holds them all, beside whoever writes its narration")
done()
