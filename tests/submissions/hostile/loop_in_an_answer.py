"""Loop for ever when called, and catch whatever would stop it."""
# ruff: noqa


# %% grad_max
def grad_max(x, y):
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue
