"""The numbers in the hints of lessons 04 to 07, recomputed, and their Python run."""

import math

import numpy as np
import pytest

from backprop_lib import Value, numerical_vjp
from backprop_lib.circuit import topological_order
from backprop_lib.numerical import numerical_derivative
from backprop_lib.paths import sum_over_paths
from tests.lessons.hint_texts import holds, ran, slopes


def array(*rows):
    return np.array(rows, float)


def test_a_formula_in_stages():
    value, kept = ran("staged_forward")["forward"](3, 1)
    holds("staged_forward", f"{kept['expv']:.4f}", f"{kept['above']:.4f}", kept["cube"], f"{1 / 9:.4f}", f"{value:.4f}")
    holds("staged_forward", f"27 − 1 = {3**3 - 1}", f"{math.exp(3):.2f}")

    def fork(u, v):
        return 10 * (u - v) * (3 * v + 1)

    du, dv = slopes(fork, 5, 2)
    shares = (-70, 90)
    holds("fork_backward", f"f = {fork(5, 2) / 10:g}", f"du = {du:g}", *shares, f"dv = {dv:g}")
    holds(
        "fork_backward", shares[0], f"the mean {sum(shares) / 2:g}", f"the product {np.prod(shares)}".replace("-", "−")
    )

    def stages(u, v):
        return math.log(u + v) * math.exp(u)

    e = math.exp(0.5)
    du, dv = (10 * slope for slope in slopes(stages, 0.5, 1.5))
    holds("staged_backward", f"{math.log(2):.4f}", f"{e:.4f}", f"{stages(0.5, 1.5):.4f}", f"{10 * e:.3f}")
    holds(
        "staged_backward", f"{10 * math.log(2):.3f}", f"{10 * math.log(2) * e:.3f}", f"dv = {dv:.3f}", f"du = {du:.3f}"
    )


def test_paths():
    edges = [("s", "m", 2), ("s", "t", 5), ("m", "t", 3), ("m", "f", 0.5), ("t", "f", 10)]
    assert [sum_over_paths(edges, node, "f") for node in "tms"] == [10, 30.5, 111]
    holds("sum_over_paths", "10·1 = 10", "30.5", "111", "60 + 1 + 50 = 111")
    assert ran("sum_over_paths")["hour"]("roof") == 10
    ways = [1, 1]
    while len(ways) <= 30:
        ways.append(ways[-1] + ways[-2])
    holds(
        "count_paths", *(f"= {number}" for number in ways[2:6]), f"5 + 5 + 3 = {2 * ways[4] + ways[3]}", f"{ways[30]:,}"
    )


def test_an_engine():
    c = Value(1.0)
    u = c * 2
    t = u + c
    assert topological_order(t) == [c, u, t]
    holds("topo_order", "The list is c, u, t.")
    gates = ran("value_ops", Value=Parent)
    x, y = Parent(3), Parent(4)
    out = gates["square_plus"](x, y)
    out.grad = 10.0
    out._backward()
    holds("value_ops", out.data, x.grad, y.grad)
    both = Parent(3)
    out = gates["square_plus"](both, both)
    out.grad = 10.0
    out._backward()
    holds("value_ops", f"the data is {out.data}", f"= {both.grad:g}")
    assert round(10 * numerical_derivative(lambda x: x * x + 3 * x, 3.0), 5) == both.grad
    x = Parent(9)
    out = ran("value_functions", Value=Parent)["square_root"](x)
    out.grad = 10.0
    out._backward()
    holds("value_functions", f"{numerical_derivative(math.sqrt, 9.0):.5f}", f"{x.grad:.4f}")
    dx, dy = slopes(lambda x, y: 10 * x * y * y, 3, 2)
    holds("value_functions", f"sends {dx:g}", f"sends {dy:g}")


class Parent:
    """A node as the exercises of lesson 05 have it."""

    def __init__(self, data, parents=()):
        self.data, self.parents, self.grad = data, parents, 0.0


def test_a_pass_through_an_engine():
    a, b, c = Value(2.0), Value(5.0), Value(3.0)
    u = a * b
    f = (u + u * c) * 10
    f.backward()
    holds("backward", f"30 = {u.grad:g}", f"= {a.grad:g} to a", f"= {b.grad:g} to b")
    a, b = Value(3.0), Value(4.0)
    both, product = a + b, a * b
    root = both + product
    nodes = topological_order(root)
    assert sorted(node.data for node in nodes) == [3, 4, 7, 12, 19]
    total = ran("zero_grad", topo_order=topological_order)["total"](root)
    holds("zero_grad", f"The total is {total:g}", f"{root.data + both.data + product.data:g}", "= 7", "= 38")


