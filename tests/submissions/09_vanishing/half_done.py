"""Two exercises right, one begun for lists alone; the norms and the dead units are not written."""

import numpy as np


def chain_gradient(ws, activation, a0):
    gradients, product, a = [], 1.0, a0
    for w in ws:
        z = w * a
        if activation == "linear":
            a, slope = z, 1
        elif activation == "relu":
            a, slope = (z, 1) if z > 0 else (0.0, 0)
        elif activation == "tanh":
            a = np.tanh(z)
            slope = 1 - a**2
        else:
            a = 1 / (1 + np.exp(-z))
            slope = a * (1 - a)
        product *= w * slope
        gradients.append(product)
    return gradients


def init_std(fan_in, fan_out, kind):
    if kind == "he":
        return np.sqrt(2 / fan_in)
    return np.sqrt(2 / (fan_in + fan_out))


def clip_gradients(grads, max_norm):
    total = np.sqrt(sum((g * g).sum() for g in grads))
    factor = min(1.0, max_norm / total) if total else 1.0
    return [g * factor for g in grads], total
