#!/usr/bin/env python3
"""The fake client against GNOME Remote Desktop of another release, without a desktop: a compositor without a screen is all
that it takes. It listens on every address, so all of it is in a network of its own. `badrdp clients add grd@trixie`
fetches it; where it is not here, that is a skip."""
import contextlib
import fcntl
import os
import shutil
import socket
import struct
import sys

import servers
from badrdp import BADRDP
from cases import Cases
from interop import NOT_AGREED, RIGHT, WRONG, goes

ORIGIN = "grd@trixie"
PORT = 3391
# It looks for the compositor itself, and listens once that is there.
SCRIPT = """
export GSETTINGS_BACKEND=keyfile XDG_SESSION_TYPE=wayland PATH=/usr/bin:/usr/libexec
cd "$HOME"
pipewire & wireplumber &
mutter --headless --no-x11 --virtual-monitor 1024x768 &
for words in "set-tls-key $HOME/server.key" "set-tls-cert $HOME/server.crt" "set-credentials $1 $2" "set-port $3" \
        disable-port-negotiation enable; do
    grdctl --headless rdp $words || exit
done
exec gnome-remote-desktop-daemon --headless
"""
# It measures the network, licenses, and turns away who does not have the Graphics Pipeline, which our client does not claim.
TURNED_AWAY = (20, r"(?s)--> auto_detect_response .*<-- license .*: server: the server sent a Disconnect Provider Ultimatum\n$")
# As FreeRDP 3.15 has it.
REFUSED = (19, r": credentials: refused: 0xc00700ea: .*\n$")
CASES = [("NLA", "nla", RIGHT, TURNED_AWAY), ("HYBRID_EX offered", "nla_ex", RIGHT, TURNED_AWAY),
         ("NLA, wrong password", "nla", WRONG, REFUSED), ("wants NLA, TLS", "tls", RIGHT, NOT_AGREED),
         ("wants NLA, RDP", "rdp", RIGHT, NOT_AGREED)]


def alone():
    """This script once more, in a network of its own, whose loopback is up."""
    if "--inside" not in sys.argv:
        servers.need("unshare")
        mapped = [] if os.geteuid() == 0 else ["--map-root-user"]
        os.execvp("unshare", ["unshare", "--net", *mapped, sys.executable, *sys.argv, "--inside"])
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        siocsifflags, iff_up = 0x8914, 1
        fcntl.ioctl(any_socket, siocsifflags, struct.pack("16sh14x", b"lo", iff_up))


@contextlib.contextmanager
def gnome():
    release = servers.Release(BADRDP, ORIGIN)
    with servers.folder() as here:
        home, log = here / "home", here / "grd.log"
        servers.environment(home)
        cert, key = servers.certificate(here)
        for file in (cert, key):
            shutil.copy(file, home)
        command = release.command(["/usr/bin/dbus-run-session", "--", "/bin/sh", "-c", SCRIPT, "sh", servers.ACCOUNT,
                                   servers.PASSWORD, str(PORT)], home, log)
        with servers.started(command, log=log, env=dict(os.environ)) as program:
            # It serves one at a time: a connection that only looked whether it is there would be in the way.
            program.wait_until(lambda: "RDP server started" in program.said(), 30, "does not start")
            yield servers.Server("grd", PORT, program, cert, key, here)


def main():
    alone()
    servers.end_cleanly_on_sigterm()
    cases = Cases()
    for name, security, account, wanted in CASES:
        full = f"{ORIGIN}, {name}"
        cases.play(full, lambda: goes(full, gnome, security, account, wanted))
    return cases.end()


if __name__ == "__main__":
    sys.exit(main())
