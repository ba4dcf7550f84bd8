#!/usr/bin/env python3
"""A real xfreerdp at a student's desk, its window in his page: failing, mended, typed into, ended by whoever may end it,
and gone with the lab. With a folder as third argument, pictures of it are left there."""
import base64
import os
import pathlib
import shutil
import signal
import socket
import sys
import urllib.parse

from badrdp import check, done, folder, wait_until
from chromium import CONTRAST, PROGRAM, Browser
from lesson import SOLUTION, post, programs_below
from servers import free_port
from started import Started, ask

PORT, HOSTS = free_port(), free_port()
HERE = f"http://127.0.0.1:{PORT}"
LACKS = [package for there, package in (
    (PROGRAM, "chromium"), (shutil.which("xfreerdp"), "freerdp2-x11"), (os.path.exists("/usr/bin/Xtigervnc"), "tigervnc-standalone-server"),
    (os.path.exists("/usr/share/novnc/core/rfb.js"), "novnc")) if not there]
if LACKS:
    print(f"skipped: apt-get install {' '.join(LACKS)}")
    sys.exit(77)

# What xfreerdp 2.11 says where connect(2) is refused: by itself, without badrdp.
REFUSED = "ERRCONNECT_CONNECT_TRANSPORT_FAILED"

# Bright pixels of the canvas, and all of them.
BRIGHT = """(() => { const c = document.querySelector('#window canvas'); if (!c || !c.width) return [0, 0];
  const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data; let n = 0;
  for (let i = 0; i < d.length; i += 4) if (d[i] + d[i + 1] + d[i + 2] > 300) ++n; return [n, d.length / 4]; })()"""


def running(lab):
    return sorted(name for name in programs_below(lab.process).values() if name in ("Xtigervnc", "xfreerdp"))


def upgrade(target, origin=HERE):
    """The status that a WebSocket is answered with."""
    with socket.create_connection(("127.0.0.1", PORT), timeout=20) as talk:
        lines = [f"GET {target} HTTP/1.1", f"Host: 127.0.0.1:{PORT}", "Connection: Upgrade", "Upgrade: websocket",
                 "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="]
        talk.sendall("\r\n".join(lines + ([f"Origin: {origin}"] if origin else []) + ["", ""]).encode())
        return int(talk.recv(100).split()[1])


def nobody_else(ada, linus):
    """A window is shown to whoever has its link, by pages of the lab alone."""
    at = urllib.parse.urlparse(ada + "/06-holiday/window").path
    check(upgrade(at) == 101, "its own page sees it")
    for origin in ("http://evil.example", "null", None):
        check(upgrade(at, origin) == 403, f"a page of {origin} does not")
    check(ask(HERE + at)[0] == 403, "nor who asks for a page")
    check(upgrade(urllib.parse.urlparse(linus + "/06-holiday/window").path) == 409, "another student has none")
    secret = ada.rsplit("/", 1)[1]
    check(upgrade(at.replace(secret, secret.swapcase())) == 404, "and no other link leads there")
    seats = [socket.create_connection(("127.0.0.1", PORT), timeout=20) for _ in range(8)]
    for seat in seats:
        seat.sendall(f"GET {at} HTTP/1.1\r\nHost: 127.0.0.1:{PORT}\r\nOrigin: {HERE}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                     "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode())
    answers = [int(seat.recv(100).split()[1]) for seat in seats]
    check(sorted(set(answers)) == [101, 409], f"not everybody looks at one window at once: {answers}")
    for seat in seats:
        seat.close()


def picture(browser, to, name, anchor):
    if to:
        browser.width(820, 760)
        browser.ask(f"document.getElementById('{anchor}').scrollIntoView()")
        pathlib.Path(to, name).write_bytes(base64.b64decode(browser.picture()))
        browser.width(390)


def readable(browser, what):
    check(browser.errors == [], f"{what}: nothing goes wrong: {browser.errors}")
    wide = browser.ask("document.documentElement.scrollWidth")
    check(wide <= 390, f"{what}: a phone scrolls down alone: {wide}")
    weak = browser.ask(CONTRAST)
    check(weak == [], f"{what}: its text can be read: {weak}")


def press(browser, button):
    check(browser.tab_to(f"e.tagName === 'BUTTON' && e.textContent.startsWith('{button}')"), f"Tab reaches '{button}'")
    browser.key("Enter", "\r", 13)


