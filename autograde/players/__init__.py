"""Ways to call a student's function other than `play.call`: on an engine, with named functions, on figures, with torch.

One module an idea; like `play`, they run beside the student's code, hold no answers and import nothing that does.
An exercise names one of their functions as its `run`; the sandbox is told "players.engine.order" and finds it here.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

MODULE = __name__.rpartition(".")[0]


def name_of(run: Callable[..., Any]) -> str:
    """A player's name below `autograde`: name_of(play.call) -> "play.call"."""
    return f"{run.__module__.removeprefix(f'{MODULE}.')}.{run.__name__}"


def find(name: str) -> Callable[..., Any]:
    """The player of that name; ValueError for anything that is neither in `play` nor in here."""
    module, _, function = name.rpartition(".")
    if module != "play" and module.rpartition(".")[0] != "players":
        raise ValueError(f"{name} is no player")
    found: Callable[..., Any] = getattr(importlib.import_module(f"{MODULE}.{module}"), function)
    return found
