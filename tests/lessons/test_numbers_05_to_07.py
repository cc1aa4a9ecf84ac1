"""The numbers that lessons 05 to 07 print in their prose, recomputed."""

import gc
import weakref

import numpy as np
import pytest

from backprop_lib import Value, layers, numerical_vjp, visits
from backprop_lib.gates import sigmoid as sigma
from backprop_lib.jacobian import jacobian, vjp
from backprop_lib.mlp import MLP
from backprop_lib.plots.checks import errors_of
from tests.lessons.lesson_text import printed, prose
from tests.torch_here import torch_or_skip


def test_the_four_answers_of_lesson_5():
    text = " ".join(prose("05_engine").split())
    a = Value(2.0, "a")
    u = (a * a).named("u")
    y = (u + (u * a).named("v") * u).named("y")
    ends = {order: visits.outcome(y, order)[a] for order in visits.ORDERS}
    assert list(ends.values()) == [84, 156, 20, 20] and "Their answers: 84, 156, 20 and 20." in text
    y.backward()
    assert a.grad == 84 == 2 * 2 + 5 * 2**4 and "2a + 5a⁴ = 4 + 80 = 84" in text
    sent = [visit.g for visit in visits.visits_of(y, "recursion") if visit.node is u]
    assert sent == [1, 17, 17] and "u sends three times: 1, then 17, then 17 again" in text
    amounts = [
        sum(amount for parent, _, amount, _ in visit.sent if parent is a) for visit in visits.visits_of(y, "recursion")
    ]
    assert [amount for amount in amounts if amount] == [4, 16, 68, 68]
    assert "4 + 16 + 68 + 68 = 156" in text and "So a ends with 4 + 16 = 20" in text
    early = next(visit.g for visit in visits.visits_of(y, "breadth-first") if visit.node is u)
    assert early == 1 and u.grad - early == 16 and "passes on 1 and keeps the 16 that come later" in text
    collected = []
    leaf = Value(2.0)
    for _ in range(3):
        square = leaf * leaf
        (square + (square * leaf) * square).backward()
        collected.append(leaf.grad)
    assert collected == [84, 168, 252] and "84, 168, 252." in text


def test_a_second_pass_without_zeroing_in_lesson_5():
    text = " ".join(prose("05_engine").split())
    a = Value(2.0)
    u = a * a
    (u * u).backward()
    assert (u.grad, a.grad) == (8, 32) and "4a³ = 32" in text and "The first pass is right, 8 and 32" in text
    second = u.grad + 1.0 * 2 * u.data
    assert second == 16 and a.grad + second * 2 * a.data == 96
    assert "u starts from the 8 that were left and sends 16, and a ends with 96" in text


def test_the_worked_values_of_lesson_5():
    text = " ".join(prose("05_engine").split())
    a, b = Value(3.0), Value(4.0)
    ((a + b) + a * b).backward(10.0)
    assert (a.grad, b.grad) == (50, 40) and "leaves 50 on a and 40 on b" in text
    a, b = Value(3.0), Value(4.0)
    (a / b).backward(10.0)
    assert (a.grad, b.grad) == (2.5, -1.875) and "`div` at a = 3, b = 4 sends 2.5 and −1.875" in text
    a = Value(3.0)
    (a**4).backward(10.0)
    assert a.grad == 1080 and "`power` at a = 3, n = 4 sends 1080" in text
    a = Value(3.0)
    (a * a).backward(10.0)
    assert a.grad == 60 and "With `mul(a, a)` at a = 3, a receives 60 in all" in text


@pytest.fixture(scope="module")
def lesson_5(course):
    return printed(course, "05_engine")


def test_the_neuron_of_lesson_3_learns_on_the_engine_of_lesson_5(lesson_5):
    said, _ = lesson_5
    w, x, target = np.zeros(3), np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]]), np.array([0, 1, 1, 1])
    for step in range(301):
        f = sigma(x @ w)
        if step in (0, 10, 100, 300):
            outputs = " ".join(f"{value:.2f}" for value in f)
            assert f"step {step:3}  loss {np.sum((f - target) ** 2):.4f}   f {outputs}" in said
        w = w - x.T @ (2 * (f - target) * f * (1 - f))


def test_the_formula_of_ones_own_in_lesson_5_may_have_numbers_and_values_on_either_side(lesson_5):
    _, names = lesson_5
    for formula in (
        lambda x: 1 - x,
        lambda x: x - 1,
        lambda x: 2 / x,
        lambda x: x / 2,
        lambda x: 3 + x,
        lambda x: 3 * x,
    ):
        x = names["Value"](1.5)
        names["backward"](formula(x))
        assert x.grad == pytest.approx(names["numerical_derivative"](formula, 1.5))


