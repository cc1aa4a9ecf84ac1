"""Write 200 MB past Python, straight to the standard streams."""
# ruff: noqa

# %% own
import os

for _ in range(100):
    os.write(1, b"LEAKED TO THE TERMINAL " * 50_000)
    os.write(2, b"LEAKED TO THE TERMINAL " * 50_000)
os.system("head -c 20000000 /dev/zero; head -c 20000000 /dev/zero >&2")
