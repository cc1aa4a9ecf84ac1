"""One page a notebook for its student: what was asked, what they wrote, what came back, and where to read again.

A page is one file without scripts, links to elsewhere or markup of the student's, in the folder that nbgrader keeps for
feedback, with the files that its `release_feedback` needs. It shows what the report shows: no hidden probe, no tests.
Left out: the class as a whole (`class_report`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from autograde.course import Course
from autograde.errors import AutogradeError
from autograde.grading.gradebook.final import Final, Line, counted, exact, exact_full, final_of
from autograde.grading.gradebook.gradebook_reader import Marks, Score
from autograde.grading.gradebook.results import (
    PARTLY,
    SOLVED,
    UNTRIED,
    WRONG,
    is_graded,
    section_of,
    standing,
    waits,
)
from autograde.grading.gradebook.store import Store, write_whole
from autograde.grading.nbgrader_adapter.exchange_files import put_beside
from autograde.grading.records import GRADER_ERROR, UNREADABLE, Result
from autograde.grading.reports import student_outputs
from autograde.grading.reports.page_templates import environment
from autograde.grading.reports.statements import Asked
from autograde.grading.run.asserts import NOTE

PICTURES_LIMIT = 4_000_000  # characters of all pictures of one page
UNREAD = "not read"
NOTHING = hashlib.sha256(b"").hexdigest()  # the submission of a student whose notebook was not found
SIGNS = {SOLVED: "✓", PARTLY: "◐", WRONG: "✗", UNTRIED: "○", UNREAD: "–"}
STYLES = {SOLVED: "solved", PARTLY: "partly", WRONG: "wrong", UNTRIED: "untried", UNREAD: "untried"}


def write_feedback(course: Course, asked: Asked, result: Result, marks: Marks) -> Path:
    """Write the page of one graded submission and return its place; AutogradeError without its graded notebook."""
    student, lesson = result.student, asked.lesson
    notebook = Store(course).notebook(lesson, student)
    try:
        cells = [] if waits(result) else json.loads(notebook.read_bytes())["cells"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise AutogradeError(
            f"{course.shown(notebook)} is missing or damaged. Run "
            f"`autograde grade {lesson} --student {student} --force`, then make the feedback again."
        ) from error
    path = course.root / "work" / "feedback" / student / lesson / f"{lesson}.html"
    write_whole(path, page(asked, result, cells, marks))
    put_beside(course, lesson, student, path)
    return path


def page(asked: Asked, result: Result, cells: list[dict[str, Any]], marks: Marks) -> str:
    """The page of one submission from its result, the cells of its graded notebook and the gradebook."""
    final = final_of((asked.lesson, result.student), result, marks)
    solutions = {name: cell for cell in cells if (name := solution_of(cell))}
    reports = {name.removeprefix("test_"): report for name, report in result.reports.items()}
    lines = {line.name: line for line in final.lines}
    exercises = [
        exercise(asked, name, report, solutions.get(name, {}), lines[name], is_graded(result))
        for name, report in reports.items()
    ]
    others = [
        other(asked, name, line.mark, solutions.get(name, {})) for name, line in lines.items() if name not in reports
    ]
    shown = {
        "title": asked.title,
        "student": result.student,
        "read": is_graded(result),
        "checked": is_graded(result) and NOTE not in result.notes,
        **head(result, final),
        "exercises": exercises,
        "others": others,
        "own": own_cells(cells, {part["name"] for part in [*exercises, *others]}),
    }
    limit_pictures([*exercises, *shown["own"]])
    return environment.get_template("feedback.html.j2").render(shown)


def head(result: Result, final: Final) -> dict[str, Any]:
    """What stands at the top of a page: the points, or why there are none yet."""
    failed = bool(final.why) and waits(result)
    return {
        "failed": failed,
        "waits": bool(final.why),
        "why": final.why if result.status != GRADER_ERROR else "",
        "unreadable": result.status == UNREADABLE,
        "broken": result.submission != NOTHING,
        "notes": [] if failed else result.notes,
        "penalty": final.penalty,
        "points": final.points,
        "most": final.most,
    }


def solution_of(cell: Mapping[str, Any]) -> str:
    """The exercise that a cell of a graded notebook answers, or ""."""
    graded = cell.get("metadata", {}).get("nbgrader", {})
    return str(graded.get("grade_id", "")) if graded.get("solution") else ""


def exercise(
    asked: Asked, name: str, report: Mapping[str, Any], cell: Mapping[str, Any], line: Line, read: bool
) -> dict[str, Any]:
    """What the page says about one exercise; `read` is whether there was a notebook to judge."""
    stands = standing(report) if read else UNREAD
    statement = asked.statements.get(name)
    source = student_outputs.joined(cell.get("source", ""))
    as_given = statement is not None and source.strip() == statement.stub.strip()
    said = [(lead, text) for lead, text in report["lines"]] if read else []
    told_where = any("lesson section “" in text for _, text in said)
    entered = by_a_person(line.mark)
    return {
        "name": name,
        "title": statement.title if statement else name,
        "statement": statement.text if statement else "",
        "lines": said,
        "standing": stands,
        "sign": SIGNS[stands],
        "style": STYLES[stands],
        "revisit": "" if stands == SOLVED or told_where or not read else section_of(asked.lesson, name)[0],
        "code": [] if as_given else student_outputs.readable(source.rstrip()).split("\n"),
        "as_given": as_given,
        "outputs": student_outputs.outputs(dict(cell)),
        **entered,
        "comments": [words for _, words in line.comments],
        "open": read or bool(entered["changed"] or entered["comment"]),
    }


def other(asked: Asked, name: str, mark: Score, cell: Mapping[str, Any]) -> dict[str, Any]:
    """What the page says about a cell that only a person grades; what the student wrote there stays plain text."""
    stands = "waits for your teacher" if mark.waits else "graded by your teacher"
    statement = asked.statements.get(name)
    return {
        "name": name,
        "title": statement.title if statement else name,
        "standing": stands,
        "sign": "…",
        "style": "untried",
        "text": student_outputs.prepared(student_outputs.joined(cell.get("source", ""))),
        "open": True,
        **by_a_person(mark),
        "comments": [],
    }


def by_a_person(mark: Score) -> dict[str, Any]:
    """Points of a cell after what a person entered, and what is said about that."""
    changed = ""
    if mark.manual is not None:
        changed = f"Your teacher gave {exact(mark.manual)} of {exact_full(mark.most)}."
        if mark.auto is not None and mark.auto != mark.manual:
            changed = f"{changed[:-1]}; the check gave {exact(mark.auto)}."
    if mark.extra:
        changed = f"{changed} Extra credit: {exact_full(mark.extra)}.".strip()
    return {
        "points": counted(mark) + mark.extra,
        "most": mark.most,
        "waits": mark.waits,
        "changed": changed,
        "comment": mark.comment,
    }


def own_cells(cells: list[dict[str, Any]], shown: Collection[str]) -> list[dict[str, Any]]:
    """The student's own cells, and the lesson's cells that showed something of the student's, in order.

    Answers that stand nowhere else on the page are among them: an assignment may name its tests as it likes.
    """
    found, after = [], "at the beginning"
    for cell in cells:
        if name := solution_of(cell):
            after = f"after {name}"
        graded = cell.get("metadata", {}).get("nbgrader", {})
        answer = bool(name) and name not in shown
        if cell.get("cell_type") != "code" or (not answer and (graded.get("solution") or graded.get("grade"))):
            continue
        outputs = student_outputs.outputs(cell)
        own = str(cell.get("id", "")).startswith("own-")
        if own or outputs or answer:
            what = "Your cell" if own else "A cell of the lesson that uses your functions"
            title = f"Your answer in {name}" if answer else f"{what}, {after}"
            code = student_outputs.prepared(student_outputs.joined(cell.get("source", ""))).split("\n")
            found.append({"title": title, "code": code, "outputs": outputs})
    return found


def limit_pictures(shown: list[dict[str, Any]]) -> None:
    """Leave out the pictures that would make the page too large to open, and say so in their place."""
    left = PICTURES_LIMIT
    for output in (output for part in shown for output in part["outputs"] if output["kind"] == "picture"):
        left -= len(output["source"])
        if left < 0:
            output.update(kind="text", source="", text="A picture was left out here: this page holds too many.")
