"""Build the notebook to be graded from the instructor's own, with the student's text in its solution cells.

From the submission only text is taken: of solution cells, found by their id or by the function they define, and of
cells that the student added. Tags, forged ids, and moved, retyped, deleted or doubled cells stop mattering. A missing
solution becomes the untouched stub, never the instructor's solution.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from autograde.grading.bundle import Bundle, bound_names

EXTRA_LIMIT, SOURCE_LIMIT = 300, 100_000  # the student's own cells, characters of one cell
Cell = dict[str, Any]


def transplant(bundle: Bundle, submitted: Sequence[Mapping[str, Any]], notes: list[str]) -> list[Cell]:
    """The cells to run, in order: the instructor's, with the student's solutions and own cells put in place."""
    code = [dict(cell, number=number) for number, cell in enumerate(submitted) if cell["source"].strip()]
    code = [cell for cell in code if fits(cell, notes)]
    chosen = {cell["exercise"]: choose(cell, code, notes) for cell in bundle["cells"] if cell["role"] == "solution"}
    used = {cell["number"] for found in chosen.values() for cell in found}
    extras = place_extras(bundle, [cell for cell in code if cell["number"] not in used], chosen, notes)
    cells: list[Cell] = []
    for position, cell in enumerate(bundle["cells"]):
        made = {**cell, "position": position}
        if cell["role"] == "solution":
            found = chosen[cell["exercise"]]
            made["source"] = "\n\n".join(part["source"] for part in found) if found else cell["source"]
        cells += [*extras.get(position, []), made]
    return [*cells, *extras.get(len(bundle["cells"]), [])]


def fits(cell: Mapping[str, Any], notes: list[str]) -> bool:
    """Whether a cell is of a size that a person could have written."""
    if len(cell["source"]) > SOURCE_LIMIT:
        notes.append(f"A cell of {len(cell['source'])} characters was left out.")
        return False
    return True


def choose(solution: Mapping[str, Any], code: Sequence[Cell], notes: list[str]) -> list[Cell]:
    """The submitted cells that answer a solution cell: by id, else by the functions they define."""
    name, wanted = solution["exercise"], bound_names(solution["source"])
    same = [cell for cell in code if name in (cell["grade_id"], cell["id"])]
    written = [cell for cell in same if cell["source"].strip() != solution["source"].strip()]
    if len(same) > 1:
        notes.append(f"{name}: the answer's cell was there {len(same)} times; the first one that was changed counts.")
    found = (written or same)[:1]
    defined = set().union(*(bound_names(cell["source"]) for cell in found)) if found else set()
    if found and (defined & wanted or not wanted):
        return found
    others = [cell for cell in code if cell["kind"] != "markdown" and bound_names(cell["source"]) & (wanted - defined)]
    if others:
        notes.append(f"{name}: its own cell holds no answer; the cells that define {', '.join(sorted(wanted))} count.")
        return [*found, *others] if found else others
    if not found:
        notes.append(f"{name}: its cell is missing, and no other cell defines {', '.join(sorted(wanted))}.")
    return found


def place_extras(
    bundle: Bundle, rest: Sequence[Cell], chosen: Mapping[str, Sequence[Cell]], notes: list[str]
) -> dict[int, list[Cell]]:
    """The student's own code cells by the position in the bundle before which they run.

    A submitted cell that equals one of the instructor's is that cell; it also tells where the student's own ones stand.
    """
    at = {cell["source"].strip(): position for position, cell in enumerate(bundle["cells"])}
    ids = {cell["id"]: position for position, cell in enumerate(bundle["cells"])}
    anchors = {cell["number"]: ids[name] for name, found in chosen.items() for cell in found if name in ids}
    extras: dict[int, list[Cell]] = {}
    here, count = 0, 0
    for cell in sorted([*rest, *(c for found in chosen.values() for c in found)], key=lambda cell: cell["number"]):
        if cell["number"] in anchors:
            here = max(here, anchors[cell["number"]] + 1)
        elif cell["source"].strip() in at:
            here = max(here, at[cell["source"].strip()] + 1)
        elif cell["kind"] != "code" or is_tests(cell, bundle):
            here = max(here, ids.get(cell["id"], here - 1) + 1)
        else:
            count += 1
            if count <= EXTRA_LIMIT:
                here = max(here, ids.get(cell["id"], here - 1) + 1)  # an instructor's cell that was changed
                extras.setdefault(here, []).append(own(cell, count))
    if count > EXTRA_LIMIT:
        notes.append(f"Of {count} added cells the first {EXTRA_LIMIT} were run.")
    return extras


def is_tests(cell: Mapping[str, Any], bundle: Bundle) -> bool:
    """Whether a submitted cell claims to be a tests cell, edited or not; those never run."""
    tests = {known["id"] for known in bundle["cells"] if known["role"] == "tests"}
    return cell["grade_id"] in tests or cell["id"] in tests


def own(cell: Mapping[str, Any], count: int) -> Cell:
    """A cell of the student's own."""
    made = {"id": f"own-{count:03d}", "kind": "code", "role": "extra", "exercise": "", "points": 0, "metadata": {}}
    return {**made, "source": cell["source"], "position": -1}
