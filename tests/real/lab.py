#!/usr/bin/env python3
"""A lesson of the lab: over HTTP as a browser without scripts goes it, killed in the middle, and in a real browser from
ticket to debrief by keyboard alone. With a folder as third argument, pictures of it are left there."""
import base64
import html
import http.client
import json
import pathlib
import re
import signal
import subprocess
import sys
import urllib.parse

from badrdp import BADRDP, check, done, folder
from chromium import CONTRAST, PROGRAM, Browser
from lesson import SOLUTION, post, word_of
from servers import free_port
from started import Started, ask, connect

PORT, HOSTS = free_port(), free_port()
HERE = f"http://127.0.0.1:{PORT}"


def begin(state, *more):
    return Started("lab", "--address", f"127.0.0.1:{PORT}", "--port", str(HOSTS), "--state", state, *more)


def links_of(lesson):
    return [line.strip() for line in lesson.lines if "/s/" in line or "/t/" in line]


def raw(target, method="GET", body=None, **headers):
    """Status, whatever the Host of the request is."""
    talk = http.client.HTTPConnection("127.0.0.1", PORT, timeout=20)
    talk.request(method, target, body, {name.replace("_", "-"): value for name, value in headers.items()})
    status = talk.getresponse().status
    talk.close()
    return status


def nobody_else(ada, linus, wall):
    """Links are the only way in, and each leads to one place."""
    path = urllib.parse.urlparse(ada).path
    secret = path.rsplit("/", 1)[1]
    check(len(secret) == 43 and len({ada, linus, wall}) == 3, "links are long, and each has his own")
    for wrong in (secret[:-1], secret[:-1] + ("A" if secret[-1] != "A" else "B"), secret.swapcase(), "", "..", "%00"):
        check(ask(f"{HERE}/s/{wrong}")[0] in (400, 404), f"no other link leads anywhere: {wrong}")
    check(ask(f"{HERE}/t/{secret}")[0] == 404, "a student is no teacher")
    desk = ada + "/06-holiday"
    at = urllib.parse.urlparse(desk).path
    mine, his, teachers = word_of(desk), word_of(linus + "/06-holiday"), word_of(wall)
    for word in ("x", "", his, teachers):
        check(ask(desk + "/type", form={"word": word, "line": "dir"})[0] == 403, "a form of another page does nothing")
    check(ask(wall + "/reset", form={"word": mine, "student": "1"})[0] == 403, "a student resets nobody")
    good = urllib.parse.urlencode({"word": mine, "line": "dir"})
    form = "application/x-www-form-urlencoded"
    check(raw(at + "/type", "POST", good, Content_Type=form, Origin="http://evil.example") == 403, "another site posts nothing")
    check(raw(at + "/type", "POST", good, Content_Type=form, Sec_Fetch_Site="cross-site") == 403, "nor does a browser for it")
    check(raw(at + "/type", "POST", good, Content_Type="text/plain") == 403, "nor a form that no page has to ask for")
    check(raw(at, Host=f"rebound.example:{PORT}") in (400, 403, 421), "a name of somebody else's is not answered")
    check(raw(at + "/type", "POST", "x" * 100_000, Content_Type=form) in (400, 413), "what is too large is not read")
    page = ask(desk)[1].decode()
    check("<script" not in page and "dir\n" not in page, "and nothing of all that was done")
    for secret in (linus.rsplit("/", 1)[1], wall.rsplit("/", 1)[1], his, teachers):
        check(secret not in page + ask(ada)[1].decode(), "a student's pages hold no secret of others")


