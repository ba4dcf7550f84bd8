#!/usr/bin/env python3
"""Ladders in a browser, wherever badrdp draws them: report.html, the page of one case, the answer to a capture, the atlas. Each of these
pages can be read, and used without eyes and without a mouse."""
import pathlib
import subprocess
import sys

from badrdp import BADRDP, check, done, folder, run
from chromium import AXE, CONTRAST, PROGRAM, Browser

if not PROGRAM:
    print("skipped: there is no chromium: apt-get install chromium")
    sys.exit(77)

# What each page is asked: its language, its landmarks, what is named and what is not.
SAID = """({lang: document.documentElement.lang, title: document.title, h1: document.querySelectorAll('h1').length,
  ladders: document.querySelectorAll('.ladder').length,
  headless: [...document.querySelectorAll('.ladder')].filter(e => !e.querySelector('th')).length,
  ways: document.querySelectorAll('.ladder tr.m').length - [...document.querySelectorAll('.ladder tr.m')].filter(
    e => /[\\u2190\\u2192]/.test(e.textContent)).length,
  regions: [...document.querySelectorAll('[role=region], nav')].map(e => e.getAttribute('aria-label')),
  stuck: [...document.querySelectorAll('[role=region]')].filter(e => e.tabIndex !== 0).length,
  twice: [...document.querySelectorAll('[id]')].map(e => e.id).filter((id, i, all) => all.indexOf(id) !== i).length,
  empty: [...document.querySelectorAll('th, a, summary')].filter(e => !e.textContent.trim()).length})"""


def pages_of(place):
    """Each kind of page with a ladder, made of one simulated run."""
    _, results, _ = run(place / "out", "--net", "simulated", "-c", "builtin", "certificate/expired", "tls/reset-after-client-hello",
                        "service/mute")
    report = (place / "out/latest").resolve()
    yield report / "report.html"
    of = report / next(case["dir"] for case in results["cases"] if case["scenario"] == "tls/reset-after-client-hello")
    for name, *words in (("share.html", "share", of, place / "share.html"),
                         ("answer.html", "diagnose", "--html", place / "answer.html", of / "capture.pcapng"),
                         ("atlas/c01.html", "atlas", "--out", place / "atlas")):
        subprocess.run([BADRDP, *map(str, words)], check=False, stdout=subprocess.DEVNULL)
        check((place / name).exists(), f"{name} is written")
        yield place / name
    yield from sorted((place / "atlas").glob("c[0-9]*.html"))[1:]


with folder() as name, folder() as profile:
    place = pathlib.Path(name)
    with Browser(profile) as browser:
        looked = 0
        for page in pages_of(place):
            browser.width(1200)
            browser.open(page.as_uri())
            browser.ask("document.querySelectorAll('details').forEach(one => one.open = true)")
            said = browser.ask(SAID)
            looked += said["ladders"]
            what = f"{page.parent.name}/{page.name}: {said}"
            check(browser.errors == [], f"nothing goes wrong: {browser.errors} {what}")
            check(said["lang"] == "en" and said["title"] and said["h1"] == 1, f"it has its heading: {what}")
            check(not (said["headless"] or said["ways"]), f"a ladder has its heads, and each message its way without colours: {what}")
            check(not (said["stuck"] or said["twice"] or said["empty"]), f"and its labels: {what}")
            check(None not in said["regions"] and len(set(said["regions"])) == len(said["regions"]), f"each region has a name of its own: {what}")
            for scheme in "light", "dark":
                browser.say("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
                check(browser.ask(CONTRAST) == [], f"its text can be read ({scheme}): {what}")
                if AXE:
                    check(browser.violations() == [], f"axe has nothing against it ({scheme}): {browser.violations()} {what}")
            browser.say("Emulation.setEmulatedMedia", features=[])
            browser.width(390)
            check(browser.ask("document.documentElement.scrollWidth") <= 390, f"a phone scrolls down alone: {what}")
        check(looked > 20, f"there are ladders: {looked}")
    if not AXE:
        print("there is no axe-core: BADRDP_AXE names its axe.min.js")
done()
