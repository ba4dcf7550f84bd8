#!/usr/bin/env python3
"""badrdp probe: against hosts that badrdp holds up itself, each with something else wrong."""
import json
import pathlib
import signal
import socket
import subprocess
import time

from badrdp import BADRDP, check, done, folder
from servers import free_port


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
    # Groups and UDP: a host of one group, and a stranger's SYN+ACK as MS-RDPEUDP 4.1.2 has it, on the same port.
    one_group = pathlib.Path(out) / "one-group.toml"
    one_group.write_text('schema = 1\ntitle = "One group"\nwhy = "a host that was told so"\n[host.tls]\ngroups = "P-384"\n'
                         '[[demand]]\noutcome = "active"\nwhy = "P-384 is common"\n')
    with Host(str(one_group)) as host, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.bind(("127.0.0.1", host.port))
        udp.settimeout(60)
        asked = subprocess.Popen([BADRDP, "probe", f"127.0.0.1:{host.port}", "--json"], stdout=subprocess.PIPE, text=True)
        syn, client = udp.recvfrom(2048)
        check(len(syn) == 1232 and syn[:4] == b"\xff" * 4 and syn[6:8] == b"\x00\x01", f"a SYN of 1232 bytes came, not {syn[:16].hex()}")
        udp.sendto((syn[8:12] + bytes.fromhex("0400000500000042" "04d004d0")).ljust(1232, b"\0"), client)
        seen = json.loads(asked.communicate(timeout=60)[0])
        check(seen["udp"]["answer"] == "SYN+ACK", f"the SYN+ACK was understood: {seen['udp']}")
        took = {key: visit["tls"] for key, visit in seen["visits"].items() if key.startswith("group_p")}
        check(took == {"group_p_256": "", "group_p_384": "TLS 1.3", "group_p_521": ""}, f"one group is taken: {took}")
        check(seen["visits"]["large_hello"]["tls"] == "TLS 1.3", "a large ClientHello passes")
        check(("old", "C08") in found(json.dumps(seen)), f"a host of one group is old: {seen['findings']}")
    with Host("healthy/nla") as host:
        seen = json.loads(probe(host.port, "--json")[1])
        check(seen["udp"]["answer"] == "refused", f"nobody listens on UDP there: {seen['udp']}")
    with Host("service/mute") as host:
        stopped = subprocess.Popen([BADRDP, "probe", f"127.0.0.1:{host.port}", "--timeout", "30"], stdout=subprocess.DEVNULL)
        end = time.monotonic() + 20
        while f":{host.port:04X} 01 " not in pathlib.Path("/proc/net/tcp").read_text() and time.monotonic() < end:
            time.sleep(0.02)
        stopped.send_signal(signal.SIGINT)
        check(stopped.wait(20) == 130, "Ctrl-C ends it")
    check(probe(port, "--compare", "/nowhere")[0] == 2, "a report that is not there is a bad argument")
done()
