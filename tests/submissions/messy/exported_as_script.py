"""A script in place of the notebook, as JupyterLab exports it."""
# ruff: noqa

# %% folder
(folder / "01_slopes.py").write_text("def grad_mul(x, y):\n    return y, x\n")
