"""Pictures and prints of 20 MB, never cleared."""
# ruff: noqa

# %% notebook
cell("grad_mul")["outputs"] = [
    {"output_type": "display_data", "metadata": {}, "data": {"image/png": "iVBORw0KGgo" + "A" * 1_000_000}}
] * 20
