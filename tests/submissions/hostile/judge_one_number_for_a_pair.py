"""Return an array without dimensions where two numbers are asked for."""
# ruff: noqa

# %% own
import numpy as np


# %% staged_forward
def staged_forward(x, y):
    return np.array(5.0), np.array({})


# %% fork_backward
def fork_backward(x, y, g=1.0):
    return np.array(5)


# %% staged_backward
def staged_backward(cache, g=1.0):
    return np.array(5)


# %% sum_over_paths
def sum_over_paths(*args):
    return np.array(float("nan"))


# %% count_paths
def count_paths(*args):
    return 10**400
