"""The data sets: shapes, labels, determinism, refusals, and what each of them can and cannot separate."""

import numpy as np
import pytest

from backprop_lib import data

PLANE = {"circles": data.circles, "moons": data.moons, "xor": data.xor}


@pytest.mark.parametrize("name", PLANE)
def test_points_and_labels(name):
    X, y = PLANE[name](30, seed=3)
    assert X.shape == (30, 2) and y.shape == (30,) and X.dtype == y.dtype == np.float64
    assert set(y) == {0.0, 1.0} and 14 <= y.sum() <= 16
    again, _ = PLANE[name](30, seed=3)
    other, _ = PLANE[name](30, seed=4)
    assert np.array_equal(X, again) and not np.array_equal(X, other)


def test_circles_lie_on_two_rings():
    X, y = data.circles(50, noise=0.0, seed=1)
    assert np.linalg.norm(X, axis=1) == pytest.approx(np.where(y == 1, 0.5, 1.0))
    assert data.circles(4, noise=0.0)[1].tolist() == [0, 0, 1, 1]


def test_line_is_a_line():
    X, y = data.line(7, 2.0, 1.0, noise=0.0, seed=2)
    assert X.shape == (7, 1) and y == pytest.approx(2 * X[:, 0] + 1)
    noisy = data.line(2000, 2.0, 1.0, noise=0.3, seed=2)
    assert np.std(noisy[1] - 2 * noisy[0][:, 0] - 1) == pytest.approx(0.3, rel=0.1)


def test_xor_marks_the_centres_in_turn():
    X, y = data.xor(4, noise=0.0)
    assert X.tolist() == [[-1, -1], [-1, 1], [1, -1], [1, 1]] and y.tolist() == [0, 1, 1, 0]


def test_moons_reach_into_each_other():
    X, _ = data.moons(200)
    assert X.mean(axis=0) == pytest.approx([0.5, 0.25], abs=0.1)


def test_spirals_are_arms_of_one_turn():
    X, y = data.spirals(5, 4, noise=0.0, seed=1)
    assert X.shape == (20, 2) and y.tolist() == [0] * 5 + [1] * 5 + [2] * 5 + [3] * 5 and y.dtype.kind == "i"
    assert np.linalg.norm(X, axis=1) == pytest.approx(np.tile(np.linspace(0.1, 1.0, 5), 4))
    for arm in range(4):
        first, last = X[y == arm][[0, -1]]
        assert last == pytest.approx(10 * first)  # one whole turn


@pytest.mark.parametrize("name", ["circles", "moons"])
def test_a_straight_line_cannot_separate_the_rings(name):
    """The best straight line: circles no better than guessing, moons far better (so moons prove little)."""
    X, y = PLANE[name](400, seed=5)
    design = np.column_stack([X, np.ones(len(X))])
    right = np.mean((design @ np.linalg.lstsq(design, 2 * y - 1, rcond=None)[0] > 0) == (y == 1))
    assert right < 0.6 if name == "circles" else right > 0.8


@pytest.mark.parametrize(
    "call",
    [
        lambda: data.line(0),
        lambda: data.circles(1),
        lambda: data.moons(1),
        lambda: data.xor(3),
        lambda: data.spirals(0),
        lambda: data.spirals(5, 1),
        lambda: data.circles(10, noise=-0.1),
        lambda: data.line(10, noise=float("nan")),
    ],
)
def test_sizes_that_make_no_data_are_refused(call):
    with pytest.raises(ValueError, match=r"Give|deviation"):
        call()
