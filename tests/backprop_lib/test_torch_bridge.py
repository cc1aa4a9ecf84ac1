"""The bridge to PyTorch: the same network and gradients, the record drawn as a circuit, and life without torch."""

import subprocess
import sys
import warnings

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from backprop_lib import torch_bridge
from backprop_lib.mlp import MLP
from backprop_lib.picture import Picture
from tests.torch_here import torch_or_skip

torch = torch_or_skip()

SIZES = st.lists(st.integers(1, 6), min_size=2, max_size=5)


def example():
    a = torch.tensor([2.0, 3.0], requires_grad=True)
    b = a + 3
    c = b * b * 3
    out = c.mean()
    return out, {"a": a, "b": b, "c": c, "out": out}


@settings(deadline=None, max_examples=40)
@given(SIZES, st.sampled_from(["relu", "tanh", "sigmoid"]), st.integers(0, 99), st.integers(1, 7))
def test_both_networks_compute_the_same_and_have_the_same_gradients(sizes, activation, seed, rows):
    net = MLP(sizes, activation, seed)
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(rows, sizes[0])), rng.normal(size=(rows, sizes[-1]))
    module = torch_bridge.to_torch(net)
    outp = module(torch.from_numpy(X)).detach().numpy()
    assert outp == pytest.approx(net.forward(X), rel=1e-12, abs=1e-12)
    assume(np.abs(outp - y).max() > 1e-3)  # where they cancel, both gradients are rounding alone
    comparison = torch_bridge.compare(net, module, X, y)
    assert set(comparison.pairs) == set(net.parameters()) and comparison.error < 1e-12
    for name, (ours, theirs) in comparison.pairs.items():
        assert ours.shape == theirs.shape == net.parameters()[name].shape
    assert comparison.losses[0] == pytest.approx(comparison.losses[1], rel=1e-12)


def test_the_copy_is_a_copy_and_draws_no_random_numbers():
    net = MLP((3, 4, 1), seed=7)
    state = torch.random.get_rng_state()
    module = torch_bridge.to_torch(net)
    assert torch.equal(torch.random.get_rng_state(), state)
    assert [tuple(p.shape) for p in module.parameters()] == [(4, 3), (4,), (1, 4), (1,)]
    assert all(p.dtype == torch.float64 and p.requires_grad for p in module.parameters())
    net.parameters()["W1"] += 1
    assert not np.allclose(module[0].weight.detach().numpy().T, net.parameters()["W1"])


def test_comparing_changes_no_gradient_and_takes_flat_targets():
    net, rng = MLP((3, 4, 1), seed=7), np.random.default_rng(0)
    module = torch_bridge.to_torch(net)
    net.gradients()["W1"][:] = 5
    comparison = torch_bridge.compare(net, module, rng.normal(size=(6, 3)), rng.normal(size=6))
    assert (net.gradients()["W1"] == 5).all() and all(p.grad is None for p in module.parameters())
    assert comparison.error < 1e-12
    table = repr(comparison).splitlines()
    assert table[0].split() == ["gradient", "shape", "largest,", "ours", "torch’s", "error"]
    assert len(table) == 6 and table[1].startswith("W1           (3, 4)") and table[-1].startswith("loss")


def test_a_spoilt_gradient_shows_in_the_comparison():
    net, rng = MLP((3, 4, 1), seed=7), np.random.default_rng(0)
    module = torch_bridge.to_torch(net)
    with torch.no_grad():
        module[2].weight *= 1.001
    assert torch_bridge.compare(net, module, rng.normal(size=(6, 3)), rng.normal(size=6)).error > 1e-5


def test_a_module_of_another_form_is_refused():
    net, other = MLP((3, 4, 1)), torch_bridge.to_torch(MLP((3, 5, 1)))
    with pytest.raises(ValueError, match=r"linear layers are \[\(3, 5\), \(5, 1\)\], the MLP's sizes \(3, 4, 1\)"):
        torch_bridge.compare(net, other, np.ones((2, 3)), np.ones(2))


def test_the_record_as_a_circuit_before_and_after_backward():
    out, names = example()
    before = torch_bridge.graph(out, names, caption="Look.")
    assert isinstance(before, Picture) and before.caption == "Look."
    assert "Circuit with 1 input and 4 gates. Inputs: a = [2, 3]. Gate 1 (+ ?) b: from a, value [5, 6]." in before.alt
    assert "Gate 2 (×): from b and b. Gate 3 (× 3) c" in before.alt and "gradient" not in before.alt
    assert "Gate 4 (mean) out: from c, value 91.5." in before.alt
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # looking at a .grad that is not there warns
        out.backward()
        after = torch_bridge.graph(out, names)
    assert "a = [2, 3], gradient [15, 18]" in after.alt and "(× ?)" in after.alt
    assert torch_bridge.graph(*example()).html == torch_bridge.graph(*example()).html, "equal input, equal bytes"


def test_what_nodes_keep_and_that_it_is_freed():
    out, _ = example()
    assert torch_bridge.kept(out) == [
        ("MeanBackward0", "nothing"),
        ("MulBackward0", "other = 3"),
        ("MulBackward0", "other = [5, 6], self = [5, 6]"),
        ("AddBackward0", "nothing"),
        ("AccumulateGrad", "nothing"),
    ]
    out.backward()
    assert [text for _, text in torch_bridge.kept(out)] == ["nothing", "freed", "freed", "nothing", "nothing"]


def test_forks_ties_large_tensors_and_functions_of_ones_own():
    class Twice(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            return g * 2

    x, W = torch.ones(3, requires_grad=True), torch.ones(5, 3, requires_grad=True)
    out = torch.maximum(Twice.apply(W @ x), x.sum()).sum() ** 2 - 1
    alt = torch_bridge.graph(out, {"x": x}).alt
    assert "Twice" in alt and "(max)" in alt and "(@)" in alt and "(^2)" in alt and "(− ?)" in alt
    assert "leaf = (5, 3)" in alt and alt.count("x = ") == 1
    assert torch_bridge.graph(x, {"x": x}).alt.endswith("Inputs: x = [1, 1, 1].")


def test_a_tensor_without_a_record_is_refused():
    with pytest.raises(ValueError, match="recorded nothing"):
        torch_bridge.graph(torch.ones(2))
    deep = torch.ones((), requires_grad=True)
    for _ in range(20_000):
        deep = deep * 1.0
    with pytest.raises(ValueError, match="readable up to"):
        torch_bridge.graph(deep)


WITHOUT = """
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "torch":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Blocked())
"""


def test_without_torch_one_sentence_says_what_to_install():
    code = """
from backprop_lib import torch_bridge
from backprop_lib.mlp import MLP
for need in (torch_bridge.need_torch, lambda: torch_bridge.to_torch(MLP((2, 1)))):
    try:
        need()
    except ImportError as error:
        print(error._render_traceback_() == [str(error)], error)
"""
    done = subprocess.run([sys.executable, "-c", WITHOUT + code], capture_output=True, text=True, check=True)
    for line in done.stdout.splitlines():
        assert line.startswith("True PyTorch is not installed here: run ") and "`make torch`" in line
        assert line.count(". ") == 0, "one sentence"
    assert len(done.stdout.splitlines()) == 2


def test_exercises_of_every_lesson_load_without_torch():
    code = "from autograde.exercises import every, find; every(); print(find('train_step').points)"
    done = subprocess.run([sys.executable, "-c", WITHOUT + code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "2"
