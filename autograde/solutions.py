"""The lesson's own answers as text, and the definitions that they lean on.

Mistakes are told as edits of an answer (`mistakes`). An answer is a solution cell without docstrings and region
markers; what it uses of the lesson (imports, functions, classes, values) is found by name and run alone, without the
figures and calls around it. Left out: whether the answers are right (`proofs`).
"""

from __future__ import annotations

import ast
import functools
import re
import symtable
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MARK = re.compile(r'^# ?%%(?: solution="(\w+)")?')
REGION = re.compile(r"^\s*### (BEGIN|END) SOLUTION\n?", re.MULTILINE)


@dataclass(frozen=True)
class Definition:
    """A statement at the top of a lesson: the names that it binds and uses, its cell ("" for a reading cell)."""

    names: frozenset[str]
    statement: ast.stmt
    cell: str

    @functools.cached_property
    def uses(self) -> frozenset[str]:
        """The names that it uses, found where somebody asks: few answers need more than a part of a lesson."""
        return frozenset(used(ast.unparse(self.statement)))


@dataclass(frozen=True)
class Solutions:
    """What a lesson's file says: its answers by exercise, and its definitions in order."""

    answers: dict[str, str]
    definitions: tuple[Definition, ...]

    def needed(self, code: str, exercise: str) -> dict[str, Any]:
        """A namespace with everything of the lesson that `code`, standing in place of an answer, uses.

        Names that the lesson binds after the exercise's cell, or in it, are not known there.
        """
        places = [place for place, found in enumerate(self.definitions) if found.cell == exercise]
        before = self.definitions[: places[0]] if places else self.definitions
        latest = {name: found for found in before for name in found.names}
        wanted, taken = list(used(code)), set[int]()
        while wanted:
            found = latest.get(wanted.pop())
            if found is not None and id(found) not in taken:
                taken.add(id(found))
                wanted += found.uses
        statements = [found.statement for found in before if id(found) in taken]
        namespace: dict[str, Any] = {"__name__": "lesson"}
        exec(compile(ast.Module(statements, []), "<lesson>", "exec", dont_inherit=True), namespace)
        return namespace


@functools.lru_cache(64)
def read(path: Path) -> Solutions:
    """The answers and definitions in a lesson's file."""
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    cells, cell, start = {}, "", 0
    owner = [""] * (len(lines) + 1)
    for number, line in enumerate(lines, 1):
        if (mark := MARK.match(line)) is not None:
            cells[cell] = "".join(lines[start : number - 1])
            cell, start = mark[1] or "", number
        owner[number] = cell
    cells[cell] = "".join(lines[start:])
    cells.pop("", None)
    definitions = tuple(
        Definition(names, node, owner[node.lineno]) for node in ast.parse(text).body if (names := bound(node))
    )
    return Solutions({name: bare(code) for name, code in cells.items()}, definitions)


def bare(cell: str) -> str:
    """A solution cell without docstrings and region markers, each function with nothing but its code."""
    drop: set[int] = set()
    for node in ast.walk(ast.parse(cell)):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and ast.get_docstring(node, clean=False) is not None:
            drop.update(range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1))
    kept = "".join(line for number, line in enumerate(cell.splitlines(keepends=True), 1) if number not in drop)
    return re.sub(r"\n{3,}", "\n\n", REGION.sub("", kept)).strip() + "\n"


def bound(node: ast.stmt) -> frozenset[str]:
    """The names that a statement at the top of a lesson binds: imports, functions, classes and plain assignments."""
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return frozenset((alias.asname or alias.name).partition(".")[0] for alias in node.names)
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return frozenset((node.name,))
    if isinstance(node, (ast.Assign, ast.AnnAssign)):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        stored = [part for target in targets for part in ast.walk(target) if isinstance(part, ast.Name)]
        return frozenset(part.id for part in stored if isinstance(part.ctx, ast.Store))
    return frozenset()


def used(code: str) -> set[str]:
    """The names that a piece of code takes from around it: used somewhere, and bound nowhere below its top."""

    def outer(table: symtable.SymbolTable) -> set[str]:
        at_top = table.get_type() == "module"
        own = {s.get_name() for s in table.get_symbols() if s.is_referenced() and (at_top or s.is_global())}
        return own.union(*map(outer, table.get_children()))

    return outer(symtable.symtable(code, "<answer>", "exec"))


def secret_and_public_lines(cells: Iterable[Any]) -> tuple[set[str], set[str]]:
    """The lines inside and outside of solution and hidden regions of a lesson's or an instructor's notebook's cells."""
    secret: set[str] = set()
    public: set[str] = set()
    for cell in cells:
        inside = False
        for line in map(str.strip, cell.source.splitlines()):
            if line.startswith("### "):
                inside = line.startswith("### BEGIN")
            elif line:
                (secret if inside else public).add(line)
    return secret, public
