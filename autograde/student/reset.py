"""Start an exercise or a lesson afresh; what was there is kept beside it, never thrown away.

An exercise gets its stub again, and the old answer stands below it as text, so that it does not run. A lesson becomes
the release again, and the old notebook lies beside it under a numbered name. Records of what is reset go.
"""

from __future__ import annotations

import copy as copying
import difflib
from dataclasses import asdict
from pathlib import Path

from autograde import progress
from autograde.errors import AutogradeError
from autograde.student import cell_merge
from autograde.student.copies import Copy, write, write_notebook
from autograde.student.first_copy import first_copy
from autograde.student.merge import free, merge
from autograde.student.pairing import Cell
from autograde.student.update import parts, readable, to_bytes, update

EARLIER = "**Your earlier answer**, kept when the exercise was reset:"
RELOAD = "If the notebook is open, choose File > Reload Notebook from Disk."


def reset_lesson(copy: Copy) -> str:
    """Put the release in the place of a copy; what to tell of it."""
    aside = copy.unused_name()
    write(aside, copy.notebook.read_bytes())
    write(copy.base, copy.release.read_bytes())
    write(copy.notebook, first_copy(copy.release.read_text(encoding="utf-8")).encode())
    write(records(copy), None)
    return f"{copy.lesson} is as published. What you had is beside it: {aside.name}. {RELOAD}"


def reset_exercise(copy: Copy, exercise: str) -> str:
    """Put an exercise's stub in the place of the answer, and the answer below it as text; what to tell of it."""
    if not readable(copy.base):  # a copy from before releases were kept
        update(copy)
    base = parts(copy.base)
    stub = stub_of(exercise, base["cells"], copy.lesson)
    notebook, _ = merge(base, parts(copy.notebook), base)  # cells of the exercise that were deleted are back
    cells: list[Cell] = notebook["cells"]
    place = next(number for number, cell in enumerate(cells) if cell["id"] == exercise)
    answer, cells[place] = cells[place], copying.deepcopy(stub)
    kept = answer["source"].strip() not in ("", stub["source"].strip())
    if kept:
        cells.insert(place + 1, {**cell_merge.note(EARLIER, answer), "id": free({cell["id"] for cell in cells})})
    for cell in cells:
        if cell["id"] == f"test_{exercise}":  # its report spoke of the old answer
            cell.update(outputs=[], execution_count=None)
    write_notebook(copy.notebook, to_bytes(notebook))
    forget(copy, exercise)
    below = " Your earlier answer stands below it, as text." if kept else " There was no answer to keep."
    return f"{exercise} has its stub again.{below} {RELOAD}"


def stub_of(exercise: str, cells: list[Cell], lesson: str) -> Cell:
    """The released solution cell of an exercise; AutogradeError with the nearest name where the lesson has none."""
    stubs = {cell["id"]: cell for cell in cells if cell_merge.is_solution(cell)}
    if exercise not in stubs:
        near = next(iter(difflib.get_close_matches(exercise, stubs, n=1, cutoff=0.3)), None)
        hint = f'Did you mean "{near}"?' if near else f"Exercises: {', '.join(stubs)}."
        raise AutogradeError(f'{lesson} has no exercise "{exercise}". {hint}')
    return stubs[exercise]


def records(copy: Copy) -> Path:
    """The file that holds what checks have found in a lesson."""
    return copy.folder / progress.FOLDER / f"{copy.lesson}.json"


def forget(copy: Copy, exercise: str) -> None:
    """Drop an exercise's record, so that its points count no longer."""
    entries = progress.read(copy.lesson, copy.folder)
    if entries.pop(exercise, None) is not None:
        progress.write(records(copy), {name: asdict(entry) for name, entry in entries.items()})
