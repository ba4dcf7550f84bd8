#!/usr/bin/env python3
"""The walks by curl of docs/live.md and docs/proxy.md, as they are written there."""
import pathlib
import re
import shutil
import subprocess
import sys

from badrdp import BADRDP, ROOT, check, done, folder
from servers import free_port

if not shutil.which("curl"):
    print("needs curl: apt-get install curl")
    sys.exit(77)


def walk(page):
    """The block of shell in which `ask` is defined: what starts badrdp, and the lines that follow."""
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / "docs" / page).read_text(), re.DOTALL)
    lines = next(block for block in blocks if "ask() {" in block).strip().splitlines()
    check(lines[0].startswith("./badrdp "), f"{page} begins with what is started")
    return lines[0].split("#")[0].split()[1:], lines[1:]


class Started:
    def __init__(self, place, words):
        self.process = subprocess.Popen([BADRDP, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=place)
        self.lines = []
        for line in self.process.stdout:
            self.lines.append(line)
            if "Ctrl-C ends" in line:
                return
        check(False, f"badrdp {' '.join(words)} did not start: {self.lines}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.communicate(timeout=20)


def bash(place, definitions, line):
    script = "\n".join([*definitions, line])
    ended = subprocess.run(["bash", "-c", script], stdout=subprocess.PIPE, text=True, cwd=place, timeout=30, check=False)
    return ended.returncode, ended.stdout


def stroll(place, lines, before=lambda line: None):
    """Each line answers, and none with an error. `before` does what a reader does meanwhile."""
    definitions = [line for line in lines if line.startswith(("ask()", "at="))]
    for line in lines:
        if not line.startswith("ask ") or "-N" in line:
            continue
        before(line)
        status, said = bash(place, definitions, line)
        check(status == 0 and '"error"' not in said, f"{line}: {status} {said[:300]}")
    events = next(line for line in lines if "-N" in line)
    status, said = bash(place, definitions, events.replace("-N", "-N --max-time 1"))
    check(status == 28, f"{events} goes on: {status} {said[:300]}")  # 28: the time is over, and nobody closed


with folder() as name:
    place = pathlib.Path(name)
    words, lines = walk("live.md")
    with Started(place, words + ["--port", "0", "--index", f"127.0.0.1:{free_port()}"]):
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

    with Started(place, ["serve", "healthy/tls"]), Started(place, words):
        stroll(place, lines, connect)
done()
