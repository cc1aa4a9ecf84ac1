"""A system that hides endings has put .txt behind the name."""
# ruff: noqa

# %% folder
(folder / "01_slopes.ipynb.txt").write_bytes(data)
