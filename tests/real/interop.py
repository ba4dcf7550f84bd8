#!/usr/bin/env python3
"""The fake client against real servers: xrdp, freerdp-shadow-cli and weston let it in, or say why not."""
import contextlib
import re
import subprocess
import sys

import servers
from badrdp import BADRDP
from cases import Cases

RIGHT = f"{servers.ACCOUNT}:{servers.PASSWORD}"
WRONG = f"{servers.ACCOUNT}:not-{servers.PASSWORD}"
UNKNOWN = f"nobody:{servers.PASSWORD}"

# (exit status, what the output ends with), both as `connect --help` tells them.
ACTIVE = 0, r": the session was active\n$"
NOT_AGREED = 11, r": security: .*\n$"
LOGON_FAILURE = 19, r": credentials: .*\bSTATUS_LOGON_FAILURE\b.*\n$"
# What the shadow server does with a wrong password: it closes where its answer to AUTHENTICATE would come.
CLOSED = 18, r"--> credssp_authenticate .*\n.* client ends the conversation: .*\n.*\n.*: network: .*\n$"


@contextlib.contextmanager
def shadow_from_elsewhere():
    """freerdp-shadow-cli, which encrypts Standard RDP Security only towards who is not 127.0.0.1."""
    with servers.shadow("rdp") as server, servers.from_elsewhere(server.port) as port:
        server.port = port
        yield server


# (name, server, --security, --account, how it ends).
CASES = [
    ("xrdp, TLS", lambda: servers.xrdp("tls"), "tls", RIGHT, ACTIVE),
    ("xrdp, RDP low", lambda: servers.xrdp("rdp", "low"), "rdp", RIGHT, ACTIVE),
    ("xrdp, RDP medium", lambda: servers.xrdp("rdp", "medium"), "rdp", RIGHT, ACTIVE),
    ("xrdp, RDP high", lambda: servers.xrdp("rdp", "high"), "rdp", RIGHT, ACTIVE),
    ("xrdp, RDP fips", lambda: servers.xrdp("rdp", "fips"), "rdp", RIGHT, ACTIVE),
    ("xrdp, RDP none", lambda: servers.xrdp("rdp", "none"), "rdp", RIGHT, ACTIVE),
    ("xrdp, wants TLS", lambda: servers.xrdp("tls"), "rdp", RIGHT, NOT_AGREED),
    ("shadow, TLS", lambda: servers.shadow("tls"), "tls", RIGHT, ACTIVE),
    ("shadow, RDP encrypted", shadow_from_elsewhere, "rdp", RIGHT, ACTIVE),
    ("shadow, RDP in clear", lambda: servers.shadow("rdp"), "rdp", RIGHT, ACTIVE),
    ("shadow, NLA", lambda: servers.shadow("nla"), "nla", RIGHT, ACTIVE),
    ("shadow, NLA with a domain", lambda: servers.shadow("nla"), "nla", RIGHT + "@CORP", ACTIVE),
    ("shadow, NLA, wrong password", lambda: servers.shadow("nla"), "nla", WRONG, CLOSED),
    ("shadow, NLA, unknown account", lambda: servers.shadow("nla"), "nla", UNKNOWN, CLOSED),
    ("shadow, wants NLA", lambda: servers.shadow("nla"), "tls", RIGHT, NOT_AGREED),
    ("weston, TLS", servers.weston, "tls", RIGHT, ACTIVE),
    ("weston, has no NLA", servers.weston, "nla", RIGHT, NOT_AGREED),
]


@contextlib.contextmanager
def served(scenario):
    """`badrdp serve`, ready."""
    port = servers.free_port()
    with servers.folder() as here:
        command = [BADRDP, "serve", scenario, "--port", port, "--account", RIGHT]
        env = servers.environment(here / "home")
        with servers.started(command, log=here / "serve.log", env=env) as program:
            program.wait_until(lambda: "Ctrl-C" in program.said(), 20, "does not serve")
            yield servers.Server("badrdp", port, program, None, None, here)


def healthy_nla():
    return served("healthy/nla")


# The only server here that says STATUS_LOGON_FAILURE.
OWN = [("badrdp, NLA", healthy_nla, "nla", RIGHT, ACTIVE),
       ("badrdp, NLA, wrong password", healthy_nla, "nla", WRONG, LOGON_FAILURE)]


def connect(port, security, account):
    command = [BADRDP, "connect", f"127.0.0.1:{port}", "--cert", "ignore", "--security", security,
               "--account", account]
    try:
        ended = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, text=True, timeout=90, check=False)
    except subprocess.TimeoutExpired as late:
        return None, (late.stdout or b"").decode(errors="replace")
    return ended.returncode, ended.stdout


def goes(name, make, security, account, wanted):
    """True if it went as it should; says so, and what it saw if not."""
    wanted_status, pattern = wanted
    with make() as server:
        status, text = connect(server.port, security, account)
        last = text.rstrip().rpartition("\n")[2]
        good = status == wanted_status and re.search(pattern, text) is not None
        print(f"{'ok' if good else 'NOT SO'}: {name}: ends with {status}: {last}", flush=True)
        if not good:
            print(text[-3000:], "--- the server", server.program.said()[-3000:], sep="\n", flush=True)
    return good


def main():
    servers.end_cleanly_on_sigterm()
    cases = Cases()
    for case in CASES + OWN:
        cases.play(case[0], lambda: goes(*case))
    return cases.end()


if __name__ == "__main__":
    sys.exit(main())
