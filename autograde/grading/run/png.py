"""A PNG picture from a student's code, read strictly and without drawing it: base64, signature, header, size.

Each step takes time in proportion to the text, which is limited. Used where a picture comes in (`validate_outcomes`)
and where it is put on a page (`student_outputs`). Left out: the pixels, which only a browser unpacks.
"""

from __future__ import annotations

import base64
import binascii
import struct
import zlib
from typing import Any

TEXT_LIMIT, SIDE_LIMIT, AREA_LIMIT = 400_000, 8_000, 16_000_000  # characters of the text, pixels a side, of all
START = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR"
BLANKS = str.maketrans("", "", "\r\n")  # line ends are all that a base64 text may hold besides


def decoded(text: Any) -> bytes | None:
    """The bytes of a PNG of reasonable size; None for anything else."""
    if type(text) is not str or len(text) > TEXT_LIMIT or not text.isascii():
        return None
    try:
        raw = base64.b64decode(text.translate(BLANKS), validate=True)
    except binascii.Error:
        return None
    return raw if raw.startswith(START) and has_a_size(raw) else None


def has_a_size(raw: bytes) -> bool:
    """Whether the header is whole and names a size that can be shown."""
    if len(raw) < 33 or zlib.crc32(raw[12:29]) != int.from_bytes(raw[29:33], "big"):
        return False
    width, height, depth, kind, packed, filtered, woven = struct.unpack(">IIBBBBB", raw[16:29])
    known = depth in (1, 2, 4, 8, 16) and kind in (0, 2, 3, 4, 6) and not packed and not filtered and woven < 2
    return known and 0 < width <= SIDE_LIMIT and 0 < height <= SIDE_LIMIT and width * height <= AREA_LIMIT


def pixels(text: str) -> int:
    """How many pixels a picture has, of which this is the text; "" has none."""
    width, height = struct.unpack(">II", base64.b64decode(text[:32])[16:24]) if text else (0, 0)
    return int(width * height)


def encoded(raw: bytes) -> str:
    """A picture as one line of base64."""
    return base64.b64encode(raw).decode("ascii")
