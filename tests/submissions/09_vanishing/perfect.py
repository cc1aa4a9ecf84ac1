"""All five exercises right, step by step."""

import numpy as np


def chain_gradient(ws, activation, a0):
    a, g, found = a0, 1.0, []
    for w in ws:
        z = w * a
        if activation == "sigmoid":
            a = 1 / (1 + np.exp(-z))
            slope = a * (1 - a)
        elif activation == "tanh":
            a = np.tanh(z)
            slope = 1 - a * a
        elif activation == "relu":
            a = max(z, 0.0)
            slope = float(z > 0)
        else:
            a = z
            slope = 1.0
        g = g * w * slope
        found.append(g)
    return found


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
        norms.insert(0, np.linalg.norm(a.T @ g))
        g = g @ W.T * (1 - a * a)
    return norms


def init_std(fan_in, fan_out, kind):
    if kind == "he":
        return np.sqrt(2 / fan_in)
    if kind == "xavier":
        return np.sqrt(2 / (fan_in + fan_out))
    raise ValueError("kind must be he or xavier")


def dead_relu_fraction(Z):
    return np.mean(np.all(Z <= 0, axis=0))


def clip_gradients(grads, max_norm):
    arrays = grads.values() if isinstance(grads, dict) else grads
    total = np.sqrt(sum((g**2).sum() for g in arrays))
    scale = max_norm / total if total > max_norm else 1.0
    if isinstance(grads, dict):
        return {k: g * scale for k, g in grads.items()}, total
    return [g * scale for g in grads], total
