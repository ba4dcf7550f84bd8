#!/usr/bin/env python3
"""Every demand can fail: for each clause of each demand of the catalogue there is a bad client that breaks it.

The built-in client can be told to be a bad one (`badrdp connect --mutant`). Each mutant plays the whole
catalogue through the real harness; a clause that no mutant breaks cannot fail, and is a defect.
"""
import json
import pathlib
import subprocess

from badrdp import BADRDP, ROOT, check, done, folder, run

MUTANTS = ["trusts-anyone", "pushes-on", "disobeys", "waits-forever", "reconnects", "says-nothing", "lies",
           "gives-up", "leaves-before-mcs", "crashes", "floods", "hoards"]


def adapter_of(mutant, where):
    text = (ROOT / "scenarios/clients/builtin/adapter.toml").read_text()
    file = where / f"mutant-{mutant}.toml"
    file.write_text(text.replace('"connect",', f'"connect", "--mutant", "{mutant}",'))
    return file


def clauses():
    """Each (scenario, options, demand's place, field) of the catalogue."""
    listed = json.loads(subprocess.check_output([BADRDP, "list", "--json"]))
    return {(s["scenario"], d["options"], d["source"], field)
            for s in listed for d in s["demands"] for field in d["fields"]}


def broken_by(results):
    return {(case["scenario"], case["options"], finding["source"].removeprefix("demand "), finding["field"])
            for case in results["cases"] for finding in case["findings"]}


with folder() as name:
    here = pathlib.Path(name)
    adapters = [word for mutant in MUTANTS for word in ("--adapter", str(adapter_of(mutant, here)))]
    status, results, _ = run(here / "out", "--no-gate", "--patience", "12", "-j", "96", *adapters)
    check(status in (1, 3), f"bad clients played, and badrdp run ended with {status}")
    wanted = clauses()
    if results["cases"] and "variant" in results["cases"][0]:
        for case in results["cases"]:
            if case["variant"] and not case["scenario"].endswith("]"):
                case["scenario"] += f"[{case['variant']}]"
    broken = broken_by(results)
    for scenario, options, source, field in sorted(wanted - broken):
        print(f"no mutant breaks {field} of {scenario} ({options}), {source}")
    print(f"{len(wanted & broken)} of {len(wanted)} clauses seen to fail; {len(results['cases'])} cases")
    check(wanted and not wanted - broken, "every clause of every demand can fail")
done()
