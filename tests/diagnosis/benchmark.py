#!/usr/bin/env python3
"""How good `badrdp diagnose` is: plays the catalogue, makes each capture foreign, diagnoses it and compares.

    tests/diagnosis/benchmark.py PROGRAM PROJECT [--half tuning|frozen|both] [--net simulated|loopback|auto] [--show]
                                 [--clients builtin,xfreerdp,rdesktop] [--pairs] [--as whole,keys,lossy,front,end]

The truth is what the run itself saw: the outcome of the client, and the cause that the scenario names. A hash of the
scenario's name puts it into the half that the rules were tuned on or into the frozen half, which is only scored:
--show prints misses of the tuning half alone. A failure counts once for its scenario, variant and client, and as right
only if each of its captures is: first cause right, or the cause among those that are said to be alike. --pairs plays
two faults at once instead (pairs.py): the cause is one of the two, or both are named. A capture that is cut or has
lost frames may be called undetermined: its first cause is scored where it is called failed. A capture without a packet
of TCP or UDP is left out: on a tap the client asks its name server elsewhere."""
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
import pairs

TREATMENTS = {"whole": "as it is", "keys": "with its keys", "lossy": "1 % of the frames lost", "front": "beginning cut",
              "end": "end cut"}


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
    """The first cause and those that are said to be alike with it, and all, of each conversation that failed."""
    for one in found["conversations"]:
        if one["state"] == "failed":
            causes = [cause["cause"] for cause in one["causes"]]
            yield causes[:max(1, len(one["alike"]))], causes


class Score:
    def __init__(self):
        self.counts = collections.Counter()
        self.misses = []
        self.units = collections.defaultdict(list)  # of a scenario's variant with one client: how each capture fared

    def add(self, case, causes, found, damaged):
        truth, state = truth_of(case), state_of(found)
        self.counts["captures"] += 1
        self.counts[truth] += 1
        self.counts[f"{truth} called {state}"] += 1
        certain = [one["cause"] for talk in found["conversations"] for one in talk["causes"]
                   if one["certainty"] == "certain"]
        wrong = ["healthy called failed"] if (truth, state) == ("healthy", "failed") else []
        if causes and any(one not in causes for one in certain):
            self.counts["certain and wrong"] += 1
            wrong.append(f"certain {certain}")
        untold = damaged and state in ("undetermined", "nothing")
        if truth == "failed" and state != "failed" and not untold:
            wrong.append(f"failed called {state}")
        if truth == "failed" and causes and not untold:
            groups = list(named(found))
            both = len(causes) == 2 and any(causes <= set(every) for _, every in groups)
            if both or any(group and group[0] in causes for group, _ in groups):
                self.units[case["id"]].append("first")
            elif any(causes & set(group) for group, _ in groups):
                self.units[case["id"]].append("alike")
            else:
                self.units[case["id"]].append("wrong")
                wrong.append(f"wanted {' or '.join(sorted(causes))}, named {[group for group, _ in groups]}")
        if wrong:
            self.misses.append((case["id"], case["options"], case["outcome"], wrong))

    def sums(self):
        """The counts, with those of causes: a unit is no better than its worst capture."""
        worst = collections.Counter(max(fared, key=("first", "alike", "wrong").index) for fared in self.units.values())
        return {**self.counts, "with a cause": len(self.units), "first cause right": worst["first"],
                "rightly called alike": worst["alike"]}


COLUMNS = ("half", "client", "captures are", "captures", "cause right or rightly alike", "of them first",
           "failed called failed", "healthy called healthy", "healthy called failed", "certain and wrong")


def row_of(half, client, treatment, sums):
    count = lambda key: sums.get(key, 0)
    of = lambda part, whole: f"{count(part)} of {count(whole)}"
    right, whole = count("first cause right") + count("rightly called alike"), count("with a cause")
    share = f"{right} of {whole}" + (f" ({100 * right / whole:.1f} %)" if whole else "")
    return (half, client, TREATMENTS[treatment], str(count("captures")), share, str(count("first cause right")),
            of("failed called failed", "failed"), of("healthy called healthy", "healthy"),
            str(count("healthy called failed")), str(count("certain and wrong")))


def diagnose(program, file, keys=None):
    command = [program, "diagnose", "--json", str(file), *(["--keys", str(keys)] if keys else [])]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.returncode not in (0, 1, 3):
        sys.exit(f"{file}: exit status {ended.returncode}: {ended.stderr}")
    return json.loads(ended.stdout)


