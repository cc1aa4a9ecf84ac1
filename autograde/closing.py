"""Close the library's own gradients while a hand-written one is checked.

The exercises ask for a gradient that the student derived; `backprop_lib` and torch could supply it, and candidates of
an exercise on bugs. Replacing the functions' code objects closes references saved earlier too. Left out: what a cheat
could undo or has recorded, for which there is a process in which they are gone before the first cell runs.
"""

from __future__ import annotations

import contextlib
import importlib
import inspect
import linecache
import operator
import sys
from collections.abc import Iterator, Sequence
from types import FunctionType
from typing import Any

from autograde.closed_functions import refuse, refuse_in_turn
from backprop_lib import touch

BACKWARD = ("gates", "layers")  # modules whose every `*_backward` is closed
RULES = "rules"  # the module whose table says what an operation passes back
# a node keeps the slope of its _gate; _spread is what a sum sends back; _sweep sums over paths
ALWAYS = "circuit.Value.backward circuit._gate classifier.logistic_backward gradcheck._slopes gradcheck.check_gradient "
ALWAYS += "jacobian.jacobian jacobian.vjp layers.unbroadcast layers._spread mlp.MLP.backward paths._sweep paths.paths "
ALWAYS += "numerical.numerical_derivative numerical.numerical_gradient numerical.numerical_vjp tensor.Tensor.backward "
ALWAYS += "replay.Recording.run tensor.backward_through"
# what torch derives with in Python; its engine itself is only out of reach where torch is
TORCH = "autograd.backward autograd.grad autograd.graph._engine_run_backward autograd.forward_ad.make_dual "
TORCH += "autograd.forward_ad.unpack_dual"


def library_functions(extra: Sequence[str], opens: Sequence[str] = ()) -> list[FunctionType]:
    """The functions to close: every `*_backward` of gates and layers, the numerical ones, torch's, those in `extra`.

    opens: ("torch",) leaves torch's open, ("candidates",) those of the exercise on bugs, ("rules",) those of the table
    of rules; and one of the functions in ALWAYS by its name ("layers.unbroadcast").
    """
    from autograde.players import layers

    found = (
        [] if "candidates" in opens else [layers.hidden, *(one for some in layers.BACKWARD.values() for one in some)]
    )
    for module in BACKWARD:
        members = vars(importlib.import_module(f"backprop_lib.{module}"))
        found += [item for name, item in members.items() if name.endswith("_backward")]
    for rule in importlib.import_module(f"backprop_lib.{RULES}").RULES.values() if RULES not in opens else ():
        found += rule.backward
    for dotted in (*ALWAYS.split(), *extra):
        if dotted in opens:
            continue
        module, _, path = dotted.partition(".")
        found.append(operator.attrgetter(path)(importlib.import_module(f"backprop_lib.{module}")))
    torch = sys.modules.get("torch")
    if torch and "torch" not in opens and "torch.autograd.forward_ad" in sys.modules:  # loaded to the end
        found += [operator.attrgetter(path)(torch) for path in TORCH.split()]
    return [item for item in found if isinstance(item, FunctionType)]


def source_files() -> list[str]:
    """Files and folders from which the code of closed functions could be read."""
    modules = sorted({f"backprop_lib.{name.split('.')[0]}" for name in (*BACKWARD, RULES, *ALWAYS.split())})
    files = [importlib.import_module(name).__file__ or "" for name in (*modules, "autograde.players.layers")]
    scripts = sorted(map(str, touch.FOLDER.glob("*.mjs")))  # the slopes of the pictures, for whoever runs JavaScript
    caches = sorted({f"{file.rpartition('/')[0]}/__pycache__" for file in files})
    return [*files, *scripts, *caches]


def close_for_good(extra: Sequence[str], opens: Sequence[str] = ()) -> list[FunctionType]:
    """Let go of the code of the library's gradients in this process: nothing that runs later can find it again."""
    found = library_functions(extra, opens)
    stand_in(found, refuse)
    forget_files()
    touch.script.cache_clear()
    return found


def forget_files() -> None:
    """Let go of lines that were read from files; tracebacks need those of a notebook's cells, which stand in none."""
    for name, entry in [*linecache.cache.items()]:
        if len(entry) == 1 or entry[1] is not None:  # a way to read it, or when it was last written
            del linecache.cache[name]


def stand_in(functions: Sequence[FunctionType], instead: Any) -> None:
    """Give closed functions the code of a stand-in; generators refuse, whatever it is."""
    codes = {True: refuse_in_turn.__code__, False: instead.__code__}
    replace_code([(item, codes[inspect.isgeneratorfunction(item)], None, None) for item in functions])


def replace_code(codes: Sequence[tuple[FunctionType, Any, Any, Any]]) -> None:
    """Give functions other code, defaults and keyword defaults."""
    for item, code, defaults, kwdefaults in codes:
        item.__code__, item.__defaults__, item.__kwdefaults__ = code, defaults, kwdefaults


@contextlib.contextmanager
def closed(extra: Sequence[str] = (), opens: Sequence[str] = ()) -> Iterator[None]:
    """Within the block, the library's gradients and the functions named in `extra` raise `Closed` when called.

    torch's are closed as well, where it is loaded and `opens` does not name it.
    """
    functions = {id(item): item for item in library_functions(extra, opens)}.values()
    saved = [(item, item.__code__, item.__defaults__, item.__kwdefaults__) for item in functions]
    try:
        close_for_good(extra, opens)
        yield
    finally:
        replace_code(saved)
