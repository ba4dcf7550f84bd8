#!/usr/bin/env python3
"""`badrdp proxy` between the fake client and servers that nobody here wrote: TLS and NLA pass through it to a session, and
what it spoils at a step ends there."""
import contextlib
import re
import subprocess
import sys
import time

import servers
from badrdp import BADRDP
from cases import Cases

ACCOUNT = f"{servers.ACCOUNT}:{servers.PASSWORD}"
SERVERS = [("xrdp, TLS", lambda: servers.xrdp("tls"), "tls"), ("shadow, NLA", lambda: servers.shadow("nla"), "nla")]

# (fault, exit status, what the client says in the end, the least seconds that it takes): delay, reset and drip at three steps.
ACTIVE, RESET = (0, "the session was active"), (14, "network: reset the connection")
SPOILT = [
    ([], *ACTIVE, 0),
    (['delay = "x224_confirm", by = "1s"'], *ACTIVE, 1),
    (['delay = "client_hello", by = "1s"'], *ACTIVE, 1),
    (['delay = "tls_finished", by = "1s"'], *ACTIVE, 1),
    (['reset = "x224_request"'], *RESET, 0),
    (['reset = "client_hello"'], *RESET, 0),
    (['reset = "server_flight"'], *RESET, 0),
    (['drip = "x224_confirm", bytes = 4, every = "100ms"'], *ACTIVE, 0.4),
    (['drip = "client_hello", bytes = 100, every = "100ms"'], *ACTIVE, 0.2),
    (['drip = "server_flight", bytes = 300, every = "100ms"'], *ACTIVE, 0.2),
]


@contextlib.contextmanager
def proxy(port, faults):
    words = [BADRDP, "proxy", "--to", f"127.0.0.1:{port}", "--listen", "127.0.0.1:0"]
    for fault in faults:
        words += ["--fault", fault]
    one = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        for line in one.stdout:
            if found := re.search(r"xfreerdp /v:127\.0\.0\.1:(\d+)", line):
                break
        else:
            raise servers.NotUp("the proxy ended")
        yield int(found[1]), one
    finally:
        one.terminate()
        one.communicate(timeout=20)


def plays(server, security, faults, status, says, seconds):
    with server() as up, proxy(up.port, faults) as (port, _):
        began = time.monotonic()
        seen = subprocess.run([BADRDP, "connect", f"127.0.0.1:{port}", "--security", security, "--cert", "ignore", "--account",
                               ACCOUNT], capture_output=True, text=True, timeout=60, check=False)
        took = time.monotonic() - began
        good = seen.returncode == status and says in seen.stdout and took >= seconds
        if not good:
            print(f"NOT SO: exit {seen.returncode} after {took:.1f} s, wanted {status} after {seconds} s:", seen.stdout[-2000:],
                  seen.stderr[-500:], sep="\n", flush=True)
    return good


def main():
    servers.end_cleanly_on_sigterm()
    cases = Cases()
    for name, server, security in SERVERS:
        for faults, status, says, seconds in SPOILT:
            cases.play(f"{name}, {', '.join(faults) or 'nothing spoilt'}",
                       lambda: plays(server, security, faults, status, says, seconds))
    return cases.end()


if __name__ == "__main__":
    sys.exit(main())
