"""The numbers that lesson 11 prints in its prose, recomputed."""

import math

import numpy as np
import pytest

from autograde.exercise import Probe
from autograde.exercises import find
from backprop_lib import data
from backprop_lib.gates import sigmoid as sigma
from backprop_lib.mlp import MLP
from backprop_lib.optim import SGD
from backprop_lib.touch.descent import walk
from backprop_lib.train import fit
from tests.course_copy import lesson_of, module_of
from tests.lessons.lesson_text import prose, shown


def test_softmax_and_its_price():
    text = " ".join(prose("11_capstone").split())
    scores = np.array([2.0, 1.0, -1.0])
    shares = np.exp(scores) / np.exp(scores).sum()
    assert f"{shown(shares[0])} for the winner" in text
    assert "e² ≈ 7.389, e¹ ≈ 2.718, e⁻¹ ≈ 0.368" in text
    assert [shown(math.exp(s), 3) for s in scores] == ["7.389", "2.718", "0.368"]
    assert f"the loss is {shown(-math.log(shares[1]))} and the gradient" in text
    gradient = ", ".join(f"{value:.4f}" for value in shares - np.eye(3)[1])
    assert f"`[[{gradient}]]`" in text
    assert f"pays log 3 ≈ {shown(math.log(3))}" in text
    assert f"half a share costs {shown(math.log(2), 3)}" in text
    X, y = data.spirals(n_each=100, arms=3, noise=0.1, seed=11)
    net = MLP((2, 48, 24, 3), "relu", seed=2)
    net.loss(X, np.eye(3)[y])
    net.backward()
    length = math.hypot(*(np.linalg.norm(g) for g in net.gradients().values()))
    assert f"in one row is {shown(length, 2)} long" in text


def test_what_is_said_of_borders_on_the_three_arms():
    text = " ".join(prose("11_capstone").split())
    source = "".join(cell.source for cell in lesson_of("11_capstone").cells)
    X, y = data.spirals(n_each=100, arms=3, noise=0.1, seed=11)
    new, labels = data.spirals(n_each=100, arms=3, noise=0.1, seed=12)
    found = np.array([[0.762, 0.537, 0.0], [-1.0, 0.673, 0.0], [-0.452, -0.474, 0.0]])  # by a long random search
    best = np.mean((np.column_stack([X, np.ones(len(X))]) @ found).argmax(axis=1) == y)
    assert round(100 * best) == 54 and "A long search for better straight borders ends at 54 %" in text
    net, optimizer, wrong, done = MLP((2, 48, 24, 3), "relu", seed=1), SGD(lr=0.1, momentum=0.9), {}, 0
    for stop in (20, 40, 100, 200, 215, 400):
        fit(net, X, np.eye(3)[y], optimizer, epochs=stop - done)
        wrong[stop], done = net.forward(new).argmax(axis=1) != labels, stop
    rights = [100 * (1 - wrong[stop].mean()) for stop in (20, 40, 100, 400)]
    assert [round(right) for right in rights] == [36, 40, 89, 100] and rights[-1] == 100
    assert wrong[200].any() and not wrong[215].any() and "the last tenth takes a hundred more" in text
    assert "for forty steps it hardly leaves a third, sixty steps later it is 89 %" in text
    assert "the line with momentum find steps 20, 100 and 400, where 36 %, 89 % and 100 % were right" in source
    far = np.hypot(*new[wrong[100]].T)
    told = f"Of the {far.size} points that are wrong after 100 steps, {sum(far < 0.2)} lie at the centre"
    assert told in text and f"{sum(far > 0.9)} at the outer ends" in text
    plain = MLP((2, 48, 24, 3), "relu", seed=1)
    fit(plain, X, np.eye(3)[y], SGD(lr=0.1), epochs=100)
    assert round(100 * np.mean(plain.forward(new).argmax(axis=1) == labels)) == 34
    fit(plain, X, np.eye(3)[y], SGD(lr=0.1), epochs=550)
    assert np.mean(plain.forward(new).argmax(axis=1) == labels) < 0.89  # after 650 steps, and momentum needs about 97
    fit(plain, X, np.eye(3)[y], SGD(lr=0.1), epochs=75)
    assert np.mean(plain.forward(new).argmax(axis=1) == labels) > 0.89
    told = "The plain run is at 34 % when the other one is at 89 %, and needs seven times as many steps to get there."
    assert told in text


