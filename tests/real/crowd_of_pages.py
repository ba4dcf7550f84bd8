"""Many people in one Chromium: a page of his own for each, with its own cookies and cache, each driven by a thread."""
import os
import queue
import threading
import time

from chromium import Browser


class Crowd(Browser):
    """The browser of all; what it says is sorted by whose page it concerns."""

    def __init__(self, profile):
        self.pages, self.own, self.reader, self.writing = {}, queue.SimpleQueue(), None, threading.Lock()
        super().__init__(profile)

    def send(self, text):
        with self.writing:
            os.write(self.to_browser, text)

    def message(self, deadline):
        if self.reader is None:
            self.reader = threading.Thread(target=self.sort, daemon=True)
            self.reader.start()
        return of_queue(self.own, deadline)

    def sort(self):
        while True:
            try:
                message = super().message(time.monotonic() + 3600)
            except (EOFError, OSError, TimeoutError):  # the browser is gone: whoever waits runs out of time
                return
            page = self.pages.get(message.get("sessionId"))
            (page.queue if page else self.own).put(message)


def of_queue(messages, deadline):
    try:
        return messages.get(timeout=max(0.001, deadline - time.monotonic()))
    except queue.Empty:
        raise TimeoutError("the browser says nothing") from None


class Page(Browser):
    """One person's, of a crowd; to be made one after the other."""

    def __init__(self, crowd):  # pylint: disable=super-init-not-called
        self.crowd, self.queue = crowd, queue.SimpleQueue()
        self.number, self.errors, self.loads = 0, [], 0
        context = crowd.say("Target.createBrowserContext")["browserContextId"]
        target = crowd.say("Target.createTarget", url="about:blank", browserContextId=context)["targetId"]
        self.session = crowd.say("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        crowd.pages[self.session] = self
        for domain in ("Page", "Runtime", "Log"):
            self.say(domain + ".enable")

    def send(self, text):
        self.crowd.send(text)

    def message(self, deadline):
        return of_queue(self.queue, deadline)

    def note(self, message):
        super().note(message)
        if message.get("method") == "Page.loadEventFired":
            self.loads += 1

    def goes_on(self, act, seconds=60):
        """Does something that leads to another page, and waits until that has loaded. Its times in milliseconds, from the
        press of the key: until its last byte was there, and until it stood."""
        before = self.loads
        act()
        end = time.monotonic() + seconds
        while self.loads == before:
            self.note(self.message(end))
        return self.ask("(([n]) => [n.responseEnd, n.loadEventEnd || performance.now()])(performance.getEntriesByType('navigation'))")
