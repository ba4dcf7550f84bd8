"""Makes a capture of badrdp's own look as if a stranger had taken it: without comments, keys and names of
interfaces, with other addresses, ports, times and hop counts, in another format. Reads what badrdp writes (pcapng, little-endian,
nanoseconds, Ethernet), and nothing else."""
import gzip
import random
import struct


def blocks(data):
    at = 0
    while at + 12 <= len(data):
        kind, length = struct.unpack_from("<II", data, at)
        yield kind, data[at + 8:at + length - 4]
        at += length


def packets(data, interface=0):
    """(nanoseconds, frame) of one interface: what the client met."""
    for kind, body in blocks(data):
        if kind != 6:
            continue
        on, high, low, length, _ = struct.unpack_from("<IIIII", body)
        if on == interface:
            yield (high << 32) | low, body[20:20 + length]


def keys(data):
    """The key log that the capture holds."""
    return b"".join(body[8:8 + struct.unpack_from("<I", body, 4)[0]] for kind, body in blocks(data) if kind == 10)


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


class Foreign:
    """One consistent renaming of addresses and ports."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.addresses = {}
        self.ports = {}
        self.shift = self.random.randrange(-3600, 3600) * 10**9  # a clock may be wrong, but not by so much
        self.rdp = 3389 if self.random.random() < 0.5 else self.random.randrange(1024, 32000)

    def address(self, old):
        if old not in self.addresses:
            part = self.random.randrange(2, 254)
            self.addresses[old] = (old[:2] + bytes([self.random.randrange(256), part]) if len(old) == 4 else
                                   b"\x20\x01\x0d\xb8" + bytes(11) + bytes([part]))
        return self.addresses[old]

    def port(self, old, server):
        if old in (53,):
            return old
        if old == server:
            return self.rdp
        return self.ports.setdefault(old, self.random.randrange(49152, 65535))

    def inner(self, packet, server):
        """An IP packet, renamed, its checksums true; one that an ICMP message quotes may be cut."""
        out = bytearray(packet)
        version = packet[0] >> 4
        if version == 4:
            header, protocol, at, size = 4 * (packet[0] & 15), packet[9], 12, 4
        elif version == 6:
            header, protocol, at, size = 40, packet[6], 8, 16
        else:
            return packet
        for place in (at, at + size):
            out[place:place + size] = self.address(bytes(packet[place:place + size]))
        whole = len(packet) >= (struct.unpack_from(">H", packet, 2)[0] if version == 4 else
                                40 + struct.unpack_from(">H", packet, 4)[0])
        if protocol in (6, 17) and len(packet) >= header + 4:
            for place in (header, header + 2):
                old = struct.unpack_from(">H", packet, place)[0]
                struct.pack_into(">H", out, place, self.port(old, server))
        pseudo = bytes(out[at:at + 2 * size])
        if protocol in (1, 58):
            quoted = header + 8
            out[quoted:] = self.inner(bytes(out[quoted:]), server)
        if whole:
            length = len(packet) - header
            place = {6: header + 16, 17: header + 6, 1: header + 2, 58: header + 2}.get(protocol)
            if place and len(out) >= place + 2:
                struct.pack_into(">H", out, place, 0)
                front = b"" if protocol == 1 else pseudo + struct.pack(">II", length, protocol)
                struct.pack_into(">H", out, place, checksum(front + bytes(out[header:])))
        if version == 4:
            struct.pack_into(">H", out, 10, 0)
            struct.pack_into(">H", out, 10, checksum(bytes(out[:header])))
        return bytes(out)

    def frame(self, frame, server):
        return b"\x02\0\0\0\0\1\x02\0\0\0\0\2" + frame[12:14] + self.inner(frame[14:], server)


def transport(frame):
    """(protocol, where it begins) of what IP carries; 0: the frame is not IP."""
    if frame[12:14] == b"\x08\0":
        return frame[23], 14 + 4 * (frame[14] & 15)
    return (frame[20], 54) if frame[12:14] == b"\x86\xdd" else (0, 0)


def holds_a_word(data):
    """Whether anything but the noise of the link is in the capture: TCP or UDP."""
    return any(transport(frame)[0] in (6, 17) for _, frame in packets(data))


def server_port(all_packets):
    """Where the first SYN goes."""
    for _, frame in all_packets:
        protocol, tcp = transport(frame)
        if protocol != 6:
            continue
        if frame[tcp + 13] & 0x12 == 0x02:
            return struct.unpack_from(">H", frame, tcp + 2)[0]
    return 0


def make(source, target, seed, lose=0.0, cut_front=0, cut_end=0):
    """Writes `target` from `source`: pcap in a byte order, resolution, link type and packing that the seed chooses."""
    rng = random.Random(seed + "/format")
    foreign = Foreign(seed)
    taken = list(packets(open(source, "rb").read()))
    port = server_port(taken)
    taken = taken[cut_front:len(taken) - cut_end] if cut_end else taken[cut_front:]
    order = rng.choice("<>")
    nano = rng.random() < 0.5
    link = rng.choice((1, 101, 113))
    out = struct.pack(order + "IHHiIII", 0xa1b23c4d if nano else 0xa1b2c3d4, 2, 4, 0, 0, 262144, link)
    for at, frame in taken:
        if rng.random() < lose:
            continue
        at += foreign.shift
        frame = foreign.frame(frame, port)
        if link == 101:
            frame = frame[14:]
        if link == 113:
            frame = struct.pack(">HHH8s", 0, 1, 6, bytes(8)) + frame[12:]
        part = at % 10**9 if nano else at % 10**9 // 1000
        out += struct.pack(order + "IIII", at // 10**9, part, len(frame), len(frame)) + frame
    with open(target, "wb") as file:
        file.write(gzip.compress(out, 1) if rng.random() < 0.25 else out)
    return len(taken)
