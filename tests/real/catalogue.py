#!/usr/bin/env python3
"""The whole catalogue against every client on this machine: judged, green, and every capture holds up."""
import concurrent.futures
import pathlib
import subprocess
import sys
import xml.etree.ElementTree as xml
from collections import Counter

from badrdp import check, done, folder, identity, run

# Scenarios whose faults put malformed bytes on the wire on purpose.
MANGLERS = ("set ", "truncate ", "append ", "repeat ", "replace ", "swallow ", "split ", "drip ", "alert ", "reset ",
            "close ", "half_close ", "silence ")
# Scenarios whose host is told to, which no fault says; and tshark takes what Standard RDP Security has encrypted for
# licences and updates.
GARBLED = ("certificate/garbage-der", "credssp/", "rdp-security/")
BEFORE_TLS_IS_UP = ("none", "tcp_connect", "tcp_accept", "x224_request", "x224_confirm", "client_hello", "server_flight")


# tshark 4.0 reads past the end of every Client Info PDU: xfreerdp's and rdesktop's too.
MALFORMED = "_ws.malformed and not rdp.optionFlags"


def tshark(capture, protocol, *arguments):
    # What is inside TLS is told as well, or tshark goes by the port: 27017 is MongoDB's.
    ports = ("20000-31999", "3389")
    known = [word for port in ports for word in ("-d", f"tcp.port=={port},{protocol}", "-d", f"tls.port=={port},tpkt")]
    return subprocess.run(["tshark", "-n", "-r", str(capture), "-o", "tcp.reassemble_out_of_order:TRUE", *known, *arguments],
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True).stdout


def read_both(capture):
    """What tshark makes of a capture when it expects TLS: (malformed frames, types of handshake messages)."""
    malformed, types = 0, set()
    for line in tshark(capture, "tls", "-Y", f"({MALFORMED}) or tls.handshake", "-T", "fields", "-e", "_ws.malformed",
                       "-e", "rdp.optionFlags", "-e", "tls.handshake.type").splitlines():
        wrong, excuse, handshake = line.split("\t")
        malformed += bool(wrong and not excuse)
        types.update(handshake.split(","))
    return malformed, types


def inspect(case, capture):
    """(malformed frames that nobody asked for, whether a server answered in TLS, whether tshark could decrypt it)"""
    sound = not case["faults"] and not case["scenario"].startswith(GARBLED) and "wrong-mac" not in case["scenario"]
    within = case["step"] not in BEFORE_TLS_IS_UP
    malformed, types = read_both(capture) if sound or within else (0, set())
    if not sound:
        malformed = 0
    else:
        malformed += len(tshark(capture, "tpkt", "-Y", MALFORMED).splitlines())
    # Finished (20) is encrypted in every version: only who has the secrets sees its type.
    return malformed, within and "2" in types, within and "20" in types


GOOD = ("pass", "known", "unsupported")


TRIES = 5


def play_again(case, out, again):
    """A case that raced, or that a busy machine spoiled, alone and from its own case.toml. What raced comes out once more
    as it was recorded, if not at once; what never does has changed."""
    seen = []
    for _ in range(TRIES):
        status, results, text = run(again, str(out / "latest" / case["dir"] / "case.toml"))
        seen.append(sorted({c["verdict"] for c in results["cases"]}))
        check(status in (0, 1) and {*seen[-1]} <= {*GOOD, "changed"}, f"{identity(case)}, alone:\n{text}")
        if {*seen[-1]} <= {*GOOD}:
            break
    print(f"PLAYED AGAIN: {identity(case)} was {case['verdict']} {case['note']} "
          f"{[(f['field'], f['wanted'], f['seen']) for f in case['findings']]}, alone {seen}")
    check({*seen[-1]} <= {*GOOD}, f"{identity(case)} comes out as its baseline says, in one of {TRIES} tries alone")


with folder() as name:
    out = pathlib.Path(name) / "out"
    status, results, text = run(out, *sys.argv[3:])
    print(text[-6000:])
    counts = Counter(case["verdict"] for case in results["cases"])
    print(dict(counts), f"{results.get('seconds', '?')} s")
    odd = [case for case in results["cases"] if case["verdict"] not in GOOD]
    check((status == 0) == (not odd), f"badrdp run ends with {status}, and {len(odd)} cases are not as they should be")
    check(len(odd) <= len(results["cases"]) // 100, f"all but a few cases hold: {[identity(case) for case in odd]}")
    for case in odd:
        play_again(case, out, pathlib.Path(name) / "again")
    played = {case["client"] for case in results["cases"]}
    check({"builtin", "xfreerdp", "rdesktop"} <= played, f"all three clients played, not only {played}")

    # Those of the run itself tell of the first cause of many failures.
    names = [(t.get("classname"), t.get("name")) for t in xml.parse(out / "latest/junit.xml").iter("testcase")
             if t.get("classname") != "badrdp.run"]
    check(len(names) == len(set(names)) == len(results["cases"]), "each case has a JUnit name of its own")

    judged = [case for case in results["cases"] if case["dir"]]
    check(all((out / "latest" / case["dir"] / "capture.pcapng").exists() for case in judged), "each case left its capture")
    # Variants of one scenario look alike to tshark, which takes a second for each: one of them stands for all.
    judged = list({(case["scenario"].split("[")[0], case["client"], case["options"], case["net"]): case for case in judged}.values())
    captures = [out / "latest" / case["dir"] / "capture.pcapng" for case in judged]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        seen = list(pool.map(inspect, judged, captures))
    for case, (malformed, answered, finished) in zip(judged, seen):
        check(malformed == 0, f"tshark finds nothing malformed in {identity(case)}")
        # tshark cannot be told where TLS begins: a Confirm in pieces, or with bytes behind it, throws it off. And a
        # connection that was only one of several may have been the one that never finished.
        if not answered or finished or any("x224_confirm" in fault for fault in case["faults"]):
            continue
        capture = out / "latest" / case["dir"] / "capture.pcapng"
        print("NOT DECRYPTED:", identity(case), tshark(capture, "tls"), sep="\n")
        play_again(case, out, pathlib.Path(name) / "once-more")
        finished = inspect(case, pathlib.Path(name) / "once-more/latest" / case["dir"] / "capture.pcapng")[2]
        check(finished, f"tshark decrypts the handshake of {identity(case)}")
    print(f"{len(captures)} captures, {sum(1 for _, _, f in seen if f)} with a handshake that tshark decrypted")
done()
