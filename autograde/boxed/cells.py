"""Run a notebook's cells in one IPython shell, keep what they show within bounds, then serve calls of its functions.

Reading cells are the instructor's and the same for everybody: the template has run them once, and here only the names
that each one changed are put in place. Everything else in this process belongs to the student. Longer than
most modules: all that happens beside a student's code, to be read in one place.
"""

from __future__ import annotations

import ast
import base64
import contextlib
import os
import random
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from autograde import closing, play, players
from autograde.capped_text import CappedText
from autograde.closed_functions import Anything, go_along, refuse

from .text import clean

TEXT_LIMIT, PICTURE_LIMIT, OUTPUTS_LIMIT = 20_000, 400_000, 40  # characters, bytes, outputs of one cell
PICTURES_LIMIT = 4_000_000  # bytes of all pictures of one cell
Names = dict[str, Any]


def text_of(stream: CappedText) -> str:
    """What was kept, without control characters, and a word on what was not."""
    lost = f"\n… {stream.lost} more characters were left out" if stream.lost else ""
    return clean(stream.getvalue(), TEXT_LIMIT) + lost


def make_shell() -> Any:
    """An IPython shell without history, threads or terminal; made once, before the fork."""
    from IPython.core.displayhook import DisplayHook
    from IPython.core.displaypub import CapturingDisplayPublisher
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.core.pylabtools import select_figure_formats
    from traitlets.config import Config

    class KeepLast(DisplayHook):
        """Keep the last expression's value as plain text and picture instead of printing it."""

        def __call__(self, result: Any = None) -> None:
            if result is not None:
                data, _metadata = self.compute_format_data(result)
                shown.append(("execute_result", data))
                InteractiveShell.instance().user_ns["_"] = result

    shown: list[tuple[str, Mapping[str, Any]]] = []
    settings = Config({"HistoryManager": {"enabled": False}, "InteractiveShell": {"colors": "nocolor"}})
    shell = InteractiveShell.instance(  # the one that `display` and `get_ipython` find
        config=settings, displayhook_class=KeepLast, display_pub_class=CapturingDisplayPublisher
    )
    shell.shown = shown
    shell._showtraceback = lambda etype, evalue, lines: None  # `error_output` keeps the error; do not print it too
    shell.enable_gui = lambda gui=None: None  # `%matplotlib inline` asks for it; there is no event loop here
    select_figure_formats(shell, {"png"})
    shell.display_formatter.active_types = ["text/plain", "image/png"]  # what `kept` keeps; markup is not even made
    return shell


def show_figures(shell: Any) -> None:
    """Show and close the figures that a cell leaves open in pyplot, as a notebook does."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        for number in pyplot.get_fignums()[:OUTPUTS_LIMIT]:
            data, metadata = shell.display_formatter.format(pyplot.figure(number))
            shell.display_pub.publish(data, metadata)
        pyplot.close("all")


def kept(data: Mapping[str, Any]) -> dict[str, str]:
    """The harmless forms of a display: plain text and PNG pictures; no markup and no script leaves the sandbox."""
    found = {}
    if isinstance(data.get("text/plain"), str):
        found["text/plain"] = clean(data["text/plain"], TEXT_LIMIT)
    picture = data.get("image/png")
    if isinstance(picture, bytes) and len(picture) <= PICTURE_LIMIT:
        picture = base64.b64encode(picture).decode()
    if isinstance(picture, str) and len(picture) <= PICTURE_LIMIT:
        found["image/png"] = picture
    return found


def run_cell(shell: Any, source: str) -> list[dict[str, Any]]:
    """Run one cell and return its outputs in plain data: streams, displays, and an error without escape codes."""
    shell.shown.clear()
    shell.display_pub.outputs.clear()
    stdout, stderr = CappedText(TEXT_LIMIT), CappedText(TEXT_LIMIT)
    with contextlib.redirect_stdout(stdout), contextlib.redirect_stderr(stderr):
        result = shell.run_cell(source, store_history=False, silent=False)
        with contextlib.suppress(Exception):  # a figure that cannot be drawn
            show_figures(shell)
    outputs: list[dict[str, Any]] = []
    for name, stream in (("stdout", stdout), ("stderr", stderr)):
        error = result.error_before_exec or result.error_in_exec
        text = text_of(stream)
        if text and not (name == "stdout" and error is not None and not text.strip()):
            outputs.append({"output_type": "stream", "name": name, "text": text})
    for display in shell.display_pub.outputs[:OUTPUTS_LIMIT]:
        outputs.append({"output_type": "display_data", "data": kept(display["data"])})
    outputs += [{"output_type": kind, "data": kept(data)} for kind, data in shell.shown[:OUTPUTS_LIMIT]]
    left = PICTURES_LIMIT
    for output in outputs:
        left -= len(output.get("data", {}).get("image/png", ""))
        if left < 0:
            output["data"] = {"text/plain": "… a picture was left out: this cell shows more than fits"}
    error = result.error_before_exec or result.error_in_exec
    if error is not None:
        outputs.append(error_output(error))
    return outputs


def run_unseen(shell: Any, source: str) -> bool:
    """Run a cell and keep nothing that it shows; whether it came to its end."""
    with contextlib.redirect_stdout(CappedText(0)) as nothing, contextlib.redirect_stderr(nothing):
        result = shell.run_cell(source, store_history=False, silent=False)
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")
    shell.display_pub.outputs.clear()
    return bool(result.success)


def run_what_runs(shell: Any, source: str) -> Any:
    """Run a cell statement by statement, on past those that fail, and keep nothing that it shows.

    Without the library's gradients, a line that tries them fails; the helper below it must be there all the same.
    """
    silent, trap = CappedText(0), shell.builtin_trap
    with contextlib.redirect_stdout(silent), contextlib.redirect_stderr(silent), trap, contextlib.suppress(Exception):
        for node in ast.parse(shell.transform_cell(source)).body:
            run_statement(shell, node)


def run_statement(shell: Any, node: ast.stmt) -> None:
    """Run one statement. Of a block that fails each line is tried; names that a failed line was to bind become None."""
    try:
        exec(shell.compile(ast.Module([node], []), "<cell>", "exec"), shell.user_ns)
    except (Exception, SystemExit):
        for line in node.body if isinstance(node, (ast.If, ast.With, ast.Try)) else ():
            run_statement(shell, line)
        targets = node.targets if isinstance(node, ast.Assign) else []
        for name in (part for target in targets for part in ast.walk(target) if isinstance(part, ast.Name)):
            shell.user_ns.setdefault(name.id, None)


def error_output(error: BaseException) -> dict[str, Any]:
    """An exception as a notebook output, with the frames that lie in the student's own cells."""
    name, text = type(error).__name__, clean(str(error), TEXT_LIMIT)
    lines = [f"{name}: {text}"]
    for frame in traceback.extract_tb(error.__traceback__):
        if not play.is_library(frame.filename):
            lines.append(f"line {frame.lineno}: {(frame.line or '').strip()}"[:300])
    return {"output_type": "error", "ename": name, "evalue": text, "traceback": lines[:30]}


