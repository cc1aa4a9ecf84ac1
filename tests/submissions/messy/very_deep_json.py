"""A hundred thousand brackets in the metadata."""
# ruff: noqa

# %% bytes
data = data.replace(b'"metadata"', b'"x": ' + b"[" * 100_000 + b"]" * 100_000 + b', "metadata"', 1)
