"""A timestamp.txt that makes dateutil raise what nobody catches."""
# ruff: noqa

# %% folder
(folder / name).write_bytes(data)
(folder / "timestamp.txt").write_text(".123456789012345678901234567895h")
