#!/usr/bin/env python3
"""badrdp explain: every check by `badrdp connect` that it prints, played against the hosts that it speaks of, gives the
answer that it promises; and what people paste is answered."""
import json
import re
import signal
import subprocess

from badrdp import BADRDP, ROOT, check, done, folder

LISTED = json.loads(subprocess.run([BADRDP, "list", "--json"], capture_output=True, check=True).stdout)


def explain(*arguments, given=None):
    ended = subprocess.run([BADRDP, "explain", *arguments], input=given, capture_output=True, check=False)
    return ended.returncode, ended.stdout.decode()


def all_codes():
    """FAMILY:NUMBER of every code in the tables."""
    for line in explain("--list")[1].splitlines():
        family = re.match(r"(\S+)\s+\d+  ", line)
        if not family:
            continue
        for code in explain("--list", family[1])[1].splitlines():
            number = re.match(r"(0x[0-9A-F]+|\d+) ", code)
            if number:
                yield f"{family[1]}:{number[1]}"


def id_of(scenario, leads):
    """A case that the answer speaks of: one of its variants, or the first that there is."""
    variants = next((lead["variants"] for lead in leads if lead["scenario"] == scenario), [])
    if variants:
        return f"{scenario}[{variants[0]}]"
    for one in LISTED:
        if one["name"] == scenario:
            return scenario + (f"[{one['variant']}]" if one.get("variant") else "")
    return scenario


def promised():
    """(command, what is to be seen, the case) of each check by our own client, each once."""
    seen = {}
    for start in range(0, len(codes), 200):
        for answer in json.loads(explain("--json", *codes[start:start + 200])[1]):
            for code in answer["codes"]:
                if not code["check"] or not code["check"]["do"].startswith("badrdp connect HOST"):
                    continue
                for outcome in code["check"]["answers"]:
                    for scenario in outcome["scenarios"]:
                        command = code["check"]["do"].split("    (")[0]
                        seen.setdefault((command, outcome["see"], id_of(scenario, code["leads"])), code["text"])
    return seen


def play(case, command):
    """Serves the case and runs the command; (exit status, last line), or nothing if this machine cannot serve it."""
    served = subprocess.Popen([BADRDP, "serve", case, "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    lines = []
    for line in served.stdout:
        lines.append(line)
        if "Ctrl-C" in line:
            break
    port = re.search(r"127\.0\.0\.1:(\d+)", "".join(lines))
    ended = None
    if port:
        account = re.search(r"/u:(\S+) /p:(\S+)", "".join(lines))
        words = command.replace("HOST", f"127.0.0.1:{port[1]}").split()
        words = [f"{account[1]}:{account[2]}" if word == "NAME:PASSWORD" and account else word for word in words]
        run = subprocess.run([BADRDP, *words[1:]], capture_output=True, text=True, check=False, timeout=120)
        ended = run.returncode, run.stdout.strip().splitlines()[-1]
    if served.poll() is None:
        served.send_signal(signal.SIGINT)
    served.communicate(timeout=20)
    return ended


def holds(see, ended):
    status, line = ended
    told = re.match(r"it ends with ([\d, or]+) \(([\w, ]+)\), ", see)
    if not told:  # "security: HYBRID_REQUIRED_BY_SERVER", "active: the host is well, ..."
        return see.split(":")[0] in line and (see.split(": ")[1] in line or see.startswith("active"))
    statuses = [int(number) for number in re.findall(r"\d+", told[1])]
    return status in statuses and line.split(": ")[1] in re.findall(r"\w+", told[2])


codes = list(all_codes())
check(len(codes) > 550, f"every family is asked: {len(codes)} codes")
played, beyond = 0, 0
for (command, see, case), code in sorted(promised().items()):
    if case.startswith("path/") or case.startswith("tcp/full-backlog"):
        beyond += 1  # a network of its own: the catalogue plays it, `serve` does not
        continue
    ended = play(case, command)
    if ended is None:
        beyond += 1
        continue
    played += 1
    check(holds(see, ended), f"{code}: `{command}` at {case} is said to give '{see}', and gives {ended}")
check(played >= 20, f"checks were played: {played}, and {beyond} need another network")

status, text = explain("-", given=b"[Expanded Information]\nError code: 0x904\nExtended error code: 0x7\n")
check(status == 0 and "mstsc:0x904/0x7" in text and "What to check next" in text, "the dialog's copy is answered")
status, text = explain("0x904 0x7")
check(status == 0 and "The two together" in text, "so is a pair in quotes")
status, text = explain("The function requested is not supported")
check(status == 0 and "C09" in text and "worked: F18" in text, "words lead to their cause and its tried fix")
status, text = explain("An", "internal", "error", "has", "occurred")
check(status == 0 and "C03" in text, "quotes or none")
status, text = explain("nothing of that kind")
check(status == 1, "a text without a code is unknown")
status, text = explain("errinfo:0x3")
check("36870" not in text and "LocalSessionManager" in text, "who was idle too long is not sent to TLS")
with folder() as name:
    log = f"{name}/system.txt"
    with open(log, "wb") as out:
        out.write((ROOT / "tests" / "golden" / "evtxexport-system.txt").read_bytes())
    status, text = explain(log)
    check(status == 0 and "event:7036 (line" in text, "a file is read")
    with open(f"{name}/a.evtx", "wb") as out:
        out.write(b"ElfFile\0")
    ended = subprocess.run([BADRDP, "explain", f"{name}/a.evtx"], capture_output=True, text=True, check=False)
    check(ended.returncode == 2 and "evtxexport FILE | badrdp explain -" in ended.stderr, "an .evtx is told how")
done()
