#!/usr/bin/env python3
"""How good `badrdp diagnose` is: plays the catalogue, makes each capture foreign, diagnoses it and compares.

    tests/diagnosis/benchmark.py PROGRAM PROJECT [--half tuning|frozen|both] [--net simulated|loopback|auto] [--show]
                                 [--clients builtin,xfreerdp,rdesktop] [--keys] [--damage]

The truth is what the run itself saw: the outcome of the client, and the cause that the scenario names. A hash of the
scenario's name puts it into the half that the rules were tuned on or into the frozen half, which is only scored:
--show prints misses of the tuning half alone. A capture that is cut or has lost frames may be called undetermined: its
first cause is scored where it is called failed."""
import argparse
import collections
import concurrent.futures
import hashlib
import json
import pathlib
import re
import subprocess
import sys
import tempfile

import foreign


def half_of(scenario):
    return "tuning" if hashlib.sha256(scenario.encode()).digest()[0] % 2 == 0 else "frozen"


def cause_of(project, scenario):
    file = project / "scenarios" / (scenario + ".toml")
    found = re.search(r'^cause\s*=\s*"(C\d+)"', file.read_text(), re.M) if file.exists() else None
    return found.group(1) if found else None


def truth_of(case):
    """healthy: a session came up and the client ended it; ended: it came up, and an end or the network gave it up;
    failed: it never came up."""
    if case["outcome"] == "active" and case["reason"] == "nothing":
        return "healthy"
    return "ended" if case["outcome"] == "active" or case["step"] == "active" else "failed"


def state_of(found):
    states = [one["state"] for one in found["conversations"]]
    return next((state for state in ("failed", "undetermined", "healthy") if state in states), "nothing")


def named(found):
    """The first cause, and those that are said to be alike with it, of each conversation that failed."""
    for one in found["conversations"]:
        if one["state"] == "failed":
            yield [cause["cause"] for cause in one["causes"]][:max(1, len(one["alike"]))]


class Score:
    def __init__(self):
        self.counts = collections.Counter()
        self.misses = []

    def add(self, case, cause, found, damaged=False):
        truth, state = truth_of(case), state_of(found)
        self.counts["damaged"] += damaged
        self.counts["captures"] += 1
        self.counts[truth] += 1
        certain = [one["cause"] for talk in found["conversations"] for one in talk["causes"]
                   if one["certainty"] == "certain"]
        wrong = []
        if truth == "healthy" and state == "failed":
            self.counts["healthy called failed"] += 1
            wrong.append("healthy called failed")
        if truth == "healthy" and state == "healthy":
            self.counts["healthy called healthy"] += 1
        if truth == "ended":
            self.counts["ended called " + state] += 1
        if truth == "failed" and state == "failed":
            self.counts["failed called failed"] += 1
        if truth == "failed" and damaged and state in ("undetermined", "nothing"):
            self.counts["damaged failures called undetermined"] += 1
            cause = None
        elif truth == "failed" and state != "failed":
            wrong.append(f"failed called {state}")
        if cause and any(one != cause for one in certain):
            self.counts["certain and wrong"] += 1
            wrong.append(f"certain {certain}")
        if truth == "failed" and cause:
            self.counts["with a cause"] += 1
            groups = list(named(found))
            if any(group and group[0] == cause for group in groups):
                self.counts["first cause right"] += 1
            elif any(cause in group for group in groups):
                self.counts["rightly called alike"] += 1
            else:
                wrong.append(f"wanted {cause}, named {groups}")
        if wrong:
            self.misses.append((case["id"], case["options"], case["outcome"], wrong))

    def share(self, part, whole):
        return f"{100 * part / whole:.1f} % ({part} of {whole})" if whole else "none"

    def print(self, title):
        c = self.counts
        right, alike = c["first cause right"], c["rightly called alike"]
        print(f"{title}: {c['captures']} captures")
        print(f"  first cause right, or rightly called alike  {self.share(right + alike, c['with a cause'])}")
        print(f"  first cause right                           {self.share(right, c['with a cause'])}")
        print(f"  failures called failed                      {self.share(c['failed called failed'], c['failed'])}")
        print(f"  ended when they were up, called             " +
              ", ".join(f"{state} {c['ended called ' + state]}" for state in ("failed", "undetermined", "healthy")))
        print(f"  healthy called healthy                      {self.share(c['healthy called healthy'], c['healthy'])}")
        print(f"  healthy called failed                       {c['healthy called failed']}")
        print(f"  certain and wrong                           {c['certain and wrong']}")
        if c["damaged"]:
            print(f"  cut, or with frames lost                    {c['damaged']}, of them failures called undetermined "
                  f"{c['damaged failures called undetermined']}")


