"""Trains the library's net and checks its gradients in cells of one's own, and takes helpers from those cells."""
# ruff: noqa

# %% own
import numpy as np
from backprop_lib import gradcheck, layers
from backprop_lib.mlp import MLP
from backprop_lib.optim import SGD
from backprop_lib.train import fit

net = MLP((2, 4, 1))
X, y = np.random.default_rng(0).normal(size=(8, 2)), np.ones((8, 1))
history = fit(net, X, y, SGD(0.1), 3, show=False)
print(history)
slopes = layers.mse_backward(net.forward(X), y)


def size_of(array):
    return np.asarray(array).size


# %% mse_backward
def mse_backward(outp, targ):
    error = np.asarray(outp) - np.asarray(targ).reshape(np.shape(outp))
    return 2 * error / size_of(outp)


print(np.abs(mse_backward(net.forward(X), y) - slopes).max())