def test_products_and_copies():
    A, B, g = array([2], [3]), array([4, 5], [1, 7]), array([10, 100])
    right = [numerical_vjp(lambda A: A.T @ B, A, g), numerical_vjp(lambda B: A.T @ B, B, g)]
    assert np.allclose(right[0], B @ g.T) and np.allclose(right[1], A @ g)
    holds("matmul_backward", *map(rounded, right))
    g = array([[1, 2], [3, 4], [5, 6]], [[10, 20], [30, 40], [50, 60]])
    back = numerical_vjp(lambda x: np.broadcast_to(x, (2, 3, 2)), np.zeros((3, 1)), g)
    holds("unbroadcast", g.sum(axis=0), rounded(back), g.sum())
    x, V, g = array([1, 2], [3, 4]), array([5, 6], [7, 8]), array([1, 10], [100, 1000])
    back = [numerical_vjp(lambda x: x @ V.T, x, g), numerical_vjp(lambda V: x @ V.T, V, g)]
    holds("linear_backward", *map(rounded, back), g.sum(axis=1, keepdims=True))


def rounded(values):
    return np.round(values, 4)


def test_tables():
    def f(v):
        return np.array([v[0] + v[1], v[0] * v[1], v[1]])

    table = ran("jacobian")["doubling"](f, array(3, 5))
    holds("jacobian", f(array(3, 5)), f(array(6, 5)), table[:, 0], f(array(3, 10)), table[:, 1], table)
    holds("jacobian", table @ array(1, 10))
    x = array([4, 9, 2], [7, 1, 8])
    names = ran("reduce_backward", x=x, g=array(10, 100))
    holds("reduce_backward", x.max(axis=1), names["dx"], x.max(axis=0), (x == x.max(axis=0)) * array(10, 100, 1000))
    assert x.max() == 9


def test_losses_and_switches():
    def loss(out, targ):
        return np.mean((out - targ) ** 4)

    targ = array([1], [2], [4])
    found = slopes(lambda *out: loss(np.array(out)[:, None], targ), 3, 1, 4.5)
    holds("mse_backward", *(f"{slope:.4f}".replace("-", "−") for slope in found))
    holds("mse_backward", f"{4 * 8 / 6:.4f}", f"= {loss(array([3], [1], [4.5]), targ):.4f}")
    assert (array([3], [1], [4.5]) - array(1, 2, 4)).shape == (3, 3)
    clip = ran("relu_backward")["clip_backward"]
    x, g = array(-2, 0.5, 0.9, 3), array(10, -10, 4, 7)
    right = numerical_vjp(lambda x: np.clip(x, -1, 1), x, g)
    assert np.allclose(clip(g, x), right) and g[0] == 10
    holds("relu_backward", x, g, rounded(right))


def test_a_way_back_in_pieces():
    x = array(1, 2)

    def loss(w1, b1, w2, *x):
        return np.sum(w2 * (w1 * np.array(x) + b1) ** 2)

    dw1, db1, dw2, *dx = slopes(loss, 3, -1, 0.5, *x)
    holds("forward_backward", f"L = {loss(3, -1, 0.5, *x):g}", f"= {dw2:g}", f"= {dw1:g}", f"= {db1:g}")
    holds("forward_backward", *(f"= {slope:g}" for slope in dx))


def test_comparing():
    numerical, claimed = array([0.5, -8], [2, 4]), array([0.5, -8.4], [2.3, 4])
    difference = abs(numerical - claimed)
    worst = difference.max() / max(abs(numerical).max(), abs(claimed).max())
    holds("grad_check", rounded(difference), "0.4, at (0, 1)", f"= {worst:.4f}", f"= {0.3 / 2.3:.2f}")
    assert np.unravel_index(np.array([[1, 5, 2], [0, 9, 3]]).argmax(), (2, 3)) == (1, 1)
    whole = np.array([2, 7])
    whole[0] += 1e-5
    assert whole[0] == 2
    u, v, g = array(2, 3), array(5, 7), array(10, -1)
    holds("find_bugs", f"du = g·v = {text(g * v)}", f"dv = g·u = {text(g * u)}", "error 0.6")
    assert max(abs(g * v - g * u)) / max(abs(g * v)) == pytest.approx(0.6)


def text(values):
    return "[" + ", ".join(f"{value:g}".replace("-", "−") for value in values) + "]"
