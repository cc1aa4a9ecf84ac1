"""The package `autograde` as students' code finds it inside the sandbox: `check` exists and judges nothing."""

from __future__ import annotations

__all__ = ["check"]


def check(name: str = "", *functions: object, **options: object) -> str:
    """Say that checks run elsewhere; the grader asks the student's functions itself, from outside."""
    return f"The check of {name or 'an exercise'} runs in the grader."
