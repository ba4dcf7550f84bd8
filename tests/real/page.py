#!/usr/bin/env python3
"""report.html in a browser: from a disk, without scripts, behind the content policy of Jenkins, by keyboard, on a
phone, and with ten thousand cells."""
import base64
import http.server
import json
import pathlib
import subprocess
import sys
import threading
import time

from badrdp import BADRDP, ROOT, check, done, folder, run
from chromium import CONTRAST, PROGRAM, Browser

if not PROGRAM:
    print("skipped: there is no chromium: apt-get install chromium")
    sys.exit(77)

# https://www.jenkins.io/doc/book/security/configuring-content-security-policy/
JENKINS = "sandbox; default-src 'none'; img-src 'self'; style-src 'self';"

# A link of a cell leads to a place on the page that is there, and opens it.
FOLLOWS = """(() => { const cells = [...document.querySelectorAll('#matrix td a')];
  const lost = cells.filter(a => !document.getElementById(a.hash.slice(1)));
  return [cells.length, lost.length]; })()"""


def red_scenario(to):
    """One whose demand nobody meets."""
    text = (ROOT / "scenarios/certificate/expired.toml").read_text()
    file = to / "never-met.toml"
    file.write_text(text + '\n[[demand]]\noptions = "lenient"\noutcome = ["refused"]\nwhy = "so that a case is red"\n')
    return file


def many(report, to, cells):
    """The same run with so many cases."""
    results = json.loads((report / "results.json").read_text())
    some = [case for case in results["cases"] if case["verdict"] == "pass" and not case["healthy"]]
    honest = [case for case in results["cases"] if case["healthy"]]
    results["cases"] = honest
    for i in range(cells - len(honest)):
        one = dict(some[i % len(some)], id=f"{some[i % len(some)]['id']}-{i}")
        honest.append(one if i < 1_000 else dict(one, dir=None))  # to read them all would take longer than to look
    results["planned"] = len(results["cases"])
    results["shortfalls"] = []
    subprocess.run(["cp", "-r", str(report.resolve()), str(to)], check=True)
    (to / "results.json").write_text(json.dumps(results))
    out = to.parent / "merged"
    subprocess.run([BADRDP, "merge", str(to), "--out", str(out)], check=False, stdout=subprocess.DEVNULL)
    return out / "latest" / "report.html"


class Jenkins(http.server.SimpleHTTPRequestHandler):
    def end_headers(self):
        self.send_header("Content-Security-Policy", JENKINS)
        super().end_headers()

    def log_message(self, *_):
        pass


def opens(browser, anchor):
    browser.ask(f"location.hash = '#{anchor}'")
    return browser.ask(f"document.getElementById('{anchor}').checkVisibility()")


def looks(browser, page):
    browser.open(page)
    check(browser.errors == [], f"nothing goes wrong: {browser.errors}")
    check(browser.ask("document.querySelector('h1').innerText").startswith("1 of "), "the verdict is the first sentence")
    cells, lost = browser.ask(FOLLOWS)
    check(cells > 50 and lost == 0, f"every cell leads to a place on the page: {lost} of {cells} do not")
    passed = browser.ask("document.querySelector('#matrix td.pass a').hash.slice(1)")
    check(not browser.ask(f"document.getElementById('{passed}').checkVisibility()"), "what passed is folded")
    check(opens(browser, passed), "a cell's link opens its case")
    check(browser.ask(f"document.getElementById('{passed}').querySelector('.ladder') !== null"), "and its ladder is in it")


def finds(browser, page):
    browser.open(page)
    browser.key("/", "/", 191)
    check(browser.ask("document.activeElement.type") == "search", "/ goes to the search")
    for letter in "self":
        browser.key(letter, letter, ord(letter.upper()))
    rows = "[...document.querySelectorAll('#matrix tbody tr:not(.phase)')].filter(r => !r.hidden)"
    check(browser.ask("document.querySelector('#matrix input, input').value") == "self", "letters arrive in it, the slash does not")
    check(0 < browser.ask(f"{rows}.length") < 40, "only what has the word is left")
    check(browser.ask(f"{rows}.every(r => r.textContent.includes('self'))"), "and all of that has it")
    kept = browser.ask("location.href")
    check(kept.endswith("#find=self"), f"the address keeps it: {kept}")
    browser.open(kept)
    check(0 < browser.ask(f"{rows}.length") < 40, "and brings it back")
    browser.ask("(() => { const s = document.querySelector('select'); s.value = 'fail'; s.dispatchEvent(new Event('change')); })()")
    check(browser.ask(f"{rows}.length") == 0, "a verdict narrows it further")
    check(browser.errors == [], f"nothing goes wrong: {browser.errors}")


def by_keyboard(browser, page):
    browser.open(page)
    browser.ask("document.querySelector('details.fail summary').focus()")
    before = browser.ask("document.querySelector('details.fail').open")
    browser.key("Enter", "\r", 13)
    check(before and not browser.ask("document.querySelector('details.fail').open"), "Enter folds a case")
    reached = set()
    browser.open(page)
    for _ in range(12):
        browser.key("Tab", None, 9)
        reached.add(browser.ask("document.activeElement.tagName"))
    check({"A", "SUMMARY"} <= reached, f"Tab reaches links and cases: {reached}")


