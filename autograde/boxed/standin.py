"""The package `autograde` as students' code finds it inside the sandbox: `check` exists and judges nothing."""

from __future__ import annotations

__all__ = ["check", "points_so_far", "standing", "warm_up"]


def check(name: str = "", *functions: object, **options: object) -> str:
    """Say that checks run elsewhere; the grader asks the student's functions itself, from outside."""
    return f"The check of {name or 'an exercise'} runs in the grader."


def points_so_far() -> str:
    """No points: other notebooks are not here."""
    return "Points are not counted in the grader."


def standing(lesson: str = "") -> str:
    """No points: reports are made elsewhere."""
    return points_so_far()


def warm_up(lesson: str = "") -> str:
    """No questions: nobody is there to answer."""
    return "A warm-up is for people."
