#!/usr/bin/env python3
"""The walks by curl of docs/live.md and docs/proxy.md, as they are written there."""
import pathlib
import re
import shutil
import subprocess
import sys

from badrdp import BADRDP, ROOT, check, done, folder
from servers import free_port
from started import Started

if not shutil.which("curl"):
    print("needs curl: apt-get install curl")
    sys.exit(77)


def walk(page):
    """The block of shell in which `ask` is defined: what starts badrdp, and the lines that follow."""
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / "docs" / page).read_text(), re.DOTALL)
    lines = next(block for block in blocks if "ask() {" in block).strip().splitlines()
    check(lines[0].startswith("./badrdp "), f"{page} begins with what is started")
    return lines[0].split("#")[0].split()[1:], lines[1:]


def bash(place, definitions, line):
    script = "\n".join([*definitions, line])
    ended = subprocess.run(["bash", "-c", script], stdout=subprocess.PIPE, text=True, cwd=place, timeout=30, check=False)
    return ended.returncode, ended.stdout


def answer(place, definitions, line):
    """curl's exit status, that of HTTP (curl ends with 0 on any), and the body."""
    status, said = bash(place, definitions, line.replace("ask ", r"ask -w '\n%{http_code}' ", 1))
    body, _, code = said.rpartition("\n")
    return status, code, body


def stroll(place, lines, before=lambda line: None):
    """Each line answers, and none with an error. `before` does what a reader does meanwhile."""
    definitions = [line for line in lines if line.startswith(("ask()", "at="))]
    for line in lines:
        if not line.startswith("ask ") or "-N" in line:
            continue
        before(line)
        status, code, said = answer(place, definitions, line)
        check(status == 0 and code.startswith("2"), f"{line}: {status} {code} {said[:300]}")
    events = next(line for line in lines if "-N" in line)
    status, code, said = answer(place, definitions, events.replace("-N", "-N --max-time 1"))
    # 28: the time is over, and nobody closed
    check(status == 28 and code == "200", f"{events} is answered, and goes on: {status} {code} {said[:300]}")


with folder() as name:
    place = pathlib.Path(name)
    words, lines = walk("live.md")
    with Started(*words, "--port", "0", "--index", f"127.0.0.1:{free_port()}", cwd=place):
        stroll(place, lines)

    words, lines = walk("proxy.md")
    waiting = []

    def connect(line):
        """There has to be somebody whose message is held; and it reaches him before everything is reset."""
        if line.startswith("ask $at -d") and waiting:
            said = waiting[0].communicate(timeout=30)[0]
            check("selectedProtocol RDP" in said, f"the client met what was edited by hand: {said[-900:]}")
        if line.startswith("ask $at/proxy/held "):
            waiting.append(subprocess.Popen([BADRDP, "connect", "127.0.0.1:3390", "--cert", "ignore"], stdout=subprocess.PIPE, text=True))
            definitions = [one for one in lines if one.startswith(("ask()", "at="))]
            for _ in range(200):
                if '"step"' in bash(place, definitions, "ask $at/proxy/held")[1]:
                    return
            check(False, "a message is held")

    with Started("serve", "healthy/tls", cwd=place), Started(*words, cwd=place):
        stroll(place, lines, connect)
done()
