"""A notebook without cells."""
# ruff: noqa

# %% notebook
notebook["cells"] = []
