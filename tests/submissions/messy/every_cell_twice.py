"""Every cell copied and pasted below itself."""
# ruff: noqa

# %% notebook
notebook["cells"] = [copy for cell in notebook["cells"] for copy in (cell, dict(cell))]
