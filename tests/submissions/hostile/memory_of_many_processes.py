"""Take memory in many processes, each within its own limit."""
# ruff: noqa

# %% own
import os
import time

for _ in range(12):
    if os.fork() == 0:
        taken = [bytearray(b"x") * (512 << 20)]
        time.sleep(600)
time.sleep(600)
