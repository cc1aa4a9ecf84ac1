"""A helper in a cell of the student's own, above the answer."""
# ruff: noqa


# %% own
def sign(number):
    return (number > 0) - (number < 0)


# %% grad_max
def grad_max(x, y):
    lead = sign(x - y)
    return (1 + lead) / 2, (1 - lead) / 2
