"""The numbers that lesson 10 prints in its prose, recomputed."""

import math

import numpy as np
import pytest

from backprop_lib import Value, gates, numerical_vjp
from backprop_lib.circuit import maximum
from tests.lessons.doubling import doubling
from tests.lessons.lesson_text import printed, prose, shown
from tests.torch_here import torch_or_skip


@pytest.fixture(scope="module")
def lesson_10(course):
    torch_or_skip()
    said, names = printed(course, "10_pytorch")
    return {**names, "said": said}


@pytest.mark.slow
def test_the_mean_of_lesson_10(lesson_10):
    text, said = " ".join(prose("10_pytorch").split()), lesson_10["said"]
    a = np.array([2.0, 3.0])
    assert (
        np.mean(3 * (a + 3) ** 2) == 91.5 and "out = 91.5" in said and "91.5 stands at the end, 15 and 18 below" in text
    )
    slopes = numerical_vjp(lambda v: np.mean(3 * (v + 3) ** 2, keepdims=True), a, np.ones(1))
    assert slopes == pytest.approx([15, 18]) and "a.grad = [15.0, 18.0]" in said
    assert lesson_10["survivors"] == [3, 1, 0]
    slopes = numerical_vjp(lambda v: np.mean(3 * (v + 3) ** 2, keepdims=True), np.array([2.0, 3, -1]), np.ones(1))
    assert slopes == pytest.approx([10, 12, 4]) and "torch         [10.0, 12.0, 4.0]" in said
    candidates = lesson_10["candidates"]
    assert all([formula(value) for value in (2.0, 3.0)] == [15, 18] for formula in candidates.values())
    slopes = numerical_vjp(lambda v: np.mean(3 * (v + 3) ** 2, keepdims=True), np.array([4.0, -1]), np.ones(1))
    survivors = [name for name, formula in candidates.items() if [formula(4.0), formula(-1.0)] == pytest.approx(slopes)]
    assert survivors == ["3·(x + 3)"] and "torch         [21.0, 6.0]" in said
    worked = np.array([1.0, -5.0, 0.0, 3.0])
    slopes = numerical_vjp(lambda v: np.mean(3 * (v + 3) ** 2, keepdims=True), worked, np.ones(1))
    assert slopes == pytest.approx([6, -3, 4.5, 9]) and text.count("[6.0, -3.0, 4.5, 9.0]") == 2


@pytest.mark.slow
def test_the_nets_of_lesson_10(lesson_10):
    text, said = " ".join(prose("10_pytorch").split()), lesson_10["said"]
    W1, b1 = np.array([[-0.2377], [0.3578]]), np.array([0.5, -0.25])
    W2, b2 = np.array([[0.4739, -0.2122]]), np.array([0.1189])
    ways, biases = (W2 @ W1).item(), (W2 @ b1 + b2).item()
    assert f"the net says        {2 * ways + biases:8.4f}" in said and f"{2 * ways + biases:.4f}" == "0.0318"
    assert f"formula gives {shown(2 * ways)} and the net {shown(2 * ways + biases)}" in text
    assert f"The difference, {shown(biases)}," in text and f"so {shown(ways)} is right" in text
    W1, b1, W2, b2 = np.array([[0.6, -1.1], [0.9, 0.4]]), np.array([0.2, -0.4]), np.array([[1.3, -0.7]]), 0.5
    for x in ([2.0, 3.0], [-7.0, 0.1]):
        assert f"x = {x}: out = {(W2 @ (W1 @ x + b1) + b2).item():7.4f}, x.grad = 0.1500, -1.7100" in said
    x, W1, b1 = np.array([10, 100]), np.array([[3, 4], [5, 6], [7, 8]]), np.array([1, 2, 3])
    W2, b2 = np.array([[1, 10, 100]]), np.array([7])
    out, grad = (W2 @ (W1 @ x + b1) + b2).tolist(), (W2 @ W1)[0].tolist()
    assert f"the output is `{out}` and the gradient `{grad}`" in text


