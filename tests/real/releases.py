#!/usr/bin/env python3
"""The fake client against the servers of other releases of Debian, each in a root of that release. A server whose root
is not here is a skip: `badrdp clients add xrdp@trixie` fetches one."""
import sys

import servers
from badrdp import BADRDP
from cases import Cases
from interop import ACTIVE, LOGON_FAILURE, NOT_AGREED, RIGHT, WRONG, goes


def of(origin, make, *arguments):
    return lambda: make(*arguments, release=servers.Release(BADRDP, origin))


XRDP, WESTON = ("xrdp@trixie", "xrdp@sid"), ("weston@trixie", "weston@sid")
SHADOW = ("shadow@trixie", "shadow@trixie-backports")
# What each does with a wrong password: 3.15 answers with an error that is no NTSTATUS of an account's.
REFUSES = {"shadow@trixie": (19, r": credentials: refused: 0xc00700ea: .*\n$"), "shadow@trixie-backports": LOGON_FAILURE}

# (name, server, --security, --account, how it ends).
CASES = [
    *((f"{origin}, TLS", of(origin, servers.xrdp, "tls"), "tls", RIGHT, ACTIVE) for origin in XRDP),
    *((f"{origin}, RDP {level}", of(origin, servers.xrdp, "rdp", level), "rdp", RIGHT, ACTIVE)
      for origin in XRDP for level in ("low", "medium", "high", "fips", "none")),
    *((f"{origin}, wants TLS", of(origin, servers.xrdp, "tls"), "rdp", RIGHT, NOT_AGREED) for origin in XRDP),
    *((f"{origin}, TLS", of(origin, servers.shadow, "tls"), "tls", RIGHT, ACTIVE) for origin in SHADOW),
    *((f"{origin}, RDP in clear", of(origin, servers.shadow, "rdp"), "rdp", RIGHT, ACTIVE) for origin in SHADOW),
    *((f"{origin}, NLA", of(origin, servers.shadow, "nla"), "nla", RIGHT, ACTIVE) for origin in SHADOW),
    *((f"{origin}, NLA, wrong password", of(origin, servers.shadow, "nla"), "nla", WRONG, REFUSES[origin]) for origin in SHADOW),
    *((f"{origin}, wants NLA", of(origin, servers.shadow, "nla"), "tls", RIGHT, NOT_AGREED) for origin in SHADOW),
    *((f"{origin}, TLS", of(origin, servers.weston), "tls", RIGHT, ACTIVE) for origin in WESTON),
    *((f"{origin}, has no NLA", of(origin, servers.weston), "nla", RIGHT, NOT_AGREED) for origin in WESTON),
    # weston 16 selects what 14 does not know, and lets nobody in by it.
    ("weston@trixie, has no HYBRID_EX", of("weston@trixie", servers.weston), "nla_ex", RIGHT, NOT_AGREED),
    ("weston@sid, has no account", of("weston@sid", servers.weston), "nla_ex", RIGHT, LOGON_FAILURE),
]


def main():
    servers.end_cleanly_on_sigterm()
    cases = Cases()
    for case in CASES:
        cases.play(case[0], lambda: goes(*case))
    return cases.end()


if __name__ == "__main__":
    sys.exit(main())
