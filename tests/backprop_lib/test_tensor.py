"""Tensor against torch in float64 on random graphs, and what one node decides for itself."""

import numpy as np
import pytest

from backprop_lib.tensor import Tensor, topological_order
from tests.torch_here import torch_or_skip

TOLERANCE = 1e-12
GRAPHS = 60


# --- random graphs ----------------------------------------------------------------------------------------------------

# each op on ours and on torch's, from a node of shape (2, 4), a leaf that broadcasts to it, and W (4, 4)
STEPS = {
    "add": (lambda a, b, _: a + b, lambda a, b, _, torch: a + b),
    "sub": (lambda a, b, _: 1.5 - a * b, lambda a, b, _, torch: 1.5 - a * b),
    "mul": (lambda a, b, _: a * b, lambda a, b, _, torch: a * b),
    "div": (lambda a, b, _: a / (b * b + 1.3), lambda a, b, _, torch: a / (b * b + 1.3)),
    "power": (lambda a, b, _: (a * a + 0.5) ** -1.5, lambda a, b, _, torch: (a * a + 0.5) ** -1.5),
    "exp": (lambda a, b, _: (a.tanh() - 0.3).exp(), lambda a, b, _, torch: (a.tanh() - 0.3).exp()),
    "log": (lambda a, b, _: (a * a + 0.7).log(), lambda a, b, _, torch: (a * a + 0.7).log()),
    "tanh": (lambda a, b, _: (a + b).tanh(), lambda a, b, _, torch: (a + b).tanh()),
    "relu": (lambda a, b, _: (a - b).relu(), lambda a, b, _, torch: (a - b).relu()),
    "matmul": (lambda a, b, W: a.tanh() @ W, lambda a, b, W, torch: a.tanh() @ W),
    "rows": (lambda a, b, _: a.rows([0, 0]), lambda a, b, _, torch: a[[0, 0]]),
    "sum": (lambda a, b, _: a.sum(0, True) * 0.4, lambda a, b, _, torch: a.sum(0, True) * 0.4),
    "mean": (lambda a, b, _: a - b.mean(-1, True), lambda a, b, _, torch: a - b.mean(-1, True)),
    "transpose": (lambda a, b, W: (W @ a.T).T, lambda a, b, W, torch: (W @ a.mT).mT),
    "reshape": (lambda a, b, _: a.reshape(4, -1).T, lambda a, b, _, torch: a.reshape(4, -1).T),
    "softmax": (lambda a, b, _: a.softmax(), lambda a, b, _, torch: torch.softmax(a, -1)),
    "rmsnorm": (
        lambda a, b, _: a.rmsnorm(),
        lambda a, b, _, torch: a / torch.sqrt((a * a).mean(-1, keepdim=True) + 1e-5),
    ),
}


def plan(rng: np.random.Generator) -> list[tuple[str, int]]:
    """Ten steps on the latest node, each with the leaf that is its other operand."""
    return [(str(rng.choice(list(STEPS))), int(rng.integers(3))) for _ in range(10)]


def test_random_graphs_agree_with_torch_in_float64() -> None:
    torch = torch_or_skip()
    compared, used = 0, set()
    for seed in range(GRAPHS):
        rng = np.random.default_rng(seed)
        arrays = [rng.normal(size=shape) for shape in ((2, 4), (1, 4), (4,), (4, 4))]
        labels = rng.integers(4, size=2)
        ours, theirs = [Tensor(a) for a in arrays], [torch.tensor(a, requires_grad=True) for a in arrays]
        a, t = ours[0], theirs[0]
        for op, other in plan(rng):
            if op == "sum" or a.shape != (2, 4):  # every step starts from two rows again
                a, t = a + ours[0], t + theirs[0]
            a, t = STEPS[op][0](a, ours[other], ours[3]), STEPS[op][1](t, theirs[other], theirs[3], torch)
            used.add(op)
        a, t = a + ours[0], t + theirs[0]
        loss = a.cross_entropy(labels) + (a * a).mean() * 0.1
        wanted = torch.nn.functional.cross_entropy(t, torch.tensor(labels)) + (t * t).mean() * 0.1
        loss.backward()
        wanted.backward()
        for mine, right in zip(ours, theirs, strict=True):
            if right.grad is None:
                assert mine.grad is None
                continue
            compared += 1
            right_grad = right.grad.numpy()
            assert mine.grad is not None and mine.grad.shape == right_grad.shape
            assert np.abs(mine.grad - right_grad).max() <= TOLERANCE * max(1.0, np.abs(right_grad).max()), seed
    assert compared > 3 * GRAPHS and used == set(STEPS)


