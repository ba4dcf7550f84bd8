#!/usr/bin/env python3
"""badrdp import and diagnose --reenact: captures of simulated cases and of real clients, imported, played again with the
same client, and compared by what their packets show."""
import json
import pathlib
import re
import subprocess

from badrdp import BADRDP, ROOT, check, done, folder, run

GOLDEN = ROOT / "tests" / "golden" / "captures"
# One of each way in which a host or a path fails in sight of the packets.
SHOWN = ("certificate/expired", "negotiation/failure*", "negotiation/close-after-request", "negotiation/reset-after-request",
         "negotiation/slow-host", "negotiation/tls-required", "negotiation/xp-host", "service/mute", "tcp/port-closed",
         "tls/reset-after-client-hello", "tls/no-shared-cipher", "tls/only-1.0", "tls/mtu-black-hole", "path/mtu-black-hole*",
         "healthy/tls", "healthy/nla", "credssp/silence*", "certificate/weak*", "certificate/garbage-der",
         "path/latency[by=300ms]", "path/latency[by=1s]", "path/loss[share=10]")

# What the packets of one conversation do not tell: a certificate inside TLS 1.3, a hole that opens later, in the other
# direction, or between two sizes that were not seen.
HIDDEN = {"garbage-der", "mtu-black-hole-after-handshake", "mtu-black-hole-to-server", "mtu-black-hole"}


def badrdp(*arguments):
    ended = subprocess.run([BADRDP, *map(str, arguments)], capture_output=True, text=True, check=False)
    return ended.returncode, ended.stdout, ended.stderr


def face(capture):
    """Steps, alerts and who ended it, of each conversation."""
    talks = json.loads(badrdp("diagnose", "--json", capture)[1])["conversations"]
    faces = []
    for talk in talks:
        shown = [(one["from"], one["step"] or one["what"]) for one in talk["story"]
                 if one["step"] or re.match("alert|FIN|RST|malformed", one["what"])]
        # Who closes first behind a fatal alert is not imported.
        first_end = next((i for i, one in enumerate(shown) if one[1] in ("FIN", "RST") or "fatal" in one[1]), len(shown))
        faces.append(shown[:first_end + 1])
    return faces


def imported(capture, scratch, client, *more):
    """(the faces of the capture, those of its scenario when it is played, the scenario)"""
    scratch.mkdir()
    scenario = scratch / "imported.toml"
    status, _, error = badrdp("import", capture, "-o", scenario)
    check(status == 0, f"{capture} can be imported: {error}")
    status, text, error = badrdp("check", scenario)
    check(status == 0, f"{capture}: check accepts what was imported: {text}{error}\n{scenario.read_text()}")
    run(scratch / "out", str(scenario), "-c", client, *more)
    played = [file for file in (scratch / "out" / "latest").rglob("capture.pcapng") if "healthy" not in str(file)]
    check(played, f"{capture}: its scenario was played")
    return face(capture), face(played[0]), scenario.read_text()


with folder() as made:
    made = pathlib.Path(made)
    known = [name for name in SHOWN if badrdp("show", name)[0] == 0 or "*" in name]
    run(made / "run", "--net", "simulated", *known)
    captures = sorted(file for file in (made / "run" / "latest").rglob("capture.pcapng") if file.parent.name.startswith("builtin.lenient"))
    check(len(captures) >= 15, f"cases were played: {len(captures)}")
    unlike, alike = [], 0
    for number, capture in enumerate(captures):
        before, after, scenario = imported(capture, made / str(number), "builtin", "--net", "simulated")
        folder_of = capture.parent.parent.name
        if folder_of.startswith("latency"):
            by = {"300ms": 300, "1s": 1000}[folder_of.rpartition("=")[2]]
            seen = re.search(r'^delay = "(\d+)ms"$', scenario, re.MULTILINE)
            check(seen and abs(int(seen[1]) - by) <= 5, f"the way of {by} ms is imported: {scenario}")
        if folder_of.startswith("loss"):
            lost = re.search(r"^lose = (\d+)$", scenario, re.MULTILINE)
            check(lost and 2 <= int(lost[1]) <= 30, f"a loss of 10 % is imported as one of its size: {scenario}")
        check("198.18" not in scenario and "127.0.0.1" not in scenario, "no address is in it")
        if folder_of.startswith("loss"):  # what chance takes behind the activation is another packet each time
            before, after = ([shown[:shown.index(("server", "active")) + 1] for shown in faces[:1]] for faces in (before, after))
        alike += before[:1] == after[:1]
        # The case's folder is below its scenario's, which may have a variant behind a dot.
        if before[:1] != after[:1] and capture.parent.parent.name.split(".")[0] not in HIDDEN:
            unlike.append(f"{capture.parent.parent.name}: {before[:1]} is not {after[:1]}\n{scenario}")
    print(f"{alike} of {len(captures)} show the same face")
    check(not unlike, f"{len(unlike)} of {len(captures)} show another face:\n" + "\n".join(unlike[:4]))

    for name, client in (("xfreerdp-failure5", "xfreerdp"), ("rdesktop-alert40", "rdesktop")):
        if badrdp("run", "healthy/tls", "-c", client, "-o", made / "is-here")[0] != 0:
            continue
        before, after, _ = imported(GOLDEN / f"{name}.pcap", made / name, client)
        check(before[0] == after[0], f"{name}: {client} shows the same face again: {before[0]} and {after[0]}")
    reset = next((made / "run").rglob("tls/reset-after-client-hello/*/capture.pcapng"))
    status, text, error = badrdp("diagnose", reset, "--reenact")
    check(status == 1 and "shows the same face" in text, f"what was diagnosed is played again: {text}{error}")
    status, text, error = badrdp("diagnose", GOLDEN / "rdesktop-alert40.pcap", "--reenact")
    check("reenacted: " in text, f"a capture of another client is played too: {text}{error}")
    check(badrdp("import", ROOT / "README.md")[0] == 2, "what is no capture is a bad file")
done()
