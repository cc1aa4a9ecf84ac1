"""What tests do on a machine without PyTorch: those that need it are skipped and say so, or fail where none may be.

A test needs it when its module asks for it here, or when one of its parameters belongs to a lesson that does.
"""

import importlib
import importlib.util
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from autograde.exercises import every

HERE = importlib.util.find_spec("torch") is not None
REASON = "PyTorch is not installed: `make torch` adds it"
LESSON_OF = {name: exercise.lesson for name, exercise in every().items()}
LESSONS = {exercise.lesson for exercise in every().values() if "torch" in exercise.opens}


def torch_or_skip() -> ModuleType:
    """The module torch; without it, the rest of the module that asks is skipped."""
    if not HERE and os.environ.get("REQUIRE_ALL") != "1":
        pytest.skip(REASON, allow_module_level=True)
    return importlib.import_module("torch")


@contextmanager
def without_torch() -> Iterator[None]:
    """Processes that are started meanwhile find a torch that cannot be imported, as if none were installed."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        Path(folder, "torch.py").write_text("raise ModuleNotFoundError(\"No module named 'torch'\", name='torch')\n")
        patch.setenv("PYTHONPATH", folder)
        yield


def possible(lesson: str) -> bool:
    """Whether a lesson's notebooks can be run here; where nothing may be skipped, all are tried."""
    return HERE or os.environ.get("REQUIRE_ALL") == "1" or lesson not in LESSONS


def skip_what_needs_torch(items: list[pytest.Item]) -> None:
    """Mark the tests that have a parameter of a lesson that is not possible here."""
    for item in items:
        values = getattr(item, "callspec", None)
        if values and not all(possible(lesson_of(value)) for value in values.params.values()):
            item.add_marker(pytest.mark.skip(reason=REASON))


def lesson_of(value: Any) -> str:
    """The lesson that a parameter names or belongs to; "" for none."""
    if isinstance(value, str):
        return LESSON_OF.get(value, value)
    return str(getattr(value, "lesson", ""))