def test_attention_on_stacks_of_matrices_agrees_with_torch() -> None:
    torch = torch_or_skip()
    rng = np.random.default_rng(7)
    q, k, v = rng.normal(size=(3, 2, 5, 4))
    W = rng.normal(size=(4, 4))
    hidden = np.triu(np.full((5, 5), -np.inf), 1)
    ours, theirs = [Tensor(a) for a in (q, k, v, W)], [torch.tensor(a, requires_grad=True) for a in (q, k, v, W)]
    a, b, c, M = ours
    out = (((a @ M) @ b.transpose(0, 2, 1)) * 0.5 + hidden).softmax() @ c
    a2, b2, c2, M2 = theirs
    right = torch.softmax((a2 @ M2) @ b2.mT * 0.5 + torch.tensor(hidden), -1) @ c2
    g = rng.normal(size=out.shape)
    out.backward(g)
    right.backward(torch.tensor(g))
    for mine, known in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(mine.grad, known.grad.numpy(), rtol=TOLERANCE, atol=TOLERANCE)


# --- what a node decides ----------------------------------------------------------------------------------------------


def test_the_example_of_the_class() -> None:
    W = Tensor([[3.0], [5.0]])
    ([[1.0, 2.0]] @ W).sum().backward()
    np.testing.assert_array_equal(W.grad, [[1.0], [2.0]])


def test_gradients_add_at_a_fork_and_from_pass_to_pass_and_start_anew_in_gates() -> None:
    a = Tensor([2.0, -3.0])
    square = a * a
    root = (square + square).sum()
    root.backward()
    np.testing.assert_array_equal(a.grad, [8.0, -12.0])
    root.backward()
    np.testing.assert_array_equal(a.grad, [16.0, -24.0])
    np.testing.assert_array_equal(square.grad, [2.0, 2.0])
    root.zero_grad()
    assert a.grad is None and square.grad is None


def test_the_gradient_of_a_leaf_is_an_array_of_its_own() -> None:
    a, b = Tensor([1.0, 2.0]), Tensor([3.0, 4.0])
    g = np.array([5.0, 7.0])
    (a + b).backward(g)
    assert a.grad is not None
    a.grad *= 0
    np.testing.assert_array_equal(b.grad, [5.0, 7.0])
    np.testing.assert_array_equal(g, [5.0, 7.0])


def test_the_data_of_a_leaf_is_a_copy_in_float64() -> None:
    given = np.array([1, 2])
    a = Tensor(given)
    given[0] = 9
    assert a.data.dtype == np.float64 and a.data[0] == 1


def test_nothing_is_computed_for_constants() -> None:
    x, W = np.ones((3, 2)), Tensor(np.ones((2, 4)))
    product = x @ W
    assert product.parents == (W,) and product.inputs[0] is x
    assert topological_order(product) == [W, product]


def test_a_root_of_many_numbers_asks_for_an_upstream_gradient() -> None:
    with pytest.raises(ValueError, match=r"the root has shape \(2,\), g has \(\)"):
        Tensor([1.0, 2.0]).backward()


def test_a_chain_of_5000_nodes_needs_no_recursion() -> None:
    a = Tensor(1.0)
    node = a
    for _ in range(5000):
        node = node + 1.0
    node.backward()
    assert a.grad == 1.0