def test_a_graph_of_lesson_5_is_a_ring_that_only_the_collector_finds(lesson_5):
    _, names = lesson_5
    gc.disable()
    gc.freeze()  # the collector then looks at what is made from here on, not at all that other tests have left
    try:
        gate = weakref.ref(names["subtract"](names["Value"](3.0), names["Value"](2.0)))
        leaf = weakref.ref(names["Value"](1.0))
        kept, freed = gate() is not None, leaf() is None
        gc.collect()
        assert kept and freed and gate() is None
    finally:
        gc.unfreeze()
        gc.enable()
    assert "which only Python's collector of rings finds" in " ".join(prose("05_engine").split())


def test_pytorch_keeps_nothing_on_gates_and_runs_a_record_once():
    torch = torch_or_skip()
    a = torch.tensor(2.0, requires_grad=True)
    seen = []
    y = (a * a) ** 2
    for _ in range(2):
        y.backward(retain_graph=True)
        seen.append(a.grad.item())
    text = " ".join(prose("05_engine").split())
    assert seen == [32, 64] and "there the same two passes leave 32 and 64" in text
    y.backward()
    with pytest.raises(RuntimeError, match="retain_graph"):
        y.backward()


def test_the_stack_of_lesson_5_written_out():
    """The table of the walk, played again: what is taken off, the stack afterwards, what is written down."""
    operands = {"f": "pa", "p": "ab"}  # in the order in which they go on
    stack, seen, written, rows = ["f↓"], set(), [], []
    while stack:
        off = stack.pop()
        if off[1] == "↑":
            written.append(off[0])
        elif off[0] not in seen:
            seen.add(off[0])
            stack += [f"{off[0]}↑", *(f"{name}↓" for name in operands.get(off[0], ""))]
        rows.append((off, " ".join(stack), " ".join(written)))
    table = [line.split("|") for line in prose("05_engine").splitlines() if line.startswith("| ")]
    told = [tuple(cell.strip() for cell in (row[1], row[3], row[4])) for row in table]
    assert [row for row in rows if row[0] not in ("b↓", "b↑")] == [
        row for row in told if row[0] in {"f↓", "a↓", "a↑", "p↓", "p↑", "f↑"}
    ]


def test_the_products_of_lesson_6():
    text = " ".join(prose("06_matrices").split())
    X = np.array([[11.0, 13.0], [17.0, 19.0]])
    g = np.array([[10.0, 100.0], [1000.0, 10000.0]])
    dW = numerical_vjp(lambda W: W @ X, np.array([[2.0, 3.0], [5.0, 7.0]]), g)
    assert dW == pytest.approx(g @ X.T) and dW[0, 1] == pytest.approx(2070) and dW[1, 0] == pytest.approx(141000)
    assert "dW₀₁ = 10·17 + 100·19 = 2070" in text and "1000·11 + 10000·13 = 141000" in text


def test_eight_products_type_check_and_one_is_right():
    text = " ".join(prose("06_matrices").split())

    def products(a, b):
        return [x @ y for p, q in ((a, b), (b, a)) for x in (p, p.T) for y in (q, q.T) if x.shape[1] == y.shape[0]]

    rng = np.random.default_rng(6)
    W, X, g = (rng.integers(-9, 10, size=size).astype(float) for size in ((5, 10), (10, 3), (5, 3)))
    shapes = sorted(product.shape for product in products(g, X))
    assert shapes == [(5, 10), (10, 5)] and "Two run, one has the right shape" in text
    X3 = np.array([[3.0, -1.0, 4.0], [-5.0, 2.0, 6.0], [7.0, 8.0, -9.0]])
    g3 = np.array([[2.0, -4.0, 5.0], [-3.0, 1.0, 7.0], [6.0, 9.0, -8.0]])
    measured = numerical_vjp(lambda W: W @ X3, np.zeros((3, 3)), g3)
    errors = sorted(float(np.abs(product - measured).max()) for product in products(g3, X3))
    assert len(errors) == 8 and errors[0] < 1e-6 and round(errors[1]) == 25
    assert "The other seven are off by 25 or more in some entry" in text
    assert len({float(product) for product in np.ravel(products(np.array([[3.0]]), np.array([[7.0]])))}) == 1
    J = jacobian(lambda w: (w.reshape(5, 10) @ X).ravel(), W.ravel())
    filled = int((np.abs(J) > 1e-6).sum())
    assert J.shape == (15, 50) and J.size == 750 and filled == 150 == 5 * X.size
    assert "750 slopes, of which 600 are 0" in text and "the 30 entries of X, five times over" in text


