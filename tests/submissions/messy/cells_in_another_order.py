"""The whole notebook upside down."""
# ruff: noqa

# %% notebook
notebook["cells"].reverse()
