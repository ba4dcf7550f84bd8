#!/usr/bin/env python3
"""`badrdp proxy` between two clients (our own, and xfreerdp) and servers that nobody here wrote: TLS and NLA pass through it
to a session, its steps are told, those inside TLS by their sizes, and what it spoils at a step ends there."""
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

import servers
from badrdp import BADRDP
from cases import Cases

AT_ONCE = 4
ACTIVE, ENDED = True, False

# (fault, whether the session becomes active, the least seconds that it takes): delay, reset and drip at three steps each.
SPOILT = [
    (None, ACTIVE, 0),
    ('delay = "x224_confirm", by = "1s"', ACTIVE, 1),
    ('delay = "client_hello", by = "1s"', ACTIVE, 1),
    ('delay = "tls_finished", by = "1s"', ACTIVE, 1),
    ('reset = "x224_request"', ENDED, 0),
    ('reset = "client_hello"', ENDED, 0),
    ('reset = "server_flight"', ENDED, 0),
    ('drip = "x224_confirm", bytes = 4, every = "100ms"', ACTIVE, 0.4),
    ('drip = "client_hello", bytes = 100, every = "100ms"', ACTIVE, 0.2),
    ('drip = "server_flight", bytes = 300, every = "100ms"', ACTIVE, 0.2),
    ('delay = "attach_user_confirm", by = "1s"', ACTIVE, 1),
    ('reset = "mcs_connect_initial"', ENDED, 0),
]
BY_SIZE = ["mcs_connect_initial", "erect_domain", "attach_user_request", "attach_user_confirm", "channel_join_request",
           "channel_join_confirm", "client_info"]
NLA_BY_SIZE = ["credssp_negotiate", "credssp_authenticate", "credssp_pubkey", "credssp_credentials"]


class Proxy:
    """One under way; its words are there once it has ended."""

    def __init__(self, port, *options):
        words = [BADRDP, "proxy", "--to", f"127.0.0.1:{port}", "--listen", "127.0.0.1:0", *options]
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.port = None
        self.said = ""  # before it begins
        for line in self.process.stdout:
            self.said += line
            if found := re.search(r"xfreerdp /v:127\.0\.0\.1:(\d+)", line):
                self.port = int(found[1])
            if "Ctrl-C" in line:  # the last one: what is read ahead would be lost
                return
        raise servers.NotUp("the proxy ended")

    def end(self):
        self.process.terminate()
        return self.said + self.process.communicate(timeout=20)[0]


def own(port, security, _screen, _home):
    words = [BADRDP, "connect", f"127.0.0.1:{port}", "--security", security, "--cert", "ignore", "--account",
             f"{servers.ACCOUNT}:{servers.PASSWORD}"]
    return subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)


def xfreerdp(port, security, screen, home):
    servers.need("xfreerdp")
    words = ["xfreerdp", f"/v:127.0.0.1:{port}", f"/u:{servers.ACCOUNT}", f"/p:{servers.PASSWORD}", "/cert:ignore",
             f"/sec:{security}", "+auth-only"]
    return subprocess.run(words, capture_output=True, text=True, timeout=60, check=False, env=servers.environment(home, screen))


def plays(client, server, security, screen, home, spoilt):
    fault, active, seconds = spoilt
    proxy = Proxy(server.port, *(["--fault", fault] if fault else []))
    try:
        began = time.monotonic()
        seen = client(proxy.port, security, screen, home)
        took = time.monotonic() - began
    finally:
        told = proxy.end()
    wanted = ["client x224_request"]
    if fault:
        wanted.append("did: " + fault.split(" ", maxsplit=1)[0])
    else:
        wanted += [f"{step} (by its size)" for step in BY_SIZE + (NLA_BY_SIZE if security == "nla" else [])]
    missing = [words for words in wanted if words not in told]
    good = (seen.returncode == 0) == active and took >= seconds and not missing
    if not good:
        print(f"NOT SO: {client.__name__}, {security}, {fault}: exit {seen.returncode} after {took:.1f} s, not told {missing}:",
              told[-1500:], seen.stdout[-1500:], seen.stderr[-500:], sep="\n", flush=True)
    return good


