"""The small network against torch in float64 over drawn sizes, activations and rows, and its refusals."""

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from backprop_lib.mlp import ACTIVATIONS, MLP
from tests.backprop_lib.nudging import agrees_with_nudging
from tests.torch_here import torch_or_skip

torch = torch_or_skip()

SIZES = st.lists(st.integers(1, 5), min_size=2, max_size=5)


def drawn(sizes, activation, seed, rows):
    """A network with biases that are not 0, and a batch."""
    net = MLP(sizes, activation, seed)
    rng = np.random.default_rng(seed)
    for values in net.parameters().values():
        values += rng.normal(size=values.shape) * 0.3
    return net, rng.normal(size=(rows, sizes[0])), rng.normal(size=(rows, sizes[-1]))


def torch_gradients(net, X, y):
    """(loss, gradients by name, share of its digits that the flattest unit keeps).

    The local gradients 1 − a² and a (1 − a) are differences: where a unit saturates, a near 1, rounding a costs them
    1 / (1 − |a|) times what it costs a, in torch as here.
    """
    leaves = {name: torch.tensor(values, requires_grad=True) for name, values in net.parameters().items()}
    a, last, kept = torch.tensor(X), len(net.sizes) - 1, 1.0
    for layer in range(1, last + 1):
        a = a @ leaves[f"W{layer}"] + leaves[f"b{layer}"]
        if layer < last:
            a = getattr(torch, net.activation)(a)
            kept = kept if net.activation == "relu" else min(kept, 1 - a.abs().max().item())
    loss = torch.nn.functional.mse_loss(a, torch.tensor(y))
    loss.backward()
    return loss.item(), {name: leaf.grad.numpy() for name, leaf in leaves.items()}, kept


@settings(max_examples=150, deadline=None)
@example([5, 1, 1, 3, 3], "tanh", 2, 1)  # a unit that saturates
@given(SIZES, st.sampled_from(sorted(ACTIVATIONS)), st.integers(0, 2**32 - 1), st.integers(1, 7))
def test_loss_and_gradients_are_torchs(sizes, activation, seed, rows):
    net, X, y = drawn(sizes, activation, seed, rows)
    loss = net.loss(X, y)
    net.backward()
    theirs, gradients, kept = torch_gradients(net, X, y)
    assume(kept > 1e-9)  # a unit that is flat to the last digit has no local gradient to compare
    assert loss == pytest.approx(theirs, rel=1e-12)
    for name, wanted in gradients.items():
        ours = net.gradients()[name]
        assert ours.shape == net.parameters()[name].shape and ours.dtype == np.float64
        assert np.abs(ours - wanted).max() <= 1e-12 / kept * np.abs(wanted).max(initial=0.0), name


@pytest.mark.parametrize("activation", sorted(ACTIVATIONS))
def test_every_parameter_against_nudging(activation):
    net, X, y = drawn((3, 4, 2), activation, 5, 6)
    agrees_with_nudging(net, X, y)


def test_gradients_add_up_until_they_are_zeroed():
    net, X, y = drawn((2, 3, 1), "tanh", 1, 4)
    net.loss(X, y)
    net.backward()
    once = {name: values.copy() for name, values in net.gradients().items()}
    net.backward()
    for name, values in net.gradients().items():
        np.testing.assert_allclose(values, 2 * once[name], rtol=1e-15)
    net.zero_grad()
    assert all(not values.any() for values in net.gradients().values())


def test_a_flat_target_is_taken_for_a_column():
    net, X, y = drawn((2, 3, 1), "relu", 1, 4)
    loss = net.loss(X, y)
    net.backward()
    column = {name: values.copy() for name, values in net.gradients().items()}
    net.zero_grad()
    assert net.loss(X, y[:, 0]) == loss
    net.backward()
    for name, values in net.gradients().items():
        np.testing.assert_array_equal(values, column[name])


def test_names_shapes_and_count():
    net = MLP((5, 6, 7, 7, 6, 5))
    shapes = {name: values.shape for name, values in net.parameters().items()}
    assert list(shapes.items())[:3] == [("W1", (5, 6)), ("b1", (6,)), ("W2", (6, 7))]
    assert net.count == 224 and sum(np.prod(s) for n, s in shapes.items() if n[0] == "W") == 193
    assert net.gradients().keys() == net.parameters().keys()


def test_start_is_drawn_with_the_stated_spread_and_repeats_itself():
    wide = MLP((400, 300, 1), "relu", 3).parameters()["W1"]
    assert wide.std() == pytest.approx((2 / 400) ** 0.5, rel=0.02)
    assert MLP((400, 300, 1), "tanh", 3).parameters()["W1"].std() == pytest.approx((2 / 700) ** 0.5, rel=0.02)
    np.testing.assert_array_equal(MLP((400, 300, 1), "relu", 3).parameters()["W1"], wide)
    assert np.abs(MLP((400, 300, 1), "relu", 4).parameters()["W1"] - wide).max() > 0.1


def test_no_rows_have_outputs_but_no_loss():
    net = MLP((2, 3, 1))
    assert net.forward(np.zeros((0, 2))).shape == (0, 1)
    with pytest.raises(ValueError, match="nothing to average"):
        net.loss(np.zeros((0, 2)), np.zeros((0, 1)))


@pytest.mark.parametrize("sizes", [(3,), (), (3, 0, 1)])
def test_sizes_that_make_no_network(sizes):
    with pytest.raises(ValueError, match="two or more|empty"):
        MLP(sizes)


def test_refusals_name_the_fix():
    with pytest.raises(ValueError, match="'step' is none of relu, tanh, sigmoid"):
        MLP((2, 1), "step")
    net = MLP((2, 3, 1))
    with pytest.raises(RuntimeError, match="loss"):
        net.backward()
    net.forward(np.ones((4, 2)))
    with pytest.raises(RuntimeError, match="loss"):
        net.backward()
    with pytest.raises(ValueError, match="do not fit"):
        net.forward(np.ones((4, 3)))
    with pytest.raises(ValueError, match="broadcast"):
        net.loss(np.ones((4, 2)), np.ones((1, 4)))