@pytest.mark.slow
def test_three_lines_in_six_orders(lesson_10):
    torch = torch_or_skip()

    text, runs, ends = prose("10_pytorch"), lesson_10["runs"], lesson_10["ends"]
    right, flat = runs["zero backward step"], [runs[name] for name in runs if runs[name][-1] == runs[name][0]]
    assert right[0] == pytest.approx(14 / 3) and right == runs["backward step zero"]
    assert len(flat) == 3 and flat[0] == flat[1] == flat[2] and runs["step zero backward"][-1] < 0.01
    assert ends["backward zero step"].grad is None
    assert f"{ends['zero step backward'].grad.item():.4f}" == "-9.3333" and "−9.3333" in text
    swinging = runs["backward step"]
    assert max(swinging[5:]) > 4.5 and min(swinging) < 0.01, "it neither settles nor grows"
    expected, w = [], 1.0
    for _ in range(40):
        expected.append(14 / 3 * (w - 2) ** 2)
        w -= 0.01 * 28 / 3 * (w - 2)
    assert right == pytest.approx(expected, rel=1e-4)
    net = torch.nn.Sequential(torch.nn.Linear(1, 2), torch.nn.Linear(2, 1))
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):  # noqa: PT012  step zero backward, in a real net
        for _ in range(2):
            loss = net(torch.ones(1, 1)).mean()
            optimizer.step()
            optimizer.zero_grad()
            loss.backward()


@pytest.mark.slow
def test_other_numbers_of_lesson_10(lesson_10):
    text, said = " ".join(prose("10_pytorch").split()), lesson_10["said"]
    assert "gradient 206.0, and not a word" in said and 2 * 103 == 206
    assert "finds 103 there, and answers 206 for a y that was 9" in text
    assert "version 1" in said and said.count("refused") == 2 and said.count("accepted") == 1
    errors = {name: lesson_10["torch_bridge"].error_of(*pair) for name, pair in lesson_10["pairs"].items()}
    assert errors.pop("x") > 0.1 and max(errors.values()) < 1e-14 and len(errors) == 4
    assert "differ by $10^{-14}$ or less" in text
    x = lesson_10["torch"].tensor([0.5, -1.5], requires_grad=True)
    pieces, whole = 1 / (1 + lesson_10["torch"].exp(-x)), lesson_10["torch"].sigmoid(x)
    kept = [lesson_10["torch_bridge"].kept(result) for result in (pieces, whole)]
    assert [sum("[" in held for _, held in nodes) for nodes in kept] == [2, 1]
    assert "makes five nodes, of which two hold an array of x's size" in text
    assert "10·x³ summed: gradient [67.5, 7.5]" in said
    assert [30 * value**2 for value in (1.5, -0.5)] == [67.5, 7.5]
    crossed = np.subtract.outer([1.0, 2, 3], [1.0, 2, 3]) ** 2
    assert f"column against flat: the result is {crossed.mean():.4f}" in said and crossed.sum() == 12
    assert lesson_10["in_backward"] == 4 and "In four: 2, 3, 4 and 6." in text
    assert crossed.size == 9 and "the loss is 12/9, the mean of nine squared errors, six of them between" in text
    step = {"loss": (3.0 * 4 - 2) ** 2, "b2": -0.01 * 2 * (3.0 * 4 - 2)}
    assert step == {"loss": 100, "b2": -0.2} and "the loss is 100.0, and b2 becomes `[-0.2]`" in text


@pytest.mark.slow
def test_the_unused_x2_and_the_slip_behind_it(lesson_10):
    text, said = " ".join(prose("10_pytorch").split()), lesson_10["said"]
    assert "x2.grad: None" in said and lesson_10["x2"].grad is None
    x, y = lesson_10["arrays"]["x"], np.zeros((6, 1))
    by_hand = lesson_10["by_hand"](x, y, lesson_10["params"])[1]
    assert lesson_10["wrong_gradients"](x, y, lesson_10["params"], by_hand) == ["x"]
    assert "wrong by hand: ['x']" in said and "x was given da1 where dz1 belonged" in text


@pytest.mark.slow
def test_the_program_of_one_weight_in_torch_and_by_hand(lesson_10):
    said = lesson_10["said"]
    assert "predict 4 before training: torch 4.0, yours 4.0" in said
    slopes, *_, w = doubling(epochs=100)
    for x, slope in zip((1, 2, 3), slopes, strict=True):
        assert f"slope at ({x}, {2 * x}): torch {slope:.4f}, yours {slope:.4f}" in said
    assert f"yours {4 * w:.7f}" in said and "after training:  torch 7.9999986" in said


