"""Close the library's own gradients while a hand-written one is checked.

The exercises ask for a gradient that the student derived; `backprop_lib` and torch could supply it. Replacing the
functions' code objects closes references saved earlier too. Left out: anything a determined cheat could undo, which
is the sandbox's business.
"""

from __future__ import annotations

import contextlib
import importlib
import linecache
import sys
from collections.abc import Iterator, Sequence
from types import FunctionType

ALWAYS = (
    "circuit.Value.backward",
    "circuit._gate",  # a node keeps the slope of its gate
    "gradcheck._slopes",
    "gradcheck.check_gradient",
    "numerical.numerical_derivative",
    "numerical.numerical_gradient",
    "numerical.numerical_vjp",
)


class Closed(RuntimeError):
    """Raised by a library function that is closed while an exercise is checked."""


def raise_closed(*args: object, **kwargs: object) -> None:
    """Stand in for a closed function."""
    from autograde.closing import Closed

    raise Closed(
        "this library function is closed while an exercise is checked: the exercise asks for your own derivation. "
        "Compare with the library in a cell of your own."
    )


def library_functions(extra: Sequence[str]) -> list[FunctionType]:
    """The functions to close: every `*_backward` gate, the numerical ones, and those named in `extra`."""
    found = []
    gates = importlib.import_module("backprop_lib.gates")
    found += [item for name, item in vars(gates).items() if name.endswith("_backward")]
    for dotted in (*ALWAYS, *extra):
        module, *path = dotted.split(".")
        item = importlib.import_module(f"backprop_lib.{module}")
        for name in path:
            item = getattr(item, name)
        found.append(item)
    torch_autograd = sys.modules.get("torch.autograd")
    if torch_autograd is not None:
        found += [torch_autograd.backward, torch_autograd.grad]
    return [item for item in found if isinstance(item, FunctionType)]


def source_files() -> list[str]:
    """Files and folders from which the code of closed functions could be read."""
    names = sorted({"gates", *(dotted.split(".")[0] for dotted in ALWAYS)})
    files = [importlib.import_module(f"backprop_lib.{name}").__file__ or "" for name in names]
    return [*files, f"{files[0].rpartition('/')[0]}/__pycache__"]


def close_for_good(extra: Sequence[str]) -> None:
    """Let go of the code of the library's gradients in this process: nothing that runs later can find it again."""
    for item in library_functions(extra):
        item.__code__, item.__defaults__, item.__kwdefaults__ = raise_closed.__code__, None, None
    linecache.clearcache()


@contextlib.contextmanager
def closed(extra: Sequence[str] = ()) -> Iterator[None]:
    """Within the block, the library's gradients and the functions named in `extra` raise `Closed` when called."""
    functions = list({id(item): item for item in library_functions(extra)}.values())
    saved = [(item, item.__code__, item.__defaults__, item.__kwdefaults__) for item in functions]
    try:
        for item in functions:
            item.__code__, item.__defaults__, item.__kwdefaults__ = raise_closed.__code__, None, None
        yield
    finally:
        for item, code, defaults, kwdefaults in saved:
            item.__code__, item.__defaults__, item.__kwdefaults__ = code, defaults, kwdefaults
