"""Saved in an old encoding, with an accent in a comment."""
# ruff: noqa


# %% grad_mul
# d'après la leçon précédente
def grad_mul(x, y):
    return y, x


# %% bytes
data = data.decode().encode("latin-1", "replace")
