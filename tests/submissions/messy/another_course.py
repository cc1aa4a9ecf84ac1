"""A notebook of another course."""
# ruff: noqa

# %% notebook
made = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
notebook["cells"] = [{**made, "id": f"c{n}", "source": f"x{n} = {n}"} for n in range(20)]
