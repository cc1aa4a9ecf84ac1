"""An older format, without ids of cells; nbgrader's metadata is there."""
# ruff: noqa

# %% notebook
notebook["nbformat_minor"] = 2
for cell in notebook["cells"]:
    del cell["id"]
