"""An answer's cell turned into text by a slip of the keyboard."""
# ruff: noqa

# %% notebook
cell("grad_mul")["cell_type"] = "markdown"
for key in ("outputs", "execution_count"):
    cell("grad_mul").pop(key)
