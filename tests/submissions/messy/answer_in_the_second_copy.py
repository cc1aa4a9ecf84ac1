"""A cell duplicated before it was answered; the answer is in the copy."""
# ruff: noqa

# %% notebook
stub = dict(cell("grad_mul"), source="def grad_mul(x, y):\n    raise NotImplementedError('later')")
at = notebook["cells"].index(cell("grad_mul"))
notebook["cells"].insert(at + 1, dict(cell("grad_mul")))
notebook["cells"][at] = {**stub, "source": release_source("grad_mul")}
