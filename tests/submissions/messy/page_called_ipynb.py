"""The web page around a notebook, saved under its name."""
# ruff: noqa

# %% bytes
data = b"\n<!DOCTYPE html><html></html>"
