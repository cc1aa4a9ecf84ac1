"""All answers moved to the top, before the imports."""
# ruff: noqa

# %% notebook
answers = [cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("solution")]
notebook["cells"] = [*answers, *(cell for cell in notebook["cells"] if cell not in answers)]
