"""Kinds of answer beyond "a call returns numbers": what is right, what is told and what is drawn for each of them.

A kind's functions are handed to `Exercise` as accepts, alike, tells, draws and shows, with settings in plain data where
a kind has some (`functools.partial`). They see a probe, what came back and what was expected, and know no exercise: no
closed form of an answer stands here, so that the students' edition holds these files. Left out: how an answer is run
(`players`) and what fits every exercise (`judge`, `diagnosis`).
"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable, Mapping
from typing import Any


def name_of(hook: Callable[..., Any]) -> tuple[str, dict[str, Any]]:
    """A function's name in here, with the settings that it was given: ("arrays.tells", {"results": ("dA", "dB")}).

    ValueError for a function that stands elsewhere: the students' edition cannot hold it.
    """
    function = hook.func if isinstance(hook, functools.partial) else hook
    settings = dict(hook.keywords) if isinstance(hook, functools.partial) else {}
    if not function.__module__.startswith(f"{__name__}."):
        raise ValueError(f"{function.__module__}.{function.__qualname__} is no function of {__name__}")
    return f"{function.__module__.removeprefix(f'{__name__}.')}.{function.__name__}", settings


def find(name: str, settings: Mapping[str, Any]) -> Callable[..., Any]:
    """The function that `name_of` gave this name and these settings."""
    module, _, function = name.rpartition(".")
    found: Callable[..., Any] = getattr(importlib.import_module(f"{__name__}.{module}"), function)
    return functools.partial(found, **settings) if settings else found
