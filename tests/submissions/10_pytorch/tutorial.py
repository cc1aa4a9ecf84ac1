"""The tutorials believed to the letter: the lucky formula, no biases, old gradients kept, a slope without g."""

import torch


def mean_square_grad(x):
    return 3 * (x + 3)


def autograd_gradient(values):
    a = torch.tensor(values, dtype=torch.float64)
    b = a + 3
    c = b * b * 3
    out = c.mean()
    out.backward()
    return a.grad.tolist()


def two_layer_output(x, W1, b1, W2, b2):
    return W2 @ (W1 @ x)


def two_layer_input_grad(x, W1, b1, W2, b2):
    return W1.T @ W2[0]


def train_step(params, x, y, lr):
    a1 = torch.relu(x @ params["W1"] + params["b1"])
    outp = a1 @ params["W2"] + params["b2"]
    loss = ((outp - y.reshape(outp.shape)) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        for p in params.values():
            p -= lr * p.grad
    return loss.item()


class SigmoidFunction(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        s = 1 / (1 + torch.exp(-x))
        ctx.save_for_backward(s)
        return s

    @staticmethod
    def backward(ctx, g):
        (s,) = ctx.saved_tensors
        return s * (1 - s)
