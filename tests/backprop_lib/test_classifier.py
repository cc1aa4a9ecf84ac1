"""The two-class network: its loss against torch, its gradients against torch and nudging, its refusals."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop_lib import data
from backprop_lib.classifier import Classifier, logistic, logistic_backward
from backprop_lib.optim import SGD
from backprop_lib.train import fit
from tests.backprop_lib.nudging import agrees_with_nudging
from tests.torch_here import torch_or_skip

torch = torch_or_skip()


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 9), st.sampled_from((0.3, 4.0, 60.0)))
def test_loss_and_slopes_are_torchs(seed, rows, size):
    rng = np.random.default_rng(seed)
    o, y = rng.normal(size=(rows, 1)) * size, rng.integers(0, 2, rows)
    leaf = torch.tensor(o, requires_grad=True)
    loss = torch.nn.functional.binary_cross_entropy_with_logits(leaf[:, 0], torch.tensor(y, dtype=torch.float64))
    loss.backward()
    wrong_way = np.where(y == 1, -o[:, 0], o[:, 0])
    exact = sum(max(z, 0) + math.log1p(math.exp(-abs(z))) for z in wrong_way) / rows
    assert logistic(o, y) == pytest.approx(exact, rel=1e-12)
    assert logistic(o, y) == pytest.approx(loss.item(), rel=1e-12, abs=1e-14)  # torch takes log(1 + small) of a sum
    assert logistic_backward(o, y) == pytest.approx(leaf.grad.numpy(), rel=1e-12, abs=1e-16)


def test_worked_values():
    assert logistic([[0.0], [0.0]], [0, 1]) == pytest.approx(math.log(2))
    assert logistic_backward([[0.0], [0.0]], [0, 1]).tolist() == [[0.25], [-0.25]]
    assert logistic([[1000.0], [-1000.0]], [0, 1]) == 1000.0


def test_every_parameter_against_nudging():
    net = Classifier((2, 3, 1), "tanh", seed=4)
    X, y = data.xor(12, seed=2)
    for values in net.parameters().values():
        values += 0.2
    agrees_with_nudging(net, X, y)


def test_training_reports_classes_by_sign_not_by_half():
    X, y = data.circles(100, seed=3)
    net = Classifier((2, 8, 1), "tanh", seed=3)
    history = fit(net, X, y, SGD(5.0), epochs=400)
    assert history.accuracy == net.correct(X, y) == 1.0 and history.epoch_losses[-1] < 0.05
    assert ((net.score(X) > 0.5) == (net.forward(X)[:, 0] > 0)).all()


@pytest.mark.parametrize(
    "call",
    [
        lambda: logistic([[1.0], [2.0]], [[1.0, 0.0]]),
        lambda: logistic(np.zeros((0, 1)), []),
        lambda: logistic_backward([[1.0]], [0.4]),
        lambda: Classifier((2, 3, 2)),
    ],
)
def test_what_makes_no_sense_is_refused(call):
    with pytest.raises(ValueError, match="must be|no rows|need one"):
        call()
