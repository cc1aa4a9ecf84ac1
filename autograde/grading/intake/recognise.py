"""Whose notebook a file is, and how much of it is answered: a wrong upload is not an empty answer.

A notebook of another lesson, of another release of this one, or of none of this course's waits for a person, with the
reason in one sentence. Left out: assignments without exercises of this course, and files that cannot be read
(`ingest`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from autograde import framing
from autograde.exercises import every
from autograde.grading.records import Bundle
from autograde.handed_in.cells import LessonCell, SubmittedCell
from autograde.handed_in.chosen_cells import answers, wanted_of
from autograde.handed_in.definitions import defined
from autograde.handed_in.submitted_cells import parse_notebook, readable

TELLING = 40  # characters of a text cell that no two lessons share by chance


def answers_in(bundle: Bundle, data: bytes) -> int:
    """How many of a lesson's exercises a notebook file holds answers to; 0 where it cannot be read."""
    cells = parse_notebook(data, [])
    return 0 if cells is None else sum(map(bool, answers(bundle.cells, readable(cells, [])).values()))


def for_a_person(bundle: Bundle, submitted: Sequence[SubmittedCell]) -> str:
    """Why a person has to look at a notebook before it has points; "" for one of this lesson as it is now."""
    if not any(cell.role == "tests" for cell in bundle.cells):
        return ""
    submitted = readable(submitted, [])
    lesson, own = bundle.lesson, {name for cell in bundle.cells for name in cell.names if cell.exercise}
    names = {name for cell in submitted for name in (cell.id, cell.grade_id)}
    given = answers(bundle.cells, submitted)
    if not names & own and not any(cell.source.strip() in telling(bundle) for cell in submitted):
        known = lessons_in(submitted, names)
        other = min(known, key=lambda name: (-known[name], name != lesson, name), default="")
        if other and other != lesson:
            return f"This is the notebook of lesson {other}, handed in as {lesson}."
        if not other and not any(given.values()):
            return f"None of the cells of {lesson} is in this notebook."
    return another_release(bundle, submitted, given, names)


def lessons_in(submitted: Sequence[SubmittedCell], names: set[str]) -> Counter[str]:
    """How many exercises of which lessons a notebook holds, by its cells' names, else by the functions that it defines.

    One function alone says nothing: other courses have a `backward` as well.
    """
    exercises = every()
    named = {name.removeprefix("test_") for name in names} & set(exercises)
    functions = set().union(*(defined(cell.source, imports=False) for cell in submitted))
    written = {name for name, exercise in exercises.items() if set(exercise.function_names) <= functions}
    counts = Counter(exercises[name].lesson for name in named or written)
    return counts if named else Counter({lesson: count for lesson, count in counts.items() if count > 1})


def telling(bundle: Bundle) -> set[str]:
    """The lesson's texts that are found in no other one."""
    texts = {cell.source.strip() for cell in bundle.cells if cell.kind == "markdown"}
    return {text for text in texts - set(framing.TEXTS) if len(text) >= TELLING}


def another_release(
    bundle: Bundle, submitted: Sequence[SubmittedCell], given: Mapping[str, Sequence[SubmittedCell]], names: set[str]
) -> str:
    """What tells that a notebook is of another release and lacks exercises of this one; "" where nothing does.

    A student who deletes a cell leaves the others as this release has them; another release has other checksums, which
    editors keep, or exercises that this one does not have.
    """
    known = {name: cell for cell in bundle.cells for name in cell.names}
    graded = [cell for cell in submitted if cell.grade_id]
    foreign = {cell.grade_id for cell in graded} - set(known)  # mostly none: then no other lesson has to be loaded
    theirs = {name for exercise in every() for name in (exercise, f"test_{exercise}")} if foreign else set()
    strange = sorted(foreign - theirs)
    changed = {cell.grade_id for cell in graded if is_changed(cell, known.get(cell.grade_id))}
    texts = {cell.source.strip() for cell in submitted}
    lacking = []
    for solution in (cell for cell in bundle.cells if cell.role == "solution"):
        name, wanted = solution.exercise, wanted_of(solution)
        other = given[name] and not any(defined(cell.source) & wanted for cell in given[name])
        gone = not given[name] and not {name, f"test_{name}"} & names
        unheard = graded and not any(name in text and text in texts for text in telling(bundle))
        if (other and {name, f"test_{name}"} & changed) or (gone and (strange or changed or unheard)):
            lacking.append(name)
    if not lacking:
        return ""
    more = f" and holds {', '.join(strange[:5])}, which this one does not have" if strange else ""
    return f"This notebook is of another release of {bundle.lesson}: it lacks {', '.join(lacking)}{more}."


def is_changed(cell: SubmittedCell, known: LessonCell | None) -> bool:
    """Whether a cell was given out with another text than now, as far as its checksum tells."""
    return bool(known and known.checksum and cell.checksum and cell.checksum != known.checksum)
