"""Right answers to the exercises of lesson 10, written in different ways: each must earn full points.

RIGHT maps an exercise's name to tuples of functions in the order of its signatures. Left out: the lesson's own
solutions, which the lesson's run checks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch

Array = np.ndarray


# ---- mean_square_grad ------------------------------------------------------------------------------------------------


def mean_by_gates(x: Array) -> Array:
    """Back through mean, times 3, square, plus 3."""
    b = x + 3
    dc = np.full_like(x, 1 / len(x))
    return dc * 3 * 2 * b


def mean_by_expansion(x: Array) -> Array:
    n = x.shape[0]
    return (6.0 * x + 18.0) / n


def mean_by_loop(x: Array) -> Array:
    grad = np.zeros_like(x)
    for place, value in enumerate(x):
        grad[place] += 6 / x.size * (3 + value)
    return grad


# ---- autograd_gradient -----------------------------------------------------------------------------------------------


def gradient_with_float32(values: Any) -> Any:
    a = torch.tensor([float(value) for value in values], requires_grad=True)
    out = (3 * (a + 3) ** 2).mean()
    out.backward()
    return [slope.item() for slope in a.grad]


def gradient_with_grad(values: Any) -> Any:
    a = torch.tensor(values).double().requires_grad_()
    (gradient,) = torch.autograd.grad((3 * (a + 3).square()).sum() / a.numel(), a)
    return tuple(gradient.tolist())


def gradient_through_numpy(values: Any) -> Any:
    leaf = torch.from_numpy(np.array(values, dtype=float)).requires_grad_(True)
    c = (leaf + 3).pow(2) * 3
    c.backward(torch.full_like(c, 1 / len(values)))
    return leaf.grad.numpy()


def gradient_with_func(values: Any) -> Any:
    def out(a: Any) -> Any:
        b = a + 3
        return (b * b * 3).mean()

    return torch.func.grad(out)(torch.tensor(values, dtype=torch.float64)).tolist()


# ---- two_layer_input -------------------------------------------------------------------------------------------------


def output_as_row(x: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Array:
    return ((x[None, :] @ W1.T + b1) @ W2.T + b2)[0]


def grad_as_row(x: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Array:
    return (W2 @ W1).ravel()


def output_folded(x: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Array:
    return np.dot(W2.dot(W1), x) + W2.dot(b1) + b2


def grad_by_sum(x: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Array:
    return (W2.T * W1).sum(axis=0)


def output_by_loops(x: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Array:
    total = b2.copy()
    for h in range(len(b1)):
        total += W2[0, h] * (sum(W1[h] * x) + b1[h])
    return total


def grad_by_backward(x: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Array:
    dout = np.ones(1)
    dhidden = W2.T @ dout
    return W1.T @ dhidden


# ---- train_step ------------------------------------------------------------------------------------------------------


def step_with_zeros(params: Mapping[str, Any], x: Any, y: Any, lr: float) -> float:
    for p in params.values():
        if p.grad is not None:
            p.grad.zero_()
    hidden = torch.clamp(x @ params["W1"] + params["b1"], min=0)
    error = (hidden @ params["W2"] + params["b2"]).flatten() - y.flatten()
    loss = error.pow(2).mean()
    loss.backward()
    with torch.no_grad():
        for p in params.values():
            p.sub_(lr * p.grad)
    return float(loss)


def step_through_data(params: Mapping[str, Any], x: Any, y: Any, lr: float) -> float:
    for name in params:
        params[name].grad = None
    outp = torch.relu(torch.addmm(params["b1"], x, params["W1"])) @ params["W2"] + params["b2"]
    loss = torch.nn.functional.mse_loss(outp, y.view(-1, 1))
    loss.backward()
    for p in params.values():
        p.data -= lr * p.grad.data
    return loss.item()


@torch.enable_grad()
def step_with_grad(params: Mapping[str, Any], x: Any, y: Any, lr: float) -> Any:
    names = list(params)
    outp = (x @ params["W1"] + params["b1"]).relu() @ params["W2"] + params["b2"]
    loss = ((outp - y.reshape(-1, 1)) ** 2).sum() / len(x)
    for name, gradient in zip(names, torch.autograd.grad(loss, [params[name] for name in names]), strict=True):
        params[name].grad = gradient
        with torch.no_grad():
            params[name].add_(gradient, alpha=-lr)
    return loss.detach().numpy()


def step_with_optimizer(params: Mapping[str, Any], x: Any, y: Any, lr: float) -> float:
    optimizer = torch.optim.SGD(params.values(), lr=lr)
    optimizer.zero_grad()
    outp = (x @ params["W1"] + params["b1"]).relu() @ params["W2"] + params["b2"]
    loss = (outp[:, 0] - y.ravel()).square().mean()
    loss.backward()
    optimizer.step()
    return loss.item()


# ---- wrong_gradients -------------------------------------------------------------------------------------------------

Arrays = Mapping[str, Array]


def wrong_by_mse_loss(x: Array, y: Array, params: Arrays, grads: Arrays) -> list[str]:
    leaves = {name: torch.from_numpy(values.copy()).requires_grad_() for name, values in {"x": x, **params}.items()}
    hidden = torch.clamp(torch.addmm(leaves["b1"], leaves["x"], leaves["W1"]), min=0)
    outp = torch.addmm(leaves["b2"], hidden, leaves["W2"])
    torch.nn.functional.mse_loss(outp, torch.from_numpy(y)).backward()

    def agrees(name: str) -> bool:
        theirs = leaves[name].grad.numpy()
        scale = max(np.abs(theirs).max(), np.abs(grads[name]).max())
        return bool(grads[name].shape == theirs.shape and np.abs(grads[name] - theirs).max() <= 1e-9 * scale)

    return [name for name in leaves if not agrees(name)]


def wrong_by_grad(x: Array, y: Array, params: Arrays, grads: Arrays) -> list[str]:
    names = ["b2", "W2", "b1", "W1", "x"]
    t = {name: torch.tensor(values, dtype=torch.float64, requires_grad=True) for name, values in params.items()}
    t["x"] = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    error = (t["x"] @ t["W1"] + t["b1"]).relu() @ t["W2"] + t["b2"] - torch.tensor(y)
    found = []
    for name, theirs in zip(names, torch.autograd.grad((error**2).mean(), [t[name] for name in names]), strict=True):
        mine = torch.tensor(grads[name])
        if mine.shape != theirs.shape or (mine - theirs).norm() > 1e-9 * theirs.norm():
            found.append(name)
    return found


def wrong_by_module(x: Array, y: Array, params: Arrays, grads: Arrays) -> list[str]:
    """The net as torch's own layers, whose weights stand the other way round."""
    first, second = (torch.nn.Linear(*params[name].shape, dtype=torch.float64) for name in ("W1", "W2"))
    with torch.no_grad():
        for layer, k in ((first, 1), (second, 2)):
            layer.weight.copy_(torch.tensor(params[f"W{k}"].T))
            layer.bias.copy_(torch.tensor(params[f"b{k}"]))
    inputs = torch.tensor(x, requires_grad=True)
    torch.nn.functional.mse_loss(second(torch.relu(first(inputs))), torch.tensor(y)).backward()
    theirs = {
        "x": inputs.grad,
        "W1": first.weight.grad.T,
        "b1": first.bias.grad,
        "W2": second.weight.grad.T,
        "b2": second.bias.grad,
    }
    return [
        name
        for name, right in theirs.items()
        if tuple(right.shape) != grads[name].shape
        or not np.allclose(grads[name], right.numpy(), rtol=0, atol=1e-9 * right.abs().max().item())
    ]


