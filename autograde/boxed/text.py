"""Make text from a student's code fit to be shown to people: no control characters, and no longer than it may be.

A terminal obeys escape sequences, and some characters turn the reading direction of a line around. Left out: markup,
which whoever writes a page escapes.
"""

from __future__ import annotations

import re

ESCAPES = re.compile(
    r"\x1b\[[0-9;?]*[ -/]*[@-~]"  # colours, cursor
    r"|\x1b\][^\x07\x1b]*(\x07|\x1b\\)?"  # titles, links, clipboard
    r"|[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def clean(text: str, longest: int) -> str:
    """The beginning of a text, without escape sequences and control characters; tabs and line ends stay."""
    return ESCAPES.sub("", text[:longest])
