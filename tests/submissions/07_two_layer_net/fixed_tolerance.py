"""Right but for habits: ReLU masked in place, a mask that stops nothing, tolerances that know no size, g of ones."""

import numpy as np


def mse_backward(outp, targ):
    return (outp - targ.reshape(outp.shape)) / outp.size


def relu_backward(g, x):
    g[x <= 0] = 0
    return g


def forward_backward(x, y, params):
    a1 = np.maximum(x @ params["W1"] + params["b1"], 0)
    outp = a1 @ params["W2"] + params["b2"]
    error = outp - y.reshape(-1, 1)
    doutp = 2 * error / error.size
    dz1 = (doutp @ params["W2"].T) * (a1 >= 0)
    grads = {
        "x": dz1 @ params["W1"].T,
        "W1": x.T @ dz1,
        "b1": dz1.sum(axis=0),
        "W2": a1.T @ doutp,
        "b2": doutp.sum(axis=0),
    }
    return np.mean(error**2), grads


def grad_check(f, x, analytic, rtol=1e-6):
    if np.shape(analytic) != x.shape:
        return False, None, float("inf")
    point = x.astype(float)
    numerical = np.zeros_like(point)
    for index in np.ndindex(point.shape):
        old = point[index]
        point[index] = old + 1e-5
        up = f(point)
        point[index] = old - 1e-5
        down = f(point)
        point[index] = old
        numerical[index] = (up - down) / 2e-5
    gap = np.abs(numerical - analytic)
    worst = tuple(int(i) for i in np.unravel_index(gap.argmax(), gap.shape))
    return bool(gap.max() <= rtol), worst, float(gap.max())


def find_bugs(candidates):
    found = []
    for name, (forward, backward, inputs) in candidates.items():
        g = np.ones(np.shape(forward(*inputs)))
        claims = backward(g, *inputs)
        claims = claims if isinstance(claims, tuple) else (claims,)
        for which, claim in enumerate(claims):
            if np.shape(claim) != inputs[which].shape:
                found.append(name)
                break
            measured = slopes_by_nudging(forward, inputs, which, g)  # noqa: F821 (the lesson has it)
            if np.abs(measured - claim).max() > 1e-6 * max(np.abs(measured).max(), np.abs(claim).max()):
                found.append(name)
                break
    return found
