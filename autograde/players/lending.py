"""Let another function stand for a name beside a student's function while it is called.

So one exercise is judged without the student's answer to another. Left out: what the other function knows (`engine`,
`sequences`).
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any


@contextlib.contextmanager
def lent(function: Callable[..., Any], name: str, other: Callable[..., Any]) -> Iterator[None]:
    """Within the block, a name beside a student's function stands for another one.

    Also where nothing has that name: the cell that was to define it may have ended in an error.
    """
    names = getattr(function, "__globals__", {})
    saved = {name: names[name]} if name in names else {}
    names[name] = other
    try:
        yield
    finally:
        names.pop(name, None)
        names.update(saved)
