"""A notebook of text cells."""
# ruff: noqa

# %% notebook
notebook["cells"] = [cell for cell in notebook["cells"] if cell["cell_type"] == "markdown"]
