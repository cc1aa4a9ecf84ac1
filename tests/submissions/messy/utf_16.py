"""Saved by a Windows editor as “Unicode”."""
# ruff: noqa

# %% bytes
data = data.decode().encode("utf-16")
