"""File names that lead upwards, hide, or look like something else."""
# ruff: noqa

# %% folder
(folder / name).write_bytes(data)
for trick in (
    "..ipynb",
    "\u202egpj.ipynb",
    "\x1b[2J.ipynb",
    "-rf.ipynb",
    "$(id).ipynb",
    "a\nb.ipynb",
    "x" * 240 + ".ipynb",
):
    (folder / trick).write_bytes(b"{}")
(folder / ".ipynb_checkpoints").mkdir()
(folder / "deep").mkdir()
for number in range(3000):
    (folder / "deep" / str(number)).write_bytes(b"")
