"""The numbers that lessons 01 to 03 print in their prose, recomputed."""

import math

import numpy as np
import pytest

from autograde.build import read_lesson
from backprop_lib import Value, check_gradient
from backprop_lib.circuit import maximum


def prose(course, lesson):
    return "\n".join(cell.source for cell in read_lesson(course, lesson).cells if cell.kind == "markdown")


def shown(value, digits=4):
    return f"{value:.{digits}f}".replace("-", "−")


def test_the_sigmoid_neuron(course):
    text = prose(course, "03_sigmoid_neuron")
    w = [Value(value) for value in (2, -3, -3)]
    x = [Value(value) for value in (-1, -2)]
    f = (w[0] * x[0] + w[1] * x[1] + w[2]).sigmoid()
    f.backward()
    assert f"f = {shown(f.data)}" in text
    assert f"w₁ gets −2 · {shown(w[2].grad)} = {shown(w[1].grad)}" in text
    assert f"x₁ gets −3 · {shown(w[2].grad)} = {shown(x[1].grad)}" in text
    assert f"The gradients on w₁ and w₂ are {shown(w[1].grad)} and {shown(w[2].grad)}" in text
    raised = 1 / (1 + math.exp(-2)) - f.data
    assert f"f rises by\n{shown(raised)}" in text or f"f rises by {shown(raised)}" in text


def test_the_chain_of_the_sigmoid(course):
    text = " ".join(prose(course, "03_sigmoid_neuron").split())
    x = Value(1.0)
    n = -x
    e = n.exp()
    d = e + 1
    s = 1 / d
    s.backward()
    chain = ", ".join(shown(node.grad) for node in (d, e, n, x))
    assert chain == "−0.5344, −0.5344, −0.1966, 0.1966"
    assert f"1, {chain}" in text
    assert f"the exponential multiplies by e = {shown(e.data)}" in text


def test_xyz_and_patterns(course):
    text = prose(course, "02_circuits")
    x, y, z = Value(-2), Value(5), Value(-4)
    q = x + y
    (q * z).backward()
    assert (q.data, z.grad, q.grad, x.grad, y.grad) == (3, 3, -4, -4, -4)
    assert "dz = 3" in text and "dq = −4, dx = −4, dy = −4" in text
    x, y, z, w = Value(3), Value(-4), Value(2), Value(-1)
    f = 2 * (x * y + maximum(z, w))
    f.backward()
    assert (f.data, x.grad, y.grad, z.grad, w.grad) == (-20, -8, 6, 2, 0)
    assert "2·(−4) = −8 to x, 2·3 = 6 to y" in text


def test_the_fork_of_lesson_2(course):
    text = prose(course, "02_circuits")
    a, b, c = Value(3), Value(2), Value(5)
    u = a * b
    v = u + c
    (u * v).backward()
    assert (u.data, v.data, v.grad, u.grad, a.grad) == (6, 11, 6, 17, 34)
    assert "first 11, then 11 + 6 = 17" in text and "11·2 = 22 to a. Complete, it sends 17·2 = 34" in text
    told_apart = [abs(number) for number in (3, 2, 5, u.data, v.data, u.grad, a.grad, b.grad, 22)]
    assert len(set(told_apart)) == len(told_apart), "no two numbers of the example may be taken for each other"


def test_nudges_of_lesson_1(course):
    text = prose(course, "01_slopes")
    assert check_gradient(lambda v: v[0] * v[1], [4, -3], [-3.0, 4.0]).ok
    for h, ratio in ((1, "7"), (0.1, "6.1"), (0.01, "6.01"), (0.001, "6.001"), (0.0001, "6.0001")):
        assert ((3 + h) ** 2 - 9) / h == pytest.approx(float(ratio))
    assert "7, 6.1, 6.01, 6.001, 6.0001" in text
    angle = np.degrees(np.arctan2(4, -3))
    assert 126 < angle < 127 and np.hypot(-3, 4) == 5
    assert "its length, 5," in text


def test_the_error_of_sin_is_least_near_the_step_that_is_recommended(course):
    slope, errors = math.cos(1), {}
    for k in range(1, 14):
        h = 10.0**-k
        errors[k] = abs((math.sin(1 + h) - math.sin(1 - h)) / (2 * h) / slope - 1)
    assert min(errors, key=errors.get) in (5, 6)
    assert f"{math.sin(1 + 1e-12):.11f}" == f"{math.sin(1 - 1e-12):.11f}"
    assert "first eleven decimals" in prose(course, "01_slopes")


def test_at_the_smallest_step_the_rounding_of_the_points_is_the_larger_part(course):
    from fractions import Fraction

    h = 1e-13
    up, down = 1 + h, 1 - h
    of_the_points = float((Fraction(up) - Fraction(down)) / (2 * Fraction(h)) - 1)
    in_all = (math.sin(up) - math.sin(down)) / (2 * h) / math.cos(1) - 1
    assert abs(of_the_points) > abs(in_all - of_the_points)
    assert "at $h = 10^{-13}$ that is the\nlarger part" in prose(course, "01_slopes")


def test_slopes_of_one_over_x(course):
    assert [-1 / x**2 for x in (1, 2, 4)] == [-1, -0.25, -0.0625]
    assert "−1, −0.25 and\n−0.0625 at x = 1, 2 and 4" in prose(course, "02_circuits")


def test_the_table_of_ties_holds_for_the_installed_torch(course):
    import torch

    def slope(function, *values):
        leaves = [torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in values]
        function(*leaves).backward()
        return [leaf.grad.tolist() for leaf in leaves]

    text = prose(course, "01_slopes")
    measured = {
        "`torch.relu(x)`": slope(torch.relu, 0.0)[0],
        "`torch.clamp(x, min=0)`": slope(lambda x: torch.clamp(x, min=0), 0.0)[0],
        "`torch.maximum(x, y)`": slope(torch.maximum, 3.0, 3.0),
        "`v.max()`, `v.amax()`": slope(lambda v: v.max(), [3.0, 3.0])[0] + slope(lambda v: v.amax(), [3.0, 3.0])[0],
        "`v.max(dim=0).values`": sorted(slope(lambda v: v.max(dim=0).values, [3.0, 3.0])[0], reverse=True),
    }
    words = {0.0: "0", 1.0: "1", 0.5: "½"}
    for call, value in measured.items():
        row = next(line for line in text.splitlines() if line.startswith(f"| {call}"))
        for number in set(value) if isinstance(value, list) else {value}:
            assert words[number] in row.split("|")[3], f"{call} gives {value}; the lesson says {row}"
