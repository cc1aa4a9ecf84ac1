"""A text with thousands of expressions in it, each looked for from the beginning."""
# ruff: noqa

# %% notebook
cell("grad_mul")["source"] = "def grad_mul(x, y):\n    f'''" + "{x}" * 33_000 + "'''\n    return x, y\n"
