"""An answer's cell turned into a raw one."""
# ruff: noqa

# %% notebook
cell("grad_mul")["cell_type"] = "raw"
for key in ("outputs", "execution_count"):
    cell("grad_mul").pop(key)
