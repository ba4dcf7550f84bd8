#!/usr/bin/env python3
"""What `serve` does at its limits: who cannot be taken is refused at once and told of, nobody who stops reading holds it
up, and an honest client is served before, beside and after."""
import contextlib
import re
import resource
import select
import socket
import subprocess

from badrdp import BADRDP, check, done


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
    one = socket.create_connection(("127.0.0.1", port), 10)
    one.settimeout(10)
    return one


def is_reset(one):
    try:
        return one.recv(1) == b""
    except ConnectionResetError:
        return True
    except TimeoutError:
        return False


def honest(port):
    return subprocess.run([BADRDP, "connect", f"127.0.0.1:{port}", "--cert", "ignore"], capture_output=True, text=True,
                          timeout=60, check=False)


def read_until(host, text):
    """Lines of its narration, up to one with this text."""
    for line in host.stdout:
        if text in line:
            return True
    return False


with serve(descriptors=64) as (host, port):
    there = [call(port) for _ in range(150)]
    gone = []
    while ready := select.select([one for one in there if one not in gone], [], [], 1)[0]:
        gone += ready
    check(len(gone) > 80 and all(is_reset(one) for one in gone), f"who finds no descriptor is refused, not kept: {len(gone)}")
    check(read_until(host, "refused: no descriptor is left"), "and it says so")
    for one in there:
        one.close()
    seen = honest(port)
    check(seen.returncode == 0, f"when they are gone an honest client is served: {seen.stdout[-300:]}{seen.stderr[-300:]}")

with serve("--max-connections", "3") as (host, port):
    there = [call(port) for _ in range(3)]
    more = call(port)
    check(is_reset(more), "one more than --max-connections is reset")
    there.pop().close()
    seen = honest(port)
    for _ in range(20):
        if seen.returncode == 0:
            break
        seen = honest(port)  # the place is free when the host has heard of it
    check(seen.returncode == 0, f"a place that was given back is there for the next: {seen.stdout[-300:]}")

# Nobody reads its narration any more: a pipe holds 64 KiB, and these say ten times as much.
with serve() as (host, port):
    for _ in range(40):
        seen = honest(port)
        check(seen.returncode == 0, f"a reader that stops holds no client up: {seen.stdout[-300:]}{seen.stderr[-300:]}")
done()
