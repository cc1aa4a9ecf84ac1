"""The package `autograde` as students' code finds it inside the sandbox: `check` exists and judges nothing."""

from __future__ import annotations

__all__ = ["check", "course_points", "save_course_page", "standing", "warm_up"]


def check(name: str = "", *functions: object, **options: object) -> str:
    """Say that checks run elsewhere; the grader asks the student's functions itself, from outside."""
    return f"The check of {name or 'an exercise'} runs in the grader."


def course_points(folder: str = "") -> str:
    """No points: other notebooks are not here."""
    return "Points are not counted in the grader."


def save_course_page(name: str = "", folder: str = "") -> str:
    """No page: there is nobody to keep it."""
    return course_points()


def standing(lesson: str = "") -> str:
    """No points: reports are made elsewhere."""
    return course_points()


def warm_up(lesson: str = "") -> str:
    """No questions: nobody is there to answer."""
    return "A warm-up is for people."