def play(program, net, clients, out, files=()):
    chosen = [word for client in clients.split(",") for word in ("--client", client)]
    command = [program, "run", *chosen, "--net", net, "-o", str(out), *map(str, files)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if not (out / "latest" / "results.json").exists():
        sys.exit(f"{' '.join(command[:8])}: exit status {ended.returncode}\n{ended.stderr}")
    return out / "latest"


def damage_of(treatment, seed, source):
    """Up to half of the capture is cut."""
    if treatment == "lossy":
        return {"lose": 0.01}
    if treatment not in ("front", "end"):
        return {}
    count = sum(1 for _ in foreign.packets(source.read_bytes()))
    return {"cut_" + treatment: count * hashlib.sha256(("damage/" + seed).encode()).digest()[1] // 512}


class Truth:
    """What is known of each case: its half, and the causes of which one is right."""

    def __init__(self, options, work):
        self.pairs = {}
        if options.pairs:
            (work / "pairs").mkdir()
            self.pairs = pairs.make(options.program, options.project, work / "pairs",
                                    lambda scenario: cause_of(options.project, scenario))
        self.files = sorted((work / "pairs").glob("*.toml")) if options.pairs else ()

    def half(self, case):
        parts = self.pairs.get(case["scenario"], ((case["scenario"], None),))
        return "tuning" if all(half_of(scenario) == "tuning" for scenario, _ in parts) else "frozen"

    def causes(self, case):
        if case["scenario"] in self.pairs:
            return {cause for _, cause in self.pairs[case["scenario"]]}
        return {case["cause"]} - {None}


def score(options, work):
    truth = Truth(options, work)
    run = options.run or play(options.program, options.net, options.clients, work / "run", truth.files)
    cases = [case for case in json.loads((run / "results.json").read_text())["cases"]
             if case["verdict"] not in ("unsupported", "moot", "error")
             and options.half in ("both", truth.half(case))
             and (not options.pairs or case["scenario"] in truth.pairs)
             and foreign.holds_a_word((run / case["dir"] / "capture.pcapng").read_bytes())]
    scores = collections.defaultdict(Score)

    def one(number, case, treatment):
        source = run / case["dir"] / "capture.pcapng"
        target, keys = work / f"{number}.cap", work / f"{number}.keys"
        seed = case["id"] + "/" + case["options"]
        foreign.make(source, target, seed, **damage_of(treatment, seed, source))
        keys.write_bytes(foreign.keys(source.read_bytes()) if treatment == "keys" else b"")
        found = diagnose(options.program, target, keys if keys.stat().st_size else None)
        target.unlink()
        keys.unlink()
        return case, treatment, found

    work_list = [(case, treatment) for treatment in options.treatments for case in cases]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for case, treatment, found in pool.map(one, range(len(work_list)), *zip(*work_list)):
            damaged = treatment in ("lossy", "front", "end")
            scores[truth.half(case), case["client"], treatment].add(case, truth.causes(case), found, damaged)
    return scores


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("project", type=pathlib.Path)
    parser.add_argument("--half", choices=("tuning", "frozen", "both"), default="both")
    parser.add_argument("--net", choices=("simulated", "loopback", "auto"), default="simulated")
    parser.add_argument("--run", type=pathlib.Path, help="the folder of a run that was played already")
    parser.add_argument("--clients", default="builtin", help="with commas between them")
    parser.add_argument("--pairs", action="store_true", help="two faults at once")
    parser.add_argument("--as", dest="treatments", type=lambda text: text.split(","), default=["whole"],
                        help=f"what is done to each capture, with commas: {', '.join(TREATMENTS)}")
    parser.add_argument("--json", type=pathlib.Path, help="the counts, into this file")
    parser.add_argument("--show", action="store_true", help="the misses of the tuning half")
    options = parser.parse_args()
    if set(options.treatments) - set(TREATMENTS):
        parser.error(f"--as: one of {', '.join(TREATMENTS)}")
    with tempfile.TemporaryDirectory(prefix="badrdp-diagnosis-") as folder:
        scores = score(options, pathlib.Path(folder))
    rows = {key: result.sums() for key, result in sorted(scores.items(), key=lambda one: one[0][::-1])}
    if options.json:
        options.json.write_text(json.dumps([{"half": half, "client": client, "as": treatment, **sums}
                                            for (half, client, treatment), sums in rows.items()]))
    print("| " + " | ".join(COLUMNS) + " |\n" + "| --- " * len(COLUMNS) + "|")
    for key, sums in rows.items():
        print("| " + " | ".join(row_of(*key, sums)) + " |")
    for (half, client, treatment), result in scores.items():
        for miss in result.misses if options.show and half == "tuning" else []:
            print("   ", client, treatment, *miss)


if __name__ == "__main__":
    main()
