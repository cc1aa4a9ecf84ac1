"""Five thousand cells of one's own, and one that is a megabyte long."""
# ruff: noqa

# %% notebook
own = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
notebook["cells"] += [{**own, "id": f"x{number}", "source": f"{number} + 1"} for number in range(5000)]
notebook["cells"] += [{**own, "id": "long", "source": "x = 1\n" * 200_000}]
