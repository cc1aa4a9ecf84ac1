"""A mark at the beginning that some editors put there."""
# ruff: noqa

# %% bytes
data = b"\xef\xbb\xbf" + data
