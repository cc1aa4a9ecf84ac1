"""Questions that bring a lesson back to mind, `course/NN_name/recall.toml`: data for the warm-ups of later lessons.

    ["the other factor"]
    exercise = "grad_mul"
    asks = "f = xy at x = {x} and y = {y}. What is ∂f/∂x?"
    numbers = { x = [-4, 3, 5], y = [-2, 2.5, 7] }
    answer = "y"
    says = "Each partial derivative of a product is the other factor."

`answer` is a Python expression of the numbers (with everything in `math`) whose value is a number or a word; `also` may
list other words that count, and one question of a lesson says `hardest = true`. In the students' edition a question is
what it comes to: its texts and their answers. Left out: which questions are asked, and how (`warm_ups`).
"""

from __future__ import annotations

import itertools
import json
import math
import random
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from autograde import compiled, toml_keys
from autograde.course import Course
from autograde.errors import LessonError

FILE = "recall.json"  # beside the lesson's exercises in the students' edition
KEYS = ("exercise", "asks", "numbers", "answer", "says", "also", "hardest")
NEEDED = KEYS[:5]
FEWEST = 3  # questions of a lesson: one warm-up may ask three of the same lesson
MOST = 24  # variants of a question; of more combinations of numbers, a fixed choice is taken
NAMES = {name: value for name, value in vars(math).items() if not name.startswith("_")}
NAMES |= {"abs": abs, "min": min, "max": max, "round": round, "sum": sum}


@dataclass(frozen=True)
class Question:
    """One question about an exercise: texts with their answers, what to say then, and further words that are right."""

    exercise: str
    variants: tuple[tuple[str, float | str], ...]
    says: str
    also: tuple[str, ...] = ()
    hardest: bool = False


def of_lesson(lesson: str, course: Course | None = None) -> Sequence[Question]:
    """The questions about a lesson; none where none are written."""
    if course is None and compiled.lessons():
        path = compiled.FOLDER / lesson / FILE
        return [question_of(item) for item in json.loads(path.read_text(encoding="utf-8"))] if path.is_file() else []
    return read((course or Course.around()).part(lesson, "recall"))


def question_of(data: Mapping[str, Any]) -> Question:
    """The question that `text_of` made this data from."""
    variants = tuple((text, answer) for text, answer in data["variants"])
    return Question(**{**data, "variants": variants, "also": tuple(data["also"])})


def text_of(questions: Sequence[Question]) -> str:
    """The content of the file that the students' edition holds."""
    return json.dumps([asdict(question) for question in questions], ensure_ascii=False, separators=(",", ":"))


def read(path: Path) -> list[Question]:
    """The questions in a lesson's file; LessonError names the one that cannot be asked. None where there is no file."""
    if not path.is_file():
        return []
    where = f"course/{path.parent.name}/{path.name}"
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LessonError(f"{where}: {error}. Write it as TOML in UTF-8.") from error
    return [question_in(f'{where}: ["{name}"]', table) for name, table in tables.items()]


def question_in(where: str, table: Any) -> Question:
    """The question that a table describes."""
    if wrong := toml_keys.fault(table, KEYS, NEEDED):
        raise LessonError(f"{where} {wrong}")
    try:
        variants = tuple(variants_of(table))
    except Exception as error:
        raise LessonError(f"{where}: cannot be asked: {type(error).__name__}: {error}. Fix its numbers.") from error
    says, also = " ".join(table["says"].split()), tuple(table.get("also", ()))
    return Question(table["exercise"], variants, says, also, bool(table.get("hardest", False)))


def variants_of(table: Mapping[str, Any]) -> Iterator[tuple[str, float | str]]:
    """The question with each combination of its numbers, at most MOST of them, and the answer to it."""
    names, values = list(table["numbers"]), list(table["numbers"].values())
    combined = list(itertools.product(*values))
    if len(combined) > MOST:
        combined = random.Random(table["asks"]).sample(combined, MOST)
    for chosen in combined:
        numbers = dict(zip(names, chosen, strict=True))
        answer = eval(table["answer"], {"__builtins__": {}, **NAMES}, numbers)  # the course's own text
        text = " ".join(table["asks"].split()).format(**{name: shown(value) for name, value in numbers.items()})
        yield text, answer if isinstance(answer, str) else float(answer)


def shown(value: Any) -> str:
    """A number as a question writes it: shown(-2.5) -> "−2.5"."""
    return value if isinstance(value, str) else f"{value:g}".replace("-", "−")
