"""An answer defined again in a cell of the student's own above the check, and wrong there."""
# ruff: noqa

# %% notebook
at = notebook["cells"].index(cell("grad_mul"))
copy = {"cell_type": "code", "id": "own", "metadata": {}, "outputs": [], "execution_count": None}
notebook["cells"].insert(at + 1, copy)
notebook["cells"][at]["source"], copy["source"] = (
    "def grad_mul(x, y):\n    return y, x",
    "def grad_mul(x, y):\n    return x, y",
)