def test_a_step_that_remembers():
    text = " ".join(prose("11_capstone").split())
    ends = {}
    for sign in (1, -1):
        v, g = 0.0, 1.0
        for _ in range(300):
            v, g = 0.9 * v + g, sign * g
        ends[sign] = abs(v)
    assert ends == pytest.approx({1: 10, -1: 1 / 1.9}) and "to 1 / (1 − 0.9) = 10 times their size" in text
    floor = {}
    for kept in (0.0, 0.9):
        u, velocity, floor[kept] = 10.0, 0.0, [10.0]
        for _ in range(300):
            velocity = kept * velocity + u
            u -= 0.0025 * velocity
            floor[kept].append(u)
    there = next(step for step, u in enumerate(floor[0.9]) if u <= floor[0.0][300])
    assert f"Plain descent has u at {floor[0.0][300]:.1f} after 300 steps; momentum is there after {there}." in text
    assert "2/400 = 0.005" in text
    losses = {kept: walk((1, 400), (10, 0.1), (0, 0), 0.0025, 120, kept / 100)[-1] for kept in range(100)}
    losses = {kept: (place[0] ** 2 + 400 * place[1] ** 2) / 2 for kept, place in losses.items()}
    best = min(losses, key=losses.get)
    assert f"{best / 100}, with a loss of {losses[best]:.5f}." in text
    assert abs(np.linalg.eigvals([[1.95 - 0.0025, -0.95], [1, 0]])) == pytest.approx(0.95**0.5)
    assert f"a step leaves √0.95 ≈ {0.95**0.5:.2f} of them at 0.95" in text
    heading = "How far may a step go?"
    assert f'lesson 08, "{heading}"' in text and f"## {heading}" in prose("08_training")


def test_the_worked_pass_of_the_capstone():
    text = " ".join(prose("11_capstone").split())
    params = {"W1": np.array([[0.8], [0.3]]), "b1": np.array([0.2]), "W2": np.array([[1.5, -0.5, 0.4]])}
    probe = Probe(
        "net_gradients", ({**params, "b2": np.array([0.0, 0.1, -0.2])}, np.array([[0.5, -1.0]]), np.array([1]))
    )
    loss, grads = find("net_gradients").expected(probe)
    W1 = ", ".join(f"[{entry:.4f}]" for entry in grads["W1"][:, 0])
    assert f"the loss is {loss:.4f}, the gradient on W1 `[{W1}]` and that on b1 `[{grads['b1'][0]:.4f}]`" in text


def test_the_repaired_numbers_are_those_of_the_lessons_own_solution_and_of_other_lessons():
    lesson = module_of("11_capstone")
    text = " ".join(prose("11_capstone").split())
    solution = next(cell.source for cell in lesson_of("11_capstone").cells if "repairs = {" in cell.source)
    for name, number in lesson.NUMBERS.items():
        entry = float(solution.split(f'"{name}": ')[1].split(",")[0])
        assert entry == pytest.approx(number, rel=2e-4), name
        assert f"`{name}` · " in text
    assert "the mean of the two squared errors, 2.61" in text
    wrong = {item.name: item for item in find("repair_the_tutorial").misconceptions}
    printed = wrong["sent_back: as printed"].names["repairs"]["sent_back"]
    assert printed == pytest.approx(((3.1 - 1.0) ** 2 + (0.4 - 1.3) ** 2) / 2)
    assert pytest.approx([1.0, 3.6864, 5.85252864]) == lesson.EPOCH
    assert "up to a learning rate of 0.04" in text and "0.1966 or 0.19661 for 0.196612" in text
    assert shown(sigma(1.0) * (1 - sigma(1.0)), 6) == "0.196612"
