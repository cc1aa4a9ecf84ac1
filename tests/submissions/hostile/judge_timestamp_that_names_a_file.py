"""A timestamp.txt whose time zone is a path, with a number that no clock has."""
# ruff: noqa

# %% folder
(folder / name).write_bytes(data)
(folder / "timestamp.txt").write_text("2015-02-02 14:58:23 ../../../../../../etc/passwd")
