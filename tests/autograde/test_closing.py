"""What is closed while an exercise is checked: every backward function of gates and layers, and what could stand in."""

import sys

import numpy as np
import pytest

from autograde.checking import evaluate
from autograde.closed_functions import Closed
from autograde.closing import closed, library_functions, source_files
from autograde.exercises import find
from backprop_lib import Value, gates, layers, plots, touch
from backprop_lib.jacobian import jacobian, vjp
from backprop_lib.replay import Recording
from backprop_lib.rules import RULES
from backprop_lib.tensor import Tensor
from backprop_lib.touch import crease, curve, sigmoid

G, X, W = np.ones((4, 3)), np.ones((4, 2)), np.ones((2, 3))
RECORDED = Recording(Value(3.0) * Value(2.0))
CALLS = {
    "linear": lambda: layers.linear_backward(G, X, W),
    "matmul": lambda: layers.matmul_backward(G, X, W),
    "relu": lambda: layers.relu_backward(G, G),
    "mse": lambda: layers.mse_backward(G, G),
    "sum": lambda: layers.total_backward(G, (4, 3, 2), 2),
    "mean": lambda: layers.mean_backward(G, (4, 3, 2), 2),
    "what sum and mean share": lambda: layers._spread("mean", G, (4, 3, 2), 2),
    "unbroadcast": lambda: layers.unbroadcast(G, (3,)),
    "jacobian": lambda: jacobian(lambda v: v, [1.0]),
    "vjp": lambda: vjp(G, G[:, 0]),
    "a graph of arrays": lambda: Tensor(G).sum().backward(),
    "a recording": lambda: RECORDED.run(),
    "a rule of the table": lambda: RULES["matmul"].backward[0](G, G, X, W),
}


@pytest.mark.parametrize("name", CALLS)
def test_the_gradients_of_layers_are_closed_and_open_again(name):
    with closed(), pytest.raises(Closed, match="asks for your own derivation"):
        CALLS[name]()
    CALLS[name]()


def test_the_array_engine_stays_open_where_it_is_the_tool():
    row = Tensor([[3.0, 5.0]])
    with closed(opens=("rules", "tensor.Tensor.backward", "tensor.backward_through", "layers.unbroadcast")):
        (Tensor(X) * row).softmax().sum().backward()
        with pytest.raises(Closed):
            layers.relu_backward(G, G)
    assert row.grad.shape == (1, 2)


def test_no_backward_function_is_forgotten():
    found = {item.__name__ for item in library_functions(())}
    for module in (gates, layers):
        assert {name for name in vars(module) if name.endswith("_backward")} <= found
    assert all(passed in library_functions(()) for rule in RULES.values() for passed in rule.backward)
    assert all(any(name.endswith(file) for name in source_files()) for file in ("rules.py", "tensor.py"))
    assert any(name.endswith("layers.py") for name in source_files())
    assert any(name.endswith("jacobian.py") for name in source_files())
    assert any(name.endswith("gates.mjs") for name in source_files())


SHOWN = {
    "a figure's bars": lambda: plots.fused_and_staged(0.7),
    "a tangent of exp": lambda: curve.slope("exp", x=0.7),
    "a tangent of relu": lambda: curve.slope("relu", x=0.7),
    "shares of max": lambda: crease.maximum(4, 2),
    "what a sigmoid leaves": lambda: sigmoid.gates(0.7),
}


@pytest.mark.parametrize("name", SHOWN)
def test_pictures_of_slopes_ask_the_gates_and_are_closed_with_them(name):
    assert SHOWN[name]().alt
    with closed(), pytest.raises(Closed):
        SHOWN[name]()


def test_scripts_that_know_slopes_are_forgotten():
    assert "slopes" in touch.script("circuit")
    with closed():
        assert not touch.script.cache_info().currsize


def test_torch_that_was_never_loaded_to_its_end_is_in_nobodys_way(monkeypatch):
    monkeypatch.delitem(sys.modules, "torch", raising=False)
    monkeypatch.setitem(sys.modules, "torch.autograd.forward_ad", object())
    assert library_functions(())


def test_what_an_exercise_opens_by_its_name_stays_open_alone():
    with closed(opens=("layers.unbroadcast",)):
        assert CALLS["unbroadcast"]().tolist() == [4, 4, 4]
        for name in ("sum", "linear", "a graph of arrays"):
            with pytest.raises(Closed):
                CALLS[name]()


def test_forward_functions_stay_open():
    with closed():
        assert layers.mse(layers.relu(layers.linear(X, W, W[0])), G) == 4.0
        assert layers.total(G, 0).tolist() == [4, 4, 4] and layers.mean(G) == 1.0


def test_an_answer_that_calls_the_library_is_told_so():
    report = evaluate(find("linear_backward"), [lambda g, x, W, b: layers.linear_backward(g, x, W)])
    assert report.points == 0 and report.diagnosis == "library gradient"
