"""The class in two pages: what happened at each exercise, without a name in it, and a second page with the names.

index.html may be shared; names.html says that it must not. Both stand alone, like the feedback pages. Points are the
grader's; what a person changed is in the exports. Left out: how the numbers are made (`item_statistics`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import quote

from autograde.course import Course
from autograde.grading.class_charts import chart
from autograde.grading.feedback import SIGNS, STYLES, environment
from autograde.grading.item_statistics import EASY, LEAST, MEDIUM, Item, Lesson, lesson_statistics
from autograde.grading.results import Result, causes, is_graded, standing, student_names, waits
from autograde.grading.statements import Asked
from autograde.grading.store import replace

FEW = 5  # submissions below which counts point at persons
TOPICS = 3  # misconceptions of a lesson that are worth a word in class


def write_report(course: Course, lessons: Sequence[tuple[Asked, Sequence[Result]]]) -> list[Path]:
    """Write both pages for lessons and their results; returns their places."""
    folder = course.root / "work" / "report"
    feedback = course.root / "work" / "feedback"
    pages = {"index.html": shared_page(lessons), "names.html": names_page(lessons, feedback)}
    for name, text in pages.items():
        replace(folder / name, text)
    return [folder / name for name in pages]


def shared_page(lessons: Sequence[tuple[Asked, Sequence[Result]]]) -> str:
    """The page without names."""
    shown = [described(asked, lesson_statistics(asked.lesson, results)) for asked, results in lessons]
    few = any(0 < lesson["handed"] < FEW for lesson in shown)
    limits = {"few": few, "least": LEAST, "easy": EASY, "medium": MEDIUM}
    return environment.get_template("class_report.html.j2").render(lessons=shown, **limits)


def described(asked: Asked, lesson: Lesson) -> dict[str, Any]:
    """What the page says about one lesson."""
    named = [(item, cause) for item in lesson.items for cause in item.causes if cause.catalogued and cause.students > 1]
    named.sort(key=lambda pair: -pair[1].students)
    return {
        **{"name": lesson.name, "title": asked.title, "handed": lesson.handed, "unreadable": lesson.unreadable},
        **{"waiting": lesson.waiting, "graded": len(lesson.points), "most": lesson.most},
        **{"mean": lesson.mean, "middle": lesson.middle},
        **{"topics": [{"exercise": item.name, "cause": cause} for item, cause in named[:TOPICS]]},
        **{"typical": median(lesson.seconds or [0.0]), "slowest": max(lesson.seconds, default=0.0)},
        "together": sum(lesson.seconds),
        "items": [{"item": item, "title": title_of(asked, item), "chart": chart(item)} for item in lesson.items],
    }


def title_of(asked: Asked, item: Item) -> str:
    """An exercise's heading in the lesson."""
    return asked.statements[item.name].title if item.name in asked.statements else item.name


def names_page(lessons: Sequence[tuple[Asked, Sequence[Result]]], feedback: Path) -> str:
    """The page with the names: every student's standing at every exercise, and whom to look at."""
    everybody = student_names([results for _, results in lessons])
    shown = [with_names(asked, results, everybody, feedback) for asked, results in lessons]
    return environment.get_template("names.html.j2").render(lessons=shown)


def with_names(asked: Asked, results: Sequence[Result], everybody: list[str], feedback: Path) -> dict[str, Any]:
    """What the page with the names says about one lesson."""
    names = list(dict.fromkeys(name for result in results for name in result["reports"]))
    handed = {result["student"] for result in results}
    return {
        **{"name": asked.lesson, "title": asked.title, "exercises": names},
        "rows": [row(result, names, asked.lesson, feedback) for result in results],
        "unreadable": [result for result in results if result["status"] == "unreadable"],
        "waiting": [result for result in results if waits(result)],
        "mended": [result for result in results if is_graded(result) and result["notes"]],
        "absent": [name for name in everybody if name not in handed],
    }


def row(result: Result, names: list[str], lesson: str, feedback: Path) -> dict[str, Any]:
    """One student's line: points and standing at each exercise, and the way to the feedback page where there is one."""
    student = result["student"]
    page = feedback / student / lesson / f"{lesson}.html"
    link = f"../feedback/{quote(student)}/{lesson}/{lesson}.html" if page.is_file() else ""
    cells = [cell(result["reports"][name]) if name in result["reports"] else None for name in names]
    return {"student": student, "link": link, "cells": cells if is_graded(result) else [], **totals(result)}


def totals(result: Result) -> dict[str, Any]:
    """A result's points, or why there are none."""
    reason = "needs a person" if waits(result) else "" if is_graded(result) else "not read"
    return {"points": result["points"], "most": result["max_points"], "reason": reason}


def cell(report: Mapping[str, Any]) -> dict[str, Any]:
    """One exercise of one student: points, standing and the first cause."""
    stands, found = standing(report), causes(report)
    return {
        **{"points": report["points"], "standing": stands, "sign": SIGNS[stands], "style": STYLES[stands]},
        "cause": found[0][1] if found else "",
    }
