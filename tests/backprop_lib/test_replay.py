"""A recording run again gives what building the graph anew gives, to the last bit."""

import random
import struct

import pytest

from backprop_lib import Value
from backprop_lib.circuit import maximum
from backprop_lib.replay import Recording


def bits(numbers):
    return [struct.pack("<d", number) for number in numbers]


def every_gate(a, b, c):
    """A circuit with each kind of gate that `Value` has, forks included."""
    u = a * b + 1.5
    v = (u - c) / (2.0 + b * b)
    w = maximum(v.tanh(), 0.3 - a) + maximum(c, 0.1)
    x = (w * w + 0.5).log() * (c.sigmoid() - 0.25) + (b / 4.0) ** 2
    y = (-x).exp() + u.relu() * 3.0 + 2.0 / (c * c + 1.0) + a**3 - a
    return y * v + w - a


def deep_sum(a, b, c):
    total = a * b
    for _ in range(3000):
        total = total + c
    return total


def fresh(build, numbers, before):
    leaves = [Value(number) for number in numbers]
    for leaf, grad in zip(leaves, before, strict=True):
        leaf.grad = grad
    root = build(*leaves)
    root.backward()
    return [root.data, *(leaf.grad for leaf in leaves)]


@pytest.mark.parametrize("build", [every_gate, deep_sum, lambda a, b, c: a, lambda a, b, c: a * a + b * c])
def test_a_run_equals_a_graph_built_anew_to_the_last_bit(build):
    rng = random.Random(4)
    leaves = [Value(rng.uniform(-2, 2)) for _ in range(3)]
    again = Recording(build(*leaves))
    for _ in range(20):
        numbers = [rng.uniform(-2, 2) for _ in leaves]
        before = [rng.choice((0.0, rng.uniform(-1, 1))) for _ in leaves]
        for leaf, number, grad in zip(leaves, numbers, before, strict=True):
            leaf.data, leaf.grad = number, grad
        loss = again.run()
        assert loss == again.root.data
        assert bits([loss, *(leaf.grad for leaf in leaves)]) == bits(fresh(build, numbers, before))


def test_training_by_recording_ends_where_training_by_building_ends():
    def loss_of(w, b, x, y):
        error = (w * x + b).tanh() - y
        return error * error

    def train(with_recording):
        w, b, x, y = (Value(number) for number in (0.4, -0.3, 0.0, 0.0))
        again = Recording(loss_of(w, b, x, y)) if with_recording else None
        for step in range(60):
            x.data, y.data = 0.1 * (step % 7), 0.2 * (step % 3)
            for leaf in (w, b):
                leaf.grad = 0.0
            if again:
                again.run()
            else:
                loss_of(w, b, x, y).backward()
            w.data, b.data = w.data - 0.5 * w.grad, b.data - 0.5 * b.grad
        return [w.data, b.data]

    assert bits(train(True)) == bits(train(False))


def test_gradients_pile_up_on_leaves_as_they_do_without_a_recording():
    w = Value(3.0)
    again = Recording(w * w)
    assert [again.run(), w.grad, again.run(g=10.0), w.grad] == [9.0, 6.0, 9.0, 66.0]


def test_corners_refuse_as_the_gates_do():
    a, b = Value(1.0), Value(2.0)
    by_b, log_a = Recording(a / b), Recording(a.log())
    b.data, a.data = 0.0, -1.0
    with pytest.raises(ZeroDivisionError, match="1/x has no value at 0"):
        by_b.run()
    with pytest.raises(ValueError, match="above 0"):
        log_a.run()
