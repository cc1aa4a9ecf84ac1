"""Answer rightly, but so slowly that no others get their turn."""
# ruff: noqa


# %% grad_max
def grad_max(x, y):
    import time

    time.sleep(1.5)
    return ((1.0, 0.0) if x > y else (0.0, 1.0)) if x != y else (0.5, 0.5)
