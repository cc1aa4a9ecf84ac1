"""Mistakes as exercises.py used to hold them; goes when the last one has moved to mistakes.toml."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from autograde import exercise


@dataclass(frozen=True, eq=False)
class Misconception:
    name: str
    wrong: Any
    message: str
    function: str = ""
    section: str = ""


def old(item: exercise.Exercise) -> list[exercise.Misconception]:
    found = []
    for m in item.misconceptions:
        if isinstance(m, exercise.Misconception):
            found.append(m)
            continue
        f = m.function or item.function_names[0]
        found.append(exercise.Misconception(m.name, m.message, f, lambda f=f, m=m: {f: m.wrong}, m.section))
    return found
