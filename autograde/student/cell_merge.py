"""One cell of a lesson in three versions: as it was released, as the student has it, as it is released now.

An answer stays as it is, tests are the new ones, and of a text both sides' changes are taken. What a student wrote and
has no place in the new cell is handed back as a cell of its own. Left out: where cells stand (`merge`).
"""

from __future__ import annotations

import ast
import copy
import difflib
import re
from dataclasses import dataclass, field
from typing import Any

from autograde.student import line_merge
from autograde.student.pairing import Cell

LINES = "**Your version of lines in the cell above**, which the lesson has changed too:"
CELL = "**Your version of the cell above**, which the lesson has changed too:"
DROPPED = "**Your version of a cell that the lesson no longer has:**"
STUB = "**The stub of this exercise has changed.** Your answer above is as it was. The new stub:"


@dataclass
class Outcome:
    """The cell to stand in the notebook, cells to stand right below it, and whether something was kept or replaced."""

    cell: Cell
    below: list[Cell] = field(default_factory=list)
    kept: bool = False
    new_stub: bool = False


def merge(base: Cell | None, mine: Cell, new: Cell) -> Outcome:
    """The lesson's new cell with all that the student did to it. base: None where it is not known."""
    text, aside, new_stub = texts(base, mine, new)
    changed_type = base is not None and mine["cell_type"] != base["cell_type"] and not is_tests(new)
    cell = copy.deepcopy(new)
    cell["cell_type"] = mine["cell_type"] if changed_type and text != new["source"] else new["cell_type"]
    cell["source"] = text
    cell["metadata"] = settings(base["metadata"] if base else {}, mine["metadata"], new["metadata"])
    if "nbgrader" in new["metadata"]:
        cell["metadata"]["nbgrader"] = copy.deepcopy(new["metadata"]["nbgrader"])
    fill(cell, mine)
    below = []
    if aside:
        in_code = mine["cell_type"] == "code"
        below.append(note(CELL, mine) if in_code else text_note(LINES, "\n".join(aside), mine))
    if new_stub:
        below.append(note(STUB, new))
    return Outcome(cell, below, bool(aside), new_stub)


def texts(base: Cell | None, mine: Cell, new: Cell) -> tuple[str, list[str], bool]:
    """The text, the student's lines that have no place in it, and whether an answer stands against another stub."""
    written, published = mine["source"], new["source"]
    if is_tests(new):
        return published, added(base["source"] if base else published, written, published), False
    if is_solution(new):
        if base is not None and written.strip() == base["source"].strip():
            return published, [], False
        return written, [], base is not None and code_of(base["source"]) != code_of(published)
    if base is None:
        whole = keeps_all(published, written)
        return (written, [], False) if whole else (published, added(published, written, published), False)
    by_lines = line_merge.merge_code if new["cell_type"] == "code" else line_merge.merge
    return *by_lines(base["source"], written, published), False


def is_tests(cell: Cell) -> bool:
    """Whether a cell is graded by itself: what stands there is the course's alone."""
    nbgrader = cell["metadata"].get("nbgrader", {})
    return bool(nbgrader.get("grade")) and not nbgrader.get("solution")


def is_solution(cell: Cell) -> bool:
    """Whether a student answers in this cell."""
    return bool(cell["metadata"].get("nbgrader", {}).get("solution"))


def added(base: str, mine: str, new: str) -> list[str]:
    """The lines of a student's version that neither the old nor the new text holds."""
    known = {*base.split("\n"), *new.split("\n")}
    return [line for line in mine.split("\n") if line.strip() and line not in known]


def keeps_all(text: str, longer: str) -> bool:
    """Whether every line of a text stands in the other, in order."""
    codes = difflib.SequenceMatcher(None, text.split("\n"), longer.split("\n"), autojunk=False).get_opcodes()
    return all(tag in ("equal", "insert") for tag, *_ in codes)


def code_of(text: str) -> str:
    """What a stub asks for, whatever its comments and docstrings say."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return text
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node) is not None:
            del node.body[0]
    return ast.dump(tree)


def settings(base: Any, mine: Any, new: Any) -> Any:
    """Metadata of a cell or a notebook: what the student changed stays, all else is the release's; lists are joined.

    `...` stands for what is not there.
    """
    if mine == base:
        return copy.deepcopy(new)
    if isinstance(mine, dict) and isinstance(new, dict):
        before = base if isinstance(base, dict) else {}
        names = dict.fromkeys([*new, *mine])
        found = {name: settings(before.get(name, ...), mine.get(name, ...), new.get(name, ...)) for name in names}
        return {name: value for name, value in found.items() if value is not ...}
    if isinstance(mine, list) and isinstance(new, list):
        known = base if isinstance(base, list) else []
        kept = [item for item in new if item in mine or item not in known]
        return copy.deepcopy(kept + [item for item in mine if item not in new and item not in known])
    return copy.deepcopy(mine)


def fill(cell: Cell, mine: Cell) -> None:
    """Give a cell what its type needs: outputs of the same code stay, and so do a student's pictures."""
    for name in ("outputs", "execution_count", "attachments"):
        cell.pop(name, None)
    if cell["cell_type"] == "code":
        same = cell["source"] == mine["source"] and mine["cell_type"] == "code"
        cell["outputs"] = copy.deepcopy(mine["outputs"]) if same else []
        cell["execution_count"] = mine["execution_count"] if same else None
    elif mine.get("attachments"):
        cell["attachments"] = copy.deepcopy(mine["attachments"])


def note(heading: str, cell: Cell) -> Cell:
    """A cell that shows what another one holds, without running it."""
    if cell["cell_type"] == "markdown":
        return text_note(heading, cell["source"], cell)
    fence = "`" * max([3, *(len(run) + 1 for run in re.findall("`+", cell["source"]))])
    language = "python" if cell["cell_type"] == "code" else ""
    return text_note(heading, f"{fence}{language}\n{cell['source']}\n{fence}", cell)


def note_of_dropped(base: Cell, mine: Cell) -> Cell:
    """What a student made of a cell that the lesson drops; of a text, the lesson's own lines are quoted."""
    if mine["cell_type"] != "markdown":
        return note(DROPPED, mine)
    published = base["source"].split("\n")
    lines: list[str] = []
    for line in mine["source"].split("\n"):
        quoted = bool(line) and line in published
        if lines and line and lines[-1] and quoted != lines[-1].startswith("> "):
            lines.append("")  # else the one would be read as going on with the other
        lines.append(f"> {line}" if quoted else line)
    return text_note(DROPPED, "\n".join(lines), mine)


def text_note(heading: str, text: str, cell: Cell) -> Cell:
    """A text cell below a heading, with the pictures of the cell that it comes from."""
    made: Cell = {"cell_type": "markdown", "metadata": {}, "source": f"{heading}\n\n{text}"}
    pictures = {name: data for name, data in cell.get("attachments", {}).items() if name in text}
    return {**made, "attachments": copy.deepcopy(pictures)} if pictures else made
