"""Which submitted cells answer an exercise: by their id, else by the functions that they define.

Where an answer stands more than once, the one that ran last before its check is the answer, as in the notebook run from
top to bottom. What was chosen otherwise than by the id alone is told.
Left out: what a cell defines (`definitions`), and where cells go.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from autograde.handed_in.cells import LessonCell, SubmittedCell
from autograde.handed_in.definitions import defined, same_code
from autograde.handed_in.lesson_cells import bound_names

ANSWERS, TESTS = ("solution", "written"), ("tests", "asserts")  # roles of cells
CELLS_LIMIT = 1000  # cells that are looked at


def answers(
    lesson: Sequence[LessonCell], code: Sequence[SubmittedCell], notes: list[str] | None = None
) -> dict[str, list[SubmittedCell]]:
    """The cells that answer each exercise; none where there are none or they are as given out."""
    stubs = {cell.exercise: cell.source for cell in lesson if cell.role in ANSWERS}
    found = chosen_answers(lesson, code, [] if notes is None else notes)
    return {
        name: [] if all(same_code(cell.source, stubs[name]) for cell in cells) else cells
        for name, cells in found.items()
    }


def chosen_answers(
    lesson: Sequence[LessonCell], code: Sequence[SubmittedCell], notes: list[str]
) -> dict[str, list[SubmittedCell]]:
    """The submitted cells that answer each solution cell; `code` are the submitted cells with their numbers."""
    given = {cell.source.strip() for cell in lesson}  # nobody's answer
    own = [cell for cell in code if cell.kind != "markdown" and cell.source.strip() not in given]
    chosen = {}
    for solution in (cell for cell in lesson if cell.role in ANSWERS):
        check = next((c for c in lesson if c.role in TESTS and c.exercise == solution.exercise), None)
        end = next(
            (cell.number for cell in code if check is not None and is_same(cell, check)), len(code) + CELLS_LIMIT
        )
        chosen[solution.exercise] = choose(solution, code, own, end, notes)
    return chosen


def is_same(cell: SubmittedCell, known: LessonCell) -> bool:
    """Whether a submitted cell is one of the instructor's, by a name or by its text."""
    return bool({cell.id, cell.grade_id} & known.names) or cell.source.strip() == known.source.strip()


def choose(
    solution: LessonCell, code: Sequence[SubmittedCell], own: Sequence[SubmittedCell], end: int, notes: list[str]
) -> list[SubmittedCell]:
    """The submitted cells that answer a solution cell, in order: those that defined its functions when its check ran.

    own: submitted cells that are none of the instructor's.   end: the number of the check, or a greater one.
    """
    name, wanted = solution.exercise, wanted_of(solution)
    same = [cell for cell in code if name in (cell.grade_id, cell.id)]
    written = [cell for cell in same if cell.source.strip() != solution.source.strip()]
    able = sorted({cell.number: cell for cell in [*written, *own]}.values(), key=lambda cell: cell.number)
    if not wanted:
        found = ([cell for cell in written if cell.number < end] or written)[-1:]
    else:
        found = last_to_define(wanted, [cell for cell in able if cell.number < end])
        left = wanted - set().union(*(defined(cell.source) for cell in found))
        found += last_to_define(left, [cell for cell in able if cell.number > end])
    if wanted and not written and not any(defined(cell.source, imports=False) & wanted for cell in found):
        found = []  # a function of the library's that was brought in is nobody's answer
    notes += remarks(name, ", ".join(sorted(wanted)), found, same, any(defined(c.source) & wanted for c in written))
    return found or written[-1:] or same[:1]


def remarks(
    name: str, functions: str, found: Sequence[SubmittedCell], same: Sequence[SubmittedCell], again: bool
) -> list[str]:
    """What is told of the choice of an answer's cells; again: whether its own cell defined the functions, too."""
    elsewhere = any(cell not in same for cell in found)
    if len(same) > 1:
        times = f"{name}: the answer's cell was there {len(same)} times"
        return [f"{times}; of those that were changed, what ran last before its check counts."]
    if elsewhere and again:
        return [f"{name}: later cells define {functions} again; what ran last before its check counts."]
    if elsewhere and same:
        return [f"{name}: its own cell holds no answer; the cells that define {functions} count."]
    if elsewhere:
        return [f"{name}: its cell is missing; the cells that define {functions} count."]
    return (
        []
        if same
        else [f"{name}: its cell is missing{f', and no other cell defines {functions}' if functions else ''}."]
    )


def wanted_of(solution: LessonCell) -> set[str]:
    """The functions, classes and tables that a solution cell is to define, without those inside of others."""
    return bound_names(solution.source) & defined(solution.source)


def last_to_define(names: Collection[str], cells: Sequence[SubmittedCell]) -> list[SubmittedCell]:
    """Of cells in the order in which they run, those whose definitions of these names are there at the end."""
    left, found = set(names), []
    for cell in reversed(cells):
        if left & defined(cell.source):
            left -= defined(cell.source)
            found.append(cell)
    return found[::-1]
