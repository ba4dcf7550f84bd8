#!/usr/bin/env python3
"""10,000 live changes of one host by its interface while 1,000 clients connect: none of them is lost."""
import asyncio
import http.client
import json
import re
import signal
import subprocess
import threading
import time

from badrdp import BADRDP, ROOT, check, done, folder
from servers import free_port

CHANGES, CLIENTS, AT_ONCE = 10_000, 1_000, 20


def golden(name):
    lines = (ROOT / f"tests/golden/{name}.hex").read_text().splitlines()
    return bytes.fromhex("".join(line for line in lines if not line.startswith("#")))


REQUEST, HELLO = golden("request-xfreerdp-default"), golden("client-hello-xfreerdp")


async def client(address, port, turn, seen):
    """Answered with a Confirm, and then with a ServerHello."""
    async with turn:
        try:
            reader, writer = await asyncio.open_connection(address, port)
            writer.write(REQUEST)
            confirm = await asyncio.wait_for(reader.readexactly(19), 20)
            writer.write(HELLO)
            record = await asyncio.wait_for(reader.readexactly(6), 20)
            seen.append(confirm[5] == 0xd0 and record[0] == 22 and record[5] == 2)
            writer.close()
        except (OSError, EOFError, asyncio.TimeoutError) as why:
            seen.append(repr(why))
        return time.monotonic()


class Changer(threading.Thread):
    """Faults come and go, and an obstacle that is none is put in front, as fast as they are answered."""

    def __init__(self, port, token):
        super().__init__(daemon=True)
        self.port, self.token, self.good, self.ended = port, token, 0, None

    def run(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)

        def ask(method, path, body=None):
            headers = {"X-Badrdp-Token": self.token, "Content-Type": "application/json"}
            connection.request(method, "/hosts/healthy%2Ftls" + path, None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            text = answer.read()
            self.good += answer.status in (200, 201)
            return json.loads(text)

        while self.good < CHANGES:
            number = ask("POST", "/faults", {"fault": 'split = "x224_confirm", at = 5'})["number"]
            ask("DELETE", f"/faults/{number}")
            ask("PUT", "/obstacle", {"obstacle": "none"})
            ask("PUT", "/holds/demand_active", {})
        self.ended = time.monotonic()


async def crowd(address, port):
    turn, seen = asyncio.Semaphore(AT_ONCE), []
    last = max(await asyncio.gather(*(client(address, port, turn, seen) for _ in range(CLIENTS))))
    return seen, last


with folder() as place:
    served = subprocess.Popen([BADRDP, "serve", "healthy/tls", "--port", "0", "--index", f"127.0.0.1:{free_port()}",
                               "--api", f"127.0.0.1:{free_port()}",
                               "--token-file", f"{place}/token"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    said = []
    for line in served.stdout:
        said.append(line)
        if "Ctrl-C" in line:
            break
    # What it narrates is read, or it would wait for us.
    threading.Thread(target=lambda: [None for _ in served.stdout], daemon=True).start()
    address, port = re.search(r"(127\.\S+):(\d+)  healthy/tls", "".join(said)).groups()
    api = int(re.search(r"http://127\.0\.0\.1:(\d+)/openapi", "".join(said))[1])
    changer = Changer(api, open(f"{place}/token", encoding="ascii").read().strip())
    changer.start()
    began = time.monotonic()
    lost = []
    clients = 0
    while clients < CLIENTS or changer.is_alive():
        seen, last = asyncio.run(crowd(address, int(port)))
        clients += len(seen)
        lost += [one for one in seen if one is not True]
    took = time.monotonic() - began
    changer.join(60)
    check(changer.good >= CHANGES, f"{CHANGES} changes were made: {changer.good}")
    check(not lost, f"of {clients} clients none was lost: {lost[:3]}")
    print(f"{changer.good} changes while {clients} clients connected, {took:.1f} s")
    served.send_signal(signal.SIGINT)
    check(served.wait(20) == 0, "it ends with 0")
done()
