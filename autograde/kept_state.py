"""What functions keep from call to call, and a call without it: default values, names outside, attributes, caches.

A list or a dictionary among the default values is made once and lives as long as the function. Whoever remembers in
one is wrong from the second call on, which the single call does not show. Like `play`, it runs beside the student's
code. Left out: whether the result of such a call is right (`diagnosis`), and what objects of classes keep.
"""

from __future__ import annotations

import contextlib
import copy
import dis
import functools
from collections.abc import Callable, Iterator, Sequence
from types import FunctionType
from typing import Any

import numpy as np

MOST = 1000  # things that are looked at
CALLS = 12  # of a function, that are repeated
CACHE = type(functools.cache(len))  # what the decorators cache and lru_cache make


class Kept:
    """The containers, counters and caches that a function, and those of the student's that it calls, can reach."""

    def __init__(self, function: Any) -> None:
        self.containers: list[Any] = []
        self.counters: list[tuple[dict[str, Any], str]] = []
        self.caches: list[Any] = []
        self._seen: set[int] = set()
        self._look_into(function)

    def __bool__(self) -> bool:
        return bool(self.containers or self.counters or self.caches)

    def _look_into(self, item: Any) -> None:
        """Note what one object keeps; of a function also what the functions keep that it mentions."""
        if id(item) in self._seen or len(self._seen) > MOST:
            return
        self._seen.add(id(item))
        kind = type(item)
        if kind in (list, dict, set, np.ndarray):
            self.containers.append(item)
        elif kind is FunctionType:
            self._look_into_function(item)
        elif kind is CACHE:
            self.caches.append(item)
            self._look_into(getattr(item, "__wrapped__", None))

    def _look_into_function(self, function: FunctionType) -> None:
        for value in (*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values()):
            self._look_into(value)
        for cell in function.__closure__ or ():
            with contextlib.suppress(ValueError):  # a cell that is empty yet
                self._look_into(cell.cell_contents)
        for name, value in vars(function).items():
            self._look_into(value)
            if type(value) in (int, float):
                self.counters.append((vars(function), name))
        outside = function.__globals__
        for instruction in instructions(function.__code__):
            name = instruction.argval
            if instruction.opname == "LOAD_GLOBAL" and isinstance(name, str) and name in outside:
                value = outside[name]
                if type(value) is not FunctionType or value.__globals__ is outside:
                    self._look_into(value)
            if instruction.opname == "STORE_GLOBAL" and type(outside.get(name)) in (int, float):
                self.counters.append((outside, name))

    @contextlib.contextmanager
    def emptied(self) -> Iterator[None]:
        """Containers empty, arrays and counters at 0 and caches cleared within the block; then as they were."""
        before = [copy.copy(item) for item in self.containers]
        counts = [names[name] for names, name in self.counters]
        try:
            for item in self.containers:
                put_in(item, np.zeros_like(item) if type(item) is np.ndarray else ())
            for names, name in self.counters:
                names[name] = type(names[name])()
            for cache in self.caches:
                cache.cache_clear()
            yield
        finally:
            for item, content in zip(self.containers, before, strict=True):
                put_in(item, content)
            for (names, name), count in zip(self.counters, counts, strict=True):
                names[name] = count
            for cache in self.caches:
                cache.cache_clear()


def note_alone(function: Any, calls: Sequence[tuple[Any, Any]], again: Callable[[Any], Any]) -> None:
    """Note in each call's outcome, as "alone", what it does again with nothing kept, where the function can keep any.

    calls: probes with their outcomes.
    """
    with contextlib.suppress(Exception):  # a call may have removed the names
        kept = Kept(function)
        for probe, outcome in calls[:CALLS] if kept else ():
            with kept.emptied():
                outcome["alone"] = again(probe)


def put_in(container: Any, content: Any) -> None:
    """Give a list, a dictionary, a set or an array this content and no other."""
    if type(container) is np.ndarray:
        with contextlib.suppress(ValueError):  # one that may not be written
            container[...] = content
        return
    container.clear()
    (container.extend if type(container) is list else container.update)(content)


def instructions(code: Any) -> Iterator[dis.Instruction]:
    """The instructions of a function's code, and of the functions that are defined in it."""
    yield from dis.get_instructions(code)
    for constant in code.co_consts:
        if hasattr(constant, "co_code"):
            yield from instructions(constant)
