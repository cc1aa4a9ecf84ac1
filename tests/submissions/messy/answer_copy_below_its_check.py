"""An answer's cell copied below the check, the copy wrong: its check saw the first."""
# ruff: noqa

# %% notebook
at = notebook["cells"].index(cell("test_grad_mul"))
notebook["cells"].insert(at + 1, {**cell("grad_mul"), "id": "copy", "source": "def grad_mul(x, y):\n    return x, y"})
