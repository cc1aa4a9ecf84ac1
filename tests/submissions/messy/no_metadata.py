"""All metadata and all ids stripped, as some editors do."""
# ruff: noqa

# %% notebook
notebook["metadata"] = {}
for number, cell in enumerate(notebook["cells"]):
    cell["metadata"], cell["id"] = {}, f"{number:08x}"
