"""The two pieces are right; the network has been begun and lacks the gradient on the data; the rest is not written."""

import numpy as np


def mse_backward(outp, targ):
    return 2 * (outp - targ.reshape(outp.shape)) / outp.size


def relu_backward(g, x):
    return g * (x > 0)


def forward_backward(x, y, params):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    z1 = x @ W1 + b1
    a1 = np.maximum(z1, 0)
    outp = a1 @ W2 + b2
    error = outp - y.reshape(outp.shape)
    d = 2 * error / len(x)
    dz1 = (d @ W2.T) * (z1 > 0)
    return np.mean(error**2), {"W1": x.T @ dz1, "b1": dz1.sum(0), "W2": a1.T @ d, "b2": d.sum(0)}
