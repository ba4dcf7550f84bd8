#!/usr/bin/env python3
"""`badrdp load` against our own `serve`, and against xrdp or freerdp-shadow-cli where one is here: all are served, what
fails is told by kind and step, the bounds hold, and Ctrl-C ends it with the report so far."""
import contextlib
import json
import pathlib
import re
import signal
import subprocess
import threading

import servers
from badrdp import BADRDP, ROOT, check, done, folder

try:
    from jsonschema import Draft202012Validator
except ImportError:
    Draft202012Validator = None

SCHEMA = json.loads((ROOT / "docs/load.schema.json").read_text())


@contextlib.contextmanager
def serve(scenario, *arguments):
    host = subprocess.Popen([BADRDP, "serve", scenario, "--port", "0", *arguments], stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, text=True)
    try:
        port = None
        while port is None:
            line = host.stdout.readline()
            check(line, "it says where it listens")
            found = re.search(r"badrdp connect \S+:(\d+)", line)
            port = int(found[1]) if found else None
        threading.Thread(target=host.stdout.read, daemon=True).start()
        yield port
    finally:
        host.terminate()
        host.wait(20)


def load(port, *arguments, cert="ignore", stop_after=None, descriptors=None):
    limit = ["prlimit", f"--nofile={descriptors}:{descriptors}"] if descriptors else []
    run = subprocess.Popen([*limit, BADRDP, "load", f"127.0.0.1:{port}", "--cert", cert, "--json", "-", *arguments],
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if stop_after:
        for line in run.stderr:
            if stop_after in line:
                run.send_signal(signal.SIGINT)
                break
    out, errors = run.communicate(timeout=120)
    seen = json.loads(out) if out else None
    if seen and Draft202012Validator:
        wrong = [f"{e.json_path}: {e.message}" for e in Draft202012Validator(SCHEMA).iter_errors(seen)]
        check(not wrong, f"what it writes has the schema's shape: {wrong[:3]}")
    return run.returncode, seen, errors


with folder() as name, serve("healthy/tls") as port:
    page = pathlib.Path(name) / "load.html"
    status, seen, errors = load(port, "--count", "60", "--at-once", "6", "--html", str(page))
    check(status == 0 and seen["begun"] == seen["well"] == 60, f"each of 60 is served: {status} {errors[-600:]}")
    check(seen["ms_to"]["active"]["clients"] == 60, "and its time to the session is counted")
    check(seen["ms_to"]["x224_confirm"]["p50"] <= seen["ms_to"]["active"]["p50"], "which is not shorter than that to the answer")
    check("<svg" in page.read_text() and "60 clients" in page.read_text(), "the page has its plot")

    status, seen, errors = load(port, "--rate", "20", "--for", "3", "--fault", 'reset = "client_hello"', "--faulty", "10")
    check(status == 0 and 40 <= seen["begun"] <= 62, f"a rate is kept: {seen['begun']} in 3 s, status {status} {errors[-400:]}")
    check(seen["faulty"] == seen["begun"] // 10 and seen["failed"] == 0, f"one of ten deviates, and is no failure: {seen['faulty']}")

    status, seen, errors = load(port, "--at-once", "8", "--stay", "60", "--for", "2")
    check(status == 0 and seen["begun"] == seen["well"] == 8, f"who is held when the time is up fared well: {errors[-400:]}")
    check(max(one["held"] for one in seen["stretches"]) == 8, "eight were held at once")

    status, seen, errors = load(port, "--at-once", "4", "--stay", "60", "--for", "600", stop_after="4 held")
    check(status == 130 and seen["interrupted"] and seen["begun"] == 4, f"Ctrl-C ends it with the report so far: {status}")
    check(seen["well"] == 4 and seen["cut_off"] == 0, f"in which who was held fared well: {seen['well']} of 4")

    status, seen, errors = load(port, "--count", "5", "--fault", 'reset = "client_hello"')
    check(status == 0 and seen["faulty"] == seen["begun"] == 5, f"all deviate where nobody says how many: {status} {errors[-400:]}")
    status, seen, errors = load(port, "--count", "5", "--fault", 'reset = "client_hello"', "--faulty", "0")
    check(status == 0 and seen["well"] == 5 and seen["faulty"] == 0, f"and none where they are to be none: {status} {errors[-400:]}")
    check(seen["count_reached"] is not None and "--count ended it" in errors, "what --count ended says so")
    status, seen, errors = load(port, "--rate", "1", "--for", "1", descriptors=200)
    check(status == 0 and seen["wanted"]["at_once"] == 168, f"as many at once as there are descriptors: {status} {errors[-400:]}")
    check(seen["count_reached"] is None, "and the time ended that one")
    check(load(port, "--at-once", "169", descriptors=200)[0] == 2, "who wants more is told")

    home = pathlib.Path(name) / "home"
    status, seen, errors = load(port, "--count", "3", "--home", str(home), cert="tofu")
    check(status == 0 and seen["well"] == 3, f"the first one's certificate is that of all: {status} {errors[-400:]}")
    known = (home / "known-hosts").read_text()
    (home / "known-hosts").write_text(known.replace(known.split()[1], "00"))
    status, seen, errors = load(port, "--count", "3", "--home", str(home), cert="tofu")
    check(status == 4 and [one["kind"] for one in seen["failures"]] == ["certificate"], f"and another one than before is none: {status} {errors[-400:]}")

with serve("negotiation/failure[code=2]") as port:
    status, seen, errors = load(port, "--count", "20")
    check(status == 4 and seen["failed"] == 20, f"a host that refuses all is told of: {status}")
    check([(one["kind"], one["clients"]) for one in seen["failures"]] == [("security", 20)], f"by kind: {seen['failures']}")

status, seen, errors = load(1, "--count", "5")
check(status == 4 and seen["failures"][0]["kind"] == "refused", f"a port where nobody is: {seen['failures']}")
for wrong in (["--rate", "0"], ["--at-once", "0"], ["--count", "2000000"], ["--for", "99999"], ["--faulty", "5"], ["--mutant", "lies"], ["--follow", "1"],
              ["--rate", "20001"]):
    check(load(1, *wrong)[0] == 2, f"{wrong} is refused")

# Against somebody else's host: a few seconds of a few clients.
for server, security in ((lambda: servers.xrdp("tls"), "tls"), (lambda: servers.shadow("nla"), "nla")):
    try:
        with server() as there:
            status, seen, errors = load(there.port, "--security", security, "--account", f"{servers.ACCOUNT}:{servers.PASSWORD}",
                                        "--at-once", "2", "--count", "6", "--for", "5")
            check(seen["well"] >= 1 and seen["begun"] == seen["well"] + seen["failed"] + seen["cut_off"], f"{there.name}: {errors[-500:]}")
            print(f"{there.name}, {security}: {seen['well']} of {seen['begun']}, {seen['ms_to']['active']['p50']:.0f} ms to the session")
    except servers.Missing as missing:
        print(f"left out: {missing}")
done()
