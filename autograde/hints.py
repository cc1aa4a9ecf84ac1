"""An exercise's three hints, `course/NN_name/hints.toml`: data that becomes a cell of folded texts below its check.

    [grad_mul]
    question = '''By how much does the product grow when …?'''
    reading = '''In “Hold one input still”: …'''
    parallel = '''Take f = … at …'''

A table names an exercise; its texts are Markdown: a question, the line of the lesson (its section and the sentence that
matters), and a worked case with other numbers. Left out: whether the hints are fit to be given (`hint_rules`), and when
a report points at one (`stuck`).
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from autograde import toml_keys
from autograde.errors import LessonError
from autograde.stuck import HINTS

KEYS = ("question", "reading", "parallel")

Hints = dict[str, str]  # key -> text


def read(path: Path) -> dict[str, Hints]:
    """The hints of a lesson by exercise, as far as they are written; none where there is no file."""
    if not path.is_file():
        return {}
    where = f"course/{path.parent.name}/{path.name}"
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LessonError(f"{where}: {error}. Write it as TOML in UTF-8.") from error
    return {name: texts_of(f"{where}: [{name}]", table) for name, table in tables.items()}


def texts_of(where: str, table: Any) -> Hints:
    """The texts of one exercise; LessonError where something else stands among them."""
    if wrong := toml_keys.fault(table, KEYS):
        raise LessonError(f"{where} {wrong}")
    if not all(isinstance(text, str) for text in table.values()):
        raise LessonError(f"{where}: each of {', '.join(KEYS)} is a text in quotes.")
    return {key: text.strip() for key, text in table.items()}


def cell_text(exercise: str, hints: Hints) -> str:
    """The Markdown of an exercise's hints; blank lines around a text let it be read as Markdown where it is folded."""
    folded = [
        f"<details>\n<summary>Hint {number} · {name}</summary>\n\n{hints[key]}\n\n</details>"
        for number, (key, name) in enumerate(zip(KEYS, HINTS, strict=True), 1)
        if key in hints
    ]
    return "\n\n".join([f"Hints for `{exercise}`. Open one, try again, then open the next.", *folded])
