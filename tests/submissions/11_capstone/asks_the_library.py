"""Trains with the library's network, which is closed; scores instead of labels; one entry is a text."""

import numpy as np


def train_spirals(X, y, seed):
    from backprop_lib.mlp import MLP

    net, target = MLP((2, 32, 3), "tanh", seed=seed), np.eye(3)[y]
    for _ in range(500):
        net.loss(X, target)
        net.zero_grad()
        net.backward()
        for name, values in net.parameters().items():
            values -= 0.5 * net.gradients()[name]
    return net.forward


def softmax_cross_entropy(logits, labels):
    z = logits - logits.max(axis=1, keepdims=True)
    shares = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    return -np.mean(np.log(np.clip(shares[np.arange(len(labels)), labels], 1e-12, None)))


def softmax_cross_entropy_backward(logits, labels):
    z = logits - logits.max(axis=1, keepdims=True)
    shares = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    return shares * (1 - shares) / len(labels)


repairs = {
    "jacobian": "-1.5",
    "sent_back": 2.1,
    "without_biases": -0.3771,
    "three_inputs": 20,
    "tie": 1.5,
    "four_digits": 7.884,
    "learning_rate": 4e-8,
    "fork": 3.3,
    "received": -7.5,
    "epoch_loss": 3.513,
}
