"""The cells of a notebook that somebody hands in, read from bytes of which nothing is known.

What cannot be read is said in words and never stops anything. Left out: which of the cells answer what
(`chosen_cells`).
"""

from __future__ import annotations

import codecs
import itertools
import json
import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from autograde.handed_in.cells import SubmittedCell
from autograde.handed_in.chosen_cells import CELLS_LIMIT

NOTEBOOK_LIMIT = 32 << 20  # bytes; a notebook's pictures count
SOURCE_LIMIT, TEXT_LIMIT = 100_000, 1_000_000  # characters of one cell, of all
ITEMS_LIMIT = 3_000_000  # lists, dictionaries and their entries: memory is spent on each one before it is looked at
DECODER = json.JSONDecoder(parse_constant=lambda name: math.nan)
OTHERS = {  # how files begin that somebody has given a notebook's name
    **dict.fromkeys(
        (b"pk\x03\x04", b"\x1f\x8b", b"rar!", b"7z\xbc\xaf"),
        "an archive. Unpack it, and hand in the notebook that lies in it",
    ),
    b"%pdf": "a PDF document. Hand in the notebook itself",
    **dict.fromkeys((b"<!doctype", b"<html"), "a web page, as browsers save it. Download the notebook itself"),
    b"version https://git-lfs": "a pointer of Git LFS. Hand in the file that it stands for",
}


def parse_notebook(data: bytes, notes: list[str]) -> list[SubmittedCell] | None:
    """The cells of a notebook, as far as they hold text; None, with a remark, for a file that is none."""
    cells = saved_cells(data, notes)
    return None if cells is None else [described for cell in cells if (described := describe(cell)) is not None]


def saved_cells(data: bytes, notes: list[str]) -> list[Any] | None:
    """The cells of a notebook as they were saved, outputs included; None, with a remark, for a file that is none.

    Formats 3 and 4 are read; whatever is not a cell with text is left aside. So is what stands behind the end: a system
    that writes a shorter file over a longer one may leave the tail of the old.
    """
    if other := next((what for start, what in OTHERS.items() if data[:200].lstrip().lower().startswith(start)), ""):
        notes.append(f"The file is not a notebook. It is {other}.")
        return None
    try:
        wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        text = data.decode("utf-8", "replace")
        notes.append(f"The notebook is not UTF-8 (byte {error.start}); other characters were replaced.")
    if sum(map(data.count, (b",", b"[", b"{"))) > ITEMS_LIMIT:
        notes.append("The notebook holds too many entries to be read. Clear its outputs and hand it in again.")
        return None
    try:
        document, end = DECODER.raw_decode(text, len(text) - len(text.lstrip()))
    except (ValueError, RecursionError, MemoryError) as error:
        where = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        notes.append(f"The notebook is not valid JSON{where} and could not be read.")
        return None
    if rest := len(text[end:].strip("\0 \t\r\n")):
        notes.append(f"{rest} characters stand behind the end of the notebook in its file, and were left out.")
    cells = document.get("cells") if isinstance(document, dict) else None
    if cells is None and isinstance(document, dict) and isinstance(document.get("worksheets"), list):
        sheets = [sheet.get("cells", []) for sheet in document["worksheets"] if isinstance(sheet, dict)]
        cells = [cell for sheet in sheets if isinstance(sheet, list) for cell in sheet]
        notes.append("The notebook is in an old format; its cells were read from there.")
    if not isinstance(cells, list):
        notes.append("The file is not a notebook: it has no cells.")
        return None
    return cells


def describe(cell: Any) -> SubmittedCell | None:
    """One cell as far as it can be trusted to be one."""
    if not isinstance(cell, dict):
        return None
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    if not isinstance(source, str):
        return None
    source = source.encode("utf-8", "replace").decode("utf-8")  # JSON can spell half of a character
    metadata = dictionary(cell.get("metadata"))
    graded = dictionary(metadata.get("nbgrader"))
    given = (cell.get("id"), graded.get("grade_id"), graded.get("checksum"))
    own, grade_id, checksum = (name if isinstance(name, str) else "" for name in given)
    return SubmittedCell(str(cell.get("cell_type", "code")), source, own, grade_id, checksum)


def dictionary(value: Any) -> dict[str, Any]:
    """The value if it is a dictionary, else an empty one."""
    return value if isinstance(value, dict) else {}


def readable(submitted: Sequence[SubmittedCell], notes: list[str]) -> list[SubmittedCell]:
    """The submitted cells that hold text, with their numbers, as far as one person could have written them."""
    code = [replace(cell, number=number) for number, cell in enumerate(submitted) if cell.source.strip()]
    return within([cell for cell in code if fits(cell, notes)], notes)


def fits(cell: SubmittedCell, notes: list[str]) -> bool:
    """Whether a cell is of a size that a person could have written."""
    if len(cell.source) > SOURCE_LIMIT:
        notes.append(f"A cell of {len(cell.source)} characters was left out.")
        return False
    return True


def within(cells: list[SubmittedCell], notes: list[str]) -> list[SubmittedCell]:
    """The first cells, as many as one person could have written."""
    sizes = itertools.accumulate(len(cell.source) for cell in cells)
    count = sum(size <= TEXT_LIMIT for size in itertools.islice(sizes, CELLS_LIMIT))
    if count < len(cells):
        notes.append(f"Of {len(cells)} cells the first {count} were read: the notebook holds too much.")
    return cells[:count]
