"""The class in two pages: what happened at each exercise, without a name in it, and a second page with the names.

index.html may be shared; names.html says that it must not. Both stand alone, like the feedback pages. Points are those
of the gradebook (`final`), and names.html begins with whoever has no final points, and why.
Left out: how the numbers are made (`item_statistics`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import quote

from autograde.course import Course
from autograde.grading.gradebook.final import Final, Finals, as_final, finals
from autograde.grading.gradebook.gradebook_reader import Marks
from autograde.grading.gradebook.results import causes, is_graded, standing
from autograde.grading.gradebook.store import replace
from autograde.grading.intake.student_folders import read_student_folders, told
from autograde.grading.records import Result
from autograde.grading.reports.class_charts import chart
from autograde.grading.reports.feedback import SIGNS, STYLES
from autograde.grading.reports.item_statistics import EASY, LEAST, MEDIUM, Item, Lesson, lesson_statistics
from autograde.grading.reports.page_templates import environment
from autograde.grading.reports.statements import Asked

FEW = 5  # submissions below which counts point at persons
TOPICS = 3  # misconceptions of a lesson that are worth a word in class
NO_MARKS = Marks()
Classes = Sequence[tuple[Asked, Sequence[Result]]]


def write_report(course: Course, lessons: Classes, marks: Marks = NO_MARKS) -> list[Path]:
    """Write both pages for lessons and their results; returns their places."""
    folder = course.root / "work" / "report"
    feedback = course.root / "work" / "feedback"
    folders = unnamed(course)
    pages = {"index.html": shared_page(lessons, marks), "names.html": names_page(lessons, feedback, marks, folders)}
    for name, text in pages.items():
        replace(folder / name, text)
    return [folder / name for name in pages]


def unnamed(course: Course) -> list[str]:
    """What is said of submissions' folders whose names are no student's: nobody's results, and not to be forgotten."""
    return list(told(read_student_folders(course.root / "work" / "submitted").waiting.items()))


def shared_page(lessons: Classes, marks: Marks = NO_MARKS) -> str:
    """The page without names."""
    shown = [
        described(asked, lesson_statistics(asked.lesson, counted(asked, results, marks))) for asked, results in lessons
    ]
    few = any(0 < lesson["handed"] < FEW for lesson in shown)
    limits = {"few": few, "least": LEAST, "easy": EASY, "medium": MEDIUM}
    return environment.get_template("class_report.html.j2").render(lessons=shown, **limits)


def counted(asked: Asked, results: Sequence[Result], marks: Marks) -> list[Result]:
    """The results with the points that count."""
    found = finals({asked.lesson: results}, marks)
    return [as_final(result, found[asked.lesson, result.student]) for result in results]


def described(asked: Asked, lesson: Lesson) -> dict[str, Any]:
    """What the page says about one lesson."""
    named = [(item, cause) for item in lesson.items for cause in item.causes if cause.catalogued and cause.students > 1]
    named.sort(key=lambda pair: -pair[1].students)
    return {
        "name": lesson.name,
        "title": asked.title,
        "handed": lesson.handed,
        "unreadable": lesson.unreadable,
        "waiting": lesson.waiting,
        "graded": len(lesson.points),
        "most": lesson.most,
        "mean": lesson.mean,
        "middle": lesson.middle,
        "topics": [{"exercise": item.name, "cause": cause} for item, cause in named[:TOPICS]],
        "typical": median(lesson.seconds or [0.0]),
        "slowest": max(lesson.seconds, default=0.0),
        "together": sum(lesson.seconds),
        "items": [{"item": item, "title": title_of(asked, item), "chart": chart(item)} for item in lesson.items],
    }


def title_of(asked: Asked, item: Item) -> str:
    """An exercise's heading in the lesson."""
    return asked.statements[item.name].title if item.name in asked.statements else item.name


def names_page(lessons: Classes, feedback: Path, marks: Marks = NO_MARKS, folders: Sequence[str] = ()) -> str:
    """The page with the names: whoever has no final points, every student's standing, and whom to look at.

    folders: what is said of folders that are no student's.
    """
    found = finals({asked.lesson: results for asked, results in lessons}, marks)
    everybody = sorted({student for _, student in found})
    shown = [with_names(asked, results, found, everybody, feedback) for asked, results in lessons]
    return environment.get_template("names.html.j2").render(
        lessons=shown, waiting=[one for one in found.values() if one.why], folders=folders
    )


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
        "unreadable": [result for result in results if result.status == "unreadable"],
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
        "needs a person"
        if final.why
        else "not read"
        if result and result.status == "unreadable"
        else "see the gradebook"
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
