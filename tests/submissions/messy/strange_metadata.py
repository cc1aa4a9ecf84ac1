"""Metadata of every wrong kind."""
# ruff: noqa

# %% notebook
strange = ["text", 7, None, [1, 2], {"nbgrader": "yes"}, {"nbgrader": {"grade_id": {"a": 1}}}, {"tags": "x"}]
notebook["metadata"] = None
for number, cell in enumerate(notebook["cells"]):
    cell["metadata"] = strange[number % 7]
