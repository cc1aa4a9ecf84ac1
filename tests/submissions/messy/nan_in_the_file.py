"""NaN and Infinity as numbers, which JSON has not."""
# ruff: noqa

# %% notebook
notebook["metadata"]["loss"] = [float("nan"), float("inf"), -float("inf")]
