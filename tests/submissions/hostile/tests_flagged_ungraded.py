"""nbgrader's flags of tests cells changed: not graded, and a solution."""
# ruff: noqa

# %% notebook
for cell in notebook["cells"]:
    if cell["id"].startswith("test_"):
        cell["metadata"]["nbgrader"].update(grade=False, solution=True, locked=False)
        cell["source"] = "2.0"
