"""A name with so many accents that Python takes minutes to put them in order."""
# ruff: noqa

# %% notebook
cell("grad_mul")["source"] = "def grad_mul(x, y):\n    a" + "\u0301\u0316" * 49_000 + " = x\n    return y, x\n"
