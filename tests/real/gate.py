#!/usr/bin/env python3
"""A night in shards is one run when it is merged, two runs of the same build are the same, and a gate that judges nothing is not
green."""
import json
import os
import pathlib
import subprocess

from badrdp import BADRDP, ROOT, check, done, folder, run

SIMULATED = ("--net", "simulated", "-c", "builtin")


def badrdp(*words, **variables):
    ended = subprocess.run([BADRDP, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False,
                           env={**os.environ, **variables})
    return ended.returncode, ended.stdout, ended.stderr


def cases_of(results):
    return sorted((c["id"], c["client"], c["options"], c["verdict"]) for c in results["cases"]
                  if c["scenario"] != "healthy/tls")


with folder() as name:
    here = pathlib.Path(name)
    status, whole, text = run(here / "whole", "tls", "negotiation", *SIMULATED)
    check(status == 0 and len(whole["cases"]) > 60, f"a simulated run is green:\n{text[-2000:]}")

    # The shards hold each case once, whatever told them which they are.
    shards = [(("--shard", "1/3"), {}), (("--shard", "auto"), {"CI_NODE_INDEX": "2", "CI_NODE_TOTAL": "3"}),
              (("--shard", "auto/3"), {"JOB_COMPLETION_INDEX": "2"})]
    for number, (words, variables) in enumerate(shards, 1):
        status, _, error = badrdp("run", "tls", "negotiation", *SIMULATED, *words, "-o", here / f"part{number}", **variables)
        check(status == 0, f"shard {number} is green: {error}")
        check(all(variable in error for variable in variables), f"it says what it has read: {error}")
    parts = [here / f"part{number}" / "latest" for number in (3, 1, 2)]
    sizes = [len(json.loads((part / "results.json").read_text())["cases"]) for part in parts]
    check(max(sizes) < len(whole["cases"]) // 2, f"each has a part of it: {sizes}")
    status, out, error = badrdp("merge", *parts, "-o", here / "merged", "--junit", here / "night.xml")
    check(status == 0, f"the merged run is green: {out}{error}")
    merged = json.loads((here / "merged/latest/results.json").read_text())
    check(cases_of(merged) == cases_of(whole), "it has the cases of the whole run, with the same verdicts")
    check(all((here / "merged/latest" / c["dir"] / "timeline.json").exists() for c in merged["cases"] if c["dir"]),
          "and leads to what each case has left")
    for file in ("summary.txt", "junit.xml", "report.html"):
        check((here / "merged/latest" / file).stat().st_size > 1000, f"{file} is there")
    status, out, _ = badrdp("merge", parts[0], parts[2], "-o", here / "half")
    check(status == 4 and "missing shards: 1 of 3" in out, f"a missing shard is named: {out[-500:]}")
    status, _, error = badrdp("merge", parts[0], parts[0], "-o", here / "twice")
    check(status == 2 and "are both shard 3/3" in error, f"one that is there twice is refused: {error}")

    # Two runs of one build are the same; one with another client is not, and says where.
    run(here / "whole", "tls", "negotiation", *SIMULATED)
    status, out, error = badrdp("compare", "last~1", "last", "-o", here / "whole")
    check(status == 0 and "the same" in out, f"nothing is different: {out}{error}")
    status, out, _ = badrdp("compare", here / "whole/latest", here / "merged/latest")
    check(status == 0, f"and the merged run is the same as the whole one: {out}")
    text = (ROOT / "scenarios/clients/builtin/adapter.toml").read_text()
    own = here / "builtin.toml"
    own.write_text(text.replace('"connect",', '"connect", "--mutant", "says-nothing",'))
    status, worse, _ = run(here / "worse", "negotiation", "--net", "simulated", "--adapter", own, "--retries", "0")
    run(here / "good", "negotiation", *SIMULATED)
    status, out, _ = badrdp("compare", here / "good/latest", here / "worse/latest", "--json")
    changes = json.loads(out)["clients"][0]
    check(status == 1 and changes["counts"]["new"] > 3, f"a client that says nothing is worse: {changes['counts']}")
    check(any(f["field"] == "reason" for c in changes["changes"] for f in c["facts"]), "since it gives no reason")

    # What was red is played again, and nothing else.
    red = {c["id"] for c in worse["cases"] if c["verdict"] not in ("pass", "known", "unsteady", "unsupported")}
    status, again, _ = run(here / "again", "--net", "simulated", "--adapter", own, "--last-failed", str(here / "worse/latest"))
    check({c["id"] for c in again["cases"] if not c["healthy"]} == {one for one in red if not one.startswith("healthy/")},
          "only what was red is played again")

    # A part of the catalogue, before it is played.
    status, out, _ = badrdp("run", "tls", *SIMULATED, "--exclude", "tls/*reset*", "--dry-run", "-o", here / "dry")
    check(status == 0 and "tls/" in out and "reset" not in out, f"what is excluded is not listed: {out}")
    check(not (here / "dry").exists(), "a dry run leaves nothing")
    status, out, _ = badrdp("run", *SIMULATED, "--profile", "smoke", "-o", here / "smoke")
    smoke = json.loads((here / "smoke/latest/results.json").read_text())
    phases = {c["phase"] for c in whole["cases"]} | {"accounts", "certificate", "credssp", "session"}
    check(status == 0 and phases <= {c["phase"] for c in smoke["cases"]}, f"a smoke run has every phase: {out[-1000:]}")
    listed = json.loads(subprocess.check_output([BADRDP, "list", "--json"]))
    kinds = {(s["scenario"], d["options"]): set() for s in listed for d in s["demands"]}
    for s in listed:
        for d in s["demands"]:
            kinds[s["scenario"], d["options"]] |= set(d["fields"])
    held = lambda results: set().union(*(kinds[c["id"], c["options"]] for c in results["cases"] if c["verdict"] != "unsupported"))
    run(here / "all", *SIMULATED)
    every = json.loads((here / "all/latest/results.json").read_text())
    check(held(smoke) == held(every), f"and every kind of demand: {held(every) - held(smoke)} is missing")
    most = len({c["phase"] for c in every["cases"]}) + 6
    check(len(smoke["cases"]) <= most and smoke["profile"] == "smoke", f"and few cases: {len(smoke['cases'])} of {most}")

    # A team's own profile, and tags.
    own = here / "own.toml"
    own.write_text('schema = 1\nprofile = "ours"\nscenarios = ["path"]\nexclude = ["path/nat*"]\ntags = ["middlebox"]\n'
                   'clients = ["builtin"]\nat_least = 500\n')
    check(badrdp("check", own)[0] == 0, "its file is checked")
    status, out, error = badrdp("run", "--profile", own, "--net", "simulated", "--dry-run")
    tagged = {line.split("  ")[0] for line in out.splitlines() if "[middlebox]" in line}
    check(status == 0 and len(tagged) > 8 and not any(one.startswith("path/nat") for one in tagged), f"it chooses by tags: {out}{error}")
    check(not any(line.startswith("path/") and "[middlebox]" not in line for line in out.splitlines()), f"and nothing else: {out}")
    status, results, text = run(here / "own", "--profile", str(own), "--net", "simulated")
    check(status == 4 and "500" in text, f"what it wants is wanted: {text[-500:]}")
    check(results["profile"] == "own" and all(c["tags"] == ["middlebox"] for c in results["cases"] if not c["healthy"]),
          "results.json names both")
    check(run(here / "own", "--profile", str(own), "--net", "simulated", "--at-least", "1")[0] == 0, "the command line goes before it")
    check("[[PROPERTY|tags=middlebox]]" in (here / "own/latest/junit.xml").read_text(), "and so does JUnit")
    status, out, _ = badrdp("list", "--tag", "middlebox")
    check(status == 0 and "path/nat-forgets" in out and "tls/" not in out, f"tags can be listed: {out}")
    own.write_text('schema = 1\nprofile = "ours"\nscenarios = ["pth"]\ntags = ["midlebox"]\n')
    status, out, _ = badrdp("check", own)
    check(status == 2 and "no scenario matches 'pth'" in out, f"words that mean nothing are told: {out}")
    status, _, error = badrdp("run", "--tag", "midlebox")
    check(status == 2 and "did you mean 'middlebox'" in error, f"and tags that none has: {error}")
    status, _, error = badrdp("run", "--profile", "smoky")
    check(status == 2 and "did you mean 'smoke'" in error, f"and profiles: {error}")

    # A demand that cannot fail is refused: no client gets a licence of a host that turns everybody away.
    sure = here / "sure.toml"
    sure.write_text('schema = 1\ntitle = "t"\nwhy = "w"\n[host]\nfailure = "HYBRID_REQUIRED_BY_SERVER"\n[[demand]]\n'
                    'outcome = ["refused", "disconnected"]\nnever = ["license"]\nwhy = "w"\n')
    status, out, _ = badrdp("check", sure)
    check(status == 2 and "sure.toml:6:1: 'never' cannot fail" in out, f"what cannot fail is refused: {out}")
    sure.write_text(sure.read_text().replace("license", "mcs_connect_initial"))
    check(badrdp("check", sure)[0] == 0, "what can is not")

    # Green means judged.
    nothing = ("healthy/tls", "path/udp-dropped", *SIMULATED)
    status, _, text = run(here / "empty", *nothing)
    check(status == 4 and "none but its healthy cases" in text, f"a gate that has gone empty is not green: {text}")
    some = ("healthy/tls", "path/udp-dropped", "tls/reset-after-client-hello", *SIMULATED)
    check(run(here / "some", *some)[0] == 0, "one that judges something is")
    check(run(here / "some", *some, "--fail-on", "known,unsupported")[0] == 1, "unless it is not to be unsupported")
    check(run(here / "some", *some, "--at-least", "3")[0] == 4, "or there is too little of it")
    # What GitHub shows of a red job: an annotation, and a summary; and no line between that could be a command.
    mine = here / "mine.toml"
    text = (ROOT / "scenarios/certificate/expired.toml").read_text()
    mine.write_text(text.replace('says    = "certificate"', 'says    = "name"'))
    words = ("run", mine, "--retries", 0, *SIMULATED, "-o", here / "github")
    summary = here / "summary.md"
    summary.write_text("of another step\n")
    status, out, _ = badrdp(*words, GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(summary))
    begins = out.splitlines()[0]
    word = begins.removeprefix("::stop-commands::")
    check(status == 1 and begins != word and len(word) > 16, f"it is red, and GitHub is told to take no commands: {begins}")
    inside, outside = out.split(f"\n::{word}::\n")
    check("::error" not in inside and outside.startswith("::error title=fail%3A mine builtin"), f"but the annotation: {outside}")
    check(summary.read_text().startswith("of another step\n## badrdp: 1 of "), "the summary is added to what is there")
    _, again, _ = badrdp(*words, GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(summary))
    check(word not in again, "the word is another one each time")
    summary.write_text("x" * (1 << 20))
    status, _, _ = badrdp(*words, GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(summary))
    check(status == 1 and summary.stat().st_size == 1 << 20, "where there is no room, nothing is added")
    status, out, _ = badrdp(*words, GITHUB_ACTIONS="")
    check(status == 1 and "::error" not in out, "elsewhere there is nothing of it")
    status, _, _ = badrdp(*words, GITLAB_CI="true")
    check('mine.toml">' in (here / "github/latest/junit.xml").read_text(), "GitLab gets a file beside each case")

done()
