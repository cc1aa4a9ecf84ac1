"""More outputs than anybody can look at."""
# ruff: noqa

# %% notebook
cell("grad_mul")["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x" * 40_000_000}]
