"""Recurse for ever with the limit taken away."""
# ruff: noqa


# %% grad_max
def grad_max(x, y):
    import sys

    sys.setrecursionlimit(10**9)
    return grad_max(x, y)