def mended_and_killed(state):
    lesson = begin(state, "--students", "2", "--minutes", "60")
    wall, ada, linus = links_of(lesson)
    desk = ada + "/06-holiday"
    check("connected" not in post(desk, "connect"), "the host is broken")
    own = re.search(r"may connect to <code>([^<]+)", ask(desk)[1].decode()).group(1)
    check(connect(own)[0] == 13, "for a client of his own too")
    capture = ask(desk + "/capture-1.pcapng")[1]
    check(capture[:4] == b"\x0a\x0d\x0d\x0a", "there is a capture")
    nobody_else(ada, linus, wall)
    post(desk, "type", line=SOLUTION)
    post(wall, "pause", on="yes")
    lesson.process.kill()
    lesson.process.wait(20)

    for other in (["--minutes", "90"], ["--seed", "2"], ["--students", "3"]):
        words = [BADRDP, "lab", "--address", f"127.0.0.1:{PORT}", "--state", state, *other]
        refused = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=20, check=False)
        check(refused.returncode == 2 and "holds a lesson" in refused.stdout, f"{other} is not this lesson's: {refused}")
    again = begin(state)
    check(any(line.startswith("The lesson of ") for line in again.lines), "it is said that the lesson goes on")
    check(links_of(again) == [wall, ada, linus], "a killed lab has the same links")
    check("The lesson is paused." in ask(desk)[1].decode(), "and stands where it stood")
    check(ask(desk + "/connect", form={"word": "x"})[0] == 403, "and its forms are as well guarded")
    post(wall, "pause", on="no")
    page = html.unescape(ask(desk)[1].decode())
    check(SOLUTION in page and "The operation completed successfully." in page, "what was typed is there")
    check(ask(desk + "/capture-1.pcapng")[1] == capture, "and so are the packets")
    check(connect(own)[0] in (0, 11), "a client of his own meets the host as it was mended")  # 11: it demands NLA
    check("connected: the desktop is there" in post(desk, "connect"), "and the user gets in")
    check("One more question" in post(desk, "hand-in", cause="C16", also="", **{"try": "1"}, frame="2"), "the look-alike is asked for")
    again.process.kill()
    again.process.wait(20)

    third = begin(state, "--students", "2", "--minutes", "60", "--seed", "1")
    check("6 of 6 points" in post(desk, "part", look_alike="C15"), "what is handed in is graded")
    check(b"handed in: all right" in ask(wall)[1], "the teacher sees it")
    check(b"Before" in ask(ada + "/debrief")[1], "and the debrief has it")
    rows = json.loads(ask(wall + "/results.json")[1])
    rows = [row for row in rows if row["exercise"] == "06-holiday"]
    check([row["points"] for row in rows] == [6, 0] and rows[0]["seconds"] is not None, f"results are by student: {rows}")
    check(ask(wall + "/results.csv")[1].startswith(b"student,exercise,degree,"), "as CSV too")
    check("Student 2" in post(wall, "reset", student="0", exercise="06-holiday"), "a desk is reset")
    check(b"6 of 6" not in ask(desk)[1], "and is as it was at first")
    return third


def picture(browser, to, name, height=900):
    if to:
        browser.width(820, height)
        pathlib.Path(to, name).write_bytes(base64.b64decode(browser.picture()))
        browser.width(390)


