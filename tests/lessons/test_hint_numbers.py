"""Hints are true: the numbers of lessons 01 to 03 recomputed, and of every lesson what is quoted."""

import math
import re

import numpy as np
import pytest

from autograde.build import read_lesson
from backprop_lib.numerical import numerical_derivative
from tests.course_copy import COURSE
from tests.lessons.hint_texts import TEXTS, holds, slopes


def test_nudging():
    holds("numerical_derivative", 126.2 - 119.4, (126.2 - 119.4) / 4, (126.2 - 119.4) / 2)
    du, dv = slopes(lambda u, v: u * u * v, 3, -2)
    holds(
        "grad_mul",
        f"$f = {3**2 * -2}$",
        f"−{3.001**2 * 2:.3f}",
        du,
        f"−{9 * 1.999:.3f}",
        dv,
        f"({du:g}, {dv:g})".replace("-", "−"),
    )
    assert slopes(min, 4, 2.5) == [0, 1] and slopes(min, -6, -1) == [1, 0] and 2.5 < 2.5000001
    contributions = [price * change for price, change in zip((3, 0.5, -2), (2, -4, 1), strict=True)]
    holds("predict_change", *contributions, sum(contributions))


def test_one_entry_after_the_other():
    def f(v0, v1):
        return v0 * v1 + v1**2

    holds("numerical_gradient", f(2.1, 3), f(1.9, 3), f(2.1, 3) - f(1.9, 3), *slopes(f, 2, 3)[:1])
    holds("numerical_gradient", f(2, 3.1), f(2, 2.9), f(2, 3.1) - f(2, 2.9), slopes(f, 2, 3)[1])
    v = np.array([2, 3])
    v[0] = 2.1
    assert v[0] == 2
    holds("numerical_gradient", repr(0.3 + 0.1 - 0.1))


def test_gates():
    da, db = slopes(lambda a, b: (a * b) ** 2, 2, -1)
    holds(
        "xyz_backward",
        "dq = −4",
        f"da = −4 · (−1) = {da:g}",
        f"db = −4 · 2 = {db:g}".replace("= -", "= −"),
        f"{2.001**2:.3f}",
    )
    minus, over = slopes(lambda x, y: x - y, 6, 2), slopes(lambda x, y: x / y, 6, 2)
    holds("gate_backward", *(10 * slope for slope in minus), *over, *(10 * s for s in over), *(-4 * s for s in over))
    for x in (1, 4, 16):
        holds("unary_backward", f"| {x} | {math.sqrt(x):g} | {round(numerical_derivative(math.sqrt, x), 6):g} |")
    holds("unary_backward", 10 * 0.25, 10 * 1 / 5)
    text = " ".join(TEXTS["unary_backward"]["reading"].split())
    e = math.exp(0.6931)
    assert [round(-1 / (4 + 3 * e) ** 2, 4), round(e, 3)] == [-0.01, 2] and "−0.01, 1, 3 and 2" in text


def test_patterns():
    def f(a, b, c, d):
        return 3 * max(a * b, c + d)

    assert slopes(f, 2, 4, 1, 5) == [12, 6, 0, 0] and f(2, 4, 1, 5) == 24
    assert 2 * 4 == 1 + 7 and slopes(f, 2, 4, 1, 7) == [6, 3, 1.5, 1.5], "the central difference halves a tie too"
    holds("patterns_backward", "f = 24", "3·4 = 12", "3·2 = 6", "1.5·4 = 6", "1.5·2 = 3", "1.5 each")


def test_the_order_of_the_parallel_circuit():
    circuit = {"k": ("m", "n"), "m": ("a",), "n": ("m", "b")}
    for gate in circuit:
        users = [other for other, inputs in circuit.items() if gate in inputs]
        holds("backward_order", f"| {gate} | {' and '.join(users) or 'nobody'} |")
    holds("backward_order", "The order is k, n, m")


def test_the_neuron():
    both = [math.log(1 + math.exp(3)), 3 + math.log(1 + math.exp(-3))]
    assert round(both[0], 4) == round(both[1], 4)
    holds("sigmoid", f"{both[0]:.4f}")
    assert math.exp(-1000) == 0
    with pytest.raises(OverflowError):
        math.exp(1000)
    assert round(12 / (2 * 3), 9) == 2 and round(4 / (2 * 1), 9) == 2 and round(math.sqrt(9.006), 4) == 3.001
    holds("sigmoid_backward", "1/6", "12 · 1/6 = 2", "[2, 2]", "1/18", "√9.006 is 3.001")

    def f(v0, v1, b, y0, y1):
        return (v0 * y0 + v1 * y1 + b) ** 2

    found = slopes(f, 3, -1, 1, 2, 4)
    assert found == [12, 24, 6, 18, -6] and f(3, -1, 1, 2, 4) == 9 and round(f(3, -1, 1.001, 2, 4), 3) == 9.006
    holds(
        "neuron_backward",
        "b gets 6.",
        "6·2 = 12",
        "6·4 = 24",
        "6·3 = 18",
        "6·(−1) = −6",
        "[18, −6]",
        "[12, 24, 6]",
        9.006,
    )


def test_stages_and_tanh():
    values = (3**2, 1 + 3**2, round(math.log(10), 4))
    back = [
        round(numerical_derivative(lambda x: math.log(1 + x * x), 3), 6),
        round(numerical_derivative(math.log, 10), 6),
    ]
    assert values == (9, 10, 2.3026) and back == [0.6, 0.1]
    holds("sigmoid_staged", "values (9, 10, 2.3026)", "gradients (0.6, 0.1, 0.1)")
    x = math.log(0.25 / 0.75)  # where σ is 0.25
    slope = numerical_derivative(lambda x: 2 / (1 + math.exp(-x)), x)
    assert abs(slope - (2 - 0.5) * 0.5 / 2) < 1e-9 and abs(4 * slope - 1.5) < 1e-9
    holds("tanh_backward", "0.375", "0.375", "4 · 0.375 = 1.5")
    holds("tanh_backward", f"{0.54 / 1.5:g} at t = 0.8", key="reading")


def flat(text):
    """A text without line breaks, marks of emphasis, and the seams of captions that take several lines."""
    return re.sub(r'" ?"', "", re.sub(r"[*`]", "", " ".join(text.split()))).casefold()


@pytest.fixture(scope="module")
def shown():
    """Everything that the lessons show, in one line."""
    return flat(" ".join(cell.source for lesson in COURSE.lessons for cell in read_lesson(COURSE, lesson).cells))


@pytest.mark.parametrize("name", TEXTS)
def test_what_a_hint_quotes_stands_in_a_lesson(name, shown):
    """Quoted in “…”, or in *…* where it is more than an emphasis."""
    text = TEXTS[name]["reading"]
    quoted = [*re.findall("“([^”]+)”", text), *re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", text)]
    lost = [part for part in map(flat, quoted) if len(part.split()) > 2 and part.strip(".?") not in shown]
    assert lost == []
