"""Build the notebook to be graded from the instructor's own, with the student's text in its solution cells.

From the submission only text is taken: of solution cells, found by their id or by the function they define, and of
cells that the student added. Tags, forged ids, and moved, retyped, deleted or doubled cells stop mattering. A missing
solution becomes the untouched stub, never the instructor's solution.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from typing import Any

from autograde.grading.bundle import Bundle, bound_names

ANSWERS, TESTS = ("solution", "written"), ("tests", "asserts")  # roles of cells
CELLS_LIMIT, EXTRA_LIMIT = 1000, 300  # cells that are looked at, cells of the student's own
SOURCE_LIMIT, TEXT_LIMIT = 100_000, 1_000_000  # characters of one cell, of all
Cell = dict[str, Any]


def transplant(bundle: Bundle, submitted: Sequence[Mapping[str, Any]], notes: list[str]) -> list[Cell]:
    """The cells to run, in order: the instructor's, with the student's solutions and own cells put in place."""
    code = [dict(cell, number=number) for number, cell in enumerate(submitted) if cell["source"].strip()]
    code = within([cell for cell in code if fits(cell, notes)], notes)
    given = {cell["source"].strip() for cell in bundle["cells"]}
    chosen = {cell["exercise"]: choose(cell, code, given, notes) for cell in bundle["cells"] if cell["role"] in ANSWERS}
    used = {cell["number"] for found in chosen.values() for cell in found}
    extras = place_extras(bundle, [cell for cell in code if cell["number"] not in used], chosen, notes)
    cells: list[Cell] = []
    for position, cell in enumerate(bundle["cells"]):
        made = {**cell, "position": position}
        if cell["role"] in ANSWERS:
            found = chosen[cell["exercise"]]
            made["source"] = "\n\n".join(part["source"] for part in found) if found else cell["source"]
            if cell["role"] == "written" and made["source"].strip() != cell["source"].strip():
                made["source"] = without_markup(made["source"])
        cells += [*extras.get(position, []), made]
    return [*cells, *extras.get(len(bundle["cells"]), [])]


def fits(cell: Mapping[str, Any], notes: list[str]) -> bool:
    """Whether a cell is of a size that a person could have written."""
    if len(cell["source"]) > SOURCE_LIMIT:
        notes.append(f"A cell of {len(cell['source'])} characters was left out.")
        return False
    return True


def within(cells: list[Cell], notes: list[str]) -> list[Cell]:
    """The first cells, as many as one person could have written."""
    sizes = itertools.accumulate(len(cell["source"]) for cell in cells)
    count = sum(size <= TEXT_LIMIT for size in itertools.islice(sizes, CELLS_LIMIT))
    if count < len(cells):
        notes.append(f"Of {len(cells)} cells the first {count} were read: the notebook holds too much.")
    return cells[:count]


def choose(solution: Mapping[str, Any], code: Sequence[Cell], given: set[str], notes: list[str]) -> list[Cell]:
    """The submitted cells that answer a solution cell: by id, else by the functions they define.

    given: texts of the instructor's cells, which are nobody's answer.
    """
    name, wanted = solution["exercise"], bound_names(solution["source"])
    same = [cell for cell in code if name in (cell["grade_id"], cell["id"])]
    written = [cell for cell in same if cell["source"].strip() != solution["source"].strip()]
    if len(same) > 1:
        notes.append(f"{name}: the answer's cell was there {len(same)} times; the first one that was changed counts.")
    found = (written or same)[:1]
    defined = set().union(*(bound_names(cell["source"]) for cell in found)) if found else set()
    if found and (not wanted or (defined & wanted and written)):
        return found
    left = wanted - defined if written else wanted  # an untouched stub defines nothing
    own = [cell for cell in code if cell["kind"] != "markdown" and cell["source"].strip() not in given]
    others = [cell for cell in own if bound_names(cell["source"]) & left]
    if others:
        notes.append(f"{name}: its own cell holds no answer; the cells that define {', '.join(sorted(wanted))} count.")
        return [*found, *others] if found else others
    if not found:
        elsewhere = f", and no other cell defines {', '.join(sorted(wanted))}" if wanted else ""
        notes.append(f"{name}: its cell is missing{elsewhere}.")
    return found


def place_extras(
    bundle: Bundle, rest: Sequence[Cell], chosen: Mapping[str, Sequence[Cell]], notes: list[str]
) -> dict[int, list[Cell]]:
    """The student's own cells by the position in the bundle before which they stand.

    A submitted cell that equals one of the instructor's is that cell; it also tells where the student's own ones stand.
    """
    at = {cell["source"].strip(): position for position, cell in enumerate(bundle["cells"])}
    ids = {name: position for position, cell in enumerate(bundle["cells"]) for name in names_of(cell)}
    locked = {name for cell in bundle["cells"] if cell["role"] not in ANSWERS for name in grade_ids(cell)}
    tests = {name for cell in bundle["cells"] if cell["role"] in TESTS for name in names_of(cell)}
    texts = any(cell["role"] == "written" or is_task(cell) for cell in bundle["cells"])
    anchors = {cell["number"]: ids[name] for name, found in chosen.items() for cell in found if name in ids}
    extras: dict[int, list[Cell]] = {}
    here, count = 0, 0
    for cell in sorted([*rest, *(c for found in chosen.values() for c in found)], key=lambda cell: cell["number"]):
        own_code = cell["kind"] == "code" and cell["id"] not in tests and cell["grade_id"] not in tests | locked
        own_text = cell["kind"] == "markdown" and texts and cell["grade_id"] not in ids
        if cell["number"] in anchors:
            here = max(here, anchors[cell["number"]] + 1)
        elif cell["source"].strip() in at:
            here = max(here, at[cell["source"].strip()] + 1)
        elif not own_code and not own_text:
            here = max(here, ids.get(cell["id"], here - 1) + 1)
        else:
            count += 1
            if count <= EXTRA_LIMIT:
                here = max(here, ids.get(cell["id"], here - 1) + 1)  # an instructor's cell that was changed
                extras.setdefault(here, []).append(own(cell, count))
    if count > EXTRA_LIMIT:
        notes.append(f"Of {count} added cells the first {EXTRA_LIMIT} were run.")
    return extras


def grade_ids(cell: Mapping[str, Any]) -> set[str]:
    """The name by which nbgrader knows a cell of the instructor's, if it does."""
    name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
    return {name} if name else set()


def names_of(cell: Mapping[str, Any]) -> set[str]:
    """Both names of a cell of the instructor's: the notebook's and nbgrader's."""
    return {cell["id"], *grade_ids(cell)}


def is_task(cell: Mapping[str, Any]) -> bool:
    """Whether a cell sets a task that students answer anywhere, in cells of their own."""
    return bool(cell["metadata"].get("nbgrader", {}).get("task"))


def own(cell: Mapping[str, Any], count: int) -> Cell:
    """A cell of the student's own; a text is kept where a person grades texts."""
    made = {"id": f"own-{count:03d}", "kind": cell["kind"], "exercise": "", "points": 0, "metadata": {}}
    if cell["kind"] == "code":
        return {**made, "role": "extra", "source": cell["source"], "position": -1}
    return {**made, "role": "text", "source": without_markup(cell["source"]), "position": -1}


def without_markup(text: str) -> str:
    """A student's Markdown in which no tag, and so no script, acts in the browser of whoever reads it."""
    return re.sub(r"<(?=[A-Za-z/!?])", "&lt;", text)
