"""The notebook as it was given out, and the finished one in a folder below."""
# ruff: noqa

# %% folder
from pathlib import Path

blank = (Path(root) / "release" / "01_slopes" / name).read_bytes()
(folder / name).write_bytes(blank)
(folder / "my work").mkdir()
(folder / "my work" / name).write_bytes(data)
