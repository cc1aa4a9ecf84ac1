"""Text of cells as lists of lines, as Jupyter writes it."""
# ruff: noqa

# %% notebook
for cell in notebook["cells"]:
    cell["source"] = cell["source"].splitlines(keepends=True)
