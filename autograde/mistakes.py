"""What students get wrong, `course/NN_name/mistakes.toml`: data that becomes wrong functions when one is needed.

    [grad_mul."not swapped"]
    edit = ["return y, x", "return x, y"]
    says = '''Each slope stands at the wrong input. By how much does xy grow when x alone moves?'''

An entry names an exercise and the mistake. Its keys:
  edit      pairs of texts, old and new, one after the other; each old text stands exactly once in the lesson's own
            answer (a solution cell without docstrings), and the edited answer is the wrong one
  code      the wrong answer itself, where an edit cannot say it; it may use what the lesson's answer uses and what
            `exercises.py` beside it defines
  says      one cause and one question that points at the idea; never the formula
  like      in place of `says` (and `section`): the name of an entry above that is told in the same words
  section   the lesson heading to revisit, where it is not the exercise's own
  function  which of several functions is meant, where the edit or the code does not tell
Left out: whether the check tells these mistakes apart (`proofs`).
"""

from __future__ import annotations

import ast
import functools
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from autograde import solutions, toml_keys
from autograde.errors import LessonError
from autograde.exercise import Exercise, Misconception
from autograde.solutions import Solutions

KEYS = ("edit", "code", "says", "like", "section", "function")
WRONG = "<mistake>"  # the file name under which wrong answers are compiled


def of_exercises(
    path: Path, exercises: Sequence[Exercise], beside: Mapping[str, Any]
) -> dict[str, tuple[Misconception, ...]]:
    """The mistakes of a lesson's exercises, by exercise, in the order of the file; none where there is no file.

    beside: what `exercises.py` defines.
    """
    if not path.is_file():
        return {}
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LessonError(f"{shown(path)}: {error}. Write it as TOML in UTF-8.") from error
    try:
        source = solutions.read(path.with_name("lesson.py"))
    except (SyntaxError, UnicodeDecodeError):
        return {}  # there are no answers to edit; the gate says what is wrong with the text
    known = {exercise.name: exercise for exercise in exercises}
    for name in tables:
        if name not in known:
            raise LessonError(f"{shown(path)}: [{name}] is no exercise of this lesson ({', '.join(known)}).")
    return {name: read(path, source, known[name], entries, beside) for name, entries in tables.items()}


def read(
    path: Path, source: Solutions, exercise: Exercise, entries: Mapping[str, Any], beside: Mapping[str, Any]
) -> tuple[Misconception, ...]:
    """The mistakes of one exercise; LessonError names the entry whose keys do not fit."""
    if exercise.name not in source.answers:
        return ()  # a mark in the text is missing or misspelt, which the gate says
    found: dict[str, Misconception] = {}
    for name, entry in entries.items():
        where = f'{shown(path)}: [{exercise.name}."{name}"]'
        if wrong := toml_keys.fault(entry, KEYS):
            raise LessonError(f"{where} {wrong}")
        if not all(isinstance(text, str) for key, text in entry.items() if key != "edit"):
            raise LessonError(f"{where}: everything but `edit` is a text in quotes.")
        if ("edit" in entry) == ("code" in entry) or ("says" in entry) == ("like" in entry):
            raise LessonError(f"{where}: it has either `edit` or `code`, and either `says` or `like`.")
        if "like" in entry and entry["like"] not in found:
            raise LessonError(f'{where}: no entry above it is called "{entry["like"]}", whose words it would take.')
        told = found.get(entry.get("like", ""))
        function, make = made(where, source, exercise, entry, beside)
        found[name] = Misconception(
            name,
            told.message if told else " ".join(entry["says"].split()),
            function,
            make,
            entry.get("section", told.section if told else ""),
        )
    return tuple(found.values())


def made(
    where: str, source: Solutions, exercise: Exercise, entry: Mapping[str, Any], beside: Mapping[str, Any]
) -> tuple[str, Callable[[], dict[str, Any]]]:
    """Which function an entry is about, and what makes its names; an edit without a place is told when they are made.

    So a solution that was changed can still be run and judged, and every edit that quotes it is named at once.
    """
    answer = source.answers[exercise.name]
    try:
        code, place = (entry["code"], -1) if "code" in entry else edited(where, answer, entry)
    except LessonError as error:
        return entry.get("function") or exercise.function_names[0], functools.partial(refuse, error)
    function = entry.get("function") or meant(exercise, code if "code" in entry else answer, place)
    if function not in exercise.function_names:
        raise LessonError(f"{where}: say with `function` which is meant: {', '.join(exercise.function_names)}.")
    return function, functools.partial(bind, where, source, exercise, code, function, beside)


