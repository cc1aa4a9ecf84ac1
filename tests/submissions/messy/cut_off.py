"""An upload that broke off in the middle."""
# ruff: noqa

# %% bytes
data = data[: len(data) // 2]
