"""Metadata a hundred levels deep."""
# ruff: noqa

# %% notebook
deep = notebook["metadata"]
for _ in range(100):
    deep["x"] = {}
    deep = deep["x"]
