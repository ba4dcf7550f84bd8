#!/usr/bin/env python3
"""The JSON Schema of scenarios, as a validator that no one here wrote reads it: it takes every file of the
catalogue and every case.toml that a run leaves, and refuses what check refuses."""
import copy
import json
import pathlib
import subprocess
import sys
import tomllib

from badrdp import BADRDP, ROOT, check, done, folder, run

try:
    from jsonschema import Draft202012Validator
except ImportError:
    print("skipped: python3-jsonschema is not installed")
    sys.exit(77)

printed = subprocess.run([BADRDP, "check", "--schema", "scenario"], stdout=subprocess.PIPE, check=True).stdout
schema = json.loads(printed)
Draft202012Validator.check_schema(schema)
validator = Draft202012Validator(schema)


def objections(scenario):
    return [f"{'.'.join(map(str, error.absolute_path))}: {error.message}" for error in validator.iter_errors(scenario)]


files = [file for file in sorted((ROOT / "scenarios").rglob("*.toml"))
         if file.relative_to(ROOT / "scenarios").parts[0] not in ("clients", "codes", "remedies", "lab", "profiles", "causes.toml", "everywhere.toml")]
check(len(files) > 200, f"there is a catalogue: {len(files)} files")
for file in files:
    check(objections(tomllib.loads(file.read_text())) == [], f"{file} has the schema's shape: {objections(tomllib.loads(file.read_text()))}")

RESULTS = json.loads((ROOT / "docs/results.schema.json").read_text())
Draft202012Validator.check_schema(RESULTS)


def results_objections(results):
    return [f"{error.json_path}: {error.message}"[:300] for error in Draft202012Validator(RESULTS).iter_errors(results)]


def holds_of_results(results):
    """The schema of results.json takes what a run leaves, and nothing that is not so."""
    check(len(results["cases"]) > 50 and results_objections(results) == [], f"results.json has its schema's shape: {results_objections(results)[:3]}")
    for what, bend in {
            "an unknown verdict": lambda r: r["cases"][0].update(verdict="passed"),
            "a case without a client": lambda r: r["cases"][0].pop("client"),
            "a member that nobody has written down": lambda r: r["cases"][0].update(colour="red"),
            "a count in words": lambda r: r["counts"].update({"pass": "many"}),
            "another schema": lambda r: r.update(schema=2)}.items():
        bent = copy.deepcopy(results)
        bend(bent)
        check(results_objections(bent) != [], f"the schema of results.json refuses {what}")


with folder() as out:
    holds_of_results(run(out, "--net", "simulated", "healthy/tls", "certificate/*", "negotiation/*", "tls/*", "path/*")[1])
    cases = sorted(pathlib.Path(out).rglob("case.toml"))
    check(len(cases) > 50, f"a run leaves its cases: {len(cases)}")
    for file in cases:
        check(objections(tomllib.loads(file.read_text())) == [], f"{file} has it, too: {objections(tomllib.loads(file.read_text()))}")

GOOD = tomllib.loads("""
schema = 1
title = "t"
why = "w"
[host]
accepts = ["tls"]
[host.tls]
versions = ["1.2", "1.3"]
[host.certificate]
not_after = "-1d"
[host.session]
licensing = "refused"
[[host.account]]
name = "bob"
[middlebox]
key = "ec"
[[connection]]
failure = 2
[[connection]]
accepts = "tls"
[connection.certificate]
bits = 4096
[[connection.fault]]
reset = "x224_confirm"
[[fault]]
set = "x224_confirm.tpkt.length"
by = -1
connection = 2
[[path]]
delay = "10ms"
[names]
answer = "correct"
[[demand]]
outcome = ["refused", "disconnected"]
within = "10s"
why = "w"
""")
check(objections(GOOD) == [], f"what is right is taken: {objections(GOOD)}")


def refuses(what, *path_and_value):
    """With this value at this path (or without it, where the value is ...) the schema objects."""
    *path, last, value = path_and_value
    bad = copy.deepcopy(GOOD)
    into = bad
    for key in path:
        into = into[key]
    if value is ...:
        del into[last]
    else:
        into[last] = value
    check(objections(bad) != [], f"the schema refuses {what}")


refuses("no title", "title", ...)
refuses("another schema", "schema", 2)
refuses("a title that is a number", "title", 7)
refuses("an unknown key", "tittle", "t")
refuses("no visit", "visits", 0)
refuses("a truth in words", "by_name", "yes")
refuses("no symptom", "symptom", [])
refuses("an unknown table", "hosts", {})
refuses("an unknown key of the host", "host", "accept", ["tls"])
refuses("a host's unknown protocol", "host", "accepts", ["tls", "nlaa"])
refuses("an empty list of protocols", "host", "accepts", [])
refuses("an unknown failure", "host", "failure", "HYBRID_REQUIRED")
refuses("flags of 9 bits", "host", "flags", 256)
refuses("one version of TLS", "host", "tls", "versions", ["1.2"])
refuses("an unknown version", "host", "tls", "versions", ["1.2", "1.4"])
refuses("a security level that there is none of", "host", "tls", "security_level", 6)
refuses("an unknown kind of key", "host", "certificate", "key", "dsa")
refuses("a key too short", "host", "certificate", "bits", 511)
refuses("a date", "host", "certificate", "not_after", 20200101)
refuses("an unknown way to spoil one", "middlebox", "spoiled", "wrong_keys")
refuses("an unknown state of an account", "host", "account", 0, "state", "lost")
refuses("an unknown licence", "host", "session", "licensing", "lost")
refuses("a name of a connection", "connection", 0, "name", "other")
refuses("an unknown key of its certificate", "connection", 1, "certificate", "bit", 4096)
refuses("connections of its fault", "connection", 1, "fault", 0, "connections", 1)
refuses("a fault without a verb", "fault", 0, {"connections": 1})
refuses("an argument of another verb", "fault", 0, "keep", 1)
refuses("an unknown impairment", "path", 0, {"slow": "10ms"})
refuses("an answer that no name server gives", "names", "answer", "maybe")
refuses("an unknown outcome", "demand", 0, "outcome", "refusd")
refuses("an outcome that is a number", "demand", 0, "outcome", [1])
refuses("an unknown step", "demand", 0, "never", "mcs_connect")
refuses("a bound that is a number", "demand", 0, "within", 10)
refuses("a demand without a reason", "demand", 0, "why", ...)
refuses("the 0th connection", "demand", 0, "connection", 0)
done()
