"""An answer's cell twice with everything the same but the text, the second one wrong."""
# ruff: noqa

# %% notebook
at = notebook["cells"].index(cell("grad_mul"))
copy = dict(cell("grad_mul"))
notebook["cells"].insert(at + 1, copy)
notebook["cells"][at]["source"], copy["source"] = (
    "def grad_mul(x, y):\n    return y, x",
    "def grad_mul(x, y):\n    return x, y",
)
