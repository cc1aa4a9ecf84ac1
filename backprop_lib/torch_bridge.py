"""The bridge to PyTorch: our MLP as a torch module, gradients side by side, the graph behind a tensor as a picture.

torch is imported when a function here needs it, and nowhere else in this library. Where it is missing, one sentence
says what to install. torch keeps a layer's weights as (out, in), this library as (in, out): each is the other's
transpose. `graph` and `kept` are those of `torch_record`. Left out: training with torch, and any device but the
processor.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from backprop_lib.mlp import MLP
from backprop_lib.torch_record import graph, kept
from backprop_lib.words import number

__all__ = ["Comparison", "TorchMissing", "compare", "error_of", "graph", "kept", "need_torch", "to_torch"]

MISSING = (
    "PyTorch is not installed here: run `make torch` in the course's folder (without make: "
    "`python install.py --torch`), or without a clone `python -m pip install 'torch==2.13.*'`, then try again."
)


class TorchMissing(ImportError):
    """Raised where torch is needed and not installed; a notebook shows its sentence without a traceback."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


def need_torch() -> Any:
    """The module torch; TorchMissing, with what to install, where it is not there."""
    try:
        import torch
    except ImportError as error:
        raise TorchMissing(MISSING) from error
    return torch


def to_torch(mlp: MLP) -> Any:
    """The same network as a torch.nn.Sequential of float64 layers, with copies of the parameters.

    MLP((3, 4, 1)) -> Linear(3, 4), ReLU, Linear(4, 1); weights (out, in). TorchMissing without torch.
    """
    torch = need_torch()
    activation = {"relu": torch.nn.ReLU, "tanh": torch.nn.Tanh, "sigmoid": torch.nn.Sigmoid}[mlp.activation]
    made: list[Any] = []
    for layer, sizes in enumerate(zip(mlp.sizes, mlp.sizes[1:], strict=False), start=1):
        linear = torch.nn.utils.skip_init(torch.nn.Linear, *sizes, dtype=torch.float64)  # draws no random numbers
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(mlp.parameters()[f"W{layer}"].T))
            linear.bias.copy_(torch.from_numpy(mlp.parameters()[f"b{layer}"]))
        made += [linear, activation()] if layer + 1 < len(mlp.sizes) else [linear]
    return torch.nn.Sequential(*made)


@dataclass(frozen=True, repr=False)
class Comparison:
    """Gradients of two programs side by side; its repr is a table.

    pairs: name -> (ours, torch's), equal shapes, as `plots.gradient_scatter` takes them.   losses: ours, torch's.
    """

    pairs: dict[str, tuple[np.ndarray, np.ndarray]]
    losses: tuple[float, float]

    @property
    def error(self) -> float:
        """The largest relative error of all gradients."""
        return max(error_of(*pair) for pair in self.pairs.values())

    def __repr__(self) -> str:
        lines = [f"{'gradient':10}{'shape':>9}{'largest, ours':>16}{'torch’s':>12}{'error':>9}"]
        for name, (ours, theirs) in self.pairs.items():
            most = [number(np.abs(array).max(initial=0.0)) for array in (ours, theirs)]
            lines.append(f"{name:10}{ours.shape!s:>9}{most[0]:>16}{most[1]:>12}{error_of(ours, theirs):9.0e}")
        loss = [number(value, 7) for value in self.losses]
        return "\n".join([*lines, f"{'loss':19}{loss[0]:>16}{loss[1]:>12}"])


def error_of(one: np.ndarray, other: np.ndarray) -> float:
    """Largest difference relative to the largest magnitude in either array: lesson 07's error; 0 for zeros."""
    scale = max(np.abs(one).max(initial=0.0), np.abs(other).max(initial=0.0))
    return float(np.abs(one - other).max(initial=0.0) / (scale or 1.0))


def compare(mlp: MLP, module: Any, X: Any, y: Any) -> Comparison:
    """Both networks' gradients of the mean squared error on X (N, D) and y (N,) or (N, M), torch's transposed to ours.

    Neither network's gradients are changed. ValueError when the module's layers are not those of the MLP.
    Example: compare(net, to_torch(net), X, y).error -> about 1e-16.
    """
    torch = need_torch()
    linears = [layer for layer in module if isinstance(layer, torch.nn.Linear)]
    sizes = [(layer.in_features, layer.out_features) for layer in linears]
    if sizes != list(zip(mlp.sizes, mlp.sizes[1:], strict=False)) or any(layer.bias is None for layer in linears):
        raise ValueError(f"compare: the module's linear layers are {sizes}, the MLP's sizes {mlp.sizes}; make it fit.")
    before = {name: grad.copy() for name, grad in mlp.gradients().items()}
    mlp.zero_grad()
    loss = mlp.loss(X, y)
    mlp.backward()
    ours = {name: grad.copy() for name, grad in mlp.gradients().items()}
    for name, grad in before.items():
        mlp.gradients()[name][...] = grad
    outp = module(torch.as_tensor(np.asarray(X, dtype=np.float64)))
    targ = torch.as_tensor(np.asarray(y, dtype=np.float64)).reshape(outp.shape)
    theirs = ((outp - targ) ** 2).mean()
    leaves = [leaf for layer in linears for leaf in (layer.weight, layer.bias)]
    arrays = [grad.numpy().T for grad in torch.autograd.grad(theirs, leaves)]
    pairs = {name: (ours[name], array) for name, array in zip(ours, arrays, strict=True)}
    return Comparison(pairs, (loss, float(theirs.detach())))