def test_the_size_of_a_jacobian_in_lesson_6():
    text = " ".join(prose("06_matrices").split())
    assert (
        f"{64 * 512 * 512 * 512 * 8 / 1e9:.1f} GB for one ordinary layer, against {512 * 512 * 8 / 1e6:.1f} MB" in text
    )


def test_the_bias_of_lesson_6():
    text = " ".join(prose("06_matrices").split())
    g = np.array([[1.0, 4.0, -2.0], [10.0, 0.4, 7.0], [100.0, 5.0, -9.0], [1000.0, 0.6, 8.0]])
    back = numerical_vjp(lambda b: np.zeros((4, 3)) + b, np.ones(3), g)
    assert back == pytest.approx([1111, 10, 4]) and "1 + 10 + 100 + 1000 = 1111 comes back" in text
    column = numerical_vjp(lambda s: np.zeros((4, 3)) + s, np.ones((4, 1)), g)
    assert column[0, 0] == pytest.approx(3) and "the first makes 1 + 4 − 2 = 3" in text


def test_worked_values_of_lesson_6():
    text = " ".join(prose("06_matrices").split())
    array = np.array
    dW, dX = layers.matmul_backward([[10.0]], [[3.0, 4.0]], [[5.0], [7.0]])
    assert (dW.tolist(), dX.tolist()) == ([[50, 70]], [[30], [40]]) and "([[50, 70]], [[30], [40]])" in text
    dx, dW, db = layers.linear_backward([[10.0], [100.0]], [[3.0, 4.0], [5.0, 6.0]], [[7.0], [8.0]])
    assert (dx.tolist(), dW.tolist(), db.tolist()) == ([[70, 80], [700, 800]], [[530], [640]], [110])
    assert "([[70, 80], [700, 800]], [[530], [640]], [110])" in text
    g = array([[1.0, 2.0], [10.0, 20.0]])
    assert layers.unbroadcast(g, (2,)).tolist() == [11, 22] and "`(2,)` gives `[11, 22]`" in text
    assert layers.unbroadcast(g, (2, 1)).tolist() == [[3], [30]] and "`(2, 1)` gives `[[3], [30]]`" in text
    assert layers.unbroadcast(g, ()) == 33 and "`()` gives `33`" in text
    J = jacobian(lambda v: array([v[0] * v[1], v[0], v[1]]), [3.0, 5.0])
    assert J.round(6).tolist() == [[5, 3], [1, 0], [0, 1]] and "[[5, 3], [1, 0], [0, 1]]" in text
    assert vjp(J.round(6), [10.0, 100.0, 1000.0]).tolist() == [150, 1030] and "`[150, 1030]`" in text
    back = layers.total_backward([10.0, 100.0, 1000.0], (3, 2), 1)
    assert back.tolist() == [[10, 10], [100, 100], [1000, 1000]] and "[[10, 10], [100, 100], [1000, 1000]]" in text
    assert (layers.mean_backward([10.0, 100.0, 1000.0], (3, 2), 1) == back / 2).all() and "half of that" in text


@pytest.fixture(scope="module")
def lesson_7(course):
    return printed(course, "07_two_layer_net")


@pytest.mark.slow
def test_the_flat_run_ends_at_the_mean_of_the_targets(lesson_7):
    text, (said, names) = prose("07_two_layer_net"), lesson_7
    y, runs = names["flat"], names["runs"]
    assert runs["column"][0] == runs["flat"][0] == pytest.approx(np.mean(y**2))
    assert all(losses[1] < losses[0] / 2 for losses in runs.values()) and "fall at once, by more than half" in text
    x, flat = names["x"], names["line_run"](y, steps=600)[1]
    best = np.linalg.lstsq(np.hstack([x, np.ones_like(x)]), names["column"], rcond=None)
    assert f"{float(best[1][0]) / 5:.3f}" == "0.176" and "goes on\nto 0.176 and the second stays above 3.47" in text
    assert runs["column"][99] == pytest.approx(0.176, abs=1e-4) and 3.47 < runs["flat"][99] < y.var() + 1e-3
    assert np.abs(flat - [0, y.mean()]).max() < 1e-6 and "w = 0 and b = 3.8" in text
    assert "goes towards w = {:.2f} and b = {:.2f}".format(*best[0].ravel()) in " ".join(text.split())
    assert "w = 0.000000, b = 3.800000" in said and f"variance of them      {y.var():.6f}" in said