def sound(browser, what):
    """No error, no way to the right, every control with a name, and text that can be read."""
    check(browser.errors == [], f"{what}: nothing goes wrong: {browser.errors}")
    wide = browser.ask("document.documentElement.scrollWidth")
    check(wide <= 390, f"{what}: a phone scrolls down alone: {wide}")
    dumb = browser.ask("""[...document.querySelectorAll('input:not([type=hidden]), select, button')]
      .filter(e => !(e.labels && e.labels.length) && !e.textContent.trim() && !e.getAttribute('aria-label')).length""")
    said = browser.ask("""({lang: document.documentElement.lang, title: document.title, main: document.querySelectorAll('main').length,
      h1: document.querySelectorAll('h1').length,
      twice: [...document.querySelectorAll('[id]')].filter((e, i, all) => all.findIndex(o => o.id === e.id) !== i).length,
      leaps: [...document.querySelectorAll('h1, h2, h3, h4')].map(e => +e.tagName[1]).filter((n, i, all) => n > (all[i - 1] ?? 0) + 1).length})""")
    check(dumb == 0 and said["lang"] == "en" and said["title"] and said["main"] == said["h1"] == 1 and not said["twice"] and not said["leaps"],
          f"{what}: it has its landmarks and labels: {dumb} {said}")
    for scheme in ("light", "dark"):
        browser.say("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        weak = browser.ask(CONTRAST)
        check(weak == [], f"{what}: its text can be read ({scheme}): {weak}")
    browser.say("Emulation.setEmulatedMedia", features=[])


def press(browser, button, then):
    check(browser.tab_to(f"e.tagName === 'BUTTON' && e.textContent.startsWith('{button}')"), f"Tab reaches '{button}'")
    browser.key("Enter", "\r", 13)
    check(browser.comes_to(f"document.body.innerText.includes({json.dumps(then)})"), f"'{button}' leads to '{then}'")


def choose(browser, name, value):
    """The option with this value, by arrow keys."""
    check(browser.tab_to(f"e.name === '{name}'"), f"Tab reaches {name}")
    steps = browser.ask(f"[...document.activeElement.options].findIndex(o => o.value === '{value}')")
    for _ in range(steps):
        browser.key("ArrowDown", None, 40)
    check(browser.ask("document.activeElement.value") == value, f"the arrow keys choose {value}")


def by_keyboard_alone(browser, link, pictures):
    browser.width(390)
    browser.open(link)
    sound(browser, "the tickets")
    check(browser.tab_to("e.tagName === 'A' && e.textContent === 'Refused at once'"), "Tab reaches the ticket")
    browser.key("Enter", "\r", 13)
    check(browser.comes_to("document.querySelector('blockquote') !== null"), "Enter opens it")
    sound(browser, "the desk")
    picture(browser, pictures, "lab-ticket.png", 700)
    press(browser, "Let the user connect", "try 1 (failed)")
    check(browser.tab_to("e.tagName === 'SUMMARY' && e.textContent.startsWith('Registry')"), "Tab reaches a console")
    browser.key("Enter", "\r", 13)
    check(browser.ask("document.activeElement.parentElement.open"), "Enter opens it")
    picture(browser, pictures, "lab-console.png", 900)
    press(browser, "Where should I look", "ended it in frame")
    check(browser.tab_to("e.name === 'line'"), "Tab reaches the command line")
    browser.type(SOLUTION)
    browser.key("Enter", "\r", 13)
    check(browser.comes_to("document.body.innerText.includes('The operation completed successfully.')"), "Enter does it")
    press(browser, "Let the user connect", "connected: the desktop is there")
    sound(browser, "the mended desk")
    choose(browser, "cause", "C16")
    choose(browser, "try", "1")
    check(browser.tab_to("e.name === 'frame'"), "Tab reaches the frame")
    browser.type("2")
    press(browser, "Hand in", "One more question")
    sound(browser, "the look-alike")
    choose(browser, "look_alike", "C15")
    press(browser, "Hand in", "5 of 6 points")  # a hint took one
    sound(browser, "the grade")
    browser.open(link + "/debrief")
    check(browser.ask("document.querySelectorAll('section h3').length") == 2, "the debrief has the ladders before and after")
    sound(browser, "the debrief")
    picture(browser, pictures, "lab-debrief.png", 1300)


with folder() as place:
    lab = mended_and_killed(f"{place}/lesson.sqlite")
    if PROGRAM:
        teacher, first, second = links_of(lab)
        with Browser(pathlib.Path(place) / "profile") as window:
            by_keyboard_alone(window, second, sys.argv[3] if len(sys.argv) > 3 else None)
            window.open(teacher)
            sound(window, "the wall")
    else:
        print("there is no chromium: its part was left out (apt-get install chromium)")
    lab.process.send_signal(signal.SIGINT)
    check(lab.process.wait(20) == 0, "it ends with 0")
done()
