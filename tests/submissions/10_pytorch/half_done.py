"""Two exercises solved, one half, two not begun."""

import torch


def mean_square_grad(x):
    return 6 * (x + 3) / x.size


def autograd_gradient(values):
    a = torch.tensor(values, requires_grad=True)
    b = a + 3
    c = b * b * 3
    out = c.mean()
    out.backward()
    return a.grad.tolist()


def two_layer_output(x, W1, b1, W2, b2):
    return W2 @ (W1 @ x + b1) + b2


def two_layer_input_grad(x, W1, b1, W2, b2):
    return W2 @ W1
