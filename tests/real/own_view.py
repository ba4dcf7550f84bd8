#!/usr/bin/env python3
"""Without a capture: the same cases judged by libpcap and by our own view, and what cannot be proved that way."""
import pathlib

from badrdp import GOOD, check, done, folder, play_again, run

FOLDERS = ["tcp", "service/mute", "negotiation/failure*", "tls/*reset*", "certificate/expired", "path/middlebox-answers-tls"]
UNHEARD = "the host never hears of such a connection: only a capture can show it"
MARK = b"No capture: these are the packets that badrdp's host knows"


def play(out, view):
    status, results, text = run(out, "--view", view, "-c", "builtin", "-c", "xfreerdp", *FOLDERS)
    check(status in (0, 1), f"{view}: the run ends with {status}: {text[-800:]}")
    check(results["captured"] == (view == "capture"), f"{view}: {results['not_captured']}")
    cases = {(c["id"], c["client"], c["options"]): c for c in results["cases"] if not c["last_round"] and c["net"] == "loopback"}
    return cases, " ".join(text.split())


def same(one, other):
    return all(one[key] == other[key] for key in ("verdict", "outcome", "reason", "step", "steps"))


def settled(case, out, view, again):
    """Of what may go several ways, each view has to see one that the baseline knows."""
    if case["verdict"] not in GOOD:
        play_again(case, out, again, "--view", view)


with folder() as name:
    place = pathlib.Path(name)
    captured, _ = play(place / "capture", "capture")
    own, text = play(place / "own", "own")
    check(captured.keys() == own.keys() and len(own) > 60, f"{len(own)} cases with each view")
    check("judged by what badrdp's own host sent" in text, "the summary says how they are judged")
    kept = place / "own/latest"
    check("No packets were captured" in (kept / "report.html").read_text(), "so does the page")
    check('name="not_captured"' in (kept / "junit.xml").read_text(), "and junit.xml")
    unheard, alike, others = 0, 0, []
    for key, case in sorted(own.items()):
        other = captured[key]
        if case["note"] == UNHEARD:
            unheard += 1
            check(other["step"] in ("none", "tcp_connect"), f"{key}: with a capture it gets to {other['step']}")
        elif "unsupported" in (case["verdict"], other["verdict"]):
            check(case["note"] == other["note"], f"{key}: {case['note']}, with a capture: {other['note']}")
        else:
            check(case["own_view"] and not other["own_view"], f"{key} is marked")
            check(MARK in (kept / case["dir"] / "capture.pcapng").read_bytes(), f"{key}: the capture says that it is none")
            alike += same(case, other)
            if not same(case, other):
                others.append(key)
    for key in others:
        print("ANOTHER WAY:", key, [(c["verdict"], c["outcome"], c["step"]) for c in (captured[key], own[key])])
        settled(captured[key], place / "capture", "capture", place / "again")
        settled(own[key], place / "own", "own", place / "again")
    print(f"{alike} cases are the same, {len(others)} went another way, {unheard} are never heard of")
    clients = len({key[1] for key in own})
    # Each of the others was played again until it came out as its baseline knows it: races, a few of which are in any run.
    check(4 * clients <= unheard <= 12 * clients and len(others) <= alike // 10, "nearly all of them")
done()