@pytest.mark.slow
def test_the_net_with_two_rows(lesson_7):
    torch = torch_or_skip()

    text, (said, names) = " ".join(prose("07_two_layer_net").split()), lesson_7
    leaves = {k: torch.tensor(v, requires_grad=True) for k, v in {"x": names["x2"], **names["small"]}.items()}
    a1 = torch.relu(leaves["x"] @ leaves["W1"] + leaves["b1"])
    outp = a1 @ leaves["W2"] + leaves["b2"]
    loss = torch.nn.functional.mse_loss(outp, torch.tensor(names["y2"]))
    loss.backward()
    assert (outp.detach().numpy() - names["y2"]).ravel().round(12).tolist() == [0.2, 0.7]
    assert "miss their targets by 0.2 and 0.7" in text and "whose errors were 0.2 and 0.7" in text
    assert loss.item() == pytest.approx(0.265) and "the result is 0.265" in text
    assert f"a1 = {a1[0, 0].item():g}, hence dW2 gets {a1[0, 0].item():g} · 0.2 = 0.7" in text
    assert leaves["W2"].grad[0, 0].item() == pytest.approx(0.7)
    assert leaves["b1"].grad[0].item() == pytest.approx(0.16) and "the unit receives 0.16" in text
    assert leaves["W1"].grad[0, 0].item() == pytest.approx(0.32) and "that makes 0.32 for W1" in text
    a_row, parameters = sum(array[0].numel() for array in (a1, a1, outp)), sum(v.size for v in names["small"].values())
    assert f"{2 * a_row} numbers with two rows and {1000 * a_row} with a thousand, beside {parameters} par" in text
    assert f"kept: {2 * a_row} numbers with 2 rows, {1000 * a_row} with 1000" in said
    for name, leaf in leaves.items():
        assert f"d{name:3}{leaf.grad.numpy().round(6).tolist()}" in said


@pytest.mark.slow
def test_slopes_of_the_loss_in_lesson_7(lesson_7):
    text, (said, names) = prose("07_two_layer_net"), lesson_7
    error = (names["outp3"] - names["targ3"]).ravel()
    assert error.tolist() == [-2, 0, 0.5] and "The errors above were −2, 0 and 0.5" in text
    assert (2 * error / 3).round(4).tolist() == [-1.3333, 0, 0.3333]
    assert "slopes −1.3333, 0 and 0.3333" in text and said.count("slopes [-1.3333, 0.0, 0.3333]") == 2


@pytest.mark.slow
def test_planted_bugs_of_lesson_7_stand_in_a_gap_of_four_digits(lesson_7):
    text, (_, names) = prose("07_two_layer_net"), lesson_7
    wrong, right = [], []
    for claimed, measured in names["pairs"].values():
        for error in errors_of(claimed, measured).ravel():
            (wrong if error > 1e-6 else right).append(error)
    assert len(wrong) == 5 and min(wrong) > 1e-5 and max(right) < 1e-10
    assert names["pairs"]["W2"][0][2, 0] == pytest.approx(1.0001 * names["pairs"]["W2"][1][2, 0])
    claimed, measured = names["pairs"]["b1"]
    assert claimed[0] == measured[0] == 0 and len(names["X"]) == 6 and "a sixth of 0 is 0" in text
    assert names["wave_runs"].keys() >= {"right"} and len(names["wave_runs"]) == 5


@pytest.mark.slow
def test_every_test_of_lesson_7_accepts_a_wrong_claim_and_every_run_falls(lesson_7):
    text, (said, names) = " ".join(prose("07_two_layer_net").split()), lesson_7
    for name, test in names["tests"].items():
        accepted = [case for case, pair in names["cases"].items() if test(*pair)]
        assert "right" in accepted and len(accepted) >= 2, name
    claims = [pair for case, pair in names["cases"].items() if case != "right"]
    assert [sum(test(*pair) for pair in claims) for test in names["tests"].values()] == [2, 3, 4]
    assert "accepts two of the four wrong claims, the mean three, and the difference with its sign all four" in text
    assert (names["z"] > 0).sum() == 7 and "Seven: those whose z1 is positive" in text
    for losses in names["wave_runs"].values():
        assert losses[-1] < losses[0] / 5
    assert "g = 1     A: 2e-11   B: 2e-11" in said and "−4e-06" not in said
    slope = next(line for line in said.splitlines() if line.strip().startswith("0e+00"))
    assert slope.split()[-1] == "0.50" and names["corner_slopes"][4e-6] == pytest.approx(0.7) and "0.7 at 0.4·h" in text


def test_the_spread_of_the_courses_own_net():
    assert "the variance 2/fan-in, which is a spread of √(2/fan-in)" in " ".join(prose("07_two_layer_net").split())
    weights = MLP((200, 300, 1), "relu", seed=0).parameters()["W1"]
    assert np.var(weights) == pytest.approx(2 / 200, rel=0.02)