@pytest.mark.slow
def test_the_spread_of_torchs_own_weights_and_what_it_does_to_a_deep_net(lesson_10):
    """Twelve layers: three seeds learn with He's weights, and none with torch's own; one of the nets on the page."""
    torch = torch_or_skip()
    text, said = " ".join(prose("10_pytorch").split()), lesson_10["said"]
    torch.manual_seed(0)
    spread = torch.nn.Linear(100, 1000).weight.std().item()
    assert spread == pytest.approx(1 / math.sqrt(300), rel=0.01) and shown(1 / math.sqrt(300), 3) == "0.058"
    assert shown(math.sqrt(2 / 100), 3) == "0.141" and "0.058 for a fan-in of 100, where He's is 0.141" in text
    X, y = lesson_10["circles"](200, seed=1)
    for seed in range(3):
        flow = []
        for he in (False, True):
            torch.manual_seed(seed)
            net = lesson_10["Deep"](he)
            torch.nn.functional.cross_entropy(net(X), y).backward()
            flow.append(net.layers[0].weight.grad.norm().item())
        assert flow[0] < 1e-4 < 1e-2 < flow[1], "the first layer hears next to nothing"
    own, he = said.split("torch's own first weights")[1].split("He's")
    assert own.count("validation loss 0.693,  50% right") == 3 and "epoch 30: validation loss 0.001, 100% right" in he
    assert "first layer 2e-05" in own and "first layer 3e-01" in he
    assert "2·10⁻⁵ against 0.3 in the first epoch" in text


def test_the_table_of_ties_of_lesson_10_holds_for_the_installed_torch():
    """Every cell of the columns “this course” and “PyTorch” that names a rule, measured."""
    torch = torch_or_skip()

    def slope(function, *values):
        leaves = [torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in values]
        function(*leaves).backward()
        return [leaf.grad.tolist() for leaf in leaves]

    def pair(function):
        return slope(function, [3.0, 3.0])[0]

    F, zero = torch.nn.functional, torch.zeros((), dtype=torch.float64)
    measured = {
        "torch.relu": slope(torch.relu, 0.0),
        "torch.maximum(x, 0)": slope(lambda x: torch.maximum(x, zero), 0.0),
        "torch.clamp(x, min=0)": slope(lambda x: torch.clamp(x, min=0), 0.0),
        "leaky_relu": slope(lambda x: F.leaky_relu(x, 0.1), 0.0),
        "torch.maximum": slope(torch.maximum, 3.0, 3.0),
        "torch.fmax": slope(torch.fmax, 3.0, 3.0),
        "torch.minimum": slope(torch.minimum, 3.0, 3.0),
        "v.max()": pair(lambda v: v.max()),
        "v.amax()": pair(lambda v: v.amax()),
        "v.max(dim=0).values": pair(lambda v: v.max(dim=0).values),
        "max_pool1d": pair(lambda v: F.max_pool1d(v[None, None], 2).sum()),
        "torch.abs": slope(torch.abs, 0.0),
        "v.norm()": slope(lambda v: v.norm(), [0.0, 0.0])[0],
        "torch.sqrt": slope(torch.sqrt, 0.0),
    }
    words = {0.0: "0", 1.0: "1", 0.5: "½", 0.1: "0.1", math.inf: "∞"}
    text = prose("10_pytorch")
    assert f"PyTorch {torch.__version__.rpartition('.')[0]} as measured" in text
    table = text.split("## Appendix: at a corner, ask")[1]
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in table.splitlines() if line.startswith("| ")]
    told = {}
    for row in rows[1:]:
        calls, _, value = row[3].rpartition(": ")
        told |= {call.strip("`"): value for call in calls.split("`, `")}
    assert told == {name: " and ".join(words[slope] for slope in slopes) for name, slopes in measured.items()}
    one = [Value(0.0), Value(3.0), Value(3.0)]
    one[0].relu().backward()
    maximum(one[1], one[2]).backward()
    constant = Value(0.0)
    maximum(constant, 0.0).backward()
    ours = {row[3].partition("`: ")[0].strip("`"): row[2] for row in rows[1:]}
    assert (ours["torch.relu"], one[0].grad) == ("0", 0) and (one[1].grad, one[2].grad) == (0.5, 0.5)
    assert ours["torch.maximum"] == "½ and ½" and (ours["torch.maximum(x, 0)"], constant.grad) == ("½ for x", 0.5)
    with pytest.raises((ValueError, ZeroDivisionError)):
        gates.power_backward(1.0, 0.0, 0.5)
    assert ours["torch.sqrt"] == "an error"


def test_where_the_numbers_of_torch_stand_in_a_circuit():
    text = " ".join(prose("10_pytorch").split())
    for first, gradients in ((2.0, [15, 18]), (-3.0, [0, 18]), (5.0, [24, 18])):
        leaves = [Value(first), Value(3.0)]
        bowls = [(leaf + 3) ** 2 * 3 for leaf in leaves]
        out = (bowls[0] + bowls[1]) / 2
        out.backward()
        assert [leaf.grad for leaf in leaves] == gradients and (first != 2 or out.data == 91.5)
    assert "91.5 stands at the end, 15 and 18 below the leaves." in text
    assert "at −3, the bottom of its bowl, it is 0." in text
