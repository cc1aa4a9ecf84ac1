"""The optimizers against worked steps, against torch's, and its refusals."""

import numpy as np
import pytest

from backprop_lib.optim import SGD, Adam, global_norm
from tests.torch_here import torch_or_skip

torch = torch_or_skip()


def test_a_worked_step():
    w = np.array([1.0, 2.0])
    g = np.array([3.0, 4.0])
    assert SGD(0.1).step({"w": w}, {"w": g}) == 5.0
    assert w == pytest.approx([0.7, 1.6]) and g.tolist() == [3.0, 4.0]


def test_clipping_keeps_the_direction_and_reports_the_norm_before():
    W, b = np.zeros((1, 1)), np.zeros(1)
    norm = SGD(0.5, max_norm=2.0).step({"W": W, "b": b}, {"W": np.array([[3.0]]), "b": np.array([4.0])})
    assert norm == 5.0 and W[0, 0] == pytest.approx(-0.6) and b[0] == pytest.approx(-0.8)
    assert np.hypot(W[0, 0], b[0]) == pytest.approx(0.5 * 2.0)
    SGD(0.5, max_norm=9.0).step({"W": W, "b": b}, {"W": np.array([[3.0]]), "b": np.array([4.0])})
    assert W[0, 0] == pytest.approx(-2.1)


@pytest.mark.parametrize(("momentum", "max_norm"), [(0.0, None), (0.9, None), (0.7, 1.5), (0.0, 0.4)])
def test_twenty_steps_are_torchs(momentum, max_norm):
    rng = np.random.default_rng(3)
    ours = {"W": rng.normal(size=(3, 2)), "b": rng.normal(size=2)}
    theirs = {name: torch.tensor(values.copy(), requires_grad=True) for name, values in ours.items()}
    optimizer, reference = SGD(0.05, momentum, max_norm), torch.optim.SGD(theirs.values(), 0.05, momentum)
    for _ in range(20):
        gradients = {name: rng.normal(size=values.shape) for name, values in ours.items()}
        for name, leaf in theirs.items():
            leaf.grad = torch.tensor(gradients[name])
        if max_norm is not None:
            total = torch.nn.utils.clip_grad_norm_(theirs.values(), max_norm)
        norm = optimizer.step(ours, gradients)
        assert norm == pytest.approx(global_norm(gradients))
        if max_norm is not None:
            assert norm == pytest.approx(total.item(), rel=1e-12)
        reference.step()
    for name, leaf in theirs.items():
        assert ours[name] == pytest.approx(leaf.detach().numpy(), rel=1e-5 if max_norm else 1e-12)  # torch adds 1e-6


def test_parameters_without_gradients_and_wrong_shapes_are_refused_before_anything_moves():
    W, b = np.ones((2, 2)), np.ones(2)
    with pytest.raises(ValueError, match="b has no gradient"):
        SGD(0.1).step({"W": W, "b": b}, {"W": W})
    for optimizer in (SGD(0.1), Adam()):
        with pytest.raises(ValueError, match=r"gradient of b is None.*where b is used"):
            optimizer.step({"W": W, "b": b}, {"W": W.copy(), "b": None})
    with pytest.raises(ValueError, match="always has the shape"):
        SGD(0.1).step({"W": W, "b": b}, {"W": W.copy(), "b": np.ones((2, 1))})
    assert W.tolist() == [[1, 1], [1, 1]] and b.tolist() == [1, 1]


@pytest.mark.parametrize(
    "settings",
    [{"lr": 0.0}, {"lr": float("inf")}, {"lr": 0.1, "momentum": 1.0}, {"lr": 0.1, "max_norm": 0.0}],
)
def test_settings_out_of_range_are_refused(settings):
    with pytest.raises(ValueError, match="SGD"):
        SGD(**settings)


def test_adams_first_step_has_the_length_of_the_rate_in_every_entry():
    w, g = np.array([1.0, 2.0, 5.0]), np.array([3.0, -4.0, 0.0])
    assert Adam(0.1).step({"w": w}, {"w": g}) == 5.0
    assert w == pytest.approx([0.9, 2.1, 5.0], rel=1e-8) and g.tolist() == [3.0, -4.0, 0.0]


@pytest.mark.parametrize("betas", [(0.9, 0.999), (0.0, 0.9)])
def test_twenty_steps_of_adam_are_torchs(betas):
    rng = np.random.default_rng(3)
    ours = {"W": rng.normal(size=(3, 2)), "b": rng.normal(size=2)}
    theirs = {name: torch.tensor(values.copy(), requires_grad=True) for name, values in ours.items()}
    optimizer, reference = Adam(0.05, betas), torch.optim.Adam(theirs.values(), 0.05, betas)
    for _ in range(20):
        gradients = {name: rng.normal(size=values.shape) for name, values in ours.items()}
        for name, leaf in theirs.items():
            leaf.grad = torch.tensor(gradients[name])
        optimizer.step(ours, gradients)
        reference.step()
    for name, leaf in theirs.items():
        assert ours[name] == pytest.approx(leaf.detach().numpy(), rel=1e-12)


def test_adam_refuses_numbers_outside_their_range_and_gradients_that_do_not_fit():
    for settings in ({"lr": 0.0}, {"betas": (0.9, 1.0)}, {"eps": 0.0}):
        with pytest.raises(ValueError, match="^Adam: "):
            Adam(**settings)
    with pytest.raises(ValueError, match="Adam.step: W has shape"):
        Adam().step({"W": np.ones((2, 2))}, {"W": np.ones(2)})
