"""Tests cells that are nothing but the number of points."""
# ruff: noqa

# %% notebook
for cell in notebook["cells"]:
    if cell["id"].startswith("test_"):
        cell["source"] = "2.0"
