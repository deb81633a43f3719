"""QR codes of addresses, fast: a page made anew must not wait for one.

For texts of one length and with one pattern laid over it, every module of a code is an exclusive-or of bits of the
text (ISO/IEC 18004: Reed-Solomon codes are linear). So the library draws one code of each length and, once for each
bit that differs, what that bit turns over; any other code of that length is those laid over each other.
"""

import zlib
from base64 import b64encode
from functools import lru_cache, reduce
from io import BytesIO
from struct import pack

import segno

PATTERN = 3
"""Which of the eight patterns lies over a code any reader undoes; to choose the prettiest takes longer than a page."""
QUIET = 2
"""Light modules around the code; four are asked for, the page's own ground gives the rest."""
SCALE = 8
"""Pixels of a module: one byte of a picture with one bit a pixel."""
KNOWN_BITS = 4096
"""Modules turned over by a bit, kept: 200 bytes each."""
PIXELS = bytes.maketrans(b"01", b"\xff\x00")
SAME_AS_ABOVE = 2
"""The filter of a PNG's row that says only what differs from the row above."""


def picture(text: str) -> str:
    """Return the code of a text as a `data:` address of a PNG, so that it costs no request and prints."""
    data = text.encode("ascii")
    size, dark = _modules(data)
    rows = f"{dark:0{size * size}b}".encode().translate(PIXELS)
    side, blank = b"\xff" * QUIET, b"\xff" * (size + 2 * QUIET)
    lines = [side + rows[at : at + size] + side for at in range(0, size * size, size)]
    lines = [blank] * QUIET + lines + [blank] * QUIET
    again = (bytes([SAME_AS_ABOVE]) + bytes(len(blank))) * (SCALE - 1)
    drawn = zlib.compress(b"".join(b"\0" + line + again for line in lines), 1)
    pixels = len(lines) * SCALE
    head = _chunk(b"IHDR", pack(">IIBBBBB", pixels, pixels, 1, 0, 0, 0, 0))
    image = b"\x89PNG\r\n\x1a\n" + head + _chunk(b"IDAT", drawn) + _chunk(b"IEND", b"")
    return f"data:image/png;base64,{b64encode(image).decode()}"


def poster(text: str) -> bytes:
    """Return the code of a text as an SVG file."""
    out = BytesIO()
    _made(text.encode("ascii")).save(out, kind="svg", scale=16, border=4, dark="#000", light="#fff")
    return out.getvalue()


def _modules(data: bytes) -> tuple[int, int]:
    """Modules a side, and all of them row by row as the bits of one number, dark as 1."""
    first = _first.setdefault(len(data), data)
    size, dark = _drawn_first(first)
    for at, (old, new) in enumerate(zip(first, data, strict=True)):
        for bit in range(8):
            if (old ^ new) >> bit & 1:
                dark ^= _turned_by(first, at, bit)
    return size, dark


_first: dict[int, bytes] = {}


@lru_cache(maxsize=KNOWN_BITS)
def _turned_by(first: bytes, at: int, bit: int) -> int:
    changed = bytearray(first)
    changed[at] ^= 1 << bit
    return _drawn(bytes(changed))[1] ^ _drawn_first(first)[1]


@lru_cache(maxsize=256)
def _drawn_first(data: bytes) -> tuple[int, int]:
    return _drawn(data)


def _drawn(data: bytes) -> tuple[int, int]:
    matrix = _made(data).matrix
    return len(matrix), reduce(lambda bits, module: bits << 1 | module, (one for row in matrix for one in row), 0)


def _made(data: bytes) -> segno.QRCode:
    return segno.make(data, mode="byte", error="m", micro=False, mask=PATTERN)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))
