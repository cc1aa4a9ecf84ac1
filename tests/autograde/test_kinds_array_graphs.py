"""What an engine did to a graph of arrays, in words: the first thing that is wrong, and the node that it belongs to."""

import numpy as np
import pytest

from autograde.checking import draw
from autograde.exercise import Probe
from autograde.exercises import find
from autograde.kinds import array_graphs
from autograde.play import Call
from autograde.players import array_engine
from autograde.value_forms import of_array_gate

A, B, G = np.array([[1.5, -2.5], [3.0, 0.25]]), np.array([4.0, -1.0]), np.array([[1.0, 10.0], [2.0, 20.0]])
PROBE = Probe("f", ((("a", A), ("b", B)), (("p", ("a", "b")),), {"a": np.ones((2, 2))}, G))
RIGHT = {
    "data": A + B,
    "parents": ["a", "b"],
    "grad": np.zeros((2, 2)),
    "way back": "its own",
    "gradients": {"a": G + 1, "b": G.sum(axis=0)},
    "overwritten": [],
    "changed": [],
}


def test_a_call_shows_small_arrays_and_the_shapes_of_large_ones():
    assert array_graphs.call(PROBE).startswith("With a = [[1.5, −2.5], [3.0, 0.25]], b = [4.0, −1.0]: f(a, b)")
    large = Probe("f", ((("a", np.ones((6, 7))),), (("p", ("a", None)), ("q", ("p", 0))), {}, np.ones(7)))
    assert array_graphs.call(large).startswith("With a (6, 7): p = f(a, None), q = f(p, 0)")


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"data": A - B}, "the data of the result is [[−2.5, −1.5], [−1, 1.25]]; expected [[5.5, −3.5], [7, −0.75]]"),
        ({"parents": ["b", "a"]}, "parents of the result: [b, a]; expected [a, b]"),
        ({"grad": np.ones((2, 2))}, "the gradient before any pass of the result is [[1, 1], [1, 1]]; expected"),
        ({"way back": "none"}, "the _backward of the result is still that of a bare Tensor, which does nothing"),
        (
            {"gradients": {"a": G, "b": G}},
            "a gradient lies on a already. Then [[1.0, 10.0], [2.0, 20.0]] arrives: "
            "the gradient of b has shape (2, 2), b has shape (2,)",
        ),
        ({"gradients": {"a": G + 1, "b": "NoneType"}}, "the gradient of b is None; expected an array of shape (2,)"),
        ({"gradients": {"a": G + 1, "b": B}}, "the gradient of b is [4, −1]; expected [3, 30]"),
        ({"changed": ["a"], "data": A + B}, "f(a, b): a.data holds other numbers than before."),
        ({"overwritten": ["p"]}, "p.grad, which came from above, holds other numbers after its _backward"),
    ],
)
def test_the_first_thing_that_is_wrong_is_told(changed, told):
    assert told in array_graphs.tells(PROBE, {**RIGHT, **changed}, RIGHT)


def test_what_is_no_node_is_told():
    assert "returned nothing; expected a Tensor" in array_graphs.tells(PROBE, {"made": "nothing"}, RIGHT)
    assert "returned a ndarray; expected" in array_graphs.tells(PROBE, {"made": "ndarray"}, RIGHT)
    idle = {key: RIGHT[key] for key in ("data", "grad", "parents")} | {"_backward": "NoneType"}
    assert "_backward is of type NoneType" in array_graphs.tells(PROBE, idle, RIGHT)


# ---- the player ------------------------------------------------------------------------------------------------------


def test_the_player_writes_down_data_parents_and_all_gradients():
    def f(a, b):
        out = array_engine.Tensor(a.data + b.data, (a, b))

        def way_back():
            a.grad += out.grad
            b.grad += out.grad.sum(axis=0)
            out.grad *= 3

        out._backward = way_back
        return out

    outcome = array_engine.gate({"f": f}, Call("f", PROBE.args))
    value = outcome["value"]
    assert of_array_gate(value, PROBE.args) and value["overwritten"] == ["p"]
    assert np.array_equal(value["gradients"]["a"], G + 1) and value["gradients"]["b"].tolist() == [3, 30]
    assert array_engine.gate({"f": lambda a: a}, Call("f", PROBE.args)) == {"arity": ["a"]}
    assert array_engine.gate({"f": lambda a, b: 5}, Call("f", PROBE.args))["value"] == {"made": "int"}


def test_the_player_sees_what_a_gate_does_to_its_operands():
    def writes(a, b):
        out = array_engine.Tensor(a.data + b.data, (a, b))
        a.data[a.data < 0] = 0
        out._backward = lambda: b.data.fill(np.nan)
        return out

    value = array_engine.gate({"f": writes}, Call("f", PROBE.args))["value"]
    assert of_array_gate(value, PROBE.args) and value["changed"] == ["a", "b"]


def test_expected_gradients_agree_with_differences():
    """The reference is written entry by entry; here it is nudged."""
    for name in ("tensor_ops", "tensor_matmul", "tensor_rows", "cross_entropy"):
        exercise = find(name)
        for probe in draw(exercise, "visible"):
            leaves, steps, before, g = probe.args
            if len(steps) > 1 or any(np.abs(array).max(initial=0) > 100 for _, array in leaves):
                continue
            expected = exercise.expected(probe)
            for place, (leaf, array) in enumerate(leaves):
                slopes = np.zeros(array.shape)
                for index in np.ndindex(array.shape):
                    values = []
                    for h in (1e-6, -1e-6):
                        moved = array.copy()
                        moved[index] += h
                        changed = (*leaves[:place], (leaf, moved), *leaves[place + 1 :])
                        data = exercise.expected(Probe(probe.function, (changed, steps, {}, g)))["data"]
                        values.append(float((g * data).sum()))
                    slopes[index] = (values[0] - values[1]) / 2e-6
                wanted = expected["gradients"][leaf] - before.get(leaf, 0.0)
                corner = (array == 0) & (probe.function == "relu")
                assert np.allclose(np.where(corner, 0, slopes - wanted), 0, atol=1e-6), (name, probe.note)
