"""Orders of backward visits: the numbers of the lesson, the right one against the engine, and the picture."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_lib import Value, draw, visits


def spike():
    a = Value(2.0, "a")
    u = (a * a).named("u")
    return a, (u + ((u * a).named("v") * u).named("w")).named("y")


@pytest.mark.parametrize(
    ("order", "turns", "slope"),
    [
        ("users first", "ywvu", 84),
        ("recursion", "yuwvuu", 156),
        ("breadth-first", "yuwv", 20),
        ("depth-first", "yuwv", 20),
    ],
)
def test_84_156_20(order, turns, slope):
    a, y = spike()
    assert "".join(visit.node.label for visit in visits.visits_of(y, order)) == turns
    assert visits.outcome(y, order)[a] == slope
    assert a.grad == 0 and y.grad == 0, "nothing on the nodes may change"


def test_unknown_orders_and_circuits_too_large_are_refused():
    _a, y = spike()
    with pytest.raises(ValueError, match="users first, recursion, breadth-first, depth-first"):
        visits.visits_of(y, "upside down")
    for _ in range(8):
        y = y * y
    with pytest.raises(ValueError, match="smaller circuit"):
        visits.visits_of(y, "recursion")


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 99), st.integers(0, 99)), min_size=1, max_size=9))
def test_the_right_order_agrees_with_the_engine_on_random_circuits(gates):
    nodes = [Value(1.3), Value(-0.7)]
    for times, i, j in gates:
        x, y = nodes[i % len(nodes)], nodes[j % len(nodes)]
        nodes.append(x * y if times else x + y)
    found = visits.outcome(nodes[-1], "users first")
    nodes[-1].backward()
    assert all(node.grad == pytest.approx(gradient, rel=1e-12) for node, gradient in found.items())


def test_orders_agree_where_nothing_forks():
    x, y, z = Value(-2), Value(5), Value(-4)
    f = (x + y) * z
    results = [[visits.outcome(f, order)[node] for node in (x, y, z)] for order in visits.ORDERS]
    assert results == [[-4, -4, 3]] * 4


def test_drawing_takes_any_object_with_data_grad_and_parents():
    class Bare:
        def __init__(self, data, parents=()):
            self.data, self.grad, self.parents = data, 0.0, tuple(parents)

    a = Bare(2.0)
    product = Bare(4.0, (a, a))
    product.op = "×"
    a.grad = 4.0
    assert "Gate 1 (×): from input 1 and input 1, value 4" in draw.circuit(product).alt
    assert draw.circuit(product, wrong={a: 5.0}).html.count("right: 5") == 1
