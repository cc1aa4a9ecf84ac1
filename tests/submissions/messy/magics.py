"""Magics and shell commands in answers and in cells of the student's own."""
# ruff: noqa


# %% own
#!%matplotlib inline
#!%config InlineBackend.figure_format = "retina"
#!!ls
#!files = !ls
# %% own
#!%%bash
#!echo hello
# %% grad_mul
#!%%time
def grad_mul(x, y):
    return y, x


# %% grad_max
#!%time one = 1.0
def grad_max(x, y):
    return ((one, 0.0) if x > y else (0.0, one)) if x != y else (0.5, 0.5)


# %% own
#!%load_ext autoreload
#!%autoreload 2
#!%pip install numpy
#!grad_max?
