#!/usr/bin/env python3
"""Processor time of a case on loopback with the built-in client, harness and client together: one badrdp against another,
in turns; the ratio is the median of the pairs.

usage: cases.py BEFORE AFTER [PAIRS] [SCENARIO ...]     each with its catalogue beside it, or BADRDP:CATALOGUE
"""
import json
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile

PAIRS = int(sys.argv[3]) if len(sys.argv) > 3 else 5
WHAT = sys.argv[4:] or ["healthy/tls", "negotiation", "service"]


def used():
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return children.ru_utime + children.ru_stime


def play(word):
    program, _, catalogue = word.partition(":")
    options = ["--scenarios", catalogue] if catalogue else []
    with tempfile.TemporaryDirectory() as folder:
        before = used()
        subprocess.run([program, *options, "run", *WHAT, "--client", "builtin", "--net", "loopback", "--retries", "0",
                        "--out", folder, "--json", f"{folder}/results.json"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        took = used() - before
        cases = len(json.loads(pathlib.Path(folder, "results.json").read_text())["cases"])
    return took * 1000 / cases, cases


every = {word: [] for word in sys.argv[1:3]}
ratios = []
for word in every:
    play(word)
for i in range(PAIRS):
    pair = {}
    for word in (sys.argv[1:3] if i % 2 == 0 else sys.argv[2:0:-1]):
        pair[word], cases = play(word)
        every[word].append(pair[word])
    ratios.append(pair[sys.argv[2]] / pair[sys.argv[1]])
for word, times in every.items():
    print(f"{word}: {statistics.median(times):.1f} ms of processor a case, of {cases}")
print(f"ratio {statistics.median(ratios):.2f} (median of {PAIRS} pairs); load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
