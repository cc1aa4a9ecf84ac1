"""The format of ten years ago."""
# ruff: noqa

# %% notebook
for cell in notebook["cells"]:
    cell["input"] = cell.pop("source") if cell["cell_type"] == "code" else cell["source"]
    cell.pop("execution_count", None), cell.pop("id"), cell.pop("source", None) if "outputs" in cell else None
cells = notebook.pop("cells")
notebook.update(nbformat=3, nbformat_minor=0, worksheets=[{"cells": cells, "metadata": {}}])
