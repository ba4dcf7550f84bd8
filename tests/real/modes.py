#!/usr/bin/env python3
"""One truth in three modes: whatever two of them can express ends in the same way, at the same step."""
import pathlib
import tomllib

from badrdp import ROOT, check, done, folder, run


def judged(results):
    """Those that were played, but for the second round of the healthy one."""
    return [case for case in results["cases"] if case["verdict"] != "unsupported" and not case["last_round"]]


def alone(out, net, spoiled):
    """What a busy machine was too late for, once more from its own case.toml, with nothing beside it."""
    file = pathlib.Path(out) / "latest" / spoiled["dir"] / "case.toml"
    _, results, text = run(f"{out}-again", "--net", net, "-c", "builtin", "--no-gate", str(file))
    same = [case for case in judged(results) if (case["id"], case["options"]) == (spoiled["id"], spoiled["options"])]
    check(len(same) == 1 and same[0]["verdict"] != "error", f"{net}: {spoiled['id']}, alone:\n{text[-500:]}")
    return same[0]


def play(out, net):
    status, results, text = run(out, "--net", net, "-c", "builtin", "--no-gate")
    check(status in (0, 1, 3), f"{net}: the run ends with {status}: {text[-500:]}")
    ended, spoiled = {}, 0
    for case in judged(results):
        if case["verdict"] == "error":
            print(f"PLAYED AGAIN: {net}: {case['id']} ({case['options']}): {case['note']}")
            spoiled += 1
            case = alone(out, net, case)
        ended[case["id"], case["options"]] = case["outcome"], case["step"]
    print(f"{net}: {len(ended)} cases")
    check(spoiled <= len(ended) // 100, "all but a few cases could be judged at once")
    return ended


def varying():
    """Where chance or a race decides, several ways were seen on one and the same network: the baseline lists them."""
    baseline = tomllib.loads((ROOT / "scenarios/clients/builtin/baseline-0.1.toml").read_text())
    places = {tuple(place.rsplit(" ", 1)) for reason in baseline["varies"] for place in reason["in"]}

    def entry_of(name, options):
        """The case's own, or that of all variants of its scenario; nothing where it goes one way."""
        own = name if options in baseline.get(name, {}) else name.split("[")[0]
        return baseline[own][options] if (own, options) in places else None
    return entry_of


def among(entry, ended):
    wanted = [entry[key] if isinstance(entry[key], list) else [entry[key]] for key in ("outcome", "step")]
    return all(value in values for value, values in zip(ended, wanted))


with folder() as name:
    modes = {net: play(f"{name}/{net}", net) for net in ("loopback", "tap", "simulated")}
    check(len(modes["simulated"]) > 500, "nearly everything can be simulated")
    if not modes["tap"]:
        print("no taps here: two modes are compared, not three")
    varies = varying()
    compared, differ = 0, []
    for one, other in ("loopback", "simulated"), ("tap", "simulated"), ("loopback", "tap"):
        for case in sorted(modes[one].keys() & modes[other].keys()):
            compared += 1
            here, there = modes[one][case], modes[other][case]
            entry = varies(*case)
            known = entry and among(entry, here) and among(entry, there)
            if here != there and not known:
                differ.append(f"{case[0]} ({case[1]}): {one} {' at '.join(here)}, {other} {' at '.join(there)}")
    print(*differ, sep="\n")
    print(f"{compared} pairs compared")
    check(not differ, f"{len(differ)} pairs differ")
done()
