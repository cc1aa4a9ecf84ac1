"""Orders of backward visits: the numbers of the lesson, the right one against the engine, and the picture."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_lib import Value, draw, visits
from backprop_lib.compare import wrong_gradients


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


def test_the_picture_tells_every_visit_and_how_it_ends():
    _, y = spike()
    picture = visits.play(y, "recursion", "watch u")
    assert "Step 7 of 7, u sends, for the third time. Its gradient is 17 now." in picture.alt
    assert "a ends with 156; right is 84." in picture.alt and picture.caption == "watch u"
    assert picture.html.count('type="radio"') == 7
    assert "right is" not in visits.play(y, "users first").alt
    assert visits.play(y, "recursion").html == visits.play(y, "recursion").html


def test_each_step_shows_the_gradients_so_far():
    _a, y = spike()
    html = visits.play(y, "recursion").html
    shown = re.findall(r'class="bp-gradient f f(\d)( u\d)?"[^>]*>([^<]+)', html)
    assert [(frame, text) for frame, _, text in shown if text in ("4", "20", "88", "156")][:1] == [("3", "4")]
    assert ("7", "156") in [(frame, text) for frame, _, text in shown]


def test_unknown_orders_and_circuits_too_large_are_refused():
    _a, y = spike()
    with pytest.raises(ValueError, match="users first, recursion, breadth-first, depth-first"):
        visits.play(y, "upside down")
    for _ in range(8):
        y = y * y
    with pytest.raises(ValueError, match="smaller circuit"):
        visits.play(y, "recursion")


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


# ---- compare ---------------------------------------------------------------------------------------------------------


def test_wrong_gradients_are_found_and_can_be_drawn():
    (a, mine), (_, right) = spike(), spike()
    right.backward()
    mine.backward()
    assert wrong_gradients(mine, right) == {}
    a.grad = 156.0
    assert wrong_gradients(mine, right) == {a: 84.0}
    assert "gradient 156 (wrong, right is 84)" in draw.circuit(mine, wrong=wrong_gradients(mine, right)).alt
    a.grad = None
    assert wrong_gradients(mine, right) == {a: 84.0}


def test_circuits_of_different_forms_are_refused():
    with pytest.raises(ValueError, match="differ in form: a node with 2 operands stands where the other has 0"):
        wrong_gradients(Value(1) + Value(2), Value(3))
    with pytest.raises(ValueError, match="numbers as leaves"):
        wrong_gradients(Value(1) + Value(2), Value(1) + 2)


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
