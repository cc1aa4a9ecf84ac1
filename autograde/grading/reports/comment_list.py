"""List a class's mistakes in work/comments.toml, ready for a teacher's words, and say which comments reach nobody.

New entries go behind what stands in the file, in one write; no byte that stands there is touched.
Left out: how the file is read (`comments`), and where the words appear (`feedback`, `exports`).
"""

from __future__ import annotations

import difflib
import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from autograde.course import Course
from autograde.errors import AutogradeError
from autograde.exercises import of_lesson
from autograde.grading.gradebook.comments import FILE, Comments, Key, named, parsed
from autograde.grading.gradebook.results import causes, is_graded, section_of
from autograde.grading.records import Result
from autograde.kinds.counts import counted

SEVERAL = 2  # students who show a cause of a general kind before it is listed; it may be commented on before
HEAD = """\
# What you say once to every student who shows a mistake. Write between the quotes of an entry, in any language;
# `autograde feedback` puts your words at the exercise on these students' pages, and `autograde report` into the texts
# for learning platforms. Empty quotes say nothing. `autograde report` adds the mistakes that are new in your class at
# the end, and changes nothing that stands here.
"""
Shown = Mapping[tuple[str, str, str, str], int]  # lesson, exercise, function, mistake: how many students


def shown_mistakes(results: Iterable[Result]) -> Counter[tuple[str, str, str, str]]:
    """How many students show each mistake, in the order in which lessons and exercises come."""
    return Counter(
        (result.lesson, name.removeprefix("test_"), *pair)
        for result in results
        if is_graded(result)
        for name, report in result.reports.items()
        for pair in causes(report)
    )


def list_mistakes(course: Course, results: Sequence[Result]) -> int:
    """Put the mistakes that the file does not hold yet at its end; returns how many."""
    path = course.root / "work" / FILE
    there = path.read_bytes() if path.exists() else b""
    known = parsed(there, course.shown(path))
    handed = Counter(result.lesson for result in results if is_graded(result))
    added: dict[Key, str] = {}
    for (lesson, exercise, function, mistake), students in worst_first(shown_mistakes(results)):
        question = section_of(lesson, exercise, function, mistake)[1]
        key = (lesson, exercise, mistake)
        if key not in known and key not in added and (question or students >= SEVERAL):
            added[key] = entry(key, function, f"{students} of {counted(handed[lesson], 'student')}", question)
    if added:
        text = ("" if there else HEAD) + "".join(added.values())
        text = text if not there or there.endswith(b"\n") else f"\n{text}"
        try:
            parsed(there + text.encode(), course.shown(path))
        except AutogradeError as error:
            raise AutogradeError(
                f"{course.shown(path)}: new mistakes cannot be listed below what stands there. Give every entry its "
                f'own table, [lesson.exercise."mistake"]. ({error})'
            ) from error
        append(path, text.encode())
    return len(added)


def worst_first(shown: Shown) -> list[tuple[tuple[str, str, str, str], int]]:
    """Mistakes by lesson, those of most students first; in the order of exercises where numbers are equal."""
    return sorted(shown.items(), key=lambda pair: (pair[0][0], -pair[1], order(*pair[0][:2]), pair[0]))


def order(lesson: str, exercise: str) -> int:
    """Where an exercise stands in its lesson."""
    names = [one.name for one in of_lesson(lesson)]
    return names.index(exercise) if exercise in names else len(names)


def entry(key: Key, function: str, students: str, question: str) -> str:
    """A new entry of the file, without words."""
    where = f" in {function}" if function and function != key[1] else ""
    asks = f"# The check asks: {one_line(question)}\n" if question else ""
    return f"\n# {students}{one_line(where)} when this was listed.\n{asks}[{header(key)}]\nsays = '''\n'''\n"


def one_line(text: str) -> str:
    """A text that may stand in a comment of the file."""
    return "".join(character if character.isprintable() else " " for character in text)


def header(key: Key) -> str:
    """The key of an entry as TOML writes it: bare where that will do, otherwise in quotes."""
    bare = [part if re.fullmatch(r"[A-Za-z0-9_-]+", part) else quoted(part) for part in key[:2]]
    return ".".join([*bare, quoted(key[2])])


def quoted(text: str) -> str:
    """A text as a basic string of TOML, which is JSON's but for one character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def append(path: Path, data: bytes) -> None:
    """Put bytes at the end of a file in one write; where the disk is full, none of them stay."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            size = os.fstat(descriptor).st_size
            if os.write(descriptor, data) != len(data):
                os.ftruncate(descriptor, size)
                raise OSError(None, "no space is left")
        finally:
            os.close(descriptor)
    except OSError as error:
        raise AutogradeError(
            f"work/{path.name} cannot be extended ({error.strerror}); nothing in it was changed."
        ) from error


def astray(course: Course, comments: Comments, results: Iterable[Result]) -> list[str]:
    """A line for each written comment that reaches nobody: whose mistake nobody shows, or whose names are unknown."""
    shown = {(lesson, exercise, mistake) for lesson, exercise, _, mistake in shown_mistakes(results)}
    lost = [key for key, words in comments.items() if words and key not in shown]
    return [f"{named(key)}: {unknown(course, key, shown) or 'nobody shows this mistake now'}." for key in lost]


def unknown(course: Course, key: Key, shown: set[Key]) -> str:
    """What is unknown about an entry's names, with the nearest name; "" where all are known."""
    lesson, exercise, mistake = key
    lessons = [*course.lessons, *(one[0] for one in shown)]
    if lesson not in lessons:
        return f"there is no lesson “{lesson}”{nearest(lesson, lessons)}"
    here = of_lesson(lesson)
    exercises = [*(one.name for one in here), *(one[1] for one in shown if one[0] == lesson)]
    if exercise not in exercises:
        return f"the lesson has no exercise “{exercise}”{nearest(exercise, exercises)}"
    catalogue = [wrong.name for one in here if one.name == exercise for wrong in one.misconceptions]
    names = [*catalogue, *(one[2] for one in shown if one[:2] == key[:2])]
    if mistake not in names and not mistake.startswith("raised "):
        return f"nobody shows it, and the exercise knows no mistake of this name{nearest(mistake, names)}"
    return ""


def nearest(name: str, names: Sequence[str]) -> str:
    """The most similar of some names, in words."""
    found = difflib.get_close_matches(name.casefold(), {one.casefold(): 0 for one in names}, n=1, cutoff=0.4)
    return next((f"; did you mean “{one}”?" for one in names if [one.casefold()] == found), "")
