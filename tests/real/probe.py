#!/usr/bin/env python3
"""badrdp probe: against hosts that badrdp holds up itself, each with something else wrong."""
import json
import pathlib
import signal
import socket
import subprocess
import time

from badrdp import BADRDP, check, done, folder


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Host:
    def __init__(self, scenario, port=None):
        self.port, self.scenario = port or free_port(), scenario
        self.process = subprocess.Popen([BADRDP, "serve", scenario, "--port", str(self.port)], stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)

    def __enter__(self):
        end = time.monotonic() + 20
        while f":{self.port:04X} " not in pathlib.Path("/proc/net/tcp").read_text():
            check(time.monotonic() < end and self.process.poll() is None, f"{self.scenario} is up")
            time.sleep(0.02)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


def probe(port, *arguments):
    ended = subprocess.run([BADRDP, "probe", f"127.0.0.1:{port}", *map(str, arguments)], capture_output=True, text=True,
                           timeout=60, check=False)
    return ended.returncode, ended.stdout, ended.stderr


def found(text):
    return [(one["weight"], one["cause"]) for one in json.loads(text)["findings"] if one["weight"] != "unknown"]


with folder() as out:
    before = pathlib.Path(out) / "before.json"
    with Host("healthy/nla") as host:
        status, text, _ = probe(host.port, "--json")
        check(status == 0 and found(text) == [], f"a good host is well: {text}")
        seen = json.loads(text)
        check(seen["visits"]["tls_1_3"]["tls"] == "TLS 1.3" and seen["visits"]["tls_1_0"]["tls"] == "", "versions are told apart")
        check(seen["challenge"]["netbios_name"] == "BADRDP", "NLA says who the host is")
        before.write_text(text)
        check("nothing differs" in probe(host.port, "--compare", before)[1], "nothing has changed")
        check(probe(host.port, "--wait", "--for", 2, "--deadline", 20)[0] == 0, "a host that is well is not waited for long")
    port = host.port
    check(probe(port, "--wait", "--deadline", 1)[0] == 1, "a host that is gone is not well at the deadline")
    late = subprocess.Popen([BADRDP, "probe", f"127.0.0.1:{port}", "--wait", "--for", "2", "--deadline", "60"],
                            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    check("Nobody listens" in late.stderr.readline(), "it says what the host does meanwhile")
    with Host("healthy/nla", port):
        check(late.wait(60) == 0, "a host that comes up later is waited for")
    for scenario, weight, cause in (("certificate/expired", "wrong", "C01"), ("negotiation/certificate-gone[certificate=missing]", "wrong", "C02"),
                                    ("negotiation/wrong-port-ssh", "wrong", "C17"), ("service/mute", "wrong", "C14"),
                                    ("negotiation/xp-host", "old", "C21"), ("tls/reset-after-client-hello", "wrong", "C03"),
                                    ("tls/no-shared-cipher", "wrong", "C08")):
        with Host(scenario) as host:
            status, text, _ = probe(host.port, "--json", "--timeout", 1)
            check((weight, cause) in found(text), f"{scenario} is {weight}, {cause}: {text}")
            check(status == (1 if weight == "wrong" else 0), f"{scenario}: the status says so: {status}")
    with Host("service/mute") as host:
        stopped = subprocess.Popen([BADRDP, "probe", f"127.0.0.1:{host.port}", "--timeout", "30"], stdout=subprocess.DEVNULL)
        end = time.monotonic() + 20
        while f":{host.port:04X} 01 " not in pathlib.Path("/proc/net/tcp").read_text() and time.monotonic() < end:
            time.sleep(0.02)
        stopped.send_signal(signal.SIGINT)
        check(stopped.wait(20) == 130, "Ctrl-C ends it")
    check(probe(port, "--compare", "/nowhere")[0] == 2, "a report that is not there is a bad argument")
done()
