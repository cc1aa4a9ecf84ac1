"""The whole notebook pasted behind itself."""
# ruff: noqa

# %% notebook
notebook["cells"] = [*notebook["cells"], *(dict(cell) for cell in notebook["cells"])]
