"""The numbers that lesson 12 prints in its prose, recomputed."""

import numpy as np
import pytest

from autograde import solutions
from autograde.exercises import find, right_answers
from backprop_lib import tensor
from backprop_lib.batches import minibatches
from backprop_lib.circuit import topological_order
from backprop_lib.digits import digits
from tests.course_copy import module_of
from tests.lessons.lesson_text import prose, shown


@pytest.fixture(scope="module")
def arrays_lesson(course):
    """What the reading cells of lesson 12 define."""
    names = "on_numbers on_arrays new_net scores_of right train shuffled in_order by_digit slopes_on learn aside X y"
    return solutions.read(course.text("12_arrays")).needed(f"({', '.join(names.split())}, SGD, Adam)", "train_digits")


def test_arrays_nodes_and_products(arrays_lesson):
    text = " ".join(prose("12_arrays").split())
    for count, on_numbers in ((1, 3615), (16, 39675)):
        root, first = arrays_lesson["on_numbers"](count)
        assert len(topological_order(root)) == on_numbers
        whole, W1 = arrays_lesson["on_arrays"](count)
        assert len(tensor.topological_order(whole)) == 11
        root.backward()
        whole.backward()
        assert abs(W1.grad[20, 3] - first.grad) < 1e-9
    assert "it lays down forty thousand nodes" in text and "paid for eleven nodes" in text
    assert 64 * 16 + 16 * 10 == 1184 and "about 1,200 products" in text
    assert f"{len(arrays_lesson['X']):,} pictures" in text and f"{len(arrays_lesson['learn']):,}" == "1,258"


def test_arrays_worked_values():
    text = " ".join(prose("12_arrays").split())
    g = np.array([[1.0, 10], [2, 20], [4, 40]])
    assert g.sum(axis=0)[0] == 7 and "1 + 2 + 4 = 7" in text
    a, b = tensor.Tensor([[1, 2, -1], [0.5, -3, 2]]), tensor.Tensor([[2], [-1], [4]])
    (a @ b).backward([[10], [1]])
    assert a.grad[0].tolist() == [20, -10, 40] and "20, −10, 40" in text
    assert b.grad[0] == 10.5 and "10.5 = 1 · 10 + 0.5 · 1" in text
    a, b = tensor.Tensor([[1, 2], [3, 4]]), tensor.Tensor([10, 20])
    (a * b).backward([[1, 1], [5, 5]])
    assert b.grad.tolist() == [16, 22] and a.grad.tolist() == [[10, 20], [50, 100]]
    a, b = tensor.Tensor([[1, 2]]), tensor.Tensor([[3, 4], [5, 6]])
    (a @ b).backward([[10, 1]])
    assert a.grad.tolist() == [[34, 56]] and b.grad.tolist() == [[10, 1], [20, 2]]
    scores = tensor.Tensor([[2, 1, -1]])
    price = scores.cross_entropy([1])
    price.backward(2.0)
    assert shown(float(price.data)) in text and ", ".join(shown(v) for v in scores.grad[0]) in text


@pytest.mark.slow
def test_arrays_training(arrays_lesson):
    """What the text says of batches, orders, strides and early stopping holds, with room to spare."""
    text = " ".join(prose("12_arrays").split())
    new_net, train, right, shuffled, SGD_, Adam_ = (
        arrays_lesson[name] for name in ("new_net", "train", "right", "shuffled", "SGD", "Adam")
    )
    learn, aside, X, y = (arrays_lesson[name] for name in ("learn", "aside", "X", "y"))
    net = new_net(seed=0)
    answers = np.bincount(arrays_lesson["scores_of"](net, X).data.argmax(axis=1), minlength=10) / len(X)
    assert np.sort(answers)[-3:].sum() > 0.9 and "a few answers to almost everything" in text
    whole = arrays_lesson["slopes_on"](net, learn)
    part = arrays_lesson["slopes_on"](net, learn[:: len(learn) // 256])
    assert part @ whole / np.linalg.norm(part) / np.linalg.norm(whole) > 0.9
    assert -(-len(learn) // 32) == 40 and "take 40 rough ones" in text

    def reads(rows, optimizer, deal, epochs=12, scale=1.0, seed=0):
        net = new_net(seed=seed)
        with np.errstate(all="ignore"):
            train(net, rows, optimizer, epochs=epochs, deal=deal, scale=scale)
        return right(net, aside)

    at_once = reads(learn, SGD_(lr=0.1), shuffled(len(learn)))
    by_digit = reads(arrays_lesson["by_digit"], SGD_(lr=0.1), arrays_lesson["in_order"])
    assert at_once < 0.5 < by_digit < 0.75 < 0.92 < reads(learn, SGD_(lr=0.1), shuffled(32))
    assert reads(arrays_lesson["by_digit"], SGD_(lr=0.1, momentum=0.9), arrays_lesson["in_order"]) < 0.5
    strides = [
        reads(learn, o, shuffled(32), seed=1) for o in (SGD_(lr=1.0), SGD_(lr=0.1, momentum=0.9), Adam_(lr=0.01))
    ]
    assert min(strides) > 0.95 and max(strides) - min(strides) < 0.02
    rates = {}
    for rate in (0.001, 0.01, 0.1):
        rates[rate] = train(new_net(seed=1), learn, Adam_(lr=rate), epochs=12, deal=shuffled(32))[-1]
    assert min(rates[0.001], rates[0.1]) > 5 * rates[0.01] and "Adam's rate is searched too" in text
    first = arrays_lesson["scores_of"](new_net(seed=0), 16 * X).cross_entropy(y).data
    assert first > 10 and "a first loss of 10 and more" in text
    assert reads(learn, SGD_(lr=1.0), shuffled(32), 3, 1000.0, 1) < 0.2
    assert reads(learn, Adam_(lr=0.01), shuffled(32), 3, 1000.0, 1) > 0.93

    net, few, optimizer, watched = new_net(seed=0), learn[:150], Adam_(lr=0.01), []
    for epoch in range(60):
        deal = minibatches(len(few), 32, np.random.default_rng(epoch))
        last = train(net, few, optimizer, epochs=1, deal=lambda _, deal=deal: deal)
        watched.append(float(arrays_lesson["scores_of"](net, X[aside]).cross_entropy(y[aside]).data))
    assert 10 < np.argmin(watched) < 35 and watched[-1] > 1.08 * min(watched) and last[0] < 0.02


def test_digits_that_are_asked_for_are_read_alike_by_their_three_nearest_neighbours():
    X, y = digits()
    apart = (X**2).sum(axis=1)[:, None] - 2 * X @ X.T + (X**2).sum(axis=1)
    np.fill_diagonal(apart, np.inf)
    nearest = np.argsort(apart, axis=1, kind="stable")[:, :3]
    unclear = np.flatnonzero((y[nearest] != y[:, None]).any(axis=1))
    assert unclear.tolist() == module_of("12_arrays").UNCLEAR.tolist()


@pytest.mark.slow
def test_right_nets_read_enough_of_every_division_that_is_drawn():
    """With room: of free draws, one in a hundred and fifty had the lesson's own net below the 95 % asked for."""
    X, y = digits()
    ((train,), *_) = right_answers(find("train_digits"))
    for division in module_of("12_arrays").DIVISIONS:
        learn, ask = module_of("12_arrays").divided(division, by_digit=division % 2 == 0)
        read = np.mean(train(X[learn], y[learn], division)(X[ask]) == y[ask])
        assert read >= 0.96, division
