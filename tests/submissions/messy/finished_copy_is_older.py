"""A finished copy, and the notebook opened and saved again later without an answer."""
# ruff: noqa

# %% folder
import os
from pathlib import Path

blank = (Path(root) / "release" / "01_slopes" / name).read_bytes()
(folder / "01_slopes (2).ipynb").write_bytes(data)
(folder / name).write_bytes(blank)
os.utime(folder / "01_slopes (2).ipynb", (1, 1))
