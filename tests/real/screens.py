#!/usr/bin/env python3
"""What real clients paint of the fake server's session: a screenshot of each, and a look at its pixels.

The judges come first: what xrdp paints must be found painted, and an empty display must not.
Pictures are left in ./screens.
"""
import pathlib
import subprocess
import sys
import time
from collections import Counter

import servers
from badrdp import check, done
from interop import knows, served

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


def screenshot(screen, file):
    """Takes the whole display into a PNG file; returns how often each colour occurs."""
    servers.need("import")
    subprocess.run(["import", "-display", screen, "-window", "root", f"png:{file}"], check=True,
                   capture_output=True)
    raw = subprocess.run(["convert", f"png:{file}", "-depth", "8", "rgb:-"], check=True,
                         capture_output=True).stdout
    return Counter(zip(raw[0::3], raw[1::3], raw[2::3]))


def is_painted(colours):
    """Not one colour, nor a speck on it, nor a lossy codec's noise.

    What clearly differs from the most frequent colour covers 1 % of the screen.
    """
    ground = colours.most_common(1)[0][0]
    return sum(often for colour, often in colours.items()
               if max(abs(c - g) for c, g in zip(colour, ground)) > NOISE) >= WIDTH * HEIGHT // 100


def look(screen, file, seconds, alive=lambda: True):
    """The colours once something is painted and stands, or when the time is up or the painter gone."""
    end, before = time.monotonic() + seconds, None
    while True:
        colours = screenshot(screen, file)
        if is_painted(colours) and colours == before or time.monotonic() > end or not alive():
            return colours
        before = colours
        time.sleep(0.1)  # between two looks


def shows(name, make, client, mode, pictures):
    """A client's picture of a server: painted or not, told in one line."""
    with make() as server, servers.display(f"{WIDTH}x{HEIGHT}x24") as screen, \
            CLIENTS[client](server.port, screen, mode) as program:
        file = pictures / f"{name.replace('/', '-').replace(' ', '-')}.png"
        colours = look(screen, file, 20, lambda: program.popen.poll() is None)
        good = is_painted(colours)
        print(f"{'ok' if good else 'NOT SO'}: {name}: {len(colours)} colours, most of all "
              f"{[(f'#{bytes(c).hex()}', n) for c, n in colours.most_common(3)]}", flush=True)
        if not good:
            print_both(program, server)
    return good


def print_both(client, server):
    print(client.said()[-3000:], "--- the server", server.program.said()[-3000:], sep="\n", flush=True)


def refuses_a_wrong_password():
    """xfreerdp ends with 134 (logon failure): the fake server says why, and lets nobody in."""
    with served("healthy/nla") as server, servers.display() as screen, \
            servers.xfreerdp(server.port, screen, "nla", password="wrong", extra=["+auth-only"]) as client:
        status = client.wait(40)
        print(f"healthy/nla, wrong password: xfreerdp ends with {status}", flush=True)
        if status != 134:
            print_both(client, server)
    return status == 134


def main():
    servers.end_cleanly_on_sigterm()
    pictures = pathlib.Path("screens")
    pictures.mkdir(exist_ok=True)
    cases = {f"xrdp by {client}": (lambda client=client: shows(
        f"xrdp by {client}", lambda: servers.xrdp("tls"), client, "tls", pictures)) for client in CLIENTS}
    if knows("serve", "--account"):
        cases |= {f"{scenario} by {client}": (lambda scenario=scenario, client=client: shows(
            f"{scenario} by {client}", lambda: served(scenario), client, scenario.split("/")[1], pictures))
            for scenario, client in SERVED}
        cases["healthy/nla, wrong password"] = refuses_a_wrong_password
    else:
        print("skipped: this badrdp serve has no --account")
    went = {}
    check(not is_painted(NOISY_BLACK), "a black screen in a lossy codec is not painted")
    try:
        with servers.display(f"{WIDTH}x{HEIGHT}x24") as screen:
            empty = screenshot(screen, pictures / "nothing.png")
            check(not is_painted(empty), "an empty display is not painted")
        for name, case in cases.items():
            try:
                went[name] = case()
            except servers.Missing as why:
                print(f"skipped: {name}: {why}", flush=True)
    except servers.Missing as why:
        print(f"skipped: {why}", flush=True)
    if not went:
        return 77
    check(all(went.values()), f"these go as they should: {[name for name, good in went.items() if not good]}")
    done()
    return 0


if __name__ == "__main__":
    sys.exit(main())