def refuse(error: LessonError) -> dict[str, Any]:
    """Say why there is no wrong answer."""
    raise error


def edited(where: str, answer: str, entry: Mapping[str, Any]) -> tuple[str, int]:
    """The answer with an entry's edits, and where in the answer the first one begins.

    Each old text must stand exactly once: in the whole answer, or in the function that the entry names.
    """
    pairs = entry["edit"]
    in_pairs = isinstance(pairs, list) and len(pairs) and not len(pairs) % 2
    if not in_pairs or not all(isinstance(text, str) for text in pairs):
        raise LessonError(f"{where}: `edit` is a list of texts in pairs, old and new.")
    first, last = span(answer, entry.get("function", ""))
    part, place = answer[first:last], -1
    for old, new in zip(pairs[::2], pairs[1::2], strict=True):
        count = part.count(old)
        if count != 1:
            raise LessonError(f"{where}: `{old}` stands {count} times in the lesson's answer, and must stand once.")
        place = part.index(old) + first if place < 0 else place
        part = part.replace(old, new)
    return answer[:first] + part + answer[last:], place


def span(answer: str, function: str) -> tuple[int, int]:
    """Where a function's text begins and ends in an answer; the whole answer where none is named."""
    return functions(answer).get(function, (0, len(answer))) if function else (0, len(answer))


@functools.lru_cache(64)
def functions(answer: str) -> Mapping[str, tuple[int, int]]:
    """Where the text of each function at the top of an answer begins and ends; of two with one name, the first."""
    starts = [0]
    for line in answer.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    found = [node for node in ast.parse(answer).body if isinstance(node, ast.FunctionDef)]
    return {node.name: (starts[node.lineno - 1], starts[node.end_lineno or -1]) for node in reversed(found)}


def meant(exercise: Exercise, code: str, place: int) -> str:
    """Which of an exercise's functions (of a table's entries) is meant: the only one, or the one at `place` in code.

    With place −1 the first that the code defines; "" where that does not tell.
    """
    names = exercise.function_names
    if len(names) == 1:
        return names[0]
    if exercise.kind.table:
        return next((name for name in names if code.startswith(f'"{name}"', place)), "")
    spans = {name: span(code, name) for name in names if re.search(rf"^def {name}\b", code, re.MULTILINE)}
    if place < 0:
        return min(spans, key=lambda name: spans[name], default="")
    return next((name for name, (first, last) in spans.items() if first <= place < last), "")


def bind(
    where: str, source: Solutions, exercise: Exercise, code: str, function: str, beside: Mapping[str, Any]
) -> dict[str, Any]:
    """What `check` is handed, by name: the wrong function, the lesson's own others, and what is given (a class)."""
    try:
        compiled = compile(code, WRONG, "exec", dont_inherit=True)
        texts = (source.answers[exercise.name], code, *exercise.kind.given)
        needed = source.needed("\n".join(texts), exercise.name)
        namespace = {name: beside[name] for name in solutions.used(code) if name in beside} | needed
        exec(source.answers[exercise.name], namespace)  # for what the code leaves as it is
        right = dict(namespace)
        exec(compiled, namespace)
    except SyntaxError as error:
        raise LessonError(f"{where}: the wrong answer is no Python: {error.msg}.") from error
    except Exception as error:
        raise LessonError(f"{where}: the wrong answer cannot be defined: {type(error).__name__}: {error}.") from error
    wrong = exercise.kind.table or function
    if wrong not in right:
        raise LessonError(f"{where}: the lesson's answer defines no {wrong}.")
    if namespace[wrong] is right[wrong]:
        raise LessonError(f"{where}: the wrong answer defines no {wrong}.")
    return {name: namespace[name] for name in exercise.handed if name in namespace}


def shown(path: Path) -> str:
    """A lesson's file as messages name it."""
    return f"course/{path.parent.name}/{path.name}"