def is_accessible(browser, page):
    browser.open(page)
    said = browser.ask("""({lang: document.documentElement.lang, title: document.title,
      h1: document.querySelectorAll('h1').length,
      marks: ['header', 'main', 'nav', 'footer'].filter(t => document.querySelector(t)).length,
      dumb: [...document.querySelectorAll('input, select')].filter(e => !e.getAttribute('aria-label')).length,
      regions: [...document.querySelectorAll('[role=region]')].filter(e => !e.getAttribute('aria-label') || e.tabIndex !== 0).length,
      heads: [...document.querySelectorAll('.matrix th')].filter(e => !e.scope).length,
      leaps: [...document.querySelectorAll('h1, h2, h3, h4')].map(e => +e.tagName[1]).filter((n, i, all) => n > (all[i - 1] ?? 0) + 1).length,
      empty: [...document.querySelectorAll('th, a, summary')].filter(e => !e.textContent.trim()).length})""")
    check(said["lang"] == "en" and said["title"] and said["h1"] == 1 and said["marks"] == 4, f"it has its landmarks: {said}")
    check(not (said["dumb"] or said["regions"] or said["heads"] or said["empty"] or said["leaps"]), f"and its labels: {said}")
    for dark in ("light", "dark"):
        browser.say("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": dark}])
        weak = browser.ask(CONTRAST)
        check(weak == [], f"its text can be read ({dark}): {weak}")
    browser.say("Emulation.setEmulatedMedia", features=[])


def behind_jenkins(browser, report):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), lambda *a: Jenkins(*a, directory=str(report)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    browser.open(f"http://127.0.0.1:{server.server_port}/report.html")
    strange = [one for one in browser.errors if "Content Security Policy" not in one and "sandbox" not in one]
    check(strange == [], f"nothing goes wrong but what the policy forbids: {strange}")
    check(browser.ask("getComputedStyle(document.body).maxWidth") == "none", "the policy takes the style away")
    check(browser.ask("document.querySelector('input') === null"), "and the script")
    text = browser.ask("document.body.innerText")
    for part in ("1 of ", "builtin", "held", "→ SYN", "never-met", "wanted refused", "All cases"):
        check(part in text, f"it still says: {part}")
    passed = browser.ask("document.querySelector('#matrix td.pass a').hash.slice(1)")
    check(browser.ask(FOLLOWS)[1] == 0 and opens(browser, passed), "and its links lead to the cases")
    server.shutdown()


def shares(report, red, work, browser):
    """A page of one case, that may leave the house."""
    page = work / "shared.html"
    subprocess.run([BADRDP, "share", str(report / red["dir"]), str(page)], check=True, stdout=subprocess.DEVNULL)
    text = page.read_text()
    capture = base64.b64decode(text.split("base64,", 1)[1].split('"', 1)[0])
    whole = (report / red["dir"] / "capture.pcapng").read_bytes()
    check(b"_TRAFFIC_SECRET" in whole and b"mstshash=badrdp" in whole, "the case's capture has keys and a cookie")
    check(b"SECRET" not in capture and b"badrdp\r" not in capture, "the shared one has neither")
    check("cookie" not in text and str(work.parent) not in text, "and the page names neither cookie nor path")
    browser.open(page.as_uri())
    check(browser.errors == [] and "→ x224_request" in browser.ask("document.body.textContent"), "it shows the ladder")


with folder() as out, folder() as work:
    work = pathlib.Path(work)
    status, results, printed = run(out, "--net", "simulated", "-c", "builtin", "healthy/*", "certificate/*", "tls/*", "path/*",
                                   str(red_scenario(work)))
    check(status == 1, f"one case is red: {printed[-400:]}")
    report = pathlib.Path(out).resolve() / "latest"
    page = (report / "report.html").as_uri()
    text = (report / "report.html").read_text()
    judged = sum(1 for case in results["cases"] if case["verdict"] not in ("unsupported", "error"))
    check(len(text) / judged < 5_000_000 / 1_000, f"1,000 cells stay below 5 MB: {len(text) / judged:.0f} bytes each of {judged}")

    link = text.split('base64,', 1)[1].split('"', 1)[0]
    red = next(case for case in results["cases"] if case["verdict"] == "fail")
    check(base64.b64decode(link) == (report / red["dir"] / "capture.pcapng").read_bytes(), "the red case's capture is inside")

    with Browser(work / "profile") as browser:
        browser.width(1440)
        looks(browser, page)
        finds(browser, page)
        by_keyboard(browser, page)
        is_accessible(browser, page)
        shares(report, red, work, browser)
        browser.scripts(False)
        looks(browser, page)
        behind_jenkins(browser, report)
        browser.scripts(True)
        browser.width(390)
        browser.open(page)
        wide = browser.ask("document.documentElement.scrollWidth")
        check(wide <= 390, f"a phone scrolls down alone: {wide}")
        browser.width(1440)
        large = many(report, work / "many", 10_000)
        began = time.monotonic()
        browser.open(large.as_uri())
        check(browser.ask("document.querySelectorAll('#matrix td a').length") >= 10_000, "ten thousand cells are there")
        check(time.monotonic() - began < 20, f"after {time.monotonic() - began:.1f} s")
        check(browser.errors == [], f"nothing goes wrong: {browser.errors}")
        took = browser.ask("""(() => { const f = document.querySelector('input'), t = performance.now();
          f.value = 'expired'; f.dispatchEvent(new Event('input')); return performance.now() - t; })()""")
        check(took < 3000, f"and are searched in {took:.0f} ms")
    print(f"{len(text) / judged:.0f} bytes a case; 10,000 cells are {large.stat().st_size >> 20} MiB")
done()
