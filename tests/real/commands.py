#!/usr/bin/env python3
"""Every command does what its --help says: list, show, check, doctor, serve, connect."""
import json
import pathlib
import re
import signal
import subprocess

from badrdp import BADRDP, ROOT, check, done, folder


def badrdp(*arguments):
    ended = subprocess.run([BADRDP, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return ended.returncode, ended.stdout


for command in ("list", "show", "run", "cure", "baseline", "serve", "connect", "diagnose", "explain", "atlas", "check", "compare", "merge", "doctor"):
    status, text = badrdp(command, "--help")
    check(status == 0 and len(text) > 200, f"{command} --help teaches")

listed = json.loads(badrdp("list", "--json")[1])
check(len({s["name"] for s in listed}) >= 40, "there are at least 40 scenarios")
told = json.loads(badrdp("list", "--remedies", "--json")[1])
known = sum(text.count("\nid ") for text in (f.read_text() for f in (ROOT / "scenarios/remedies").glob("*.toml")))
check(len(told) == known > 30 and told[0]["id"] == "F01" and told[0]["commands"], "and what people are told to do")
check("is said to cure C14" in badrdp("list", "--remedies")[1], "with what it is said to cure")
for half in (["--record"], ["--remedies", "--record", "healthy/tls"], ["--remedies", "--record", "--net", "simulated"]):
    check(badrdp("run", *half)[0] == 2, f"half a matrix is not recorded: {half}")
status, text = badrdp("show", "certificate/expired")
check(status == 0 and "expired" in text, "show explains a scenario")
status, text = badrdp("show", "certificate/expird")
check(status == 2 and "certificate/expired" in text, "a name that is nearly right is answered with the right one")
check(badrdp("check")[0] == 0, "the catalogue is in order")
status, text = badrdp("doctor")
check(status == 0 and "xfreerdp" in text and "capture on lo" in text, "doctor names clients and permissions")
status, text = badrdp("explain", "0x904", "0x7")
check(status == 0 and "the step" in text and "observed with mstsc" in text, "explain says what is known of 0x904 0x7, and what is not")
explained = json.loads(badrdp("explain", "--json", "xfreerdp:133")[1])
check(explained[0]["codes"][0]["leads"][0]["because"]["evidence"] == "observed", "explain knows what xfreerdp was seen to do")
check(badrdp("explain", "0x9999999")[0] == 1 and badrdp("explain")[0] == 2, "an unknown code is 1, none at all a usage error")
check(badrdp("connect", "127.0.0.1:1", "--cert", "ignore")[0] == 13, "nobody listens: 13")
check(badrdp("connect", "127.0.0.1:http")[0] == 2, "a bad port is a usage error")
check(badrdp("no-such-command")[0] == 2, "so is an unknown command")
status, text = badrdp("list", "certificate/")
check(status == 0 and "certificate/expired" in text and "healthy" not in text, "a folder of the catalogue means what is in it")
status, text = badrdp("show", "tls/resset")
check(status == 2 and "tls/reset*" in text, f"half a name is completed: {text}")

with folder() as name:
    here = pathlib.Path(name)
    (here / "mine.toml").write_text('schema = 1\ntitle = "t"\nwhy = "w"\n[[fault]]\nreset = "x224_confrim"\n'
                                    '[[demand]]\noutcome = "refused"\nwhy = "w"\n')
    status, text = badrdp("check", str(here / "mine.toml"))
    check(status == 2 and "mine.toml:5:" in text and "x224_confirm" in text, f"check names line and nearest step: {text}")

    for scenario, options, wanted in (("healthy/tls", ("--cert", "ignore"), 0), ("certificate/expired", (), 10),
                                      ("negotiation/failure[code=5]", ("--cert", "ignore"), 11),
                                      ("tls/no-shared-cipher", ("--cert", "ignore"), 12),
                                      ("tcp/reset-after-accept", ("--cert", "ignore"), 14)):
        capture = here / "served.pcapng"
        served = subprocess.Popen([BADRDP, "serve", scenario, "--port", "0", "--capture", str(capture)],
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        lines = []
        for line in served.stdout:
            lines.append(line)
            if "Ctrl-C" in line:
                break
        port = re.search(r" on 127\.0\.0\.1:(\d+)", "".join(lines)).group(1)
        status, text = badrdp("serve", scenario, "--port", port)
        check(status == 3 and "Address already in use" in text and f"by badrdp (pid {served.pid})" in text, f"a port that is taken is told with its holder: {text}")
        status, text = badrdp("connect", f"127.0.0.1:{port}", *options)
        check(status == wanted, f"connect to {scenario} ends with {wanted}, not {status}: {text}")
        check(re.search(r"^badrdp connect: [a-z]+: .", text, re.M), "its last line names the reason")
        served.send_signal(signal.SIGINT)
        rest = served.communicate(timeout=10)[0]
        check(served.returncode == 0 and "connection #1" in rest, f"serve narrates and ends with 0: {rest}")
        check(capture.stat().st_size > 200 and capture.stat().st_mode & 0o077 == 0, "its capture is there, and private")

    # A simulation records its own packets, whoever may capture here; and standard output is JSON alone.
    ended = subprocess.run([BADRDP, "run", "healthy/tls", "-c", "builtin", "--net", "simulated", "-o", str(here / "out"), "--json", "-",
                            "--junit", str(here / "junit.xml")], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    result = json.loads(ended.stdout)
    check(ended.returncode == 0 and result["captured"] and not result["not_captured"], f"a simulated run has captured: {ended.stderr}")
    check("only the built-in client" not in ended.stderr, "who asks for the built-in client is not told that it is the only one")
    check((here / "junit.xml").stat().st_mode & 0o044, "a copy of a report is for others, too")
    command = [BADRDP, "run", "healthy/tls", "tls/reset-after-client-hello", "-c", "builtin", "--net", "simulated", "-o", str(here / "out")]
    check(subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0, "all of it is played")
    command += ["path/udp-dropped"]  # a simulation has no UDP
    check(subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0, "or unsupported")
    check(subprocess.run([*command, "--everything"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 1,
          "which is no success where everything is asked for")

# The lines that `serve` prints work as they are, whatever address it listens on.
for address in ("127.0.0.1", "::1", "0.0.0.0", "::"):
    served = subprocess.Popen([BADRDP, "serve", "healthy/tls", "--port", "0", "--address", address],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    lines = []
    for line in served.stdout:
        lines.append(line)
        if "Ctrl-C" in line:
            break
    typed = next(line.split()[1:] for line in lines if line.startswith("  badrdp connect "))
    status, text = badrdp(*typed)
    check(status == 0, f"badrdp {' '.join(typed)} reaches a host on {address}: {text}")
    check(("From another machine" in "".join(lines)) == (address in ("0.0.0.0", "::")), f"{address} is explained")
    served.send_signal(signal.SIGHUP)  # as a terminal that closes
    served.communicate(timeout=10)
    check(served.returncode == 0, "serve ends in order when its terminal closes")
done()
