"""What cells take from other cells: a name that is bound in two ways means what the cell that ran last made of it.

A reader goes back and runs an early cell again; so where a cell takes a name from another one, all cells that bind it
bind it in the same way. Left out: the lessons where names of one kind (`x`, `W1`) are meant to be set anew (05 to 13).
"""

import ast
import symtable

import pytest

from autograde.build import read_lesson
from autograde.course import Course
from tests.course_copy import ROOT

LESSONS = Course(ROOT).lessons[:4]


def bound(cell):
    """The names that a cell binds at its top level, each with the texts of the statements that do so."""
    found = {}
    for statement in ast.parse(cell.source).body:
        # a body of one statement has the symbols of that statement alone
        table = symtable.symtable(ast.unparse(statement), "cell", "exec")
        for symbol in table.get_symbols():
            if symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace():
                found.setdefault(symbol.get_name(), []).append(ast.unparse(statement))
    return found


def taken(cell):
    """The names that a cell reads before it binds them itself, those in functions included."""
    have, found = set(), set()
    for statement in ast.parse(cell.source).body:
        tables = [symtable.symtable(ast.unparse(statement), "cell", "exec")]
        own = {s.get_name() for s in tables[0].get_symbols() if s.is_assigned() or s.is_namespace()}
        while tables:
            table = tables.pop()
            tables += table.get_children()
            outer = [s for s in table.get_symbols() if s.is_referenced() and s.is_global()]
            outer += [s for s in table.get_symbols() if table.get_type() == "module" and s.is_referenced()]
            found |= {s.get_name() for s in outer} - have - (own if not isinstance(statement, ast.Assign) else set())
        have |= own
    return found


def all_alike(ways):
    """Whether cells bind a name by the same text, and to plain numbers: what a call makes may be another object."""
    texts = {text for way in ways for text in way}
    called = any(isinstance(node, ast.Call) for text in texts for node in ast.walk(ast.parse(text)))
    return len(texts) == 1 and not called


@pytest.mark.parametrize("name", LESSONS)
def test_a_name_that_a_cell_takes_from_another_is_bound_in_one_way(name, course):
    cells = [cell for cell in read_lesson(course, name).cells if cell.kind == "code"]
    ways = {}
    for cell in cells:
        for bound_name, texts in bound(cell).items():
            ways.setdefault(bound_name, {})[cell.line] = texts
    torn = {
        f"line {cell.line} takes {one}, bound in lines {sorted(ways[one])}"
        for cell in cells
        for one in taken(cell) & ways.keys()
        if len(ways[one]) > 1 and not all_alike(ways[one].values())
    }
    assert torn == set()
