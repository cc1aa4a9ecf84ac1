"""Every cell with one id."""
# ruff: noqa

# %% notebook
for cell in notebook["cells"]:
    cell["id"] = "cell"
