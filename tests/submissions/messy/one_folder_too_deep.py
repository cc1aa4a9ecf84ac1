"""The archive was unpacked into a folder of its own."""
# ruff: noqa

# %% folder
(folder / "01_slopes").mkdir()
(folder / "01_slopes" / name).write_bytes(data)
