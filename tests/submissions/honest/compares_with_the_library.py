"""Answers that compare themselves with the library when asked to, which the check never does."""
# ruff: noqa

# %% own
import numpy as np
from backprop_lib import layers

DEBUG = False


# %% matmul_backward
def matmul_backward(g, W, X):
    found = g @ X.T, W.T @ g
    if DEBUG:
        assert all(map(np.allclose, found, layers.matmul_backward(g, W, X)))
    try:
        layers.matmul_backward(g, W, X)
    except RuntimeError:
        pass
    return found


print(layers.matmul_backward(np.ones((2, 2)), np.ones((2, 3)), np.ones((3, 2))))
