"""An answer's cell copied above the check, the copy wrong: its check saw the copy."""
# ruff: noqa

# %% notebook
at = notebook["cells"].index(cell("grad_mul"))
copy = dict(cell("grad_mul"), id="copy")
notebook["cells"].insert(at + 1, copy)
notebook["cells"][at]["source"], copy["source"] = (
    "def grad_mul(x, y):\n    return y, x",
    "def grad_mul(x, y):\n    return x, y",
)
