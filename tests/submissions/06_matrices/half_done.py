"""Two exercises right and one begun; nothing else written."""

import numpy as np


def matmul_backward(dD, W, X):
    return np.dot(dD, X.T), np.dot(W.T, dD)


def linear_backward(g, x, W, b):
    dx = np.dot(g, W.T)
    dW = np.dot(x.T, g)
    return dx, dW, np.sum(g, 0)


def vjp(J, g):
    return J.T @ g
