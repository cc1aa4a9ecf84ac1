"""Divisors taken for constants, scores that are not scaled, a softmax taken for a sigmoid, and guesses for a model."""

import numpy as np


def rmsnorm_backward(g, x):
    return g / np.sqrt((x * x).mean(axis=1, keepdims=True))


def layernorm_backward(g, x, gamma):
    z = (x - x.mean(axis=1, keepdims=True)) / x.std(axis=1, keepdims=True)
    return g * gamma / x.std(axis=1, keepdims=True), (g * z).sum(axis=0), g.sum(axis=0)


def causal_attention(q, k, v):
    scores = np.where(np.tri(len(q)) > 0, q @ k.T, -np.inf)
    grown = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights = grown / grown.sum(axis=1, keepdims=True)
    return weights @ v, weights


def attention_backward(g, q, k, v):
    _, weights = causal_attention(q, k, v)
    dscores = weights * (1 - weights) * (g @ v.T) / np.sqrt(q.shape[1])
    return dscores @ k, dscores.T @ q, weights.T @ g


def train_names(names, seed):
    return lambda prefix: np.full(27, 1 / 27)
