"""The ids of two answers exchanged; what they define tells them apart."""
# ruff: noqa

# %% notebook
one, other = cell("grad_mul"), cell("grad_max")
one["id"], other["id"] = other["id"], one["id"]
one["metadata"], other["metadata"] = other["metadata"], one["metadata"]
