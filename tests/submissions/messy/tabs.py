"""Tabs in place of spaces."""
# ruff: noqa

# %% notebook
for cell in notebook["cells"]:
    cell["source"] = cell["source"].replace("    ", "\t")
