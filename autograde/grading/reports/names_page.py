"""The page with the names: whoever has no final points, who is missing or late, and how every student stands.

It says that it must not be shared. Left out: the page without names (`class_report`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from autograde.grading.gradebook.comments import Key, named
from autograde.grading.gradebook.final import Final, Finals, as_final, finals
from autograde.grading.gradebook.gradebook_reader import Marks
from autograde.grading.gradebook.results import causes, is_graded, standing
from autograde.grading.records import UNREADABLE, Result
from autograde.grading.reports.class_attendance import attendance
from autograde.grading.reports.feedback import SIGNS, STYLES
from autograde.grading.reports.page_templates import environment
from autograde.grading.reports.statements import Asked

NO_MARKS = Marks()
NOBODY: Mapping[str, str] = {}
Classes = Sequence[tuple[Asked, Sequence[Result]]]


def names_page(
    lessons: Classes,
    feedback: Path,
    marks: Marks = NO_MARKS,
    folders: Sequence[str] = (),
    enrolled: Mapping[str, str] = NOBODY,
) -> str:
    """The page with the names: whoever has no final points, every student's standing, and whom to look at.

    folders: what is said of folders that are no student's.   enrolled: id → name of everybody on the roster.
    """
    found = finals({asked.lesson: results for asked, results in lessons}, marks)
    everybody = sorted({student for _, student in found})
    shown = [
        with_names(asked, results, found, everybody, feedback)
        | {"attendance": attendance(asked.lesson, found, marks, enrolled)}
        for asked, results in lessons
    ]
    return environment.get_template("names.html.j2").render(
        lessons=shown,
        waiting=[one for one in found.values() if one.why],
        folders=folders,
        called=called(marks, enrolled),
        comments=reached(found, marks),
    )


def reached(found: Finals, marks: Marks) -> list[tuple[str, list[str]]]:
    """Each comment on a mistake that has words in one of these lessons, and the students whom it reaches."""
    lessons = {lesson for lesson, _ in found}
    students: dict[Key, list[str]] = {key: [] for key, words in marks.comments.items() if words and key[0] in lessons}
    for (lesson, student), final in found.items():
        for line in final.lines:
            for mistake, _ in line.comments:
                students[lesson, line.name, mistake].append(student)
    return [(named(key), names) for key, names in students.items()]


def called(marks: Marks, enrolled: Mapping[str, str]) -> dict[str, str]:
    """Names by student's id, where they are known and say more than the id."""
    known = {one.id: " ".join(part for part in (one.first, one.last) if part) for one in marks.people.values()}
    return {student: name for student, name in {**known, **enrolled}.items() if name and name != student}


def with_names(
    asked: Asked, results: Sequence[Result], found: Finals, everybody: list[str], feedback: Path
) -> dict[str, Any]:
    """What the page with the names says about one lesson."""
    mine = {student: final for (lesson, student), final in found.items() if lesson == asked.lesson}
    known = {result.student: result for result in results}
    names = list(dict.fromkeys(name for result in results for name in result.reports))
    return {
        "name": asked.lesson,
        "title": asked.title,
        "exercises": names,
        "rows": [row(final, known.get(student), names, feedback) for student, final in mine.items()],
        "unreadable": [result for result in results if result.status == UNREADABLE],
        "fixed": [result for result in results if is_graded(result) and result.notes],
        "absent": [name for name in everybody if name not in mine],
    }


def row(final: Final, result: Result | None, names: list[str], feedback: Path) -> dict[str, Any]:
    """One student's line: points and standing at each exercise, and the way to the feedback page where there is one."""
    student, lesson = final.student, final.lesson
    page = feedback / student / lesson / f"{lesson}.html"
    link = f"../feedback/{quote(student)}/{lesson}/{lesson}.html" if page.is_file() else ""
    reports = as_final(result, final).reports if result is not None and is_graded(result) else {}
    cells = [cell(reports[name]) if name in reports else None for name in names]
    more = sum(
        line.with_extra for line in final.lines if line.name not in {name.removeprefix("test_") for name in names}
    )
    without = (
        "needs a person" if final.why else "not read" if result and result.status == UNREADABLE else "see the gradebook"
    )
    return {
        "student": student,
        "link": link,
        "cells": cells if reports else [],
        "without": without,
        "points": final.points,
        "most": final.most,
        "final": not final.why,
        "penalty": final.penalty,
        "more": more if reports else 0.0,
    }


def cell(report: Mapping[str, Any]) -> dict[str, Any]:
    """One exercise of one student: points, standing and the first cause."""
    stands, found = standing(report), causes(report)
    return {
        "points": report["points"],
        "standing": stands,
        "sign": SIGNS[stands],
        "style": STYLES[stands],
        "cause": found[0][1] if found else "",
    }
