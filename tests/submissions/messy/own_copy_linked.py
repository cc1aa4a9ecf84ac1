"""A link to the student's own notebook elsewhere."""
# ruff: noqa

# %% folder
(folder.parent / "real.ipynb").write_bytes(data)
(folder / name).symlink_to(folder.parent / "real.ipynb")
