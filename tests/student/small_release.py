"""Small notebooks for the tests of merging: cells as a release has them, and what students write."""

import copy

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

STUB = 'def {name}(x):\n    """Return it."""\n    raise NotImplementedError("replace this line with your answer")'
SCHEMA = {"schema_version": 3, "task": False}


def release(*parts):
    """The notebook of a release: "text" is a text cell, "code: …" a code cell, "exercise: name" solution and tests.

    Ids are names for exercises and positions for all else, as the build gives them.
    """
    cells = []
    for part in parts:
        kind, _, rest = part.partition(": ")
        if kind == "exercise":
            cells += exercise(*rest.split(" | "))
        elif kind == "code":
            cells.append(new_code_cell(rest, id=f"cell-{len(cells):02d}"))
        else:
            cells.append(new_markdown_cell(part, id=f"cell-{len(cells):02d}"))
    return notebook(cells)


def exercise(name, stub=STUB):
    """An exercise's solution cell, its tests and its hints."""
    ours = {**SCHEMA, "grade_id": name, "solution": True, "grade": False, "locked": False}
    solution = new_code_cell(stub.format(name=name), id=name, metadata={"nbgrader": ours, "deletable": False})
    theirs = {**SCHEMA, "grade_id": f"test_{name}", "solution": False, "grade": True, "locked": True, "points": 2}
    settings = {"nbgrader": theirs, "tags": ["raises-exception"], "editable": False}
    tests = new_code_cell(f'check("{name}", {name})', id=f"test_{name}", metadata=settings)
    return [solution, tests, new_markdown_cell(f"Hints for {name}.", id=f"hints_{name}")]


def notebook(cells):
    return new_notebook(cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})


def changed(base, **sources):
    """A student's copy in which cells, called by id with "_" for "-", hold other text."""
    mine = copy.deepcopy(base)
    for cell in mine["cells"]:
        cell["source"] = sources.get(cell["id"].replace("-", "_"), cell["source"])
    return mine


def own(text, name="b1c2d3e4", code=False):
    return (new_code_cell if code else new_markdown_cell)(text, id=name)


def sources(found):
    return [cell["source"] for cell in found["cells"]]


def names(found):
    return [cell["id"] for cell in found["cells"]]
