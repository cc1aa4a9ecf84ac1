"""Three notebooks with answers; the newest one counts, and the others are named."""
# ruff: noqa

# %% folder
import os

half = data.replace(b"return", b"return None and")
for age, (file, text) in enumerate([("01_slopes-2.ipynb", data), (name, half), ("01_slopes-1.ipynb", half)]):
    (folder / file).write_bytes(text)
    os.utime(folder / file, (10 - age, 10 - age))
