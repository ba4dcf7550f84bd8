#!/usr/bin/env python3
"""A night where a team runs its jobs: the files that `badrdp ci init` writes, and shards by GNU parallel of which one is killed,
merged to what one machine would have said."""
import importlib
import json
import os
import pathlib
import shutil
import signal
import subprocess

from badrdp import BADRDP, check, done, folder, run, wait_until
from kubernetes import MANIFEST

PROGRAM = pathlib.Path(BADRDP).resolve()
FILES = {"gitlab": "badrdp.gitlab-ci.yml", "github": ".github/workflows/badrdp.yml", "jenkins": "Jenkinsfile.badrdp",
         "kubernetes": "badrdp.kubernetes.yaml", "slurm": "badrdp.sbatch", "parallel": "badrdp-night.sh"}
WORDS = ["-c", "builtin", "--net", "simulated", "tls", "negotiation", "certificate"]


def badrdp(place, *words):
    ended = subprocess.run([PROGRAM, *words], cwd=place, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return ended.returncode, ended.stdout


def verdicts(results):
    return sorted((c["id"], c["client"], c["options"], c["verdict"]) for c in results["cases"] if c["scenario"] != "healthy/tls")


def players(shard):
    """Who plays that shard: the program itself, not the shell that waits for it."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0") if entry.name.isdigit() else []
            if shard.encode() in words and os.readlink(entry / "exe") == str(PROGRAM):
                found.append(int(entry.name))
        except OSError:
            continue  # gone meanwhile, or not ours to read
    return found


def files_are_right(place):
    for system, file in FILES.items():
        status, said = badrdp(place, "ci", "init", system, "--shards", "3", "--image", "registry.example/badrdp:0.1", "--run", " ".join(WORDS))
        check(status == 0 and (place / file).exists(), f"{system}: {said}")
        text = (place / file).read_text()
        check(" ".join(WORDS) in text and "@SHARDS@" not in text and "@RUN@" not in text, f"{system}: {text[:500]}")
        check("badrdp merge" in text and "3" in text, f"{system} merges")
        status, said = badrdp(place, "ci", "init", system)
        check(status == 2 and "--force" in said, f"{system}: nothing is written over: {said}")
    for words in ["--run", "a; reboot"], ["--run", "a\nb"], ["--image", 'a"b'], ["--run", "$HOME"], ["--shards", "0"]:
        status, said = badrdp(place, "ci", "init", "slurm", "-o", "odd", *words)
        check(status == 2 and not (place / "odd").exists(), f"{words}: {said}")
    for file in "badrdp.sbatch", "badrdp-night.sh":
        check(subprocess.run(["bash", "-n", place / file], check=False).returncode == 0, f"a shell can read {file}")


def pods_are_right(place, yaml):
    """The rules of a Job [https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/job-v1/], and who is retried."""
    volume, night, merge = yaml.safe_load_all((place / FILES["kubernetes"]).read_text())
    spec = night["spec"]
    check(volume["kind"] == "PersistentVolumeClaim" and merge["spec"]["suspend"] is True, "the merge waits")
    check(spec["completionMode"] == "Indexed" and spec["completions"] == spec["parallelism"] == 3, "each shard is a pod")
    check(spec["template"]["spec"]["restartPolicy"] == "Never", "which pod failure policies want")
    rules = [(rule["action"], rule.get("onExitCodes")) for rule in spec["podFailurePolicy"]["rules"]]

    def action(status):
        for what, codes in rules:
            if codes and (status in codes["values"]) == (codes["operator"] == "In"):
                return what
        return None
    check([action(status) for status in (1, 2, 3, 4, 130, 137)] == ["FailIndex", "FailIndex", "Count"] + ["FailIndex"] * 3,
          "errors of the harness alone are tried again")
    walls = spec["template"]["spec"]["containers"][0]["securityContext"]
    check(walls["readOnlyRootFilesystem"] and walls["capabilities"]["drop"] == ["ALL"] and not walls["allowPrivilegeEscalation"],
          "it asks for nothing that a restricted namespace forbids")
    for name in "gitlab", "github":
        check(isinstance(yaml.safe_load((place / FILES[name]).read_text()), dict), f"{name} is YAML")


def manifest_is_right(place, yaml, jsonschema):
    """Each document against the schema, and the schema against documents that a cluster would refuse."""
    text = (place / FILES["kubernetes"]).read_text()
    schema = jsonschema.Draft7Validator(MANIFEST)
    documents = list(yaml.safe_load_all(text))
    check(len(documents) == 3 and all(map(schema.is_valid, documents)), "the manifest holds against the schema of Kubernetes")
    for right, wrong in (("completionMode: Indexed", "completionMode: indexed"), ("completionMode:", "completionmode:"),
                         ("mountPath: /nights", "mountPath: nights"), ("storage: 4Gi", "storage: 4 GiB"), ("values: [3]", "values: [333]"),
                         ("name: badrdp-merge", "name: badrdp_merge"), ('status: "True"', "status: true")):
        check(right in text, right)
        check(not all(map(schema.is_valid, yaml.safe_load_all(text.replace(right, wrong)))), f"{wrong} is refused")


def a_killed_shard_is_played_again(place):
    status, whole, text = run(place / "whole", *WORDS)
    check(status == 0, f"one machine: {text[-800:]}")
    night = subprocess.Popen(["sh", FILES["parallel"]], cwd=place, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                             env={**os.environ, "JOBS": "3", "PATH": f"{PROGRAM.parent}:{os.environ['PATH']}"})
    wait_until(lambda: players("2/3"), 60, "the second shard is played")
    for pid in players("2/3"):
        os.kill(pid, signal.SIGKILL)
    said = night.communicate(timeout=600)[0]
    check(night.returncode == 0, f"the night ends with {night.returncode}: {said[-1500:]}")
    merged = json.loads((place / "nights/latest/results.json").read_text())
    check(verdicts(merged) == verdicts(whole) and len(merged["cases"]) > 200, "the merged night has the verdicts of one machine")
    log = [line.split("\t") for line in (place / "shards/log").read_text().splitlines()[1:]]
    check(sorted(row[0] for row in log if row[6] == "0") == ["1", "2", "3"], f"each shard ended well in the end: {log}")
    check((place / "night.xml").stat().st_size > 10_000, "and there is a report for CI")


with folder() as name:
    place = pathlib.Path(name)
    files_are_right(place)
    try:
        pods_are_right(place, importlib.import_module("yaml"))
    except ImportError:
        print("no python3-yaml: the files in YAML were not read")
    try:
        manifest_is_right(place, importlib.import_module("yaml"), importlib.import_module("jsonschema"))
    except ImportError:
        print("no python3-yaml and python3-jsonschema: the manifest was held against no schema")
    if shutil.which("parallel"):
        a_killed_shard_is_played_again(place)
    else:
        print("no GNU parallel: no night was played")
done()
