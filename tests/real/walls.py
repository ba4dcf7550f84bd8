#!/usr/bin/env python3
"""Clients of this machine behind walls: what they cost, and root without namespaces, as in a container."""
import os
import pathlib
import statistics
import subprocess
import sys

from badrdp import BADRDP, check, done, folder, run

ADAPTER = '''schema = 1
title = "Looks around"
programs = ["/bin/sh"]
[version]
command = ["/bin/sh", "-c", "echo version 1.0"]
pattern = 'version (.+)'
[options.lenient]
what = "looks around"
command = ["/bin/sh", "-c", "id -u; ls -d .. ../*; ls -A {secret}; touch here && ls; env", "{host}:{port}"]
[[report]]
outcome = "disconnected"
reason = "nothing"
'''


def verdicts(results):
    return {(case["client"], case["id"], case["options"]): case["verdict"] for case in results["cases"]}


def in_a_container(out, *arguments):
    """As root with what a container's runtime leaves of its capabilities: no mount, no namespace."""
    command = ["setpriv", "--bounding-set", "-sys_admin,-sys_ptrace,-dac_read_search,-net_admin", BADRDP, "run",
               "--out", str(out), *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    check(ended.returncode == 0, f"a run in a container: {ended.stdout[-800:]}{ended.stderr[-800:]}")
    return ended.stdout


with folder() as name:
    place = pathlib.Path(name)
    secret = place / "secret"
    secret.mkdir()
    (secret / "key").write_text("of somebody else\n")
    os.chmod(place, 0o755)
    adapter = place / "looks.toml"
    adapter.write_text(ADAPTER.replace("{secret}", str(secret)))
    status, results, text = run(place / "out", "--adapter", str(adapter), "--no-gate", "healthy/tls")
    log = next((place / "out" / "latest").rglob("looks*/client.log")).read_text()
    check("here\n" in log, f"its HOME is its own: {log}")
    if "without walls" not in text:
        check("key" not in log and "case.toml" not in log, f"nothing else is there: {log}")
    if os.geteuid() == 0:
        check(not log.startswith("0\n"), "root's client is not root")
        said = in_a_container(place / "contained", "healthy/tls", "certificate/expired-ca", "certificate/changed-since-last-visit")
        check("process_group" in said and "pass" in said, f"is held by the mode that is left: {said[-500:]}")
done()
