#!/usr/bin/env python3
"""A run on a file system that gets full: what was judged is printed, and kept where there is room; no file is there in
part, and the status says that something is missing. The file system is a small tmpfs in a mount namespace of its own."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import threading
import time
import xml.etree.ElementTree as xml

from badrdp import BADRDP, check, done, folder, wait_until

CASES = ("healthy/*", "tls/*", "negotiation/*")
ROOM = "600k"  # some cases of those; all of them take several megabytes
INSIDE = "BADRDP_FULL_DISK"

if INSIDE not in os.environ:
    apart = ["unshare", "--mount"] + ([] if os.geteuid() == 0 else ["--map-root-user"])
    here = shutil.which("unshare") and subprocess.run([*apart, "mount", "-t", "tmpfs", "none", "/mnt"], check=False,
                                                      stderr=subprocess.DEVNULL).returncode == 0
    if not here:
        print("skipped: no mount namespace can be made here")
        sys.exit(77)
    sys.exit(subprocess.run([*apart, sys.executable, *sys.argv], check=False, env={**os.environ, INSIDE: "1"}).returncode)


def play(out, *more, cases=CASES):
    ended = subprocess.run([BADRDP, "run", *cases, "--net", "simulated", "-c", "builtin", "--retries", "0", "-o", str(out), *more],
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=120, check=False)
    return ended.returncode, ended.stdout, ended.stderr


def verdicts(results):
    return {(c["scenario"], c["variant"], c["options"], c["last_round"]): c["verdict"] for c in results["cases"]}


def obstructed(out, *arguments):
    """Where the timelines of its cases would be written there is something already."""
    playing = subprocess.Popen([BADRDP, *arguments, "-c", "builtin", "-o", str(out)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    said = threading.Thread(target=lambda: setattr(playing, "said", playing.stdout.read()))
    said.start()
    end = time.monotonic() + 120
    while playing.poll() is None:
        check(time.monotonic() < end, f"{arguments} ends")
        for place, folders, _ in os.walk(out):
            if "home" in folders and not os.path.exists(f"{place}/timeline.json"):
                os.makedirs(f"{place}/timeline.json/taken", exist_ok=True)
        time.sleep(0.005)  # the cases come and go meanwhile
    said.join()
    return playing.returncode, " ".join(playing.said.split())


with folder() as name:
    room = pathlib.Path(name) / "room"
    status, text, errors = play(room)
    check(status == 0, f"with room it is green: {text[-500:]}{errors}")
    wanted = verdicts(json.loads((room / "latest/results.json").read_text()))

    small, spare = pathlib.Path(name) / "small", pathlib.Path(name) / "spare"
    small.mkdir()
    spare.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "none", str(small)], check=True)
    status, text, errors = play(small / "out", "--json", str(spare / "all.json"), "--junit", str(spare / "all.xml"))
    check(status == 3, f"a run that loses some of it says 3, not {status}: {errors}")
    check("No space left on device" in text + errors, "and what it is that it lacks")
    check("kept in" in text and "cases" in text, f"the summary is printed: {text[-300:]}")
    results = json.loads((spare / "all.json").read_text())
    seen = verdicts(results)
    check(seen.keys() == wanted.keys(), "each case is in the file that lies elsewhere")
    judged = [one for one, verdict in seen.items() if verdict != "error"]
    check(len(judged) > 5 and all(seen[one] == wanted[one] for one in judged), f"{len(judged)} of {len(seen)} kept their verdicts")
    cases = xml.parse(spare / "all.xml").getroot().iter("testcase")
    check(len(list(cases)) >= len(seen), "and in the other one")
    parts = [file for file in small.rglob("*") if file.is_file() and (file.name.endswith(".new") or file.name.startswith(".capture"))]
    check(not parts, f"no file is there in part: {parts}")
    for file in small.rglob("*.json"):
        json.loads(file.read_text())
    for file in small.rglob("*.toml"):
        check(file.read_text().endswith("\n"), f"{file} is whole")
    print(f"{len(judged)} of {len(seen)} cases were judged in {ROOM}")

    # The files of before stay where there is no room for those of now.
    before = (spare / "all.json").read_text()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(spare)], check=True)
    (spare / "all.json").write_text(before[:20_000])
    (spare / "fill").write_bytes(b"x" * 32_000)
    status, text, errors = play(pathlib.Path(name) / "again", "--json", str(spare / "all.json"), cases=CASES[:2])
    check(status == 3 and "No space left on device" in errors, f"no room for a file that was named: {status} {errors}")
    check((spare / "all.json").read_text() == before[:20_000], "the file that was there is as it was")
    check((pathlib.Path(name) / "again/latest/results.json").exists(), "what lies where there is room is whole")
    subprocess.run(["umount", str(spare), str(small)], check=True)

    # A file that is mounted over another, as containers have it, cannot be replaced.
    mounted, source = pathlib.Path(name) / "mounted.json", pathlib.Path(name) / "source.json"
    mounted.touch()
    source.touch()
    subprocess.run(["mount", "--bind", str(source), str(mounted)], check=True)
    status, text, errors = play(pathlib.Path(name) / "again", "--json", str(mounted), cases=CASES[:1])
    check(status == 0 and verdicts(json.loads(source.read_text())), f"it is written to as it is: {status} {errors}")
    subprocess.run(["umount", str(mounted)], check=True)

    # Nobody keeps silent of packets that were not kept, whatever the case was played for.
    for arguments in (("run", CASES[0], "--retries", "0"), ("run", "--remedies", "certificate/expired"), ("cure", "certificate/expired")):
        status, text = obstructed(pathlib.Path(name) / "obstructed", *arguments)
        if status == 2 and "capture" in text:
            print(f"left out, as nothing can be captured here: {arguments[0]}")
            continue
        check(status == 3 and "could not be kept" in text, f"{arguments}: {status} {text[-800:]}")

    # Somebody tidies up while a run is under way.
    out = pathlib.Path(name) / "removed"
    run = subprocess.Popen([BADRDP, "run", "service/*", "-c", "builtin", "-o", str(out)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    wait_until(lambda: list(out.rglob("home")), 30, "a case is under way")
    shutil.rmtree((out / "latest").resolve(), ignore_errors=True)
    text = run.communicate(timeout=200)[0]
    check(run.returncode == 3 and "was removed while it was played" in " ".join(text.split()), f"a folder that is gone is told of: {run.returncode} {text[-800:]}")

    with open("/dev/full", "w") as full:
        ended = subprocess.run([BADRDP, "list"], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    check(ended.returncode == 3 and "No space left on device" in ended.stderr, f"nor is a full stdout silent: {ended}")
done()
