"""Fork until nothing is left to fork."""
# ruff: noqa

# %% own
import os
import time

start = time.monotonic()
while time.monotonic() < start + 1:
    try:
        os.fork()
    except OSError:
        time.sleep(0.05)
if os.getpid() != 1:
    time.sleep(600)
