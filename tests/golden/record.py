#!/usr/bin/env python3
"""Records whole connections of real programs as session-<client>-<server>-<mode>.pdus, decrypted.

    tests/golden/record.py [-o FOLDER] [NAME...]        NAME: xfreerdp-xrdp-tls and so on; all without one

It stands between a real client and a real server on loopback: X.224 is passed on in clear, then TLS is ended
towards both with the certificate and key of the server, so that what CredSSP binds to the public key still
holds. Standard RDP Security passes as it is; the header says the client random, from which its keys follow.
All keys are made for one recording and open nothing else. Each line is one unit as the stream frames it
(TPKT, TSRequest or fast-path): `C hex` from the client, `S hex` from the server.
"""
import argparse
import datetime
import pathlib
import re
import select
import socket
import ssl
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "real"))
import servers  # noqa: E402  (it lies where the tests with real programs are)

MOST_PDUS, MOST_BYTES = 120, 30_000  # of one recording; what follows is graphics
QUIET, PATIENCE = 3.0, 25.0          # seconds without a PDU, and in all, after which it is enough


class Cutter:
    """A stream, cut into whole units."""

    def __init__(self):
        self.bytes, self.seen_tpkt = b"", False

    def units(self, more):
        self.bytes += more
        while (size := self._size()) is not None and len(self.bytes) >= size:
            unit, self.bytes = self.bytes[:size], self.bytes[size:]
            yield unit

    def _size(self):
        b = self.bytes
        if len(b) < 2:
            return None
        if b[0] == 3:
            self.seen_tpkt = True
            return int.from_bytes(b[2:4], "big") if len(b) >= 4 else None
        if b[0] == 0x30 and not self.seen_tpkt:  # TSRequest: only ahead of MCS; later 0x30 is fast-path
            if b[1] < 0x80:
                return 2 + b[1]
            many = b[1] & 0x7F
            return 2 + many + int.from_bytes(b[2:2 + many], "big") if len(b) >= 2 + many else None
        if b[0] & 3 == 0:  # fast-path
            if b[1] < 0x80:
                return b[1]
            return (b[1] & 0x7F) << 8 | b[2] if len(b) >= 3 else None
        raise ValueError(f"not a unit: {b[:16].hex()}")


def take(sock):
    """What has arrived: b"" at the end, None if it was nothing (a TLS record that is not ours to see)."""
    try:
        return sock.recv(65536)
    except (ssl.SSLWantReadError, BlockingIOError):
        return None
    except (ConnectionResetError, ssl.SSLError):
        return b""


def pass_on(sock, data):
    while data:
        try:
            data = data[sock.send(data):]
        except (ssl.SSLWantWriteError, BlockingIOError):
            select.select([], [sock], [], 5)


def one_unit(sock):
    """The first unit of a stream, and not a byte more: behind it TLS may begin."""
    got = b""
    while len(got) < 4 or len(got) < int.from_bytes(got[2:4], "big"):
        wanted = 4 - len(got) if len(got) < 4 else int.from_bytes(got[2:4], "big") - len(got)
        more = sock.recv(wanted)
        if not more:
            raise ConnectionError("ended before its first PDU was whole")
        got += more
    return got


def selected_protocol(confirm):
    return int.from_bytes(confirm[15:19], "little") if len(confirm) >= 19 and confirm[11] == 2 else 0


class Recording:
    def __init__(self):
        self.pdus, self.tls, self.ended = [], "none", "cut here; the connection went on"

    def size(self):
        return sum(len(pdu) for _, pdu in self.pdus)

    def is_full(self):
        return len(self.pdus) >= MOST_PDUS or self.size() >= MOST_BYTES


