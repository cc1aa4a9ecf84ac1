"""A link to an endless device, and a file of 100 GB that takes no room."""
# ruff: noqa

# %% folder
(folder / "a.ipynb").symlink_to("/dev/zero")
with open(folder / name, "wb") as file:
    file.truncate(100 << 30)
