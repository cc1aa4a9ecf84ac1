"""An answer written again behind its check; what the check saw counts, as in the notebook."""
# ruff: noqa

# %% notebook
at = notebook["cells"].index(cell("test_grad_mul")) + 1
made = {"cell_type": "code", "id": "later", "metadata": {}, "outputs": [], "execution_count": None}
notebook["cells"].insert(at, {**made, "source": "def grad_mul(x, y):\n    return x, y"})
