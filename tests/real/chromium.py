"""Chromium over its debugging pipe, as far as a look at a page needs it: no driver and no library."""
import json
import os
import pathlib
import select
import shutil
import subprocess
import time

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

# axe-core, which finds what keeps people from using a page; Debian has no package of it.
AXE = next((text for text in (os.environ.get("BADRDP_AXE"), "/usr/local/lib/node_modules/axe-core/axe.min.js",
                              "/usr/lib/node_modules/axe-core/axe.min.js") if text and pathlib.Path(text).exists()), None)

# Text that is too faint for its ground, as WCAG counts it (1.4.3).
CONTRAST = """(() => {
  const light = c => { const v = c.match(/[\\d.]+/g).slice(0, 3).map(x => x / 255)
    .map(x => x <= .04045 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4); return .2126*v[0] + .7152*v[1] + .0722*v[2]; };
  const below = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor;
    if (!/, 0\\)$/.test(c) && c !== 'transparent' && /^rgb\\(/.test(c)) return c; } return 'rgb(255, 255, 255)'; };
  const weak = new Set();
  for (const e of document.querySelectorAll('body *')) {
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
    if (!e.checkVisibility() || parseFloat(getComputedStyle(e).fontSize) === 0) continue;
    const a = light(getComputedStyle(e).color), b = light(below(e));
    if ((Math.max(a, b) + .05) / (Math.min(a, b) + .05) < 4.5) weak.add(e.tagName + '.' + e.className);
  }
  return [...weak]; })()"""


class Browser:
    """One page in a browser without a window; `with` it, or its processes stay."""

    def __init__(self, profile):
        to_read, self.to_browser = os.pipe()
        self.from_browser, to_write = os.pipe()

        def pipes():  # the browser reads from 3 and writes to 4
            os.dup2(to_read, 100)
            os.dup2(to_write, 101)
            os.dup2(100, 3)
            os.dup2(101, 4)

        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                 "--disable-extensions", "--disable-background-networking", "--remote-debugging-pipe",
                 f"--user-data-dir={profile}", "about:blank"]
        self.process = subprocess.Popen([PROGRAM, *flags], close_fds=False, preexec_fn=pipes,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_read)
        os.close(to_write)
        self.number = 0
        self.rest = b""
        self.errors = []
        target = [one for one in self.say("Target.getTargets")["targetInfos"] if one["type"] == "page"][0]
        self.session = None
        self.session = self.say("Target.attachToTarget", targetId=target["targetId"], flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.say(domain + ".enable")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self.to_browser)
        self.process.terminate()
        self.process.wait(20)
        os.close(self.from_browser)

    def message(self, deadline):
        while b"\0" not in self.rest:
            if not select.select([self.from_browser], [], [], max(0, deadline - time.monotonic()))[0]:
                raise TimeoutError("the browser says nothing")
            got = os.read(self.from_browser, 1 << 20)
            if not got:
                raise EOFError("the browser is gone")
            self.rest += got
        one, self.rest = self.rest.split(b"\0", 1)
        return json.loads(one)

    def send(self, text):
        os.write(self.to_browser, text)

    def note(self, message):
        """What a developer would see in red."""
        params = message.get("params", {})
        if message.get("method") == "Log.entryAdded" and params["entry"]["level"] == "error":
            self.errors.append(params["entry"]["text"])
        if message.get("method") == "Runtime.exceptionThrown":
            self.errors.append(params["exceptionDetails"]["text"])
        if message.get("method") == "Runtime.consoleAPICalled" and params["type"] == "error":
            self.errors.append(str(params["args"]))

    def say(self, method, wait_for=None, seconds=30, **params):
        """The answer; with `wait_for`, once this event has come too."""
        self.number += 1
        order = {"id": self.number, "method": method, "params": params}
        if getattr(self, "session", None) and not method.startswith("Target."):  # those are the browser's own
            order["sessionId"] = self.session
        self.send(json.dumps(order).encode() + b"\0")
        deadline, answer = time.monotonic() + seconds, None
        while answer is None or wait_for is not None:
            message = self.message(deadline)
            self.note(message)
            if message.get("id") == self.number:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']}")
                answer = message["result"]
            if message.get("method") == wait_for:
                wait_for = None
        return answer

    def open(self, url):
        """A page, loaded anew; what went wrong before is forgotten."""
        self.say("Page.navigate", wait_for="Page.loadEventFired", url="about:blank")
        self.errors = []
        self.say("Page.navigate", wait_for="Page.loadEventFired", url=url)

    def ask(self, expression):
        """The value of a piece of JavaScript, which works where the page itself may run none."""
        got = self.say("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in got:
            raise RuntimeError(f"{expression}: {got['exceptionDetails']}")
        return got["result"].get("value")

    def width(self, columns, rows=900):
        self.say("Emulation.setDeviceMetricsOverride", width=columns, height=rows, deviceScaleFactor=1, mobile=False)

    def scripts(self, allowed):
        self.say("Emulation.setScriptExecutionDisabled", value=not allowed)

    def key(self, key, text=None, code=0):
        down = {"type": "keyDown", "key": key, "windowsVirtualKeyCode": code}
        if text:
            down["text"] = text
        self.say("Input.dispatchKeyEvent", **down)
        self.say("Input.dispatchKeyEvent", type="keyUp", key=key, windowsVirtualKeyCode=code)

    def type(self, text):
        """Letter by letter, as a person does."""
        for letter in text:
            self.key(letter, letter, ord(letter.upper()) if letter.isalnum() else 0)

    def tab_to(self, condition, most=250):
        """Tab until the element that has the focus, `e`, is the one."""
        for _ in range(most):
            self.key("Tab", None, 9)
            if self.ask(f"(e => {condition})(document.activeElement)"):
                return True
        return False

    def comes_to(self, condition, seconds=30):
        """Whether it holds, now or once a page has loaded."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                if self.ask(condition):
                    return True
            except RuntimeError:  # between two pages there is nothing to ask
                pass
            time.sleep(0.02)
        return False

    def picture(self):
        """PNG in Base64."""
        return self.say("Page.captureScreenshot", format="png")["data"]

    def violations(self):
        """What axe-core has against the page that is open: its rules, and an element of each."""
        self.ask(pathlib.Path(AXE).read_text() + "; 0")
        return self.ask("axe.run(document, {resultTypes: ['violations']}).then("
                        "found => found.violations.map(one => `${one.id}: ${one.nodes[0].html.slice(0, 200)}`))")
