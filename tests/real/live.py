#!/usr/bin/env python3
"""Many hosts at once, changed by scripts while clients connect."""
import json
import subprocess
import time
import urllib.request

from badrdp import BADRDP, check, done, folder
from started import Started, ask, connect

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
    held, end = [], time.monotonic() + 20
    while not held and time.monotonic() < end:
        held = json.loads(ask(one + "/held", **token)[1])
    check(held, "a message is held")
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
done()
