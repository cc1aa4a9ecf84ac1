"""A browser has put .json in place of .ipynb."""
# ruff: noqa

# %% folder
(folder / "01_slopes.json").write_bytes(data)
