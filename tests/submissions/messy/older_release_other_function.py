"""An older release, in which a function had another name."""
# ruff: noqa

# %% notebook
for name in ("grad_mul", "test_grad_mul"):
    one = cell(name)
    one["metadata"]["nbgrader"]["checksum"] = "0" * 32
    one["source"] = one["source"].replace("grad_mul", "slopes_of_product")
