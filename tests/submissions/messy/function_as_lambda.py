"""An answer without def."""
# ruff: noqa

# %% grad_mul
grad_mul = lambda x, y: (y, x)
