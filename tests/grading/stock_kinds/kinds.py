"""The kinds of submissions, and their points: (test_squares of 2, test_mean of 3, test_data of 1, plot, essay, free).

A question mark stands for points that wait for a person.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell

Row = tuple[object, ...]
FULL: Row = (2.0, 3.0, 1.0, "?", "?", "?")
NONE: Row = (0.0, 0.0, 1.0, 0.0, 0.0, "?")
NO_MEAN: Row = (2.0, 0.0, 1.0, "?", "?", "?")
UNGRADED: Row = ("?",) * 6
UNREAD: Row = (0.0, 0.0, 0.0, 0.0, 0.0, "?")


def nothing(subject: Any) -> None:
    """Leave it as it is."""


@dataclass(frozen=True)
class Kind:
    """One kind of submission.

    stock: points under nbgrader's own preprocessors.    ours, why: our points where they differ, and the reason.
    lost: stock nbgrader ends in an error for this student.
    right: whether every answer is filled in before the edits.   edit: what is done to the notebook.
    handle: what is done to its file afterwards.
    """

    stock: Row
    ours: Row = ()
    why: str = ""
    right: bool = True
    edit: Callable[[Any], Any] = nothing
    handle: Callable[[Path], Any] = nothing
    lost: bool = False

    @property
    def expected(self) -> Row:
        """The points that we give."""
        return self.ours or self.stock


def cell(notebook: Any, name: str) -> Any:
    """The cell of that name."""
    return next(c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == name)


def answer(name: str, source: str) -> Callable[[Any], None]:
    """Write something else into a cell."""

    def edit(notebook: Any) -> None:
        cell(notebook, name).source = source

    return edit


def at_top(source: str) -> Callable[[Any], None]:
    """Add a cell of one's own before all others."""
    return lambda notebook: notebook.cells.insert(0, new_code_cell(source, id="own"))


def at_end(source: str) -> Callable[[Any], None]:
    """Add a cell of one's own after all others."""
    return lambda notebook: notebook.cells.append(new_code_cell(source, id="own"))


def edit_tests(notebook: Any) -> None:
    cell(notebook, "test_squares").source = "# assert squares(2) == [1, 4]"
    cell(notebook, "test_mean").source = "3"
    cell(notebook, "test_mean").metadata.nbgrader.points = 300


def edit_read_only(notebook: Any) -> None:
    cell(notebook, "read_data").source = "NUMBERS = [4.0]"
    cell(notebook, "read_me").source = "# Cubes"


def retype(notebook: Any) -> None:
    for name in ("squares", "test_mean"):
        old = cell(notebook, name)
        position = notebook.cells.index(old)
        notebook.cells[position] = new_markdown_cell(old.source, id=old.id, metadata=old.metadata)


def delete_tests(notebook: Any) -> None:
    notebook.cells.remove(cell(notebook, "test_squares"))


def delete_answer(notebook: Any) -> None:
    notebook.cells.remove(cell(notebook, "mean"))


def double_answer(notebook: Any) -> None:
    old = cell(notebook, "squares")
    notebook.cells.insert(3, new_code_cell("# a second try\n" + old.source, id="copy", metadata=old.metadata))


def strip(notebook: Any) -> None:
    for one in notebook.cells:
        one.metadata.pop("nbgrader", None)


def swap(notebook: Any) -> None:
    notebook.cells[2], notebook.cells[4] = notebook.cells[4], notebook.cells[2]


def tag(notebook: Any) -> None:
    for name in ("test_squares", "test_mean", "test_data"):
        cell(notebook, name).metadata.tags = ["skip-execution"]


def other_kernel(notebook: Any) -> None:
    notebook.metadata.kernelspec = {"display_name": "Bash", "language": "bash", "name": "no-such-kernel"}


def answer_task(notebook: Any) -> None:
    notebook.cells.append(new_markdown_cell("My idea: <script>alert(1)</script> sums.", id="idea"))
    notebook.cells.append(new_code_cell("print(sum(squares(10)))", id="sums"))


def old_format(path: Path) -> None:
    nbformat.write(nbformat.convert(nbformat.read(path, as_version=4), 3), path, version=nbformat.NO_CONVERT)


def rename(path: Path) -> None:
    path.rename(path.with_name("squares-Copy1.ipynb"))


def own_data(path: Path) -> None:
    (path.parent / "numbers.csv").write_text("4\n", encoding="utf-8")


def own_module(path: Path) -> None:
    (path.parent / "helper.py").write_text("def total(values):\n    return sum(values)\n", encoding="utf-8")


def link(path: Path) -> None:
    path.unlink()
    path.symlink_to(os.path.relpath(path.parents[4] / "source" / "squares" / path.name, path.parent))


def link_data(path: Path) -> None:
    (path.parent / "mine.txt").symlink_to("../../../../nbgrader_config.py")


QUIET = "import IPython.core.interactiveshell as shell\nshell.InteractiveShell.showtraceback = {}"
NO_ASSERTS = """\
import ast

class Nothing(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.Pass()

get_ipython().ast_transformers.append(Nothing())"""
FINE = """\
class Fine:
    __eq__ = lambda *args: {}
    __add__ = __radd__ = lambda *args: args[0]

def mean(values):
    return Fine()"""
