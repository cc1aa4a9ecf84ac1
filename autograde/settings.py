"""A course's settings, `course/course.toml`, and what `work/course.toml` says otherwise; without files, the defaults.

Left out: what each lesson says of itself (its folder), and nbgrader's settings (`nbgrader_config.py`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from autograde.errors import AutogradeError

FILES = ("course/course.toml", "work/course.toml")  # the later one wins
TABLES = ("due", "columns", "late")  # are joined, key by key
KINDS: dict[str, type] = {
    **dict.fromkeys(("title", "wheel", "exchange"), str),
    "left_out": list,
    **dict.fromkeys(TABLES, dict),
}
LATE = ("points_per_day", "grace_minutes", "most")


@dataclass(frozen=True)
class Settings:
    """title: of the course.   left_out: lessons that are not taught.   wheel: address of the students' wheel, or "".

    exchange: the folder of nbgrader's exchange, from the course's folder.
    due: when each lesson is due, in UTC; a lesson that is not named has no due date.
    columns: a lesson, or "total" -> the heading of its column in the platform's table; "" for none.
    late: what lateness costs: points_per_day, grace_minutes, most; nothing where it is empty.
    """

    title: str = "A course"
    left_out: tuple[str, ...] = ()
    wheel: str = ""
    exchange: str = "work/exchange"
    due: Mapping[str, datetime] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    late: Mapping[str, float] = field(default_factory=dict)


def read(root: Path, own: bool = True) -> Settings:
    """The settings of the course in a folder; AutogradeError names the file and the line that cannot be.

    own: whether work/course.toml counts, which is one instructor's; what is built and committed goes without.
    """
    found: dict[str, Any] = {}
    for name in FILES if own else FILES[:1]:
        path = root / name
        if not path.is_file():
            continue
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise AutogradeError(f"{name}: {error}. Write it as TOML in UTF-8.") from error
        for key, value in data.items():
            if not isinstance(value, KINDS.get(key, ())):
                known = ", ".join(item.name for item in fields(Settings))
                raise AutogradeError(f"{name}: `{key} = {value!r}` is no setting. Settings: {known}.")
        found |= data | {table: found.get(table, {}) | data.get(table, {}) for table in TABLES}
    if odd := [key for key, heading in found.get("columns", {}).items() if not isinstance(heading, str)]:
        raise AutogradeError(f'course.toml: [columns] {odd[0]} needs a heading, as in {odd[0]} = "01 Slopes (901)".')
    for key, value in found.get("late", {}).items():
        if key not in LATE or isinstance(value, bool) or not isinstance(value, (int, float)) or not value >= 0:
            raise AutogradeError(
                f"course.toml: [late] takes {', '.join(LATE)}, each a number from 0 on; not {key} = {value!r}."
            )
    due = {lesson: moment(lesson, when) for lesson, when in found.pop("due", {}).items()}
    return Settings(**found | {"left_out": tuple(map(str, found.get("left_out", ())))}, due=due)


def exchange_folder(root: Path) -> Path:
    """The folder of nbgrader's exchange."""
    return (root / Path(read(root).exchange).expanduser()).resolve()


def moment(lesson: str, when: Any) -> datetime:
    """A due date in UTC; AutogradeError where the offset is missing, as nobody could tell whose midnight is meant."""
    if not isinstance(when, datetime) or when.tzinfo is None:
        raise AutogradeError(
            f"course.toml: the due date of {lesson} needs day, time and offset: {lesson} = 2026-10-12T23:59:00+02:00."
        )
    return when.astimezone(UTC)
