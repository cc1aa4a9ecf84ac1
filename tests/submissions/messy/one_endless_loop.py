"""A loop that never ends, in a cell of the student's own, between right answers."""
# ruff: noqa


# %% grad_mul
def grad_mul(x, y):
    return y, x


# %% own
while True:
    x = 1
