"""JSON that is nothing but a number."""
# ruff: noqa

# %% bytes
data = b"42"
