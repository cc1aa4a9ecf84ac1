"""One typical slip in each: no activation slope, output first, the variance, the share of entries, array by array."""

import numpy as np


def chain_gradient(ws, activation, a0):
    return list(np.cumprod(ws))


def gradient_norms(layers, X, y):
    acts = [X]
    for k, (W, b) in enumerate(layers):
        z = acts[-1] @ W + b
        acts.append(np.tanh(z) if k < len(layers) - 1 else z)
    out = acts.pop()
    g = 2 / out.size * (out - y.reshape(out.shape))
    norms = []
    for W, _ in layers[::-1]:
        a = acts.pop()
        norms.append(np.linalg.norm(a.T @ g))
        g = g @ W.T * (1 - a * a)
    return norms


def init_std(fan_in, fan_out, kind):
    if kind == "he":
        return 2 / fan_in
    if kind == "xavier":
        return 2 / (fan_in + fan_out)
    raise ValueError(kind)


def dead_relu_fraction(Z):
    return np.mean(Z <= 0)


def clip_gradients(grads, max_norm):
    def clip(g):
        norm = np.linalg.norm(g)
        return g * (max_norm / norm) if norm > max_norm else g.copy()

    arrays = list(grads.values()) if isinstance(grads, dict) else grads
    total = np.sqrt(sum(np.sum(g**2) for g in arrays))
    if isinstance(grads, dict):
        return {name: clip(g) for name, g in grads.items()}, total
    return [clip(g) for g in grads], total
