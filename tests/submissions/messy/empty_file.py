"""A file of no bytes."""
# ruff: noqa

# %% bytes
data = b""
