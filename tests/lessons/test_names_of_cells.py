"""What cells take from other cells: a name that is bound in two ways means what the cell that ran last made of it.

A reader goes back and runs an early cell again; so where a cell takes a name from another one, all cells that bind it
bind it in the same way. Left out: the lessons where names of one kind (`x`, `W1`) are meant to be set anew (05 to 13).
"""

import ast

import pytest

from autograde.build import read_lesson
from autograde.course import Course
from tests.course_copy import ROOT
from tests.lessons.names_of_cells import bound, taken

LESSONS = Course(ROOT).lessons[:4]


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
