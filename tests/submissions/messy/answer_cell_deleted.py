"""One answer's cell deleted."""
# ruff: noqa

# %% notebook
notebook["cells"].remove(cell("grad_mul"))