def relay(client, server, server_files):
    """One connection, until it is recorded well enough or over."""
    recording = Recording()
    for sock in (client, server):
        sock.settimeout(15)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    request = one_unit(client)
    server.sendall(request)
    confirm = one_unit(server)
    client.sendall(confirm)
    recording.pdus += [("C", request), ("S", confirm)]
    if selected_protocol(confirm):
        ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        ours.load_cert_chain(*server_files)
        client = ours.wrap_socket(client, server_side=True)
        theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        theirs.check_hostname, theirs.verify_mode = False, ssl.CERT_NONE
        server = theirs.wrap_socket(server)
        recording.tls = f"{client.version()} with the client, {server.version()} with the server"
    ends = {"C": (client, server, Cutter()), "S": (server, client, Cutter())}
    for sock in (client, server):
        sock.setblocking(False)
    over, last = time.monotonic() + PATIENCE, time.monotonic()
    while not recording.is_full() and time.monotonic() < min(over, last + QUIET):
        ready = [s for s in (client, server) if isinstance(s, ssl.SSLSocket) and s.pending()]
        ready = ready or select.select([client, server], [], [], 0.5)[0]
        for side, (source, sink, cutter) in ends.items():
            if source not in ready or (data := take(source)) is None:
                continue
            if not data:
                recording.ended = f"ended by the {'client' if side == 'C' else 'server'}"
                return recording
            for unit in cutter.units(data):
                recording.pdus.append((side, unit))
                pass_on(sink, unit)
                last = time.monotonic()
    return recording


# ------------------------------------------------------------------------- Standard RDP Security: the randoms

def rsa_numbers_of_xrdp(ini):
    """(modulus, private exponent) of an rsakeys.ini, which holds its numbers lowest byte first."""
    def number(name):
        line = re.search(rf"(?m)^{name}=(.*)$", ini).group(1)
        return int.from_bytes(bytes(int(byte, 16) for byte in line.split(",")), "little")
    return number("pub_mod"), number("pri_exp")


def rsa_numbers_of_key(file):
    text = subprocess.run(["openssl", "rsa", "-in", file, "-noout", "-text"], check=True, capture_output=True,
                          text=True).stdout
    def number(name):
        digits = re.search(rf"(?m)^{name}:\n((?:\s+[0-9a-f:]+\n)+)", text).group(1)
        return int(re.sub(r"[\s:]", "", digits), 16)
    return number("modulus"), number("privateExponent")


