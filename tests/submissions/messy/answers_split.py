"""An answer's cell split, one function in each part; editors give the parts no metadata."""
# ruff: noqa

# %% notebook
first, *others = cell("gate_backward")["source"].split("\n\n\n")
cell("gate_backward")["source"] = first
at = notebook["cells"].index(cell("gate_backward")) + 1
for number, part in enumerate(others):
    made = {"cell_type": "code", "id": f"part-{number}", "metadata": {}, "outputs": [], "execution_count": None}
    notebook["cells"].insert(at + number, {**made, "source": part})
