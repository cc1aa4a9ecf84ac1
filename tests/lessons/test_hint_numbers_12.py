"""The numbers in the hints of lesson 12, recomputed."""

import math

import numpy as np

from backprop_lib.layers import unbroadcast
from backprop_lib.numerical import numerical_gradient
from tests.lessons.hint_texts import holds


def written(array):
    return str(np.round(array, 4).tolist()).replace(".0", "").replace("-", "−")


def test_a_weighted_difference():
    g = np.array([[1.0, 3.0], [4.0, 5.0]])
    for shape in ((1, 2), (2, 1)):
        holds("tensor_ops", written(unbroadcast(-2 * g, shape)))
    holds("tensor_ops", f"meet: {written(unbroadcast(-2 * g, ()))}", written(unbroadcast(-2 * g, (1, 2)) + 5))


def test_samples_in_columns():
    W, X = np.array([[1.0, 0, 2], [-1, 3, 1]]), np.array([[2.0, 1], [0, 4], [5, -1]])
    G = np.array([[10.0, 1], [2, 3]])
    dW = numerical_gradient(lambda W: float((G * (W @ X)).sum()), W)
    dX = numerical_gradient(lambda X: float((G * (W @ X)).sum()), X)
    holds("tensor_matmul", *map(written, (W, X, G, *np.round(dW, 6), np.round(dX, 6))))


def test_columns_and_means():
    g = np.array([[1.0, 2, 3], [10, 20, 30]])
    dt = numerical_gradient(lambda t: float((g * t[:, [0, 2, 0]]).sum()), np.ones((2, 3)))
    holds("tensor_rows", written(np.round(dt, 6)))
    da = numerical_gradient(lambda a: float((np.array([8.0, -4.0]) * a.mean(axis=1)).sum()), np.ones((2, 4)))
    assert np.allclose(da, [[2] * 4, [-1] * 4])


def test_the_logistic_price():
    o, y = np.array([1.5, -2.0]), np.array([0.0, 1.0])
    prices = np.log1p(np.exp(o)) - y * o
    slopes = 3 * numerical_gradient(lambda o: float((np.log1p(np.exp(o)) - y * o).mean()), o)
    shown = [f"{value:.4f}" for value in (*prices, prices.mean(), 1 / (1 + math.exp(-1.5)))]
    holds("cross_entropy", *shown, f"{slopes[0]:.4f}", f"−{-slopes[1]:.4f}")


def test_one_weight_and_two_batches():
    w, v, path = 0.5, 0.0, []
    for x, y in ((1, 2), (2, 1)):
        g = 2 * x * (w * x - y)
        v = 0.5 * v + g
        w -= 0.1 * v
        path += [g, v, w]
    assert np.allclose(path, [-3, -3, 0.8, 2.4, 0.9, 0.71])
    piled = 0.8 - 0.1 * (0.5 * -3 + (-3 + 2.4))
    holds("train_digits", f"to {piled:g}")
    holds("train_digits", *(f"{value:g}" for value in (0.8, 2.4, 0.71)))
