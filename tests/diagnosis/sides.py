"""Two captures of one conversation, of a case of badrdp's own: what the client's side saw and what the host's side saw,
as two strangers would have taken them: with clocks that differ, and other addresses on each side of a NAT."""
import pathlib
import struct

import foreign


def split(source, client, host, ahead=0.0, nat=False, seed="sides"):
    """Writes both sides of `source`, a capture with two interfaces; the host's clock is `ahead` seconds ahead."""
    data = pathlib.Path(source).read_bytes()
    renamed = foreign.Foreign(seed)
    port = foreign.server_port(list(foreign.packets(data)))
    for target, interface, shift in ((client, 0, 0), (host, 1, int(ahead * 1e9))):
        out = struct.pack("<IHHiIII", 0xa1b23c4d, 2, 4, 0, 0, 262144, 1)
        for at, frame in foreign.packets(data, interface):
            if nat and interface == 1:
                frame = renamed.frame(frame, port)
            at += shift
            out += struct.pack("<IIII", at // 10**9, at % 10**9, len(frame), len(frame)) + frame
        pathlib.Path(target).write_bytes(out)