def run_reading_cells(shell: Any, cells: list[dict[str, Any]], run: Callable[[Any, str], Any]) -> dict[int, Names]:
    """Run the instructor's reading cells in order; the names that each one has bound, by the cell's position."""
    bound = {}
    for position, cell in enumerate(cells):
        if cell["role"] == "reading":
            before = dict(shell.user_ns)
            outputs = run(shell, cell["source"]) or []
            failed = [output["evalue"] for output in outputs if output["output_type"] == "error"]
            if failed:
                raise RuntimeError(f"reading cell {position} fails: {failed[0]}")
            after = shell.user_ns
            bound[position] = {name: after[name] for name in after if before.get(name, before) is not after[name]}
    for names in bound.values():  # the fork starts empty: each cell's names come when it is its turn
        for name in names:
            shell.user_ns.pop(name, None)
    return bound


def function_of(names: Names, name: str) -> Any:
    """What the student's cells bound to that name; a function that raises NameError when they bound nothing."""
    if name in names:
        return names[name]

    def missing(*args: Any) -> Any:
        raise NameError(f"name '{name}' is not defined: its cell stopped with an error, or gave it another name")

    return missing


class Notebook:
    """A student's notebook: what the worker may ask of it, step by step."""

    def __init__(self, shell: Any, bound: Mapping[int, Names]) -> None:
        self.shell, self.bound = shell, bound
        self.remembered: dict[str, Names] = {}
        self.whole, self.closed = True, []  # type: bool, list[Any]

    def start(self, seed: int, files: Mapping[str, str], closes: Sequence[str] | None, opens: Sequence[str]) -> None:
        """Put files and random state in place; unless `closes` is None, let go of the library's gradients for good."""
        if closes is not None:
            self.closed = closing.close_for_good(closes, opens)
            self.whole, self.shell.display_formatter.active_types = False, ["text/plain"]
        random.seed(seed)
        np.random.seed(seed)
        if sys.modules.get("torch"):
            sys.modules["torch"].manual_seed(seed)
        put(os.getcwd(), files)

    def names(self, position: int) -> None:
        """Bind what the reading cell at that position bound."""
        self.shell.user_ns.update(self.bound.get(position, {}))

    def run(self, source: str) -> Any:
        """Run a cell; its outputs, in a whole world."""
        if self.whole:
            return run_cell(self.shell, source)
        Anything.asked = 0
        closing.stand_in(self.closed, go_along)
        done = run_unseen(self.shell, source)
        closing.stand_in(self.closed, refuse)
        return None if done else run_what_runs(self.shell, source)

    def remember(self, exercise: str) -> None:
        """Keep the names as they stand for the calls of an exercise."""
        self.remembered[exercise] = dict(self.shell.user_ns)

    def serve(
        self, exercise: str, functions: Sequence[str], run: str, closes: Any, opens: Any, probes: Any
    ) -> list[Any]:
        """The outcomes of probes, called in the names as they stood at the exercise's place in the notebook."""
        names = self.remembered.get(exercise, {})
        self.shell.user_ns.clear()
        self.shell.user_ns.update(names)
        theirs = {name: function_of(names, name) for name in functions}
        with closing.closed(closes, opens) if self.whole else contextlib.nullcontext():
            return play.run_all(players.find(run), theirs, [play.Call(*probe) for probe in probes])


def put(folder: str, files: Mapping[str, str]) -> None:
    """Write data files below a folder: name -> content in hexadecimal digits."""
    for name, data in files.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as stream:
            stream.write(bytes.fromhex(data))
