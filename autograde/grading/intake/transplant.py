"""Build the notebook to be graded from the instructor's own, with the student's text in its solution cells.

From the submission only text is taken: of solution cells, found by their id or by the function they define, and of
cells that the student added. Tags, forged ids, and moved, retyped or deleted cells stop mattering. Where an answer
stands more than once, the one that ran last before its check is the answer, as in the notebook run from top to bottom;
so the code that a page shows is the code that was judged. A missing solution becomes the untouched stub, never the
instructor's solution. Left out: which cells answer what (`chosen_cells`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from autograde.grading.records import Bundle
from autograde.handed_in.cells import LessonCell, SubmittedCell
from autograde.handed_in.chosen_cells import ANSWERS, TESTS, chosen_answers
from autograde.handed_in.submitted_cells import readable

EXTRA_LIMIT = 300  # cells of the student's own


def transplant(bundle: Bundle, submitted: Sequence[SubmittedCell], notes: list[str]) -> list[LessonCell]:
    """The cells to run, in order: the instructor's, with the student's solutions and own cells put in place."""
    code = readable(submitted, notes)
    chosen = chosen_answers(bundle.cells, code, notes)
    used = {cell.number for found in chosen.values() for cell in found}
    extras = place_extras(bundle, [cell for cell in code if cell.number not in used], chosen, notes)
    cells: list[LessonCell] = []
    for position, cell in enumerate(bundle.cells):
        source = cell.source
        if cell.role in ANSWERS and (found := chosen[cell.exercise]):
            source = "\n\n".join(part.source for part in found)
            if cell.role == "written" and source.strip() != cell.source.strip():
                source = without_markup(source)
        cells += [*extras.get(position, []), replace(cell, source=source)]
    return [*cells, *extras.get(len(bundle.cells), [])]


def place_extras(
    bundle: Bundle, rest: Sequence[SubmittedCell], chosen: Mapping[str, Sequence[SubmittedCell]], notes: list[str]
) -> dict[int, list[LessonCell]]:
    """The student's own cells by the position in the bundle before which they stand.

    A submitted cell that equals one of the instructor's is that cell; it also tells where the student's own ones stand.
    """
    at = {cell.source.strip(): position for position, cell in enumerate(bundle.cells)}
    ids = {name: position for position, cell in enumerate(bundle.cells) for name in cell.names}
    locked = {cell.grade_id for cell in bundle.cells if cell.role not in ANSWERS and cell.grade_id}
    tests = {name for cell in bundle.cells if cell.role in TESTS for name in cell.names}
    texts = any(cell.role == "written" or is_task(cell) for cell in bundle.cells)
    anchors = {cell.number: ids[name] for name, found in chosen.items() for cell in found if name in ids}
    ends = {position: number for number, position in sorted(anchors.items())}  # where an answer's last part stood
    extras: dict[int, list[LessonCell]] = {}
    here, count = 0, 0
    for cell in sorted([*rest, *(c for found in chosen.values() for c in found)], key=lambda cell: cell.number):
        own_code = cell.kind == "code" and cell.id not in tests and cell.grade_id not in tests | locked
        own_text = cell.kind == "markdown" and texts and cell.grade_id not in ids
        known = ids.get(cell.id, ids.get(cell.grade_id, -1))  # an instructor's cell that was changed or doubled
        after = known + (cell.number > ends.get(known, -1))  # a copy above the answer that counts stays above it
        if cell.number in anchors:
            here = max(here, anchors[cell.number] + 1)
        elif cell.source.strip() in at:
            here = max(here, at[cell.source.strip()] + 1)
        elif not own_code and not own_text:
            here = max(here, after)
        else:
            count += 1
            if count <= EXTRA_LIMIT:
                here = max(here, after)
                extras.setdefault(here, []).append(own(cell, count))
    if count > EXTRA_LIMIT:
        notes.append(f"Of {count} added cells the first {EXTRA_LIMIT} were run.")
    return extras


def is_task(cell: LessonCell) -> bool:
    """Whether a cell sets a task that students answer anywhere, in cells of their own."""
    return bool(cell.metadata.get("nbgrader", {}).get("task"))


def own(cell: SubmittedCell, count: int) -> LessonCell:
    """A cell of the student's own; a text is kept where a person grades texts."""
    if cell.kind == "code":
        return LessonCell(f"own-{count:03d}", cell.kind, "extra", cell.source)
    return LessonCell(f"own-{count:03d}", cell.kind, "text", without_markup(cell.source))


def without_markup(text: str) -> str:
    """A student's Markdown in which no tag, and so no script, acts in the browser of whoever reads it."""
    return re.sub(r"<(?=[A-Za-z/!?])", "&lt;", text)
