"""Return the word by which the grader writes down an exception that is asked for."""
# ruff: noqa


# %% init_std
def init_std(*args):
    return "ValueError"
