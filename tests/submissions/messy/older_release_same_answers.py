"""An older release with other words and the same exercises."""
# ruff: noqa

# %% notebook
for one in notebook["cells"]:
    one["metadata"].get("nbgrader", {})["checksum"] = "0" * 32
