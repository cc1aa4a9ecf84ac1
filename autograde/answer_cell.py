"""Whether the answer's cell ran to its end, as the kernel saw it: what is judged must be what the cell says.

A cell with a SyntaxError leaves the function of an earlier run behind, and so does one that stopped before its `def`.
A check of that would speak of code that is no longer there. IPython tells after every cell how it ended. Left out: an
edit that was never run, which no kernel can see.
"""

from __future__ import annotations

import linecache
import sys
from collections.abc import Mapping
from types import TracebackType
from typing import Any

MOST = 400  # cells that are remembered
ENDED: list[tuple[str, BaseException | None, bool]] = []  # source, what ended it, whether before it began


class AnswerStopped(RuntimeError):
    """Raised by `check` when the answer's cell stopped with an error; shown without a traceback."""

    def _render_traceback_(self) -> list[str]:
        return str(self).splitlines()


def watch() -> None:
    """From now on, remember how each cell of this kernel ended; outside of a notebook, nothing."""
    running = shell()
    if running is None or remember in running.events.callbacks.get("post_run_cell", ()):
        return
    running.events.register("post_run_cell", remember)
    if not running.custom_exceptions:
        running.set_custom_exc((NameError,), missing_name)


def shell() -> Any:
    """The shell that runs this kernel's cells; None outside of a notebook."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython is not None else None


def remember(result: Any) -> None:
    """Keep how a cell ended; IPython calls this after each one."""
    before = result.error_before_exec
    ENDED.append((str(result.info.raw_cell or ""), before or result.error_in_exec, before is not None))
    del ENDED[:-MOST]


def stopped(given: Mapping[str, Any]) -> str:
    """Why the functions given by these names are not what their cell says; "" where nothing speaks for that."""
    for source, error, before in reversed(ENDED):
        names = [name for name in given if defines(source, name)]
        if not names:
            continue
        if error is None or not (before or any(is_older(given[name], source) for name in names)):
            return ""
        return (
            f"The cell of {names[0]} stopped with {said(error)}.\n"
            "What there is of it is from an earlier run and is not judged. Fix that line, run the cell, then this one."
        )
    return ""


def defines(source: str, name: str) -> bool:
    """Whether a cell's text begins a function, a class or a value of that name at its left edge."""
    starts = (f"def {name}(", f"class {name}(", f"class {name}:", f"{name} =")
    return any(line.startswith(starts) for line in source.splitlines())


def is_older(function: Any, source: str) -> bool:
    """Whether a function's code is from another text than this cell's."""
    code = getattr(function, "__code__", None)
    return code is not None and "".join(linecache.getlines(code.co_filename)).strip() != source.strip()


def said(error: BaseException) -> str:
    """An exception in one line, with the line of the cell where it is known."""
    line = f" in its line {error.lineno}" if isinstance(error, SyntaxError) and error.lineno else ""
    text = error.msg if isinstance(error, SyntaxError) else str(error)
    return f"{type(error).__name__}{line}: {str(text)[:200]}"


def missing_name(
    shell: Any, kind: type[BaseException], error: NameError, trace: TracebackType, tb_offset: int | None = None
) -> list[str]:
    """Show a NameError: for the answer's name in a tests cell what to run, else the usual traceback."""
    last = str(shell.user_ns.get("In", [""])[-1])
    if error.name and any(line.startswith("check(") and error.name in line for line in last.splitlines()):
        words = how_to_define(error.name)
        error._render_traceback_ = lambda: [words]  # type: ignore[attr-defined]  # IPython shows this in place of frames
    shell.showtraceback((kind, error, trace), tb_offset=tb_offset)
    return []


def how_to_define(name: str) -> str:
    """What to run so that an answer's name means something."""
    ended = next((why for source, why, _ in reversed(ENDED) if defines(source, name)), None)
    if ended is not None:
        why = f"its cell stopped with {said(ended)}. Fix that line, run it again, then this one."
        return f"NameError: there is no {name} yet: {why}"
    return (
        f"NameError: there is no {name} yet. Run the cell with your answer, and the cells above that it uses, then "
        "this one. After a restart every cell has to be run again."
    )
