"""Which names a cell defines when it is run: functions, classes, variables and imports at its top level.

Magics are put aside; a cell that does not parse defines nothing, as when it is run. Left out: names defined inside of
functions and classes, which nobody outside can call.
"""

from __future__ import annotations

import ast
import functools
import re
import unicodedata
import warnings
from collections.abc import Iterator, Sequence

MAGIC = re.compile(r"^( *)[%!?][^\n]*", re.MULTILINE)
PARSE_LIMIT, BRACES_LIMIT = 100_000, 2_000  # characters, brackets of a cell; the parser looks for each in all before
MARKS_LIMIT = 30  # accents in a row: Python puts those of a name in order by comparing each with all before it
TOO_HARD = (SyntaxError, ValueError, RecursionError, MemoryError)


@functools.lru_cache(1024)
def defined(source: str, imports: bool = True) -> frozenset[str]:
    """The names that a cell's code binds at its top level, also in branches and loops; imports where asked for."""
    try:
        return frozenset(bound(parsed(source).body, imports))
    except TOO_HARD:
        return frozenset()


def parsed(source: str) -> ast.Module:
    """The code of a cell without its magics; one of TOO_HARD for what is no code."""
    return parse(MAGIC.sub(r"\1pass", source))


def parse(source: str) -> ast.Module:
    """The code of a student's text; one of TOO_HARD for what is none, or would take long to be told apart from it."""
    if len(source) > PARSE_LIMIT or source.count("{") > BRACES_LIMIT or piles_up(source):
        raise ValueError("longer, or with more brackets or accents, than what a person writes")
    with warnings.catch_warnings(action="ignore"):
        return ast.parse(source)


def piles_up(source: str) -> bool:
    """Whether more accents stand on one letter than any script has use for."""
    count = 0
    for character in () if source.isascii() else source:
        accent = character > "\u02ff" and unicodedata.combining(unicodedata.normalize("NFKD", character)[0])
        count = count + 1 if accent else 0
        if count > MARKS_LIMIT:
            return True
    return False


def bound(statements: Sequence[ast.stmt], imports: bool) -> Iterator[str]:
    """The names that statements bind, without those inside of functions and classes."""
    for statement in statements:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield statement.name
        elif isinstance(statement, (ast.Import, ast.ImportFrom)):
            names = statement.names if imports else []
            yield from ((alias.asname or alias.name).split(".")[0] for alias in names)
        elif isinstance(statement, (ast.Assign, ast.AnnAssign)) and statement.value is not None:
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            nodes = [node for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)]
            yield from (node.id for node in nodes if isinstance(node.ctx, ast.Store))
        else:
            yield from bound(inner(statement), imports)


def inner(statement: ast.AST) -> list[ast.stmt]:
    """The statements inside of a branch, a loop, a `with` or a `try`."""
    found: list[ast.stmt] = []
    for _, part in ast.iter_fields(statement):
        for item in part if isinstance(part, list) else ():
            if isinstance(item, ast.stmt):
                found.append(item)
            elif isinstance(item, (ast.ExceptHandler, ast.match_case)):
                found += item.body
    return found


def same_code(source: str, other: str) -> bool:
    """Whether two cells differ in remarks, docstrings and blanks at most."""
    try:
        return ast.dump(without_docstrings(parsed(source))) == ast.dump(without_docstrings(parsed(other)))
    except TOO_HARD:
        return " ".join(source.split()) == " ".join(other.split())


def without_docstrings(tree: ast.Module) -> ast.Module:
    """The tree without texts that stand as statements."""
    for node in ast.walk(tree):
        for name, part in ast.iter_fields(node):
            if isinstance(part, list) and part and isinstance(part[0], ast.stmt):
                setattr(node, name, [item for item in part if not is_text(item)])
    return tree


def is_text(node: ast.stmt) -> bool:
    """Whether a statement is nothing but a text."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
