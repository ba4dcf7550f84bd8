"""badrdp as somebody leaves it running, and asks it over HTTP."""
import atexit
import json
import signal
import subprocess
import urllib.error
import urllib.parse
import urllib.request

from badrdp import BADRDP, check


class Started:
    """badrdp with these arguments, and what it has printed up to the line that says how to end it."""

    def __init__(self, *arguments, cwd=None):
        self.process = subprocess.Popen([BADRDP, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=cwd)
        atexit.register(self.process.kill)  # where a check fails
        self.lines = []
        for line in self.process.stdout:
            self.lines.append(line.rstrip())
            if "Ctrl-C ends" in line:
                return
        check(False, f"badrdp {' '.join(arguments)} did not start: {self.lines}")

    def place_of(self, name):
        found = [line.split()[0] for line in self.lines if line.endswith("  " + name)]
        check(len(found) == 1, f"{name} is held up once: {self.lines}")
        return found[0]

    def end(self):
        self.process.send_signal(signal.SIGINT)
        rest = self.process.communicate(timeout=20)[0]
        check(self.process.returncode == 0, f"it ends with 0: {rest}")
        return rest

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()


def connect(place):
    """The built-in client's exit status, and its last line."""
    ended = subprocess.run([BADRDP, "connect", place, "--cert", "ignore"], stdout=subprocess.PIPE, text=True, check=False)
    return ended.returncode, ended.stdout.strip().splitlines()[-1]


def ask(url, method="GET", body=None, form=None, **headers):
    """Status, body and headers; a redirection is followed as a browser does."""
    data = json.dumps(body).encode() if body is not None else urllib.parse.urlencode(form).encode() if form else None
    request = urllib.request.Request(url, data=data, method=method if data is None or method != "GET" else "POST")
    if body is not None:
        request.add_header("Content-Type", "application/json")
    for name, value in headers.items():
        request.add_header(name.replace("_", "-"), value)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.read(), answer.headers
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read(), refusal.headers
