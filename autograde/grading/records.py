"""The records that go from room to room, and their one form in JSON.

A `Bundle` is a lesson as the grader needs it, made of `LessonCell`s; a `SubmittedCell` is what was taken from a
hand-in; a `Job` is one submission to be graded, and a `Result` what became of it. Reports on exercises stay plain data,
in the form of `autograde.report`. Left out: where records are kept (`gradebook.store`).
"""

from __future__ import annotations

import base64
import dataclasses
import json
import math
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar, get_type_hints

from autograde.handed_in.cells import LessonCell

GRADED, UNREADABLE, FOR_A_PERSON, GRADER_ERROR = "graded", "unreadable", "for a person", "grader error"


@dataclass(frozen=True)
class RunCell:
    """A cell after it was run: what stands below it, and its number."""

    cell: LessonCell
    outputs: tuple[Any, ...] = ()
    count: int | None = None


@dataclass(frozen=True)
class Bundle:
    """What grading a lesson needs of it. files: the lesson's data, name -> hexadecimal digits."""

    lesson: str
    cells: tuple[LessonCell, ...]
    imports: tuple[str, ...]
    files: Mapping[str, str]
    version: str  # tells it from every other one


@dataclass(frozen=True)
class Job:
    """Everything a worker needs to grade one submission but the bundle, which it has."""

    lesson: str
    student: str
    submission: str  # digest of the data
    bundle: str  # version of the bundle
    seed_id: str
    seed: str
    data: bytes
    notes: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """What became of a submission. points: None until a person has looked.   notebook: the graded one, as text."""

    lesson: str
    student: str
    submission: str
    bundle: str
    seed_id: str
    status: str
    level: str
    notes: tuple[str, ...]
    reports: Mapping[str, Mapping[str, Any]]  # by exercise
    points: float | None
    max_points: float
    notebook: str = ""
    seconds: float = 0.0


Record = TypeVar("Record")


def plain(record: Any) -> dict[str, Any]:
    """A record as JSON has it; bytes in base64."""
    return {
        key: base64.b64encode(value).decode() if isinstance(value, bytes) else value
        for key, value in vars(record).items()
    }


def encode(record: Any, **layout: Any) -> str:
    """A record as JSON text; `layout` goes to `json.dumps`."""
    return json.dumps(record, default=plain, **layout)


def decode(kind: type[Record], data: Any) -> Record:
    """The record that JSON data describes; ValueError where it has not the form of one. Other keys are left aside."""
    if not isinstance(data, dict):
        raise ValueError(f"no {kind.__name__}, but {type(data).__name__}")
    found = {}
    types = get_type_hints(kind)
    for item in dataclasses.fields(kind):  # type: ignore[arg-type]
        if item.name in data:
            found[item.name] = value(types[item.name], data[item.name], f"{kind.__name__}.{item.name}")
        elif item.default is dataclasses.MISSING and item.default_factory is dataclasses.MISSING:
            raise ValueError(f"{kind.__name__}.{item.name} is missing")
    return kind(**found)


def value(kind: Any, data: Any, name: str) -> Any:
    """One field from JSON data; ValueError where it is of another kind."""
    right: bool
    if kind is bytes:
        return base64.b64decode(data, validate=True)
    if kind == tuple[LessonCell, ...]:
        return tuple(decode(LessonCell, one) for one in data)
    if kind == tuple[str, ...]:
        right = isinstance(data, list) and all(isinstance(one, str) for one in data)
        data = tuple(data) if right else data
    elif kind in (float, float | None):
        number = isinstance(data, (int, float)) and not isinstance(data, bool) and math.isfinite(data)
        right = number or (data is None and kind is not float)
    else:
        right = isinstance(data, dict if typing.get_origin(kind) is Mapping else kind)
    if not right:
        raise ValueError(f"{name} cannot be {data!r:.80}")
    return data
