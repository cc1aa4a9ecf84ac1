"""A platform's table as it was exported, to be given back with points in it: every other cell stays as it was.

Separator, byte order mark, ends of lines and decimal commas are kept, because the platform reads what it wrote. Names
are the platform's own and are not guarded against formulas here: it finds people by them. Left out: which columns are
lessons (`columns`), what is filled in (`fill_canvas`, `fill_moodle`).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograde.errors import AutogradeError
from autograde.grading.gradebook.final import exact

COMMA = re.compile(r"\d+,\d+")
NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
SEPARATORS = (",", ";", "\t")
BOM = "\ufeff"


@dataclass(frozen=True)
class Exported:
    """The cells of a table and how it is written; `rows` are all below the headings, each as long as these."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    separator: str = ","
    line_end: str = "\n"
    before: str = ""  # a byte order mark, and Excel's line that names the separator

    @property
    def comma(self) -> bool:
        """Whether numbers in it have decimal commas."""
        numbers = [cell for row in self.rows for cell in row if NUMBER.fullmatch(cell.strip())]
        return any(COMMA.fullmatch(cell.strip()) for cell in numbers) and not any("." in cell for cell in numbers)

    def number(self, points: float) -> str:
        """Points as a cell of this table."""
        return exact(points).replace(".", ",") if self.comma else exact(points)

    def column(self, *names: str) -> int | None:
        """The first column with one of these headings, whatever its case."""
        return next((place for place, text in enumerate(self.head) if text.strip().casefold() in names), None)

    def with_rows(self, rows: Iterable[Sequence[str]], keep: Sequence[int] | None = None) -> Exported:
        """The same table with other rows, and of the columns only those to keep."""
        places = range(len(self.head)) if keep is None else keep
        cut = tuple(tuple(row[place] for place in places) for row in rows)
        head = tuple(self.head[place] for place in places)
        return Exported(head, cut, self.separator, self.line_end, self.before)

    def text(self) -> str:
        """The table as a file."""
        file = io.StringIO()
        writer = csv.writer(file, delimiter=self.separator, lineterminator=self.line_end)
        writer.writerows([self.head, *self.rows])
        return self.before + file.getvalue()


def read_exported(path: Path) -> Exported:
    """The table in a file; AutogradeError where it cannot be read."""
    try:
        data = path.read_bytes()
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8")
        before = BOM if text.startswith(BOM) else ""
        text = text.removeprefix(BOM)
        if said := re.match(r"sep=(.)\r?\n", text):
            before, text = before + said[0], text[said.end() :]
        separator = said[1] if said else max(SEPARATORS, key=lambda one: len(first_line(text, one)))
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise AutogradeError(
            f"work/roster/{path.name} cannot be read: {error}. Export it again, then give it to `autograde roster`."
        ) from error
    if not lines:
        raise AutogradeError(f"work/roster/{path.name} is empty. Export it again, then give it to `autograde roster`.")
    width = max(map(len, lines))
    head, *rows = (tuple(line + [""] * (width - len(line))) for line in lines if line)
    return Exported(head, tuple(rows), separator, "\r\n" if "\r\n" in text else "\n", before)


def first_line(text: str, separator: str) -> list[str]:
    """The headings, with this separator."""
    return next(csv.reader(io.StringIO(text, newline=""), delimiter=separator), [])
