"""exit() in a cell of the student's own, and a crash in one answer."""
# ruff: noqa

# %% own
exit()
# %% own
quit()
# %% grad_max
import os


def grad_max(x, y):
    os._exit(1)
