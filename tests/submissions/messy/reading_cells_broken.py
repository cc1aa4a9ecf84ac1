"""The lesson's own cells changed until they fail."""
# ruff: noqa

# %% notebook
for cell in notebook["cells"]:
    if cell["cell_type"] == "code" and "nbgrader" not in cell["metadata"]:
        cell["source"] = "1 / 0  # " + cell["source"].replace("\n", "\n# ")
