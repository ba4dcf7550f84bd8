#!/usr/bin/env python3
"""Demands and baselines that are edited by hand so that they no longer hold are noticed, each by its field."""
import pathlib
import re
import shutil

from badrdp import ROOT, check, done, folder, run

# (file below scenarios/, what is there, what is put there, the scenario to run, the field that must be named)
DEMANDS = [
    ("negotiation/reset-after-request.toml", r'says\s*=\s*(\[[^]]*\]|"[^"]*")', 'reaches = "mcs_connect_initial"',
     "negotiation/reset-after-request", "reaches"),
    ("certificate/expired.toml", r'outcome\s*=\s*"refused"', 'outcome = "timed_out"', "certificate/expired", "outcome"),
    ("certificate/expired.toml", r'says\s*=\s*"certificate"', 'says = "name"', "certificate/expired", "says"),
    ("certificate/expired.toml", r'never\s*=\s*\[[^]]*\]', 'never = ["tls_finished"]', "certificate/expired", "never"),
    ("tcp/port-closed.toml", r'within\s*=\s*"[^"]*"', 'within = "1ms"', "tcp/port-closed", "within"),
    ("tcp/port-closed.toml", r'says\s*=\s*(\[[^]]*\]|"[^"]*")', 'says = "certificate"', "tcp/port-closed", "says"),
    ("negotiation/failure.toml", r'outcome\s*=\s*(\[[^]]*\]|"[^"]*")', 'outcome = "timed_out"',
     "negotiation/failure[code=5]", "outcome"),
    ("tls/no-shared-cipher.toml", r'outcome\s*=\s*(\[[^]]*\]|"[^"]*")', 'outcome = "timed_out"',
     "tls/no-shared-cipher", "outcome"),
    ("everywhere.toml", r'connections\s*=\s*\d+', 'connections = 0', "negotiation/slow-host", "connections"),
    ("negotiation/reset-after-request.toml", r'says\s*=\s*(\[[^]]*\]|"[^"]*")', 'says = "credentials"',
     "negotiation/reset-after-request", "says"),
]

# (scenario, options, field, what the baseline is made to say)
BASELINES = [
    ("healthy/tls", "lenient", "outcome", '"refused"'),
    ("healthy/tls", "lenient", "exit", "77"),
    ("healthy/tls", "lenient", "step", '"x224_confirm"'),
    ("healthy/tls", "lenient", "connections", '["0x3", "0x1"]'),
    ("healthy/tls", "lenient", "reason", '"name"'),
    ("certificate/expired", "strict", "outcome", '"disconnected"'),
    ("certificate/expired", "strict", "exit", "0"),
    ("certificate/expired", "strict", "reason", '"network"'),
    ("certificate/expired", "strict", "time", '"never"'),
    ("tcp/port-closed", "lenient", "connections", '["0x1"]'),
]


def play(tree, here, scenario, field, client):
    status, results, text = run(here / "out", scenario, "-c", client, scenarios=tree)
    check(status == 1, f"{scenario} with a wrong {field} ends with 1, not {status}:\n{text}")
    findings = [f for case in results["cases"] for f in case["findings"] if f["field"] == field]
    check(findings, f"{scenario}: a finding names {field}")
    check(all(f["wanted"] and f["seen"] and f["source"] for f in findings), f"{field}: wanted, seen and where")
    check(field in text, f"the matrix names {field}")
    print(f"  {scenario:<34} {findings[0]['field']}: wanted {findings[0]['wanted']}, seen {findings[0]['seen']}")


def edited(text, pattern, replacement):
    changed, times = re.subn(pattern, replacement, text, count=1)
    check(times == 1, f"{pattern} is there to be edited")
    return changed


with folder() as name:
    here = pathlib.Path(name)
    for file, pattern, replacement, scenario, field in DEMANDS:
        tree = here / "scenarios"
        shutil.copytree(ROOT / "scenarios", tree)
        (tree / file).write_text(edited((tree / file).read_text(), pattern, replacement))
        play(tree, here, scenario, field, "builtin")
        shutil.rmtree(tree)
    for scenario, options, field, lie in BASELINES:
        tree = here / "scenarios"
        shutil.copytree(ROOT / "scenarios", tree)
        file = tree / "clients/rdesktop/baseline-1.9.toml"
        text = file.read_text()
        entry = next(line for line in text.splitlines() if line.startswith(f'"{scenario}".{options} = '))
        file.write_text(text.replace(entry, edited(entry, rf"\b{field} = (?:\[[^\]]*\]|[^,]+?)(?=, | }})", f"{field} = {lie}")))
        play(tree, here, scenario, field, "rdesktop")
        shutil.rmtree(tree)
done()
