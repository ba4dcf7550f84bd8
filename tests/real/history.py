#!/usr/bin/env python3
"""Each run enters itself into the history of its folder, a merged one in the place of its parts; a history that cannot be written
costs no run."""
import json
import pathlib
import sqlite3
import subprocess
import threading

from badrdp import BADRDP, check, done, folder

SIMULATED = ("run", "tls/*reset*", "--net", "simulated", "-c", "builtin")


def badrdp(*words):
    ended = subprocess.run([BADRDP, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    return ended.returncode, ended.stdout, ended.stderr


def runs_of(out):
    with sqlite3.connect(out / "history.sqlite") as history:
        return [name for (name,) in history.execute("SELECT folder FROM run ORDER BY started, id")]


with folder() as name:
    here = pathlib.Path(name)
    out = here / "nights"

    # Two at once; both are in it, with the verdicts of their reports.
    ended = []
    threads = [threading.Thread(target=lambda: ended.append(badrdp(*SIMULATED, "-o", out))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    check([status for status, _, _ in ended] == [0, 0], f"both are green: {ended}")
    check(not any("not in the history" in error for _, _, error in ended), f"and in the history: {ended}")
    folders = sorted(one.name for one in out.iterdir() if one.is_dir() and not one.is_symlink())
    check(sorted(runs_of(out)) == folders and len(folders) == 2, f"each by its folder: {runs_of(out)} {folders}")
    with sqlite3.connect(out / "history.sqlite") as history:
        rows = sorted(history.execute("SELECT scenario, options, verdict, outcome, step FROM history WHERE folder = ?",
                                      (folders[0],)))
    results = json.loads((out / folders[0] / "results.json").read_text())
    check(rows == sorted((c["id"], c["options"], c["verdict"], c["outcome"], c["step"]) for c in results["cases"]),
          "what SQLite reads of it is what results.json says")

    # Two shards that lie in the same folder are one run when they are merged.
    parts = [badrdp(*SIMULATED, "--shard", f"{number}/2", "-o", out) for number in (1, 2)]
    check([status for status, _, _ in parts] == [0, 0] and len(runs_of(out)) == 2, "a shard is no run of a history")
    shards = [one for one in out.iterdir() if one.is_dir() and not one.is_symlink() and one.name not in folders]
    status, _, error = badrdp("merge", *shards, "-o", out)
    check(status == 0 and len(runs_of(out)) == 3, f"the merged one is: {error}")
    status, _, error = badrdp("merge", out / folders[0], "-o", out)
    check(status == 0 and folders[0] not in runs_of(out) and len(runs_of(out)) == 3,
          f"and takes the place of a run that it is made of: {error}")

    # What is told of it.
    status, text, _ = badrdp("history", "builtin", "-o", out)
    check(status == 0 and text.count("pass\n") == 3, f"a line a run: {text}")
    status, text, _ = badrdp("history", "tls/reset-after-client-hello", "--json", "-o", out)
    told = json.loads(text)
    check({one["id"] for one in told["results"]} == {"tls/reset-after-client-hello"} and len(told["runs"]) == 3, text)
    status, _, error = badrdp("history", "--trend", here / "trend.html", "-o", out)
    check(status == 0 and "Nothing needs a look" in (here / "trend.html").read_text(), f"a page: {error}")
    status, _, error = badrdp("history", "tls/reset-after-client-helo", "-o", out)
    check(status == 2 and "did you mean 'tls/reset" in error, f"what is not in it is said: {error}")

    # What cannot be written costs no run, and is filled in later.
    (out / "history.sqlite").write_text("no history at all")
    status, _, error = badrdp(*SIMULATED, "-o", out)
    check(status == 0 and "not in the history: " in error and "not a database" in error, f"one line: {status} {error}")
    check((out / "history.sqlite").read_text() == "no history at all", "and somebody's file is left alone")
    (out / "history.sqlite").unlink()
    status, text, error = badrdp("history", "--fill", "-o", out)
    whole = [one for one in out.glob("*/results.json") if not one.parent.is_symlink()]
    check(status == 0 and folders[0] not in runs_of(out) and len(runs_of(out)) == len(whole) - 3,
          f"all but the shards and the other part of a merged run are in it again: {text}{error}")
    badrdp("history", "--fill", "-o", out)
    check(len(runs_of(out)) == len(whole) - 3, "once")

    # What was played, but not of late, is not denied.
    status, _, error = badrdp("run", "tls/warning-alert", "--net", "simulated", "-c", "builtin", "-o", out)
    check(status == 0, f"another case is green: {error}")
    status, _, error = badrdp("history", "tls/reset-after-client-hello", "--runs", "1", "-o", out)
    check(status == 2 and "is not in the newest 1 run; --runs takes more" in error, f"how far back one looks is said: {error}")
    check(badrdp("history", "tls/reset-after-client-hello", "-o", out)[0] == 0, "and farther back it is there")

done()
