"""Answer, wrongly, and so slowly that no others get their turn."""
# ruff: noqa


# %% grad_max
def grad_max(x, y):
    import time

    time.sleep(1.5)
    return 2.0, 2.0  # a right answer's points would hang on the machine's speed
