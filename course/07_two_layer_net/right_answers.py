"""Right answers to the exercises of lesson 07, written in different ways: each must earn full points.

RIGHT maps an exercise's name to tuples of functions in the order of its signatures. Left out: the lesson's own
solutions, which the lesson's run checks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

Array = np.ndarray


# ---- mse_backward ----------------------------------------------------------------------------------------------------


def mse_by_chain(outp: Array, targ: Array) -> Array:
    """Mean, then square, then difference, one gate after the other."""
    if targ.ndim < outp.ndim:
        targ = targ[:, None]
    difference = outp - targ
    dsquares = np.ones_like(difference) / difference.size
    return dsquares * 2 * difference


def mse_refusing(outp: Array, targ: Array) -> Array:
    if outp.shape != targ.shape and outp.shape != (*targ.shape, 1):
        raise ValueError("shapes")
    n, k = outp.shape
    return (outp - np.reshape(targ, (n, k))) * (2 / (n * k))


def mse_by_loops(outp: Array, targ: Array) -> Array:
    result = np.empty(outp.shape)
    for place, (o, t) in enumerate(zip(outp.flat, targ.flat, strict=True)):
        result.flat[place] = 2 * (o - t) / outp.size
    return result


# ---- relu_backward ---------------------------------------------------------------------------------------------------


def relu_by_product(g: Array, x: Array) -> Array:
    return g * (x > 0)


def relu_by_copy(g: Array, x: Array) -> Array:
    dx = g.copy()
    dx[x <= 0] = 0
    return dx


def relu_by_heaviside(g: Array, x: Array) -> Array:
    return np.multiply(np.heaviside(x, 0.0), g)


# ---- forward_backward ------------------------------------------------------------------------------------------------


def pass_by_pieces(x: Array, y: Array, params: Mapping[str, Array]) -> Any:
    def linear_backward(g: Array, inp: Array, W: Array) -> tuple[Array, Array, Array]:
        return g @ W.T, inp.T @ g, np.sum(g, axis=0)

    z1 = x @ params["W1"] + params["b1"]
    a1 = z1.clip(min=0)
    outp = a1 @ params["W2"] + params["b2"]
    targets = y if y.ndim == 2 else y[:, np.newaxis]
    grads = {}
    da1, grads["W2"], grads["b2"] = linear_backward(mse_by_chain(outp, targets), a1, params["W2"])
    grads["x"], grads["W1"], grads["b1"] = linear_backward(relu_by_copy(da1, z1), x, params["W1"])
    return np.mean((outp - targets) ** 2), grads


def pass_by_einsum(x: Array, y: Array, params: Mapping[str, Array]) -> Any:
    z1 = np.einsum("nd,dh->nh", x, params["W1"]) + params["b1"]
    on = (z1 > 0).astype(float)
    error = np.einsum("nh,h->n", z1 * on, params["W2"][:, 0]) + params["b2"] - y.ravel()
    d = 2 * error / len(x)
    dz1 = np.einsum("n,h,nh->nh", d, params["W2"][:, 0], on)
    grads = {
        "W1": np.einsum("nd,nh->dh", x, dz1),
        "b1": np.einsum("nh->h", dz1),
        "W2": np.einsum("nh,n->h", z1 * on, d)[:, None],
        "b2": np.array([d.sum()]),
        "x": np.einsum("nh,dh->nd", dz1, params["W1"]),
    }
    return [float(error @ error) / len(x), grads]


def pass_row_by_row(x: Array, y: Array, params: Mapping[str, Array]) -> Any:
    """One row at a time, gradients accumulated; keeps more than was asked for."""
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    grads = {name: np.zeros_like(values) for name, values in {"x": x, **params}.items()}
    loss, N = 0.0, len(x)
    for n in range(N):
        z = x[n] @ W1 + b1
        a = np.where(z > 0, z, 0)
        miss = (a @ W2 + b2 - np.ravel(y)[n])[0]
        loss += miss**2 / N
        g = 2 * miss / N
        grads["W2"] += g * a[:, None]
        grads["b2"] += g
        dz = g * W2[:, 0] * (z > 0)
        grads["W1"] += np.outer(x[n], dz)
        grads["b1"] += dz
        grads["x"][n] += W1 @ dz
    return loss, {**grads, "outp": np.zeros(1)}


# ---- grad_check ------------------------------------------------------------------------------------------------------


def check_entry_by_entry(f: Callable[[Array], float], x: Array, analytic: Array, rtol: float = 1e-6) -> Any:
    """Keep the worst entry while going through them; every nudge in a fresh copy."""
    claim = np.asarray(analytic, dtype=float)
    if claim.shape != x.shape or not np.isfinite(claim).all():
        return (False, None, np.inf)
    worst, index_of_worst, largest = -1.0, None, 0.0
    for index in np.ndindex(x.shape):
        up, down = x.astype(float), x.astype(float)
        up[index] += 1e-5
        down[index] -= 1e-5
        slope = (f(up) - f(down)) / (up[index] - down[index])
        difference = abs(slope - claim[index])
        largest = max(largest, abs(slope), abs(claim[index]))
        if not difference <= worst:
            worst, index_of_worst = difference, index
    error = 0.0 if largest == 0 else worst / largest
    return bool(error <= rtol), index_of_worst, float(error)


def check_with_basis(f: Callable[[Array], float], x: Array, analytic: Array, rtol: float = 1e-6) -> Any:
    """Nudge along the rows of an identity matrix."""
    if np.shape(analytic) != np.shape(x):
        return False, None, float("inf")
    h, point = 1e-5, np.array(x, dtype=np.float64)
    steps = np.eye(point.size).reshape(point.size, *point.shape) * h
    numerical = np.array([(f(point + step) - f(point - step)) / (2 * h) for step in steps]).reshape(point.shape)
    gap = np.abs(np.subtract(numerical, analytic))
    scale = np.maximum(np.max(np.abs(numerical)), np.max(np.abs(analytic)))
    error = np.float64(0.0) if scale == 0 else np.max(gap) / scale
    return error <= rtol, np.unravel_index(np.argmax(gap), gap.shape), error


def check_in_a_list(f: Callable[[Array], float], x: Array, analytic: Array, rtol: float = 1e-6) -> Any:
    """Sorts all differences; returns a list, its index as a list."""
    if analytic.shape != x.shape:
        return [False, None, float("inf")]
    point = x * 1.0
    found = []
    for index in np.ndindex(*x.shape):
        kept = point[index]
        point[index] = kept + 1e-5
        up = f(point.copy())
        point[index] = kept - 1e-5
        down = f(point.copy())
        point[index] = kept
        slope = (up - down) / 2e-5
        found.append((abs(slope - analytic[index]), index, max(abs(slope), abs(analytic[index]))))
    if np.isnan([gap for gap, _, _ in found]).any():
        return [False, [0] * x.ndim, float("nan")]
    gap, index, _ = max(found)
    scale = max(size for _, _, size in found)
    error = float(gap / scale) if scale else 0.0
    return [bool(error <= rtol), list(index), error]


# ---- find_bugs -------------------------------------------------------------------------------------------------------


def hunt_with_check(candidates: Mapping[str, Any]) -> list[str]:
    """Let a checker judge each gradient, for an upstream gradient that rises from entry to entry."""
    wrong = set()
    for name, (forward, backward, inputs) in candidates.items():
        outputs = forward(*inputs)
        g = np.linspace(-1.3, 1.9, outputs.size).reshape(outputs.shape)
        claims = backward(g, *inputs)
        for place, claim in enumerate(claims if isinstance(claims, tuple) else [claims]):

            def loss(
                moved: Array, place: int = place, g: Array = g, inputs: Any = inputs, forward: Any = forward
            ) -> Any:
                return float((g * forward(*inputs[:place], moved, *inputs[place + 1 :])).sum())

            if not check_with_basis(loss, inputs[place], claim)[0]:
                wrong.add(name)
    return sorted(wrong, reverse=True)


def hunt_output_by_output(candidates: Mapping[str, Any]) -> list[str]:
    """Build the whole Jacobian by nudging and compare g times it, for two upstream gradients."""
    rng = np.random.default_rng(11)

    def agrees(forward: Any, backward: Any, inputs: Any) -> bool:
        for _ in range(2):
            g = rng.uniform(0.5, 2.0, np.shape(forward(*inputs))) * rng.choice([-1, 1], np.shape(forward(*inputs)))
            claims = backward(g, *inputs)
            for place, claim in enumerate(claims if len(inputs) > 1 else (claims,)):
                slopes = np.zeros(inputs[place].size)
                for entry in range(slopes.size):
                    step = np.zeros(slopes.size)
                    step[entry] = 1e-5
                    step = step.reshape(inputs[place].shape)
                    above = [v + step if i == place else v for i, v in enumerate(inputs)]
                    below = [v - step if i == place else v for i, v in enumerate(inputs)]
                    slopes[entry] = np.vdot(g, forward(*above) - forward(*below)) / 2e-5
                if np.shape(claim) != inputs[place].shape:
                    return False
                if np.linalg.norm(slopes - np.ravel(claim)) > 1e-6 * np.linalg.norm(slopes):
                    return False
        return True

    return [name for name, candidate in candidates.items() if not agrees(*candidate)]


def hunt_along_a_direction(candidates: Mapping[str, Any]) -> tuple[str, ...]:
    """Compare one number for each input and direction: the slope along a random direction, for five of them."""
    rng = np.random.default_rng(5)
    found = []
    for name, (forward, backward, inputs) in candidates.items():
        g = rng.normal(size=np.shape(forward(*inputs)))
        claims = backward(g, *inputs)
        claims = claims if type(claims) is tuple else (claims,)
        right = all(np.shape(claim) == value.shape for claim, value in zip(claims, inputs, strict=True))
        for place in range(len(inputs)) if right else ():
            for entry in np.ndindex(inputs[place].shape):  # one direction an entry: ties allow no mixtures
                values = [np.array(value) for value in inputs]
                values[place][entry] += 1e-5
                up = np.sum(g * forward(*values))
                values[place][entry] -= 2e-5
                slope = (up - np.sum(g * forward(*values))) / 2e-5
                right &= bool(abs(slope - claims[place][entry]) <= 1e-6 * np.abs(claims[place]).max())
        if not right:
            found.append(name)
    return tuple(found)


RIGHT: dict[str, list[tuple[Callable[..., Any], ...]]] = {
    "mse_backward": [(mse_by_chain,), (mse_refusing,), (mse_by_loops,)],
    "relu_backward": [(relu_by_product,), (relu_by_copy,), (relu_by_heaviside,)],
    "forward_backward": [(pass_by_pieces,), (pass_by_einsum,), (pass_row_by_row,)],
    "grad_check": [(check_entry_by_entry,), (check_with_basis,), (check_in_a_list,)],
    "find_bugs": [(hunt_with_check,), (hunt_output_by_output,), (hunt_along_a_direction,)],
}
