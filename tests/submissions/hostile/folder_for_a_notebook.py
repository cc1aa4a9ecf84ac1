"""A folder with the notebook's name."""
# ruff: noqa

# %% folder
(folder / name).mkdir()
(folder / name / "x").write_bytes(data)
