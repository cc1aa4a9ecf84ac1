"""Tell whether code could bring the library's own gradients back after they are closed: by looks, and too strictly.

A finding is no verdict and costs nobody a point: such a notebook is run once more in a process from which the library's
gradients are gone before its first cell, and only that run counts (`execute`). What is overlooked here could count,
so all that is not plainly harmless is found: names and attributes that lead to objects' insides, to the interpreter,
to files or to other modules, changed attributes, and code that does not parse.
"""

from __future__ import annotations

import ast

from autograde.grading.bundle import parsed

HARMLESS = {"numpy", "math", "cmath", "random", "itertools", "functools", "collections", "time", "backprop_lib"}
INSIDES = set("exec eval compile open getattr setattr delattr vars globals locals dir input help breakpoint".split())
INSIDES |= set("os sys io builtins importlib inspect gc ctypes marshal pickle types operator subprocess".split())
INSIDES |= set("attrgetter methodcaller get_ipython autograde play closing cbook lib core testing f2py".split())
INSIDES |= set("load loads loadtxt genfromtxt fromfile fromregex memmap ctypeslib DataSource npyio".split())
FRAMES = ("_", "gi_", "cr_", "ag_", "f_", "tb_", "co_", "func_")


def reaches(source: str) -> bool:
    """Whether the code of a cell could get at the code of the library's functions other than by calling them."""
    nodes = parsed(source)
    return bool(source.strip()) and (not nodes or any(map(suspicious, nodes)))


def suspicious(node: ast.AST) -> bool:
    """Whether a piece of code leads to anything but plain computing."""
    if isinstance(node, ast.Name):
        return node.id in INSIDES or (node.id.startswith("_") and node.id != "_")
    if isinstance(node, ast.Attribute):
        changed = not isinstance(node.ctx, ast.Load) and not (
            isinstance(node.value, ast.Name) and node.value.id == "self"
        )
        return changed or node.attr in INSIDES or node.attr.startswith(FRAMES)
    if isinstance(node, ast.Import):
        return any(alias.name.split(".")[0] not in HARMLESS for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        names = {part for alias in node.names for part in alias.name.split(".")} | set((node.module or "").split("."))
        private = any(name.startswith("_") or name in INSIDES for name in names)
        return private or (node.module or "").split(".")[0] not in HARMLESS
    return isinstance(node, (ast.MatchClass, ast.Global, ast.Nonlocal))