def fails_and_then_works(browser, ada, pictures):
    desk = ada + "/06-holiday"
    browser.width(390)
    browser.open(desk)
    press(browser, "Start xfreerdp")
    frame = "document.querySelector('iframe')?.contentDocument?.body.innerText ?? ''"
    check(browser.comes_to(f"/ended with exit status/.test({frame})", 60), "the client ends, and the frame says how")
    words = browser.ask(frame)
    check(REFUSED in words, f"in the words that it has for a port that is closed: {words}")
    browser.open(desk)
    check(REFUSED in browser.ask("document.body.innerText"), "the desk's page has them too")
    readable(browser, "the failure")
    picture(browser, pictures, "lab-client-fails.png", "client")
    post(desk, "type", line=SOLUTION)
    browser.open(desk)
    press(browser, "Start xfreerdp")
    check(browser.comes_to("document.querySelector('iframe')?.contentDocument?.querySelector('#window')?.dataset.state === 'connected'", 60),
          "its window is in the page")
    readable(browser, "the window")
    browser.open(desk + "/screen")
    check(browser.comes_to(f"(([some, all]) => some > all / 1000)({BRIGHT})", 60), "the desktop is painted in it")
    check(browser.errors == [], f"nothing goes wrong: {browser.errors}")
    press(browser, "Type into the window")
    check(browser.comes_to("document.activeElement.tagName === 'CANVAS'"), "keys go into the window")
    browser.type("hello")
    browser.key("F8", None, 119)
    check(browser.ask("document.activeElement.id") == "hands", "and F8 gives them back")
    browser.open(desk)
    check(browser.comes_to("document.querySelector('iframe').contentDocument?.querySelector('#window')?.dataset.state === 'connected'", 60), "it is there again")
    if pictures:
        check(browser.comes_to(f"(([some, all]) => some > all / 1000)((document => {BRIGHT})(document.querySelector('iframe').contentDocument))", 60), "painted")
    picture(browser, pictures, "lab-client-works.png", "client")


with folder() as place:
    lab = Started("lab", "--students", "2", "--address", f"127.0.0.1:{PORT}", "--port", str(HOSTS), "--state", f"{place}/lesson.sqlite", "--client", "xfreerdp")
    wall, first, second = [line.strip() for line in lab.lines if "/s/" in line or "/t/" in line]
    with Browser(pathlib.Path(place) / "profile") as window:
        fails_and_then_works(window, first, sys.argv[3] if len(sys.argv) > 3 else None)
    check(running(lab) == ["Xtigervnc", "xfreerdp"], f"one client and its server run: {running(lab)}")
    nobody_else(first, second)
    # Another desk of his has another one; the teacher's reset, the lab's end and its death take it along.
    post(first + "/08-patchday", "client")
    wait_until(lambda: "ended with exit status" in ask(first + "/08-patchday")[1].decode(), 60, "a stopped service is met too")
    check("was ended after" not in ask(first + "/06-holiday")[1].decode(), "a student has one client")
    wait_until(lambda: running(lab) == [], 20, f"and nothing stays of it: {running(lab)}")
    post(first + "/06-holiday", "client")
    wait_until(lambda: running(lab) == ["Xtigervnc", "xfreerdp"], 60, "it is started again")
    post(wall, "reset", student="0", exercise="06-holiday")
    wait_until(lambda: running(lab) == [], 20, "a desk that is reset has none")
    post(second + "/06-holiday", "type", line=SOLUTION)
    post(second + "/06-holiday", "client")
    wait_until(lambda: running(lab) == ["Xtigervnc", "xfreerdp"], 60, "the other student's runs")
    family = programs_below(lab.process)
    lab.process.kill()
    lab.process.wait(20)
    wait_until(lambda: not any(pathlib.Path(f"/proc/{pid}").exists() for pid in family), 20, f"nothing outlives the lab: {family}")
    lab = Started("lab", "--address", f"127.0.0.1:{PORT}", "--port", str(HOSTS), "--state", f"{place}/lesson.sqlite", "--client", "xfreerdp")
    post(second + "/06-holiday", "client")
    wait_until(lambda: running(lab) == ["Xtigervnc", "xfreerdp"], 60, "it goes on, and the host is as he mended it")
    family = programs_below(lab.process)
    lab.process.send_signal(signal.SIGINT)
    check(lab.process.wait(20) == 0, "it ends with 0")
    wait_until(lambda: not any(pathlib.Path(f"/proc/{pid}").exists() for pid in family), 20, f"nothing outlives it: {family}")
done()
