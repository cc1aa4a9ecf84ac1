"""Copies and checkpoints beside the notebook; none of them counts."""
# ruff: noqa

# %% folder
(folder / name).write_bytes(data)
(folder / "01_slopes-Copy1.ipynb").write_bytes(b"{}")
(folder / "backup.ipynb").write_bytes(b"{}")
(folder / ".ipynb_checkpoints").mkdir()
(folder / ".ipynb_checkpoints" / "01_slopes-checkpoint.ipynb").write_bytes(b"{}")