def with_options(server, security, options, active, seconds, wanted):
    proxy = Proxy(server.port, *options)
    try:
        began = time.monotonic()
        seen = own(proxy.port, security, None, None)
        took = time.monotonic() - began
    finally:
        told = proxy.end()
    good = (seen.returncode == 0) == active and took >= seconds and all(words in told for words in wanted)
    if not good:
        print(f"NOT SO: {options}: exit {seen.returncode} after {took:.1f} s:", told[-1500:], seen.stdout[-1500:], sep="\n", flush=True)
    return good


def is_captured(server, file):
    """TLS that was opened, as a capture: with its keys it shows what was inside."""
    good = with_options(server, "tls", ["--terminate", "--capture", str(file)], ACTIVE, 0, ["Whoever has this file can read all of it"])
    read = subprocess.run([BADRDP, "diagnose", str(file)], capture_output=True, text=True, timeout=60, check=False).stdout
    if not ("client_info" in read and "tls_finished" in read):
        print(f"NOT SO: the capture shows:\n{read}", flush=True)
        return False
    return good


def main():
    servers.end_cleanly_on_sigterm()
    cases = Cases()
    clients = [own, xfreerdp] if shutil.which("xfreerdp") else [own]
    if xfreerdp not in clients:
        cases.play("xfreerdp", lambda: servers.need("xfreerdp"))
    with servers.display() as screen, servers.folder() as place, servers.xrdp("tls") as xrdp, servers.shadow("nla") as shadow, \
            concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        under_way = {}
        for client in clients:
            for name, server, security in [("xrdp, TLS", xrdp, "tls"), ("shadow, NLA", shadow, "nla")]:
                for spoilt in SPOILT:
                    home = pathlib.Path(place) / str(len(under_way))
                    os.mkdir(home)
                    under_way[f"{client.__name__}, {name}, {spoilt[0] or 'nothing spoilt'}"] = pool.submit(
                        plays, client, server, security, screen, home, spoilt)
        for name, case in [
                ("an edit", lambda: with_options(xrdp, "tls", ["--edit", "requestedProtocols=0x0"], ENDED, 0,
                                                 ["did: requestedProtocols=0x0"])),
                ("a path", lambda: with_options(xrdp, "tls", ["--scenario", "path/latency[by=100ms]"], ACTIVE, 1.2, [])),
                ("a path with a reset", lambda: with_options(xrdp, "tls", ["--scenario", "path/reset-after-step[step=client_hello]"],
                                                            ENDED, 0, ["did: reset"])),
                ("TLS opened, with another certificate", lambda: with_options(
                    xrdp, "tls", ["--terminate", "certificate/expired"], ACTIVE, 0,
                    ["certificate/expired's certificate", "server demand_active"])),
                ("TLS opened, with a certificate for the first connection", lambda: with_options(
                    xrdp, "tls", ["--terminate", "--terminate", "certificate/expired connection=1"], ACTIVE, 0,
                    ["the client is shown certificate/expired's certificate"])),
                ("TLS opened, and a field set inside", lambda: with_options(
                    xrdp, "tls", ["--terminate", "--fault", 'set = "attach_user_confirm.mcs.result", to = 224'], ENDED, 0,
                    ["did: set attach_user_confirm.mcs.result"])),
                ("TLS opened, with NLA", lambda: with_options(
                    shadow, "nla", ["--terminate"], ENDED, 0, ["NLA will fail", "NLA binds its proof to the certificate"])),
                ("a capture", lambda: is_captured(xrdp, pathlib.Path(place) / "seen.pcapng"))]:
            under_way[name] = pool.submit(case)
        for name, going_on in under_way.items():
            cases.play(name, going_on.result)
    return cases.end()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except servers.Missing as why:
        print(f"skipped: {why}")
        sys.exit(77)
