"""Turn solution regions into stubs: nbgrader's own step, which also knows dictionaries that students fill in.

Where a region holds the entries of a dictionary, a `raise` in its place would be no Python. There every key stays and
every value becomes None. nbgrader_config.py names the class, so that `nbgrader generate_assignment` uses it too.
"""

from __future__ import annotations

import re
from typing import Any

from nbgrader import preprocessors as nbgrader

ENTRY = re.compile(r'(\s*"[^"]*": ).+?,(  #.*)?')


class ClearSolutions(nbgrader.ClearSolutions):
    """Replace each region by nbgrader's stub; within a dictionary replace each value by None."""

    def _replace_solution_region(self, cell: Any, language: str) -> bool:
        """Change the cell in place; whether it held a region."""
        before = cell.source
        cell.source = with_blank_entries(before)
        return bool(super()._replace_solution_region(cell, language)) or cell.source != before


def with_blank_entries(source: str) -> str:
    """The code with None for every value in regions that open a dictionary; other regions stay.

    ValueError where an entry does not stand on a line of its own.
    Example: a region that holds the line `"a": 1.5,` becomes the line `"a": None,`.
    """
    lines: list[str] = []
    inside = False
    for line in source.split("\n"):
        mark = line.strip()
        if mark == "### BEGIN SOLUTION" and lines and lines[-1].endswith("{"):
            inside = True
        elif inside and mark == "### END SOLUTION":
            inside = False
        elif inside:
            entry = ENTRY.fullmatch(line)
            if entry is None:
                raise ValueError(f'not one entry on a line: {mark}. Write `"key": value,` in a dictionary\'s region.')
            lines.append(f"{entry[1]}None,")
        else:
            lines.append(line)
    return "\n".join(lines)
