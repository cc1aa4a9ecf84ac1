"""The class in two pages: what happened at each exercise, without a name in it, and a second page with the names.

index.html may be shared; names.html says that it must not. Both stand alone, like the feedback pages. Points are those
of the gradebook (`final`).
Left out: how the numbers are made (`item_statistics`), and what stands beside the names (`names_page`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from autograde.course import Course
from autograde.grading.gradebook.final import as_final, finals
from autograde.grading.gradebook.gradebook_reader import Marks
from autograde.grading.gradebook.store import write_whole
from autograde.grading.intake.student_folders import read_student_folders, told
from autograde.grading.platforms.roster import read_roster
from autograde.grading.records import Result
from autograde.grading.reports.class_attendance import attendance, distribution
from autograde.grading.reports.class_charts import chart
from autograde.grading.reports.class_overview import overview_of
from autograde.grading.reports.class_picture import picture_of
from autograde.grading.reports.class_topics import letters_of, topics_of
from autograde.grading.reports.item_statistics import EASY, LEAST, MEDIUM, Item, lesson_statistics
from autograde.grading.reports.names_page import NO_MARKS, NOBODY, Classes, names_page
from autograde.grading.reports.page_templates import environment
from autograde.grading.reports.statements import Asked

FEW = 5  # submissions below which counts point at persons


def write_report(course: Course, lessons: Classes, marks: Marks = NO_MARKS) -> list[Path]:
    """Write both pages for lessons and their results; returns their places."""
    folder = course.root / "work" / "report"
    feedback = course.root / "work" / "feedback"
    folders = unnamed(course)
    enrolled = {person.id: person.name for person in read_roster(course).enrolled}
    pages = {
        "index.html": shared_page(lessons, marks, enrolled),
        "names.html": names_page(lessons, feedback, marks, folders, enrolled),
    }
    for name, text in pages.items():
        write_whole(folder / name, text)
    return [folder / name for name in pages]


def unnamed(course: Course) -> list[str]:
    """What is said of submissions' folders whose names are no student's: nobody's results, and not to be forgotten."""
    return list(told(read_student_folders(course.root / "work" / "submitted").waiting.items()))


def shared_page(lessons: Classes, marks: Marks = NO_MARKS, enrolled: Mapping[str, str] = NOBODY) -> str:
    """The page without names.   enrolled: id → name of everybody on the roster."""
    found = finals({asked.lesson: results for asked, results in lessons}, marks)
    final = {asked.lesson: counted(asked, results, marks) for asked, results in lessons}
    students, strips = overview_of(final)
    shown = [
        described(asked, final[asked.lesson])
        | {"attendance": attendance(asked.lesson, found, marks, enrolled), "strip": strip}
        for (asked, _), strip in zip(lessons, strips, strict=True)
    ]
    few = any(0 < lesson["handed"] < FEW for lesson in shown)
    limits = {"few": few, "least": LEAST, "easy": EASY, "medium": MEDIUM}
    return environment.get_template("class_report.html.j2").render(lessons=shown, students=students, **limits)


def counted(asked: Asked, results: Sequence[Result], marks: Marks) -> list[Result]:
    """The results with the points that count."""
    found = finals({asked.lesson: results}, marks)
    return [as_final(result, found[asked.lesson, result.student]) for result in results]


def described(asked: Asked, results: Sequence[Result]) -> dict[str, Any]:
    """What the page says about one lesson; results: with the points that count."""
    lesson = lesson_statistics(asked.lesson, results)
    topics = topics_of(lesson)
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
        "topics": topics,
        "picture": picture_of(lesson, results, letters_of(topics)),
        "bins": distribution(lesson.points, lesson.most),
        "typical": median(lesson.seconds or [0.0]),
        "slowest": max(lesson.seconds, default=0.0),
        "items": [{"item": item, "title": title_of(asked, item), "chart": chart(item)} for item in lesson.items],
    }


def title_of(asked: Asked, item: Item) -> str:
    """An exercise's heading in the lesson."""
    return asked.statements[item.name].title if item.name in asked.statements else item.name
