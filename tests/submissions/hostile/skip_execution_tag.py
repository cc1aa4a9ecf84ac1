"""Tag every tests cell so that Jupyter's runner skips it."""
# ruff: noqa

# %% notebook
for cell in notebook["cells"]:
    if cell["id"].startswith("test_"):
        cell["metadata"]["tags"] = ["skip-execution", "raises-exception", "never"]
