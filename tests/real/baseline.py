#!/usr/bin/env python3
"""What a client does is recorded as the catalogue has it; what crashes it is not recorded at all."""
import pathlib
import re
import shutil
import subprocess

from badrdp import BADRDP, ROOT, check, done, folder


def record(tree, out, *scenarios):
    ended = subprocess.run([BADRDP, "--scenarios", str(tree), "baseline", "builtin", *scenarios, "--runs", "1", "-o", str(out)],
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return ended.returncode, ended.stdout


def lines_of(text, *scenarios):
    return [line for line in text.splitlines() if line.startswith(tuple(f'"{name}' for name in scenarios))]


with folder() as name:
    here = pathlib.Path(name)
    tree = here / "scenarios"
    shutil.copytree(ROOT / "scenarios", tree)
    file = tree / "clients/builtin/baseline-0.1.toml"
    asked = "negotiation/failure", "certificate/expired"
    before = lines_of(file.read_text(), *(f'{name}"' for name in asked), *(f"{name}[" for name in asked))
    check(len(before) >= 3, "the catalogue has these scenarios")

    file.unlink()
    status, text = record(tree, here / "out", *asked)
    check(status == 0, f"recorded: {text[-500:]}")
    check(lines_of(file.read_text(), *asked) == before, f"as the catalogue has it, variants folded: {file.read_text()}")

    # The client dies of what it met when it is to be strict, and only then.
    adapter = tree / "clients/builtin/adapter.toml"
    strict = re.search(r"(?ms)^\[options\.strict\].*?(?=^\[)", adapter.read_text())[0]
    adapter.write_text(adapter.read_text().replace(strict, strict.replace('["{program}", ', "['/bin/sh', '-c', '\"$0\" \"$@\"; kill -SEGV $$', '{program}', ")))
    file.unlink()
    status, text = record(tree, here / "out", "certificate/expired")
    check(status == 3, f"what is not recorded shows in the exit status: {status}")
    check("not recorded: certificate/expired (strict): the client crashed (signal 11, SIGSEGV)" in text, f"and is told: {text[-500:]}")
    check(lines_of(file.read_text(), "certificate/expired") == [line for line in before if ".lenient" in line and "expired" in line],
          "what did not crash is recorded")
    check("crashed" not in file.read_text(), "nothing that crashes a client is in the file")
done()