# ---- SigmoidFunction -------------------------------------------------------------------------------------------------


class Recomputing(torch.autograd.Function):
    """Keeps the input and works the output out again."""

    @staticmethod
    def forward(ctx: Any, x: Any) -> Any:
        ctx.save_for_backward(x)
        return torch.sigmoid(x)

    @staticmethod
    def backward(ctx: Any, g: Any) -> Any:
        s = torch.sigmoid(ctx.saved_tensors[0])
        return s * (1 - s) * g


class WithSetup(torch.autograd.Function):
    """torch's newer form: the context has a method of its own."""

    @staticmethod
    def forward(x: Any) -> Any:
        return (-x).exp().add(1).reciprocal()

    @staticmethod
    def setup_context(ctx: Any, inputs: Any, output: Any) -> None:
        ctx.save_for_backward(output)

    @staticmethod
    def backward(ctx: Any, *gs: Any) -> Any:
        (s,) = ctx.saved_tensors
        return (gs[0] * (s - s**2),)


class OnTheContext(torch.autograd.Function):
    """Keeps its output as an attribute of the context; with NumPy inside."""

    @staticmethod
    def forward(ctx: Any, x: Any) -> Any:
        ctx.output = torch.from_numpy(1 / (1 + np.exp(-x.detach().numpy())))
        return ctx.output

    @staticmethod
    def backward(ctx: Any, g: Any) -> Any:
        return g * (1 - ctx.output) * ctx.output


RIGHT: dict[str, list[tuple[Callable[..., Any], ...]]] = {
    "mean_square_grad": [(mean_by_gates,), (mean_by_expansion,), (mean_by_loop,)],
    "autograd_gradient": [
        (gradient_with_float32,),
        (gradient_with_grad,),
        (gradient_through_numpy,),
        (gradient_with_func,),
    ],
    "two_layer_input": [
        (output_as_row, grad_as_row),
        (output_folded, grad_by_sum),
        (output_by_loops, grad_by_backward),
    ],
    "train_step": [(step_with_zeros,), (step_through_data,), (step_with_grad,), (step_with_optimizer,)],
    "wrong_gradients": [(wrong_by_mse_loss,), (wrong_by_grad,), (wrong_by_module,)],
    "SigmoidFunction": [(Recomputing,), (WithSetup,), (OnTheContext,)],
}
