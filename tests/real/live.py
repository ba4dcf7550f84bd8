#!/usr/bin/env python3
"""Many hosts at once, changed by scripts while clients connect; and a lesson of the lab, as a browser without scripts goes it."""
import html
import json
import re
import signal
import subprocess
import urllib.error
import urllib.parse
import urllib.request

from badrdp import BADRDP, check, done, folder


class Started:
    """badrdp with these arguments, and what it has printed up to the line that says how to end it."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen([BADRDP, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
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


with folder() as place:
    token_file = f"{place}/token"
    served = Started("serve", "healthy/tls", "certificate/expired", "path/mtu-black-hole[bytes=1000]", "--port", "0", "--index", "127.0.0.1:18389",
                     "--api", "127.0.0.1:18390", "--token-file", token_file)
    healthy = served.place_of("healthy/tls")
    check(healthy.startswith("127.82.0.") and served.place_of("certificate/expired").startswith("127.82.0."), "each has an address of its own")
    check(any("path/mtu-black-hole" in line and "needs a network" in line for line in served.lines), "what cannot be held up says why")
    check(connect(healthy)[0] == 0, "a client gets in at one of many")

    status, page, headers = ask("http://127.0.0.1:18389/")
    check(status == 200 and healthy.encode() in page and b"Not held up" in page, "the page names what is held up, and what is not")
    check("default-src 'none'" in headers["Content-Security-Policy"] and b"<script" not in page, "the page runs nothing")
    status, rdp, _ = ask("http://127.0.0.1:18389/rdp/healthy%2Ftls.rdp")
    check(status == 200 and f"full address:s:{healthy}".encode() in rdp, "an .rdp file leads to the host")
    check(ask("http://127.0.0.1:18389/", Host="evil.example:18389")[0] == 403, "no name of somebody else's leads to it")

    api = "http://127.0.0.1:18390"
    token = {"X_Badrdp_Token": open(token_file, encoding="ascii").read().strip()}
    check(ask(api + "/hosts")[0] == 401, "nobody is answered without the token")
    one = api + "/hosts/healthy%2Ftls"
    check(ask(one + "/faults", "POST", {"fault": "reset = \"x224_request\""}, **token)[0] == 201, "a fault is added")
    check(connect(healthy)[0] == 14, "a client meets the fault")
    check(ask(one + "/faults/1", "DELETE", **token)[0] == 200 and connect(healthy)[0] == 0, "and does not, once it is lifted")
    check(ask(one + "/obstacle", "PUT", {"obstacle": "rejected"}, **token)[0] == 200 and connect(healthy)[0] == 13, "an obstacle rejects")
    check(ask(one + "/reset", "POST", {}, **token)[0] == 200 and connect(healthy)[0] == 0, "a reset takes everything back")

    check(ask(one + "/holds/x224_confirm", "PUT", {}, **token)[0] == 200, "a step is held")
    client = subprocess.Popen([BADRDP, "connect", healthy, "--cert", "ignore"], stdout=subprocess.PIPE, text=True)
    events = urllib.request.urlopen(urllib.request.Request(api + "/events?host=healthy%2Ftls", headers={"X-Badrdp-Token": token["X_Badrdp_Token"]}), timeout=20)
    held = []
    while not held:
        held = json.loads(ask(one + "/held", **token)[1])
    check(held[0]["bytes"].startswith("03000013"), f"a Confirm of 19 bytes is held: {held}")
    check(ask(f"{one}/held/{held[0]['connection']}", "POST", {"fields": {"tpkt.length": 3}}, **token)[0] == 200, "one of its fields is changed")
    check("tpkt.length" in client.communicate(timeout=20)[0], "and the client has read that")
    check(any(b"x224_confirm goes on" in events.readline() for _ in range(60)), "who listens hears of it")
    served.end()

# Two at one address: who holds it is said.
first = Started("serve", "healthy/tls", "service/mute", "--port", "13391", "--index", "127.0.0.1:18389")
second = subprocess.run([BADRDP, "serve", "healthy/tls", "service/mute", "--port", "13391"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
check(second.returncode == 3 and "cannot listen on 127.82.0.1:13391" in second.stdout and f"(pid {first.process.pid})" in second.stdout
      and "--port" in second.stdout, f"a place that is taken is told with its holder and the way out: {second.stdout}")
first.end()

lesson = Started("lab", "--students", "2", "--address", "127.0.0.1:18388", "--port", "13392")
links = [line.strip() for line in lesson.lines if "/s/" in line]
wall = next(line.strip() for line in lesson.lines if "/t/" in line)
check(len(set(links)) == 2, "each student has a link of his own")
desk = links[0] + "/06-holiday"


def post(deed, **fields):
    text = ask(desk)[1].decode()
    word = re.search(r'name=word value="([^"]+)"', text).group(1)
    status, page, _ = ask(f"{desk}/{deed}", form={"word": word, **fields}, Origin="http://127.0.0.1:18388")
    check(status == 200, f"{deed} leads back to the desk: {status} {page}")
    return html.unescape(page.decode())


check("connected" not in post("connect"), "the host is broken")
own = re.search(r"may connect to <code>([^<]+)", ask(desk)[1].decode()).group(1)
check(connect(own)[0] == 13, "for a client of his own too")
check(ask(desk + "/capture.pcapng")[1][:4] == b"\x0a\x0d\x0d\x0a", "there is a capture")
post("type", line='Set-ItemProperty -Path "HKLM:\\SYSTEM\\CurrentControlSet\\Control\\Terminal Server" -Name fDenyTSConnections -Value 0')
check("connected: the desktop is there" in post("connect"), "the solution mends it")
check(connect(own)[0] in (0, 11), "a client of his own is answered")  # 11: it demands NLA, and has no account
check("You named the cause." in post("hand-in", cause="C16"), "what is handed in is graded")
check(b"handed in: all right" in ask(wall)[1], "the teacher sees it")
check(ask(desk + "/type", form={"word": "x", "line": "dir"})[0] == 403, "a form that is not of the page does nothing")
check(ask(desk + "/connect", form={"word": "x"}, Origin="http://evil.example")[0] == 403, "nor does one of another site")
results = json.loads(ask(wall + "/results.json")[1])
check([row["works"] for row in results if row["exercise"] == "06-holiday"] == [True, False], f"results are by student: {results}")
lesson.end()
done()
