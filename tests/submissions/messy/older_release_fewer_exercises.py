"""An older release, which did not have one of the exercises yet."""
# ruff: noqa

# %% notebook
notebook["cells"] = [
    one for one in notebook["cells"] if "grad_max" not in one["id"] and "grad_max" not in "".join(one["source"])
]
