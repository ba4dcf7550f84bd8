"""What stands on a private X server: its pixels, and the letters that the fake server paints."""
import functools
import re
import struct
import zlib
from collections import Counter

from badrdp import ROOT

BLUE, INK = (0x1a74 >> 11, 0x1a74 >> 5 & 0x3f, 0x1a74 & 0x1f), (0x1f, 0x3f, 0x1f)  # sim/peer/screen.cpp
MARGIN, WIDE, HIGH = 40, 5, 7
CUT = re.compile(r"Glyph\{'(\\?.)', \{((?:0x[0-9a-f]{2}(?:, )?){7})\}\}")


def letters():
    """{rows of dots: letter}, as sim/peer/glyphs.h draws them."""
    found = {tuple(int(row, 16) for row in rows.split(", ")): letter[-1]
             for letter, rows in CUT.findall((ROOT / "sim/peer/glyphs.h").read_text())}
    return found | {(0,) * HIGH: " "}


class Picture:
    """`raw` has four bytes a pixel, row by row: blue, green, red and nothing."""

    def __init__(self, width, height, raw):
        self.width, self.height, self.raw = width, height, raw

    @functools.cached_property
    def colours(self):
        """How often each (red, green, blue) occurs."""
        return Counter(zip(self.raw[2::4], self.raw[1::4], self.raw[0::4]))

    def dot(self, x, y):
        """As 16 bits a pixel have it, whatever a client has made of the bits that are missing."""
        at = (y * self.width + x) * 4
        blue, green, red = self.raw[at:at + 3]
        return red >> 3, green >> 2, blue >> 3

    def is_desktop(self):
        """Blue with white on it, and nothing else."""
        return {(r >> 3, g >> 2, b >> 3) for r, g, b in self.colours} == {BLUE, INK}

    def line(self, top, scale):
        """The text that begins there, each letter found again among those that can be painted."""
        known, text = letters(), ""
        for left in range(MARGIN, self.width - WIDE * scale, (WIDE + 1) * scale):
            rows = tuple(sum((self._block(left + x * scale, top + y * scale, scale) == INK) << (WIDE - 1 - x)
                             for x in range(WIDE)) for y in range(HIGH))
            text += known.get(rows, "?")
        return text.rstrip()

    def _block(self, left, top, scale):
        dots = {self.dot(left + x, top + y) for x in range(scale) for y in range(scale)}
        return dots.pop() if len(dots) == 1 else None

    def lines(self):
        """All of them: the first is painted twice as large as the others."""
        return [self.line(MARGIN, 4)] + [self.line(MARGIN + (HIGH + 4) * (4 + 2 * i), 2) for i in range(4)]

    def save(self, file):
        rgb = bytearray(self.width * self.height * 3)
        for to, source in enumerate((2, 1, 0)):
            rgb[to::3] = self.raw[source::4]
        stride = self.width * 3
        rows = b"".join(b"\0" + rgb[y * stride:(y + 1) * stride] for y in range(self.height))

        def chunk(name, data):
            return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        file.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", self.width, self.height,
                                                                          8, 2, 0, 0, 0))
                         + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def screenshot(framebuffer):
    """Of the folder that an Xvfb keeps its screen in: a file of XWD, version 7, of 32 bits a pixel."""
    data = (framebuffer / "Xvfb_screen0").read_bytes()
    header = struct.unpack(">25I", data[:100])
    size, version, width, height, least_first = header[0], header[1], header[4], header[5], header[7] == 0
    depth, stride, colours = header[11], header[12], header[19]
    if (version, depth, least_first) != (7, 32, True):
        raise ValueError(f"XWD of version {version} and {depth} bits a pixel")
    at = size + colours * 12
    return Picture(width, height,
                   b"".join(data[at + y * stride:at + y * stride + width * 4] for y in range(height)))
