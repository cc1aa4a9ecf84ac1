"""Wish to outlive the parent: no signal at its death, all signals ignored, all files closed, two forks away."""
# ruff: noqa

# %% own
import ctypes
import os
import signal
import time

ctypes.CDLL(None).prctl(1, 0, 0, 0, 0)
for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        continue
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        ctypes.CDLL(None).prctl(1, 0, 0, 0, 0)
        os.closerange(0, 256)
        time.sleep(36000)
    os._exit(0)
