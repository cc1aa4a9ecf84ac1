"""A helper below the answer that uses it, above the check."""
# ruff: noqa


# %% grad_max
def grad_max(x, y):
    lead = sign(x - y)
    return (1 + lead) / 2, (1 - lead) / 2


# %% own
def sign(number):
    return (number > 0) - (number < 0)
