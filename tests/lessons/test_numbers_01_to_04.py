"""The numbers that lessons 01 to 04 print in their prose, recomputed."""

import math
from fractions import Fraction

import numpy as np
import pytest

from backprop_lib import Value, check_gradient
from backprop_lib.circuit import maximum, topological_order
from backprop_lib.gates import sigmoid as sigma
from backprop_lib.paths import count_paths
from tests.lessons.lesson_text import prose, shown
from tests.torch_here import torch_or_skip


def test_the_sigmoid_neuron():
    text = prose("03_sigmoid_neuron")
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


def test_the_chain_of_the_sigmoid():
    text = " ".join(prose("03_sigmoid_neuron").split())
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


def test_xyz_and_patterns():
    text = prose("02_circuits")
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


def test_the_fork_of_lesson_2():
    text = prose("02_circuits")
    a, b, c = Value(3), Value(2), Value(5)
    u = a * b
    v = u + c
    (u * v).backward()
    assert (u.data, v.data, v.grad, u.grad, a.grad) == (6, 11, 6, 17, 34)
    assert "first 11, then 11 + 6 = 17" in text and "11·2 = 22 to a. Complete, it sends 17·2 = 34" in text
    told_apart = [abs(number) for number in (3, 2, 5, u.data, v.data, u.grad, a.grad, b.grad, 22)]
    assert len(set(told_apart)) == len(told_apart), "no two numbers of the example may be taken for each other"


def test_nudges_of_lesson_1():
    text = prose("01_slopes")
    assert check_gradient(lambda v: v[0] * v[1], [4, -3], [-3.0, 4.0]).ok
    for h, ratio in ((1, "7"), (0.1, "6.1"), (0.01, "6.01"), (0.001, "6.001"), (0.0001, "6.0001")):
        assert ((3 + h) ** 2 - 9) / h == pytest.approx(float(ratio))
    assert "7, 6.1, 6.01, 6.001, 6.0001" in text
    angle = np.degrees(np.arctan2(4, -3))
    assert 126 < angle < 127 and np.hypot(-3, 4) == 5
    assert "its length, 5," in text


def test_the_error_of_sin_is_least_near_the_step_that_is_recommended():
    slope, errors = math.cos(1), {}
    for k in range(1, 14):
        h = 10.0**-k
        errors[k] = abs((math.sin(1 + h) - math.sin(1 - h)) / (2 * h) / slope - 1)
    assert min(errors, key=errors.get) in (5, 6)
    assert f"{math.sin(1 + 1e-12):.11f}" == f"{math.sin(1 - 1e-12):.11f}"
    assert "first eleven decimals" in prose("01_slopes")


def test_at_the_smallest_step_the_rounding_of_the_points_is_the_larger_part():
    h = 1e-13
    up, down = 1 + h, 1 - h
    of_the_points = float((Fraction(up) - Fraction(down)) / (2 * Fraction(h)) - 1)
    in_all = (math.sin(up) - math.sin(down)) / (2 * h) / math.cos(1) - 1
    assert abs(of_the_points) > abs(in_all - of_the_points)
    text = " ".join(prose("01_slopes").split())
    assert "the points $1 \\pm h$ before the sine sees them, which at $h = 10^{-13}$ is the larger part" in text
    one = np.float32(1)
    errors = []
    for k in range(1, 8):
        h = np.float32(10.0**-k)
        errors.append(abs(float((np.sin(one + h) - np.sin(one - h)) / (2 * h)) / math.cos(1) - 1))
    assert 1e-5 < min(errors) < 2e-5 and "leaves not quite five right digits" in prose("01_slopes")


def test_slopes_of_one_over_x():
    assert [-1 / x**2 for x in (1, 2, 4)] == [-1, -0.25, -0.0625]
    assert "−1, −0.25 and\n−0.0625 at x = 1, 2 and 4" in prose("02_circuits")


@pytest.mark.slow
def test_the_table_of_ties_holds_for_the_installed_torch():
    torch = torch_or_skip()

    def slope(function, *values):
        leaves = [torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in values]
        function(*leaves).backward()
        return [leaf.grad.tolist() for leaf in leaves]

    text = prose("01_slopes")
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


def eight_stages(x, y):
    sigy, sigx, xpy = y.sigmoid().named("sigy"), x.sigmoid().named("sigx"), (x + y).named("xpy")
    num, den = (x + sigy).named("num"), (sigx + (xpy**2).named("xpysqr")).named("den")
    return (num * (1 / den).named("invden")).named("f")


