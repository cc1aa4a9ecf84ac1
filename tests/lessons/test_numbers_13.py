"""The numbers that lesson 13 prints in its prose, recomputed: worked values by the array engine, prices by training."""

import math

import numpy as np
import pytest

from backprop_lib import gpt, gpt_scalars, tensor
from backprop_lib.batches import split
from backprop_lib.circuit import Value, topological_order
from backprop_lib.names import END, LETTERS, names, rows_of
from backprop_lib.tensor import Tensor
from tests.lessons.lesson_text import prose, shown


def test_the_worked_values_of_lesson_13():
    text = " ".join(prose("13_gpt").split())
    x, g = Tensor([[3.0, 4.0]]), np.array([[10.0, 0.0]])
    (x / (x * x).mean(axis=1, keepdims=True) ** 0.5).backward(g)
    assert f"is [[{shown(x.grad[0, 0])}, {shown(x.grad[0, 1])}]]" in text
    x, gamma, beta = Tensor([[1.0, 2.0, 6.0]]), Tensor([1.0, 2.0, 3.0]), Tensor(np.zeros(3))
    apart = x - x.mean(axis=1, keepdims=True)
    (apart / (apart * apart).mean(axis=1, keepdims=True) ** 0.5 * gamma + beta).backward([[10.0, 0.0, 0.0]])
    assert f"dx = [[{', '.join(map(shown, x.grad[0]))}]]" in text
    assert f"dgamma = [{shown(gamma.grad[0])}, 0, 0] and dbeta = [10, 0, 0]" in text
    assert not gamma.grad[1:].any() and beta.grad.tolist() == [10, 0, 0]
    q, k, v = Tensor([[1.0, 2.0], [3.0, 0.0]]), Tensor([[1.0, 0.0], [2.0, 4.0]]), Tensor([[10.0], [20.0]])
    weights = (q @ k.T * 2**-0.5 + np.array([[0.0, -np.inf], [0.0, 0.0]])).softmax()
    out = weights @ v
    out.backward([[0.0], [1.0]])
    second = ", ".join(map(shown, weights.data[1]))
    assert f"weights = [[1, 0], [{second}]] and out = [[10], [{shown(out.data[1, 0], 3)}]]" in text
    assert f"dq = [[0, 0], [{', '.join(map(shown, q.grad[1]))}]]" in text
    assert f"dk = [[{shown(k.grad[0, 0])}, 0], [{shown(k.grad[1, 0])}, 0]]" in text and not k.grad[:, 1].any()
    assert f"dv = [[{shown(v.grad[0, 0])}], [{shown(v.grad[1, 0])}]]" in text


def test_the_mean_of_what_came_before_goes_through_two_matrices():
    counts = {step: gpt.Model(step, np.random.default_rng(0)).count() for step in gpt.STEPS}
    assert counts["average"] - counts["place"] == 2 * gpt.SIZE**2 and counts["everything"] == 4128
    text = " ".join(prose("13_gpt").split())
    assert "multiplied by two matrices in turn" in text and "4,128 numbers has a second matrix behind V" in text


def test_the_two_ways_through_a_norm():
    text = " ".join(prose("13_gpt").split())

    def gradients(*row):
        x = [Value(entry) for entry in row]
        r = ((x[0] ** 2 + x[1] ** 2) / 2) ** 0.5
        f = x[0] / r * 10
        f.backward()
        straight = 10 / r.data
        return straight, x[0].grad - straight, [entry.grad for entry in x], f.data

    straight, through, (first, second), f = gradients(3.0, 4.0)
    assert f"{straight:.3f} comes straight through the division, {shown(through, 3)} through the divisor" in text
    assert f"{first:.2f} together." in text
    for x1 in (3.0, 0.5):
        straight, through, (total, _), end = gradients(x1, 0.0)
        assert straight == pytest.approx(-through) and abs(total) < 1e-12 and end == pytest.approx(10 * math.sqrt(2))
    doubled = gradients(6.0, 8.0)
    assert doubled[2] == pytest.approx([first / 2, second / 2]) and doubled[3] == pytest.approx(f)


@pytest.mark.slow
def test_the_names_of_lesson_13_and_what_the_whole_model_gains():
    text = " ".join(prose("13_gpt").split())
    learn, aside = split(len(names()), 0.2, np.random.default_rng(1))
    known, new = [names()[i] for i in learn], [names()[i] for i in aside]
    assert "log 27 = 3.296" in text and f"{math.log(27):.3f}" == "3.296"
    assert not [name for name in new if len(name) <= 2] and "not one ends after two letters" in text
    lengths = [len(name) for name in new if len(name) >= 7]
    assert lengths.count(7) > len(lengths) / 2 and "seven letters more than half end there" in text
    assert {"zhiyuan", "hannah"} < set(known) and 'both "zhiyuan" and "hannah"' in text
    found, counts = [], []
    for step in gpt.STEPS:
        model = gpt.Model(step, np.random.default_rng(1))
        gpt.train(model, known, np.random.default_rng(1))
        found.append(gpt.held_out_loss(model, new))
        counts.append(model.count())
    gain = f"{found[0] - found[-1]:.2f}"
    _, _, attention, everything = gains = -np.diff(found)
    assert f"alone is worth {attention:.2f}, norms with the hidden layer {everything:.2f}; per number to learn" in text
    assert np.argmax(gains / np.diff(counts)) == 0 and "the place is worth most of the four" in text
    assert f"{gain} nats a letter below the learnt pairs" in text
    assert f"e^({gain} · 8) ≈ {math.exp(8 * float(gain)):.0f} in the probability" in text
    assert f"{model.count():,} numbers" in text
    end_in_table = gpt.pair_table(known, 0.3)[LETTERS.index("h"), END]
    zh, sarah = (gpt.next_probabilities(model, prefix) for prefix in ("zh", "sarah"))
    assert zh[END] < 0.01 and LETTERS[zh.argmax()] == "i" and "sarah" in new
    assert 2 < sarah[END] / end_in_table < 3 and sarah.argmax() != END
    assert "the end is more than twice as probable as in the table" in text
    first = gpt.next_probabilities(model, "")
    assert f"the likeliest first letter has the probability {first.max():.2f}" in text
    scalar = len(topological_order(gpt_scalars.name_loss(gpt_scalars.scalars(model), "haodong")))
    arrays = len(tensor.topological_order(model.loss(*rows_of(["haodong"], gpt.WIDTH))))
    assert scalar > 1000 * arrays and "more than a thousand times as many nodes" in text
