#!/usr/bin/env python3
"""What real clients paint of the fake server's session: the screen of a private X server, read pixel by
pixel, and the scenario's name found on it letter by letter.

The judges come first: what xrdp paints must be found painted, and an empty display must not.
Pictures are left in ./screens.
"""
import sys
import time
from collections import Counter

import servers
from badrdp import ROOT
from cases import Cases
from interop import served
from pictures import screenshot

WIDTH, HEIGHT = 800, 600
NOISE = 48  # of 255
# What RemoteFX made of a black display of the shadow server, seen by xfreerdp.
NOISY_BLACK = Counter({(0, 0, 0): 463044, (2, 0, 2): 8640, (1, 0, 1): 4212, (1, 0, 2): 4104})
CLIENTS = {"xfreerdp": lambda port, screen, mode: servers.xfreerdp(port, screen, mode,
                                                                   extra=[f"/size:{WIDTH}x{HEIGHT}"]),
           "rdesktop": lambda port, screen, _mode: servers.rdesktop(port, screen,
                                                                    extra=["-g", f"{WIDTH}x{HEIGHT}"])}
# rdesktop speaks CredSSP with Kerberos alone.
SERVED = [(f"healthy/{mode}", client) for mode in ("tls", "rdp", "nla") for client in CLIENTS
          if (mode, client) != ("nla", "rdesktop")]
PICTURES = ROOT / "build" / "screens"


def is_painted(colours):
    """Not one colour, nor a speck on it, nor a lossy codec's noise.

    What clearly differs from the most frequent colour covers 1 % of the screen.
    """
    ground = colours.most_common(1)[0][0]
    return sum(often for colour, often in colours.items()
               if max(abs(c - g) for c, g in zip(colour, ground)) > NOISE) >= WIDTH * HEIGHT // 100


def look(framebuffer, seconds, alive, judge):
    """The picture once it stands and is as it should be, or when the time is up or the painter gone."""
    end, before = time.monotonic() + seconds, None
    while True:
        picture = screenshot(framebuffer)
        if picture.raw == before and not judge(picture):
            return picture
        if time.monotonic() > end or not alive():
            return picture
        before = picture.raw
        time.sleep(0.1)  # between two looks


def shows(name, make, client, mode, judge):
    """A client's picture of a server: `judge` says what is wrong with it, or nothing."""
    with make() as server, servers.folder() as framebuffer, \
            servers.display(f"{WIDTH}x{HEIGHT}x24", framebuffer) as screen, \
            CLIENTS[client](server.port, screen, mode) as program:
        picture = look(framebuffer, 20, lambda: program.popen.poll() is None, judge)
        picture.save(PICTURES / f"{name.replace('/', '-').replace(' ', '-')}.png")
        wrong = judge(picture)
        most = picture.colours.most_common(3)
        print(f"{'NOT SO' if wrong else 'ok'}: {name}: {wrong or 'most of all'} "
              f"{[(f'#{bytes(c).hex()}', n) for c, n in most]}", flush=True)
        if wrong:
            print_both(program, server)
    return not wrong


def print_both(client, server):
    print(client.said()[-3000:], "--- the server", server.program.said()[-3000:], sep="\n", flush=True)


def painted(picture):
    return "" if is_painted(picture.colours) else "nothing is painted"


def painted_by_us(scenario):
    """The blue desktop, and on it who serves what."""
    def judge(picture):
        if not picture.is_desktop():
            return "other colours than a blue desktop has"
        lines = picture.lines()
        return "" if lines[:2] == ["BADRDP", scenario.upper()] and "CONNECTED" in lines else f"it says {lines}"
    return judge


def empty_is_not_painted():
    with servers.folder() as framebuffer, servers.display(f"{WIDTH}x{HEIGHT}x24", framebuffer):
        empty = screenshot(framebuffer)
        return painted(empty) and painted_by_us("healthy/tls")(empty) and not is_painted(NOISY_BLACK)


def refuses_a_wrong_password():
    """xfreerdp ends with 134 (logon failure): the fake server says why, and lets nobody in."""
    with served("healthy/nla") as server, servers.display() as screen, \
            servers.xfreerdp(server.port, screen, "nla", password="wrong", extra=["+auth-only"]) as client:
        status = client.wait(40)
        print(f"healthy/nla, wrong password: xfreerdp ends with {status}", flush=True)
        if status != 134:
            print_both(client, server)
    return status == 134


def becomes_active(mode):
    """xfreerdp +auth-only ends with 0 once its session is active."""
    with served(f"healthy/{mode}") as server, servers.display() as screen, \
            servers.xfreerdp(server.port, screen, mode, extra=["+auth-only"]) as client:
        status = client.wait(40)
        print(f"healthy/{mode}: xfreerdp +auth-only ends with {status}", flush=True)
        if status != 0:
            print_both(client, server)
    return status == 0


def main():
    servers.end_cleanly_on_sigterm()
    PICTURES.mkdir(parents=True, exist_ok=True)
    cases = Cases()
    cases.play("nothing painted", empty_is_not_painted)
    for client in CLIENTS:
        cases.play(f"xrdp by {client}",
                   lambda: shows(f"xrdp by {client}", lambda: servers.xrdp("tls"), client, "tls", painted))
    for scenario, client in SERVED:
        cases.play(f"{scenario} by {client}",
                   lambda: shows(f"{scenario} by {client}", lambda: served(scenario), client,
                                 scenario.split("/")[1], painted_by_us(scenario)))
    for mode in ("rdp", "tls", "nla"):
        cases.play(f"healthy/{mode} until active", lambda: becomes_active(mode))
    cases.play("healthy/nla, wrong password", refuses_a_wrong_password)
    return cases.end()


if __name__ == "__main__":
    sys.exit(main())