def test_the_eight_stages():
    text = " ".join(prose("04_staged").split())
    x, y = Value(3.0, "x"), Value(-4.0, "y")
    f = eight_stages(x, y)
    f.backward()
    assert (f"{f.data:.7f}", f"{x.grad:.7f}", f"{y.grad:.7f}") == ("1.5456449", "2.0595698", "1.5922328")
    assert check_gradient(
        lambda v: (v[0] + sigma(v[1])) / (sigma(v[0]) + (v[0] + v[1]) ** 2), [3, -4], [x.grad, y.grad]
    )
    nodes = {node.label: node for node in topological_order(f)}
    den, invden, num = nodes["den"], nodes["invden"], nodes["num"]
    slope = -1 / den.data**2
    told = f"{shown(num.data, 3)} · ({shown(slope, 5)}) = {shown(den.grad, 5)}"
    assert told in text and f"At den = {shown(den.data)}" in text and invden.grad == num.data
    assert f"{shown(den.grad, 5)} · (−2) = {shown(nodes['xpy'].grad)}" in text and nodes["xpy"].data == -1
    shares = [nodes["xpy"].grad, nodes["sigx"].grad * (1 - nodes["sigx"].data) * nodes["sigx"].data, num.grad]
    assert sum(shares) == pytest.approx(x.grad)
    assert f"The three products, {shown(shares[2])}, {shown(shares[1])} and {shown(shares[0])}" in text
    assert f"The sum is {shown(x.grad)}" in text and f"dx would be {shown(shares[2])}, a quarter" in text
    assert 0.2 < shares[2] / x.grad < 0.3
    assert f"the answer is ({shown(x.grad)}, {shown(y.grad)})" in text
    assert f"it is ({shown(10 * x.grad, 3)}, {shown(10 * y.grad, 3)})" in text


def test_the_probe_of_the_curriculum_for_the_backward_pass():  # docs/curriculum.md, lesson 04
    x, y = Value(1.5, "x"), Value(-0.4, "y")
    eight_stages(x, y).backward()
    assert (round(x.grad, 5), round(y.grad, 6)) == (-0.59325, -0.898975)


def test_the_worked_values_of_lesson_4():
    text = prose("04_staged")
    x, y = Value(2.4, "x"), Value(-0.9, "y")
    nodes = {node.label: node.data for node in topological_order(eight_stages(x, y))}
    assert f"`staged_forward(2.4, -0.9)` gives f = {shown(nodes['f'])}" in text
    assert f"`num` = {shown(nodes['num'])}, `den` = {shown(nodes['den'])} and `xpysqr` = {nodes['xpysqr']:g}" in text
    a, b, c = Value(2.5), Value(-4.1), Value(0.6)
    ((a + b) * (b + c)).backward(10.0)
    assert [round(leaf.grad, 9) for leaf in (a, b, c)] == [-35.0, -51.0, -16.0]
    assert "`fork_backward(2.5, -4.1, 0.6, 10.0)` is `(-35.0, -51.0, -16.0)`" in text


def test_the_fork_and_the_small_nets():
    text = " ".join(prose("04_staged").split())
    a, b, c = Value(1.5), Value(-0.5), Value(4.0)
    q, r = a + b, b + c
    (q * r).backward()
    assert (q.data, r.data, b.grad) == (1, 3.5, 4.5) and "q = a + b = 1 and r = b + c = 3.5" in text
    first, second = -0.2377 * 0.4739, 0.3578 * -0.2122
    assert f"{first + second:.5f}" == "-0.18857"
    assert f"{shown(first)} and {shown(second)}; together {shown(first + second)}" in text
    assert f"the paths from x give {shown(2 * (first + second))}" in text
    assert f"and {shown(0.0318 - 2 * (first + second))} more came from the biases" in text
    w1, w2, w3, w4, w5, w6 = 0.6, -1.1, 0.9, 0.4, 1.3, -0.7
    assert (round(w1 * w5, 9), round(w3 * w6, 9), round(w2 * w5, 9), round(w4 * w6, 9)) == (0.78, -0.63, -1.43, -0.28)
    assert "0.78 − 0.63 = 0.15 and −1.43 − 0.28 = −1.71" in text


def test_numbers_of_paths():
    text = " ".join(prose("04_staged").split())
    layers = [1, *[100] * 5, 1]
    edges = [
        (f"{k} {i}", f"{k + 1} {j}", 1.0) for k in range(6) for i in range(layers[k]) for j in range(layers[k + 1])
    ]
    assert f"100⁵ = {count_paths(edges, '0 0', '6 0'):,} paths, with {len(edges):,} edges" in text
    rungs = [(k, k + 1, 1.0) for k in range(60) for _ in range(2)]
    assert f"lie {count_paths(rungs, 0, 60):,} paths" in text and count_paths(rungs, 0, 60) == 2**60
    assert 6 * 0.5 + 6 * 1.5 + 2 * 0.5 + 2 * 1.5 == (6 + 2) * (0.5 + 1.5) == 16
    assert round(2**60 / 1e18) == 1, "a million million million"


def test_where_the_two_shares_of_the_fork_cancel():
    assert "At a = −3, where the shares are 3.5 and −3.5." in prose("04_staged")
    a, b, c = Value(-3.0), Value(-0.5), Value(4.0)
    q, r = a + b, b + c
    (q * r).backward()
    assert (r.data, q.data, b.grad) == (3.5, -3.5, 0.0)
