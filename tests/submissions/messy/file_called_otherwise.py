"""The file is called after the student."""
# ruff: noqa

# %% folder
(folder / "Homework Ana Pérez.ipynb").write_bytes(data)