def client_random(pdus, modulus, exponent):
    """From the Security Exchange PDU (MS-RDPBCGR 2.2.1.10), the client's first MCS Send Data Request."""
    pdu = next((pdu for side, pdu in pdus if side == "C" and pdu[4:8] == b"\x02\xf0\x80\x64"), b"")
    at = 15 if len(pdu) > 13 and pdu[13] & 0x80 else 14  # behind initiator, channelId, priority and length
    if pdu[at:at + 1] == b"" or not pdu[at] & 1:         # SEC_EXCHANGE_PKT
        return None
    size = int.from_bytes(pdu[at + 4:at + 8], "little")
    sealed = int.from_bytes(pdu[at + 8:at + 8 + size], "little")
    return pow(sealed, exponent, modulus).to_bytes((modulus.bit_length() + 7) // 8, "little")[:32]


def randoms(recording, server):
    """Header lines for a connection with Standard RDP Security."""
    if selected_protocol(recording.pdus[1][1]):
        return []
    if server.name == "xrdp":
        modulus, exponent = rsa_numbers_of_xrdp((server.where / "rsakeys.ini").read_text())
    else:
        modulus, exponent = rsa_numbers_of_key(server.key)
    found = client_random(recording.pdus, modulus, exponent)
    if not found:
        return ["client-random: none; the server chose no encryption"]
    width = (modulus.bit_length() + 7) // 8
    return [f"rsa-modulus: {modulus.to_bytes(width, 'big').hex()}",
            f"rsa-private-exponent: {exponent.to_bytes(width, 'big').hex()}",
            f"client-random: {found.hex()}"]


# ------------------------------------------------------------------------------------------------- the pairs

def xfreerdp(port, screen, mode, password):
    return servers.xfreerdp(port, screen, mode, password=password,
                            extra=["/size:800x600", "/client-hostname:badrdp-test"])


def rdesktop(port, screen, _mode, password):
    return servers.rdesktop(port, screen, password=password, extra=["-n", "badrdp-test", "-g", "800x600"])


class Pair:
    """Who talks to whom, and how. A server made with FreeRDP does not encrypt Standard RDP Security towards
    127.0.0.1, so we can come to it from another address of loopback."""

    def __init__(self, client, make_server, mode, title, source="127.0.0.1", password=servers.PASSWORD):
        self.client, self.make_server, self.mode, self.title = client, make_server, mode, title
        self.source, self.password = source, password


NLA = "CredSSP with NTLM inside TLS"
RDP = "Standard RDP Security"
SESSIONS = {
    "xfreerdp-xrdp-tls": Pair(xfreerdp, lambda: servers.xrdp("tls"), "tls", "TLS"),
    "xfreerdp-xrdp-rdp": Pair(xfreerdp, lambda: servers.xrdp("rdp"), "rdp", f"{RDP}, salted MAC refused"),
    "xfreerdp-xrdp-rdp-fips": Pair(xfreerdp, lambda: servers.xrdp("rdp", "fips"), "rdp", f"{RDP}, FIPS"),
    "xfreerdp-shadow-tls": Pair(xfreerdp, lambda: servers.shadow("tls"), "tls", "TLS"),
    "xfreerdp-shadow-nla": Pair(xfreerdp, lambda: servers.shadow("nla"), "nla", NLA),
    "xfreerdp-shadow-nla-refused": Pair(xfreerdp, lambda: servers.shadow("nla"), "nla",
                                        f"{NLA}, wrong password", password="wrong"),
    "xfreerdp-shadow-rdp": Pair(xfreerdp, lambda: servers.shadow("rdp"), "rdp", f"{RDP}, salted MAC",
                                source="127.0.0.2"),
    "xfreerdp-shadow-rdp-none": Pair(xfreerdp, lambda: servers.shadow("rdp"), "rdp", f"{RDP}, no encryption"),
    "xfreerdp-weston-tls": Pair(xfreerdp, servers.weston, "tls", "TLS"),
    "rdesktop-xrdp-tls": Pair(rdesktop, lambda: servers.xrdp("tls"), "tls", "TLS"),
    "rdesktop-xrdp-rdp": Pair(rdesktop, lambda: servers.xrdp("rdp"), "rdp", f"{RDP}, 128 bits"),
    "rdesktop-xrdp-rdp-low": Pair(rdesktop, lambda: servers.xrdp("rdp", "low"), "rdp", f"{RDP}, 40 bits"),
}
PROGRAMS = {"xrdp": "xrdp", "shadow": "freerdp-shadow-cli", "weston": "weston", "xfreerdp": "xfreerdp",
            "rdesktop": "rdesktop"}


def record(name):
    """The lines of a recording."""
    pair = SESSIONS[name]
    client_name, server_name = name.split("-")[:2]
    with pair.make_server() as server, servers.display() as screen, socket.socket() as listener:
        listener.bind(("127.0.0.1", servers.free_port()))
        listener.listen()
        listener.settimeout(10)
        with pair.client(listener.getsockname()[1], screen, pair.mode, pair.password) as program:
            inner, _ = listener.accept()
            outer = socket.create_connection(("127.0.0.1", server.port), source_address=(pair.source, 0))
            with inner, outer:
                recording = relay(inner, outer, (server.cert, server.key))
            program.stop()
            certificate = ssl.PEM_cert_to_DER_cert(server.cert.read_text()).hex()
            versions = [servers.version(PROGRAMS[name]) for name in (client_name, server_name)]
            return [f"# {client_name} to {server_name}, {pair.title}", f"# from: {', '.join(versions)}",
                    f"# when: {datetime.date.today()}",
                    "# how: recorded in the middle, on loopback, by tests/golden/record.py",
                    f"# end: {recording.ended}",
                    f"# account: {servers.ACCOUNT}", f"# password: {pair.password}", "# domain:",
                    f"# tls: {recording.tls}",
                    *([f"# certificate: {certificate}"] if recording.tls != "none" else []),
                    *(f"# {line}" for line in randoms(recording, server)),
                    *(f"{side} {pdu.hex()}" for side, pdu in recording.pdus)]


def main():
    arguments = argparse.ArgumentParser(description=__doc__,
                                        formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("-o", "--out", type=pathlib.Path, default=HERE, metavar="FOLDER")
    arguments.add_argument("names", nargs="*", metavar="NAME", help=", ".join(SESSIONS))
    given = arguments.parse_args()
    if unknown := set(given.names) - set(SESSIONS):
        arguments.error(f"no such session: {', '.join(sorted(unknown))}")
    servers.end_cleanly_on_sigterm()
    recorded = 0
    for name in given.names or SESSIONS:
        try:
            lines = record(name)
        except servers.Missing as why:
            print(f"skipped: {name}: {why}")
            continue
        (given.out / f"session-{name}.pdus").write_text("\n".join(lines) + "\n")
        pdus = sum(line[0] != "#" for line in lines)
        print(f"{name}: {pdus} PDUs, {lines[4].removeprefix('# end: ')}", flush=True)
        recorded += 1
    return 0 if recorded else 77


if __name__ == "__main__":
    sys.exit(main())