def diagnose(program, file, keys=None):
    command = [program, "diagnose", "--json", str(file), *(["--keys", str(keys)] if keys else [])]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.returncode not in (0, 1, 3):
        sys.exit(f"{file}: exit status {ended.returncode}: {ended.stderr}")
    return json.loads(ended.stdout)


def play(program, net, clients, out):
    chosen = [word for client in clients.split(",") for word in ("--client", client)]
    command = [program, "run", *chosen, "--net", net, "-o", str(out)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    results = out / "latest" / "results.json"
    if not results.exists():
        sys.exit(f"{' '.join(command)}: exit status {ended.returncode}\n{ended.stderr}")
    return json.loads(results.read_text())


def damage_of(seed, source):
    """An eighth of the captures loses 1 % of its frames, an eighth its beginning, an eighth its end."""
    draw = hashlib.sha256(("damage/" + seed).encode()).digest()
    count = sum(1 for _ in foreign.packets(source.read_bytes()))
    share = count * draw[1] // 512
    return ({"lose": 0.01}, {"cut_front": share}, {"cut_end": share}, {}, {}, {}, {}, {})[draw[0] % 8]


def score(options, work):
    run = options.run or work / "run" / "latest"
    results = json.loads((run / "results.json").read_text()) if options.run else play(options.program, options.net,
                                                                                      options.clients, work / "run")
    cases = [case for case in results["cases"] if case["verdict"] not in ("unsupported", "moot", "error")]
    cases = [case for case in cases if options.half in ("both", half_of(case["scenario"]))]
    scores = {"tuning": Score(), "frozen": Score()}

    def one(number, case):
        source = run / case["dir"] / "capture.pcapng"
        target, keys = work / f"{number}.cap", work / f"{number}.keys"
        seed = case["id"] + "/" + case["options"]
        damage = damage_of(seed, source) if options.damage else {}
        foreign.make(source, target, seed, **damage)
        if options.keys:
            keys.write_bytes(foreign.keys(source.read_bytes()))
        found = diagnose(options.program, target, keys if options.keys and keys.stat().st_size else None)
        target.unlink()
        return case, found, bool(damage)

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for case, found, damaged in pool.map(one, range(len(cases)), cases):
            scores[half_of(case["scenario"])].add(case, cause_of(options.project, case["scenario"]), found, damaged)
    return scores


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("project", type=pathlib.Path)
    parser.add_argument("--half", choices=("tuning", "frozen", "both"), default="both")
    parser.add_argument("--net", choices=("simulated", "loopback", "auto"), default="simulated")
    parser.add_argument("--run", type=pathlib.Path, help="the folder of a run that was played already")
    parser.add_argument("--clients", default="builtin", help="with commas between them")
    parser.add_argument("--keys", action="store_true", help="each capture is diagnosed with its keys")
    parser.add_argument("--damage", action="store_true", help="some are cut at either end, or lose 1 %% of their frames")
    parser.add_argument("--json", type=pathlib.Path, help="the counts, into this file")
    parser.add_argument("--show", action="store_true", help="the misses of the tuning half")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="badrdp-diagnosis-") as folder:
        scores = score(options, pathlib.Path(folder))
    if options.json:
        options.json.write_text(json.dumps({half: result.counts for half, result in scores.items()}))
    for half, result in scores.items():
        if options.half in ("both", half):
            result.print(f"{half} half, {options.net}")
            for miss in result.misses if options.show and half == "tuning" else []:
                print("   ", *miss)


if __name__ == "__main__":
    main()
