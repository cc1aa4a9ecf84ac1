"""Which cells of a lesson's notebook can go another way where its exercises are not solved.

All others do what they do in the solved notebook, where they are run. Left out: what one cell changes for another
neither under a name that both hold nor through the course (`autograde`), such as an array that a call fills.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Sequence

from nbformat import NotebookNode

from tests.lessons.names_of_cells import bound, taken


def reacting(cells: Sequence[NotebookNode], asks: Callable[[NotebookNode], bool]) -> set[str]:
    """Ids of the cells that ask for an answer, of those that take what such a cell made, and of all that these need.

    asks: whether a cell holds, uses or tries a student's answer.
    """
    code = [(cell, taken(cell), set(bound(cell)), changed(cell)) for cell in cells if cell.cell_type == "code"]
    modules = {name for cell, *_ in code for name in imported(cell)}
    odd, there, kept = set[str](), set(dir(builtins)), set[str]()
    for cell, takes, binds, changes in code:
        if asks(cell) or "autograde" in cell.source or takes & odd or takes - there - binds:
            kept.add(cell.id)
            odd |= (binds | changes) - modules
        else:
            odd -= binds
        there |= binds
    needed = set[str]()
    for cell, takes, binds, changes in reversed(code):
        if cell.id in kept or (binds | changes) & needed - modules or imported(cell):
            kept.add(cell.id)
            needed = needed - binds | takes
    return kept


def imported(cell: NotebookNode) -> set[str]:
    """The names of what a cell imports."""
    imports = (one for one in ast.parse(cell.source).body if isinstance(one, ast.Import | ast.ImportFrom))
    return {alias.asname or alias.name.partition(".")[0] for one in imports for alias in one.names}


def changed(cell: NotebookNode) -> set[str]:
    """Names of what a cell changes without binding it anew: `x[…] = …`, `x.grad = …`, `x.append(…)` on its own."""
    found = set()
    for node in ast.walk(ast.parse(cell.source)):
        match node:
            case ast.Subscript(ctx=ast.Store()) | ast.Attribute(ctx=ast.Store()):
                found.add(root_of(node))
            case ast.Expr(ast.Call(ast.Attribute() as method)):
                found.add(root_of(method))
    return found


def root_of(node: ast.expr) -> str:
    """The name at the left end of `x.y[0].z`; empty where something else stands there."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
