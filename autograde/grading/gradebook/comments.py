"""What a teacher says once to everybody who shows a mistake, `work/comments.toml`:

    [01_slopes.grad_mul."not swapped"]
    says = '''
    Cover one input with your hand and move the other.
    '''

An entry names lesson, exercise and mistake; an empty text says nothing. Left out: who lists the mistakes in the file
(`comment_list`), and where the words appear (`final`, `feedback`, `exports`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from autograde.course import Course
from autograde.errors import AutogradeError
from autograde.grading.gradebook.results import causes

FILE = "comments.toml"
Report = Mapping[str, Any]
Key = tuple[str, str, str]  # lesson, exercise, mistake
Comments = Mapping[Key, str]  # the teacher's words, "" where none are written yet


def read_comments(course: Course) -> dict[Key, str]:
    """The course's comments, none where there is no file; AutogradeError says what in the file cannot be."""
    path = course.root / "work" / FILE
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise AutogradeError(f"{course.shown(path)} cannot be read ({error.strerror}).") from error
    return parsed(data, course.shown(path))


def parsed(data: bytes, place: str) -> dict[Key, str]:
    """The comments in a file's bytes; AutogradeError names the place and the line or the entry."""
    try:
        tables = tomllib.loads(data.decode("utf-8-sig").replace("\r\n", "\n"))
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise AutogradeError(
            f"{place}, line {line}: not in UTF-8. Save it in UTF-8; nothing in it was changed."
        ) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise AutogradeError(
            f"{place} is not proper TOML: {error}. Fix it there; nothing in it was changed."
        ) from error
    return {key: says(key, entry, place) for key, entry in entries(tables, place)}


def entries(tables: Mapping[str, Any], place: str) -> Iterator[tuple[Key, Mapping[str, Any]]]:
    """Every entry with its key; AutogradeError for a table that is not as deep as lesson, exercise, mistake."""
    for lesson, exercises in tables.items():
        for exercise, mistakes in below(exercises, [lesson], place):
            for mistake, entry in below(mistakes, [lesson, exercise], place):
                below(entry, [lesson, exercise, mistake], place)
                yield (lesson, exercise, mistake), entry


def below(table: Any, names: list[str], place: str) -> list[tuple[str, Any]]:
    """What a table holds; AutogradeError where something else stands in its place."""
    if isinstance(table, dict):
        return list(table.items())
    raise AutogradeError(
        f'{place}: {" → ".join(names)} is no entry. One begins with [lesson.exercise."mistake"], and `says = ` follows.'
    )


def says(key: Key, entry: Mapping[str, Any], place: str) -> str:
    """An entry's words; AutogradeError where it holds anything else, as nobody would ever read that."""
    text = entry.get("says")
    if set(entry) != {"says"} or not isinstance(text, str):
        raise AutogradeError(f"{place}: the entry {named(key)} needs `says`, a text in quotes, and nothing else.")
    return text.strip()


def named(key: Key) -> str:
    """An entry as messages call it."""
    return f"{key[0]}, {key[1]}, “{key[2]}”"


def comments_on(comments: Comments, lesson: str, exercise: str, report: Report | None) -> tuple[tuple[str, str], ...]:
    """What the teacher says to a student with this report: a pair (mistake, words) for each mistake they show."""
    shown = dict.fromkeys(name for _, name in causes(report)) if comments and report else ()
    found = ((name, comments.get((lesson, exercise, name), "")) for name in shown)
    return tuple((name, words) for name, words in found if words)