OPEN = "stock takes a tests cell without output, or with anything but a number, for full points"
LOST = "stock does not grade this student at all"
PERSON = "stock leaves to a person what can be graded"


def means(body: str, before: str = "") -> Callable[[Any], None]:
    """Another answer to `mean`."""
    return answer("mean", f"{before}def mean(values):\n    {body}")


def both_wrong(notebook: Any) -> None:
    answer("squares", "def squares(n):\n    return [1, 4]")(notebook)
    means("return 0")(notebook)


KINDS: dict[str, Kind] = {
    # what students hand in
    "unchanged": Kind(NONE, right=False),
    "right": Kind(FULL),
    "wrong": Kind((0.0, 0.0, 1.0, "?", "?", "?"), edit=both_wrong),
    "partly_right": Kind((2.0, 2.0, 1.0, "?", "?", "?"), edit=means("return len(values)")),
    "raises": Kind(NO_MEAN, edit=means("return 1 / 0")),
    "answered_task": Kind(FULL, edit=answer_task),
    "warns": Kind(
        *(NO_MEAN, FULL, "stock counts a line on stderr as a failure"),
        edit=means('warnings.warn("slow")\n    return sum(values) / len(values)', "import warnings\n\n"),
    ),
    "numpy_number": Kind(
        *(FULL, (2.0, 2.0, 1.0, "?", "?", "?"), OPEN + "; NumPy writes np.float64(2.0)"),
        edit=means(
            "return Good(len(values))",
            "import numpy as np\n\nclass Good(float):\n    __eq__ = lambda a, b: np.float64(float(a) == b)\n\n",
        ),
    ),
    # what happens to notebooks
    "edited_tests": Kind(NONE, right=False, edit=edit_tests),
    "edited_read_only_cells": Kind(FULL, edit=edit_read_only),
    "retyped_cells": Kind(FULL, edit=retype),
    "deleted_tests": Kind(("?", 3.0, 1.0, "?", "?", "?"), FULL, PERSON, edit=delete_tests),
    "deleted_answer": Kind(NO_MEAN, edit=delete_answer),
    "moved_answers": Kind(
        *((0.0, 3.0, 1.0, "?", "?", "?"), FULL, "stock runs a tests cell before the answer that was moved below it"),
        edit=swap,
    ),
    "doubled_answer": Kind(UNGRADED, FULL, LOST + ", nor anybody after", edit=double_answer, lost=True),
    "stripped": Kind(UNGRADED, FULL, PERSON, edit=strip),
    "another_kernel": Kind(FULL, edit=other_kernel),
    "old_format": Kind(FULL, handle=old_format),
    "renamed": Kind(
        *(UNGRADED, FULL, LOST),
        handle=rename,
        lost=True,
    ),
    "not_json": Kind(UNGRADED, UNREAD, LOST, handle=lambda path: path.write_text("{ not json"), lost=True),
    "empty": Kind(UNGRADED, UNREAD, LOST, handle=lambda path: path.write_text(""), lost=True),
    # data files and side effects
    "own_data": Kind(FULL, handle=own_data),
    "own_module": Kind(
        FULL, edit=means("return total(values) / len(values)", "from helper import total\n\n"), handle=own_module
    ),
    "side_effects": Kind(FULL, edit=at_top('open("side-effect.txt", "w").write("was here")')),
    # what does not end, or ends too early
    "endless_loop": Kind(FULL, edit=at_end("while True:\n    pass")),
    "endless_loop_in_answer": Kind(NO_MEAN, edit=means("while True:\n        pass")),
    "endless_output": Kind(FULL, edit=at_end('while True:\n    print("again " * 100)')),
    "leaves": Kind(NO_MEAN, edit=means("sys.exit()", "import sys\n\n")),
    "process_ends": Kind(UNGRADED, NO_MEAN, LOST, edit=means("os._exit(1)", "import os\n\n"), lost=True),
    # cheats
    "cheat_quiet": Kind(NONE, right=False, edit=at_top(QUIET.format("lambda *args, **options: None"))),
    "cheat_no_traceback": Kind(NONE, right=False, edit=at_top(QUIET.format("None"))),
    "cheat_skip": Kind((2.0, 3.0, 1.0, 0.0, 0.0, "?"), NONE, OPEN, right=False, edit=tag),
    "cheat_text": Kind(FULL, NO_MEAN, OPEN, edit=answer("mean", FINE.format("args[0]"))),
    "cheat_negative": Kind(FULL, NO_MEAN, OPEN, edit=answer("mean", FINE.format("-1"))),
    "cheat_too_much": Kind((2.0, *UNGRADED[1:]), NO_MEAN, LOST, edit=answer("mean", FINE.format("9")), lost=True),
    "cheat_no_asserts": Kind((2.0, 0.0, 1.0, 0.0, 0.0, "?"), right=False, edit=at_top(NO_ASSERTS)),
    "linked_notebook": Kind(FULL, UNREAD, "stock follows a link to the instructor's own notebook", handle=link),
    "linked_data": Kind(FULL, handle=link_data),
}
