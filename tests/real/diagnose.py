#!/usr/bin/env python3
"""badrdp diagnose: the whole program on captures of real clients, and its benchmark over the simulated catalogue."""
import gzip
import json
import os
import pathlib
import signal
import subprocess
import threading

from badrdp import BADRDP, ROOT, check, done, folder, wait_until

GOLDEN = ROOT / "tests" / "golden" / "captures"


def diagnose(*arguments, given=None):
    ended = subprocess.run([BADRDP, "diagnose", *map(str, arguments)], input=given, capture_output=True, check=False)
    return ended.returncode, ended.stdout.decode(), ended.stderr.decode()


status, text, _ = diagnose(GOLDEN / "xfreerdp-failure5.pcap")
check(status == 1 and "certain" in text and "C04" in text, "a host that demands NLA is found in what xfreerdp met")
check("The host demands NLA" in text, "with the catalogue's own title")
status, text, _ = diagnose("--json", GOLDEN / "rdesktop-alert40.pcap")
first = json.loads(text)["conversations"][0]
check(status == 1 and first["state"] == "failed" and first["ended"]["how"] == "alert", "an alert is told as what ended it")
check(first["causes"][0]["cause"] == "C08" and first["step"] == "client_hello", "and is a matter of cipher suites")
packed = gzip.compress((GOLDEN / "xfreerdp-failure5.pcap").read_bytes())
check(diagnose("--json", "-", given=packed)[0] == 1, "a packed capture comes in by a pipe")
whole = (GOLDEN / "xfreerdp-failure5.pcap").read_bytes()
status, text, error = diagnose("-", given=whole[:-5])
check(status == 1 and "ends within a packet" in error and "C04" in text, "what comes before a broken end is diagnosed")
check(diagnose(ROOT / "docs" / "matrix.png")[0] == 2 and diagnose("/nowhere")[0] == 2, "what is neither capture nor log is a bad file")
check(diagnose("-", given=whole[:24])[0] == 3, "no packet proves nothing")
with folder() as out:
    pipe = pathlib.Path(out) / "a.pcap"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_bytes(packed), daemon=True)
    writer.start()
    ended = subprocess.run([BADRDP, "diagnose", pipe], capture_output=True, text=True, timeout=60, check=False)
    check(ended.returncode == 1 and "C04" in ended.stdout, f"what a named pipe brings is read once: {ended.stdout}{ended.stderr}")

KEYED = GOLDEN / "xfreerdp-tls13.pcap"
steps = lambda text: [event["step"] for event in json.loads(text)["conversations"][0]["story"]]
_, closed, _ = diagnose("--json", KEYED)
_, opened, _ = diagnose("--json", "--keys", KEYED.with_suffix(".keys"), KEYED)
check("mcs_connect_initial" not in steps(closed) and "mcs_connect_initial" in steps(opened), "keys open what xfreerdp said")
check(diagnose("--keys", ROOT / "README.md", KEYED)[0] == 2, "a key log without a secret is a bad file")
check(diagnose("--keys", "/nowhere", KEYED)[0] == 2, "and so is one that is not there")
with folder() as out:
    page = pathlib.Path(out) / "answer.html"
    diagnose("--html", page, GOLDEN / "xfreerdp-failure5.pcap")
    check("C04" in page.read_text() and "<script" not in page.read_text(), "the answer as a page that runs nothing")
with folder() as out:
    subprocess.run([BADRDP, "run", "--client", "builtin", "--net", "simulated", "-o", out, "accounts/refused[state=locked]"],
                   capture_output=True, check=False)
    kept = next(pathlib.Path(out).glob("latest/accounts/*/*nla*/capture.pcapng"))
    told = json.loads(diagnose("--json", kept)[1])["conversations"][0]
    check(told["causes"][0]["cause"] == "C23" and told["step"] == "credssp_authenticate",
          "a run's own capture is opened with the keys in it, down to the errorCode of a locked account")

playing = subprocess.Popen([BADRDP, "diagnose", "--reenact", "-c", "xfreerdp", GOLDEN / "xfreerdp-failure5.pcap"],
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
children = pathlib.Path(f"/proc/{playing.pid}/task/{playing.pid}/children")
wait_until(lambda: playing.poll() is not None or children.read_text(), 20, "it starts a client")
check(playing.poll() is None, "it plays until somebody interrupts it")
playing.send_signal(signal.SIGINT)
check(playing.wait(30) == 130, "whoever interrupts a reenactment gets 130")

with folder() as out:
    bench = subprocess.run([ROOT / "tests" / "diagnosis" / "benchmark.py", BADRDP, ROOT, "--json",
                            pathlib.Path(out) / "score.json"], capture_output=True, text=True, check=False)
    check(bench.returncode == 0, f"the benchmark ends well: {bench.stderr}")
    score = json.loads((pathlib.Path(out) / "score.json").read_text())
check({row["half"] for row in score} == {"tuning", "frozen"}, "both halves are scored")
for row in score:
    half = row["half"]
    check(row["captures"] > 200, f"{half}: the catalogue was played")
    check(row.get("healthy called failed", 0) == 0, f"{half}: nothing healthy is called failed")
    check(row.get("certain and wrong", 0) == 0, f"{half}: nothing wrong is called certain")
    right = row["first cause right"] + row["rightly called alike"]
    check(right >= 0.95 * row["with a cause"], f"{half}: of twenty causes nineteen are named: {right} of {row['with a cause']}")
done()
