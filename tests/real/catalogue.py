#!/usr/bin/env python3
"""The whole catalogue against every client on this machine: judged, green, and every capture holds up."""
import pathlib
import sys
import xml.etree.ElementTree as xml
from collections import Counter

import wireshark
from badrdp import GOOD, check, done, folder, identity, play_again, run

# Scenarios whose host is told to, which no fault says; and tshark takes what Standard RDP Security has encrypted for
# licences and updates.
GARBLED = ("certificate/garbage-der", "credssp/", "rdp-security/")
BEFORE_TLS_IS_UP = ("none", "tcp_connect", "tcp_accept", "x224_request", "x224_confirm", "client_hello", "server_flight")


# tshark 4.0 reads past the end of every Client Info PDU: xfreerdp's and rdesktop's too.
MALFORMED = "_ws.malformed and not rdp.optionFlags"


def inspect(cases, captures, folder):
    """For each case (malformed frames that nobody asked for, whether a server answered in TLS, whether tshark could
    decrypt it)."""
    in_clear = wireshark.read(captures, "tpkt", MALFORMED, [], folder)
    in_tls = wireshark.read(captures, "tls", f"({MALFORMED}) or tls.handshake", ["_ws.malformed", "rdp.optionFlags", "tls.handshake.type"],
                            folder)
    for case, frames, rows in zip(cases, in_clear, in_tls):
        sound = not case["faults"] and not case["scenario"].startswith(GARBLED) and "wrong-mac" not in case["scenario"]
        malformed = [row[0] for row in (*frames, *(row for row in rows if row[1] and not row[2]))] if sound else []
        types = {kind for row in rows for kind in row[3].split(",")} if case["step"] not in BEFORE_TLS_IS_UP else set()
        # Finished (20) is encrypted in every version: only who has the secrets sees its type.
        yield malformed, "2" in types, "20" in types


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
    played = {case["client"].removesuffix("3") for case in results["cases"]}  # FreeRDP 3's is xfreerdp3
    check({"builtin", "xfreerdp", "rdesktop"} <= played, f"all three clients played, not only {played}")

    # Those of the run itself tell of the first cause of many failures.
    names = [(t.get("classname"), t.get("name")) for t in xml.parse(out / "latest/junit.xml").iter("testcase")
             if t.get("classname") != "badrdp.run"]
    check(len(names) == len(set(names)) == len(results["cases"]), "each case has a JUnit name of its own")

    judged = [case for case in results["cases"] if case["dir"]]
    check(all((out / "latest" / case["dir"] / "capture.pcapng").exists() for case in judged), "each case left its capture")
    captures = [out / "latest" / case["dir"] / "capture.pcapng" for case in judged]
    seen = list(inspect(judged, captures, name))
    for case, (malformed, answered, finished) in zip(judged, seen):
        check(not malformed, f"tshark finds nothing malformed in {identity(case)}, not frames {malformed}")
        # tshark cannot be told where TLS begins: a Confirm in pieces, or with bytes behind it, throws it off. And a
        # connection that was only one of several may have been the one that never finished.
        if not answered or finished or any("x224_confirm" in fault for fault in case["faults"]):
            continue
        print("NOT DECRYPTED:", identity(case))
        play_again(case, out, pathlib.Path(name) / "once-more")
        capture = pathlib.Path(name) / "once-more/latest" / case["dir"] / "capture.pcapng"
        check(next(inspect([case], [capture], name))[2], f"tshark decrypts the handshake of {identity(case)}")
    print(f"{len(captures)} captures, {sum(1 for _, _, f in seen if f)} with a handshake that tshark decrypted")
done()
