#!/usr/bin/env python3
"""badrdp is stopped (SIGSTOP) and let go on, again and again, while it plays: what it did not see to meanwhile is played
again, and no client's verdict changes."""
import json
import pathlib
import random
import signal
import subprocess
import time

from badrdp import BADRDP, check, done, folder, identity, wait_until

CASES = ("certificate", "negotiation/failure*", "tls/*reset*", "tls/fatal-alert*")
LENGTHS = (0.3, 2, 6)  # seconds; 5 parts 'at once' from 'seconds'


def play(out, stops):
    run = subprocess.Popen([BADRDP, "run", *CASES, "-c", "builtin", "-j", "12", "-o", str(out)],
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if stops:  # several are under way when several clients have been started
        wait_until(lambda: len(list(pathlib.Path(out).glob("2*/**/client.log"))) > 3, 60, "it plays cases")
    for before, length in stops:
        try:
            run.wait(before)  # what is awaited is a moment that the run knows nothing of
            break
        except subprocess.TimeoutExpired:
            run.send_signal(signal.SIGSTOP)
            time.sleep(length)  # the stall itself
            run.send_signal(signal.SIGCONT)
    text, errors = run.communicate(timeout=300)
    results = json.loads((pathlib.Path(out) / "latest/results.json").read_text())
    return run.returncode, {identity(case) + str(case.get("last_round")): case for case in results["cases"]}, text + errors


with folder() as name:
    status, calm, text = play(f"{name}/calm", [])
    check(status == 0, f"a run that nobody stops is green:\n{text[-2000:]}")
    chance = random.Random(1)
    stops = [(chance.uniform(0.1, 0.5), length) for length in LENGTHS]
    status, stopped, text = play(f"{name}/stopped", stops)
    again = [case for case in stopped.values() if case["attempts"] > 1]
    print(f"{len(again)} of {len(stopped)} cases were played again; status {status}")
    check(again, "what was under way was played again")
    check(stopped.keys() == calm.keys(), "both runs played the same cases")
    odd = [f"{key}: {calm[key]['verdict']}, now {case['verdict']} ({case['note']})" for key, case in stopped.items()
           if case["verdict"] != calm[key]["verdict"]]
    check(not odd and status == 0, f"no verdict changed: {odd}")
done()
