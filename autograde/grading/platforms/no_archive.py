"""What is said of a file that was given as an archive and is plainly something else: what it is, and the next step.

Left out: archives that are damaged (`archive`).
"""

from __future__ import annotations

from pathlib import Path

from autograde.errors import AutogradeError
from autograde.handed_in.candidates import printable

RAR = "an archive of a kind that is not read (RAR, 7z). Unpack it, and give the folder"
ALONE = "a single notebook. Put it into a folder that is called after its student, and give the folder around that"
PAGE = "a web page in the place of an archive. Log in, and download the archive again"
BEGINNINGS = {b"Rar!": RAR, b"7z\xbc\xaf": RAR, b"{": ALONE, b"<": PAGE}


def refuse_what_is_none(place: Path, shown: str) -> None:
    """AutogradeError for a path at which there is no archive."""
    if not place.is_file():
        raise AutogradeError(f"there is no archive or folder “{printable(str(place))}”.")
    if place.suffix.lower() in (".csv", ".tsv"):
        raise AutogradeError(f"{shown} is a table; it belongs to `autograde roster`.")
    with place.open("rb") as stream:
        head = stream.read(100).removeprefix(b"\xef\xbb\xbf").lstrip()
    if other := next((what for start, what in BEGINNINGS.items() if head.startswith(start)), ""):
        raise AutogradeError(f"{shown} is {other}.")
