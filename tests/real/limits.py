#!/usr/bin/env python3
"""What `serve` does at its limits: who cannot be taken is refused at once and told of, nobody who stops reading holds it
up, and an honest client is served before, beside and after."""
import contextlib
import re
import resource
import select
import socket
import subprocess
import time

from badrdp import BADRDP, check, done, wait_until


@contextlib.contextmanager
def serve(*arguments, descriptors=None):
    def few():
        resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))

    host = subprocess.Popen([BADRDP, "serve", "healthy/tls", "--port", "0", *arguments], stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, text=True, preexec_fn=few if descriptors else None)
    try:
        port = None
        while port is None:
            line = host.stdout.readline()
            check(line, "it says where it listens")
            found = re.search(r"badrdp connect \S+:(\d+)", line)
            port = int(found[1]) if found else None
        yield host, port
    finally:
        host.terminate()
        host.communicate(timeout=20)


def call(port):
    """A connection; or None if the host's reset was there before connect() had returned."""
    try:
        return socket.create_connection(("127.0.0.1", port), 10)
    except ConnectionResetError:
        return None


def is_reset(one):
    try:
        return one is None or one.recv(1) == b""
    except ConnectionResetError:
        return True
    except TimeoutError:
        return False


def honest(port):
    return subprocess.run([BADRDP, "connect", f"127.0.0.1:{port}", "--cert", "ignore"], capture_output=True, text=True,
                          timeout=60, check=False)


def served(port, what):
    """A place is free when the host has heard that its client left: until then an honest client is refused as well."""
    wait_until(lambda: honest(port).returncode == 0, 30, what)


def ended_among(there):
    """Those that the host has ended: it has refused whom it could not take when a second brings no more of them."""
    gone, end = [], time.monotonic() + 30
    while time.monotonic() < end:
        more = select.select([one for one in there if one not in gone], [], [], 1)[0]
        if not more and gone:
            break
        gone += more
    return gone


def read_until(host, text):
    """Lines of its narration, up to one with this text."""
    for line in host.stdout:
        if text in line:
            return True
    return False


with serve(descriptors=64) as (host, port):
    there = [call(port) for _ in range(150)]
    at_once = there.count(None)
    there = [one for one in there if one]
    gone = ended_among(there)
    check(at_once + len(gone) > 80 and all(is_reset(one) for one in gone),
          f"who finds no descriptor is refused, not kept: {at_once} + {len(gone)}")
    check(read_until(host, "refused: no descriptor is left"), "and it says so")
    for one in there:
        one.close()
    served(port, "when they are gone an honest client is served")

with serve("--max-connections", "3") as (host, port):
    there = [call(port) for _ in range(3)]
    more = call(port)
    check(is_reset(more), "one more than --max-connections is reset")
    there.pop().close()
    served(port, "a place that was given back is there for the next")

# Nobody reads its narration any more: a pipe holds 64 KiB, and these say ten times as much.
with serve() as (host, port):
    for _ in range(40):
        seen = honest(port)
        check(seen.returncode == 0, f"a reader that stops holds no client up: {seen.stdout[-300:]}{seen.stderr[-300:]}")
done()
