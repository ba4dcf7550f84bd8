#!/usr/bin/env python3
"""Every demand can fail: for each clause of each demand of the catalogue there is a bad client that breaks it.

The built-in client can be told to be a bad one (`badrdp connect --mutant`). Mutants play the catalogue simulated, each
group of them what the groups before left unbroken, and what none of them broke there all of them play with real
processes over loopback; a clause that no mutant breaks cannot fail, and is a defect.
"""
import fnmatch
import json
import pathlib
import re
import subprocess
import sys

from badrdp import BADRDP, ROOT, check, done, folder, run

MUTANTS = ["trusts-anyone", "pushes-on", "jumps-ahead", "insists-on-tls", "believes-anything", "disobeys", "waits-forever", "reconnects", "forgets", "says-nothing", "lies",
           "gives-up", "leaves-before-mcs", "stumbles", "crashes", "floods", "hoards"]

# Who plays first: one mutant breaks five clauses of six, and two more half of what it leaves.
FIRST = [["reconnects"], ["jumps-ahead", "insists-on-tls"]]
KERBEROS = ["kerberos", "kerberos_only"]
ASKS = 'printf x >/dev/udp/kdc.test/88; exec "$@"'


def adapter_of(mutant, where):
    text = (ROOT / "scenarios/clients/builtin/adapter.toml").read_text()
    file = where / f"mutant-{mutant}.toml"
    text = text.replace('"connect",', f'"connect", "--mutant", "{mutant}",')
    # It speaks no Kerberos, which is one way to break what is demanded of those who do; but the KDC hears from it.
    nla = re.search(r"(?ms)^\[options\.nla\]\n.*?(?=^\[)", text)[0]
    asking = nla.replace('["{program}"', f'["/bin/bash", "-c", {json.dumps(ASKS)}, "-", "{{program}}"')
    text = "".join([text[:text.index(nla)], *(asking.replace("options.nla]", f"options.{one}]") for one in KERBEROS),
                    text[text.index(nla):]])
    # One that hoards proves as much with less, and 400 of them cost the machine minutes.
    file.write_text(text.replace('memory   = "512MiB"', 'memory   = "64MiB"'))
    return file


def clauses():
    """Each (scenario, options, demand's place, field) of the catalogue; variants of one file share its demands. And for
    each scenario its variants, as `badrdp run` names them."""
    listed = json.loads(subprocess.check_output([BADRDP, "list", "--json"]))
    options = set(re.findall(r"(?m)^\[options\.(\w+)\]", (ROOT / "scenarios/clients/builtin/adapter.toml").read_text()))
    if pathlib.Path("/usr/sbin/krb5kdc").exists() and pathlib.Path("/usr/sbin/kadmin.local").exists():
        options |= set(KERBEROS)
    else:
        print("no clause of Kerberos is looked at: there is no KDC; install krb5-kdc and krb5-admin-server")
    every = {(s["name"], d["options"], d["source"], field)
             for s in listed for d in s["demands"] for field in d["fields"]}
    wanted = {clause for clause in every if clause[1] in options}
    for clause in sorted(every - wanted):
        print("not to be proved, the built-in client has no such option set:", *clause)
    check(len([one for one in every - wanted if one[1] not in KERBEROS]) <= 6, "all but a few clauses are for option sets that the built-in client has")
    variants = {}
    for scenario in listed:
        variants.setdefault(scenario["name"], []).append(scenario["scenario"])
    if len(sys.argv) > 3:  # only what these globs name
        named = lambda name: any(fnmatch.fnmatch(name, glob) for glob in sys.argv[3:])
        wanted = {clause for clause in wanted if named(clause[0])}
        variants = {name: ids for name, ids in variants.items() if named(name)}
    return wanted, variants


def broken_by(results):
    return {(case["scenario"].split("[")[0], case["options"], finding["source"].removeprefix("demand "), finding["field"])
            for case in results["cases"] for finding in case["findings"]}


def play(here, adapters, scenarios, *how, statuses=(1, 3)):
    status, results, _ = run(here / "out", "--no-gate", "--patience", "12", "--retries", "0", *how, *adapters, *scenarios)
    check(status in statuses, f"bad clients played, and badrdp run ended with {status}")
    print(f"{len(results['cases'])} cases {' '.join(how)}", flush=True)
    return broken_by(results)


with folder() as name:
    here = pathlib.Path(name)
    adapters = {mutant: ["--adapter", str(adapter_of(mutant, here))] for mutant in MUTANTS}
    wanted, variants = clauses()
    said = subprocess.run([BADRDP, "check", "--demands"], stdout=subprocess.PIPE, text=True, check=False)
    check(said.returncode == 0, f"badrdp says the same of its catalogue: {said.stdout}")
    broken, unbroken = set(), lambda: sorted({clause[0] for clause in wanted - broken})
    for group in [*FIRST, [mutant for mutant in MUTANTS if mutant not in sum(FIRST, [])]]:
        # What is left may all take a network, or be what none of this group breaks.
        statuses = (1, 3) if not broken and len(sys.argv) <= 3 else (0, 1, 3, 4)
        if unbroken():
            broken |= play(here, sum((adapters[mutant] for mutant in group), []), [variants[one][0] for one in unbroken()],
                           "--net", "simulated", statuses=statuses)
    # Some clauses only a process can break, and some only another variant.
    for how, chosen in ((("-j", "64"), lambda names: names[:1]), (("-j", "8"), lambda names: names)):
        if left := unbroken():
            print("once more:", *left, flush=True)
            broken |= play(here, sum(adapters.values(), []), [one for name in left for one in chosen(variants[name])], *how)
    for scenario, options, source, field in sorted(wanted - broken):
        print(f"no mutant breaks {field} of {scenario} ({options}), {source}")
    print(f"{len(wanted & broken)} of {len(wanted)} clauses seen to fail")
    check(wanted and not wanted - broken, "every clause of every demand can fail")
done()
