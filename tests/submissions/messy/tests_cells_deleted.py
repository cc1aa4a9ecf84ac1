"""Every tests cell deleted."""
# ruff: noqa

# %% notebook
notebook["cells"] = [cell for cell in notebook["cells"] if not cell["id"].startswith("test_")]
