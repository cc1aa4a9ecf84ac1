"""Everything right again in another style: tables of functions, whole arrays, powers in place of roots."""

import numpy as np


def chain_gradient(ws, activation, a0):
    act, rule = {
        "sigmoid": (lambda z: 0.5 + 0.5 * np.tanh(z / 2), lambda a: a - a**2),
        "tanh": (np.tanh, lambda a: 1 - a**2),
        "relu": (lambda z: np.maximum(z, 0), lambda a: np.sign(a)),
        "linear": (lambda z: z, lambda a: 1.0),
    }[activation]
    factors, a = [], a0
    for w in ws:
        a = act(w * a)
        factors.append(w * rule(a))
    return np.cumprod(factors)


def gradient_norms(layers, X, y):
    *hidden, (W, b) = layers
    given = [X]
    for V, c in hidden:
        given.append(np.tanh(given[-1] @ V + c))
    error = given[-1] @ W + b - y.reshape(len(y), -1)
    g = 2 * error / error.size
    norms = np.empty(len(layers))
    for k in reversed(range(len(layers))):
        norms[k] = np.sqrt(np.sum((given[k].T @ g) ** 2))
        g = (g @ layers[k][0].T) * (1 - given[k] ** 2)
    return list(norms)


def init_std(fan_in, fan_out, kind):
    fans = {"he": fan_in, "xavier": fan_in + fan_out}
    if kind not in fans:
        raise ValueError(kind)
    return (fans[kind] / 2) ** -0.5


def dead_relu_fraction(Z):
    return 1 - np.count_nonzero(Z.max(axis=0) > 0) / Z.shape[1]


def clip_gradients(grads, max_norm):
    keys = list(grads) if isinstance(grads, dict) else range(len(grads))
    total = np.linalg.norm([np.linalg.norm(grads[key]) for key in keys])
    over = max(1.0, total / max_norm)
    short = {key: grads[key] / over for key in keys}
    return short if isinstance(grads, dict) else list(short.values()), total
