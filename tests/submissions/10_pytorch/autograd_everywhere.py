"""torch's autograd where it is the point, and where it is not."""

import torch
from torch import nn


def mean_square_grad(x):
    a = torch.tensor(x, requires_grad=True)
    (3 * (a + 3) ** 2).mean().backward()
    return a.grad.numpy()


def autograd_gradient(values):
    def out(a):
        return (3 * (a + 3) ** 2).mean()

    return torch.func.grad(out)(torch.tensor(values, dtype=torch.float64)).tolist()


def two_layer_output(x, W1, b1, W2, b2):
    return W2 @ (W1 @ x + b1) + b2


def two_layer_input_grad(x, W1, b1, W2, b2):
    def net(a):
        return (torch.tensor(W2) @ (torch.tensor(W1) @ a))[0]

    return torch.func.jacfwd(net)(torch.tensor(x)).numpy()


def train_step(params, x, y, lr):
    optimizer = torch.optim.SGD(params.values(), lr=lr)
    optimizer.zero_grad()
    outp = torch.relu(x @ params["W1"] + params["b1"]) @ params["W2"] + params["b2"]
    loss = nn.functional.mse_loss(outp, y.reshape(outp.shape))
    loss.backward()
    optimizer.step()
    return loss.item()


class SigmoidFunction(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return torch.sigmoid(x)

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        with torch.enable_grad():
            x = x.detach().requires_grad_()
            return torch.autograd.grad(torch.sigmoid(x), x, g)[0]
