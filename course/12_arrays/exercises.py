"""The exercises of lesson 12: gates on whole arrays for an engine of one's own, and digits that it learns to read.

Expected gradients are written entry by entry: each output's amount goes to the entries that it was made from, so that a
broadcast entry collects from all its copies by itself. What a trained function should read is the label that came with
the picture. Left out: how a graph is played and a net trained, which is the player's part, and what students get wrong
(`mistakes.toml`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from autograde.exercise import Exercise, Kind, Probe
from autograde.kinds import array_graphs, capped_price, read_digits
from autograde.players import array_engine, readers
from autograde.probe_numbers import draw, numbers
from backprop_lib.digits import digits

LESSON = "12_arrays"
BROADCAST = "A copy forward is a sum backward"
PRODUCT = "One node for a whole layer"
GATHER = "Rows that are taken twice"
PRICE = "The price as one node"
DIGITS = "Ten digits, and some it has not seen"

OPENS = ("layers.unbroadcast",)
Array = np.ndarray
Amounts = Iterator[tuple[int, tuple[int, ...], float]]  # which operand, which of its entries, what it receives


# ---- graphs of arrays ------------------------------------------------------------------------------------------------


def spread(shape: Sequence[int], index: Sequence[int]) -> tuple[int, ...]:
    """The entry of a broadcast operand of this shape that stands at an index of the result."""
    own = index[len(index) - len(shape) :]
    return tuple(0 if size == 1 else place for size, place in zip(shape, own, strict=True))


def add_amounts(g: Array, a: Array, b: Array) -> Amounts:
    for index in np.ndindex(g.shape):
        yield 0, spread(a.shape, index), g[index]
        yield 1, spread(b.shape, index), g[index]


def mul_amounts(g: Array, a: Array, b: Array) -> Amounts:
    for index in np.ndindex(g.shape):
        i, j = spread(a.shape, index), spread(b.shape, index)
        yield 0, i, g[index] * b[j]
        yield 1, j, g[index] * a[i]


def relu_amounts(g: Array, a: Array) -> Amounts:
    for index in np.ndindex(g.shape):
        yield 0, index, g[index] if a[index] > 0 else 0.0


def matmul_amounts(g: Array, a: Array, b: Array) -> Amounts:
    for n, m in np.ndindex(g.shape):
        for d in range(len(b)):
            yield 0, (n, d), g[n, m] * b[d, m]
            yield 1, (d, m), g[n, m] * a[n, d]


def rows_amounts(g: Array, a: Array, indices: Array) -> Amounts:
    for place, *rest in np.ndindex(g.shape):
        yield 0, (int(indices[place]), *rest), g[(place, *rest)]


def total_amounts(g: Array, a: Array, axis: int | None) -> Amounts:
    for index in np.ndindex(a.shape):
        yield 0, index, g[()] if axis is None else g[index[:axis] + index[axis + 1 :]]


def shares_of(row: list[float]) -> list[float]:
    """The shares of one row of scores, one exponential at a time."""
    grown = [math.exp(score - max(row)) for score in row]
    return [part / math.fsum(grown) for part in grown]


def price(logits: Array, labels: Array) -> float:
    """Mean over the rows of −log(share of the right class), with plain floats."""
    rows = [list(map(float, row)) for row in logits]
    pairs = zip(rows, labels.tolist(), strict=True)
    return math.fsum(
        max(row) + math.log(math.fsum(math.exp(s - max(row)) for s in row)) - row[label] for row, label in pairs
    ) / len(rows)


def price_amounts(g: Array, logits: Array, labels: Array) -> Amounts:
    for n, label in enumerate(labels.tolist()):
        for k, share in enumerate(shares_of(list(map(float, logits[n])))):
            yield 0, (n, k), float(g) * (share - (k == label)) / len(labels)


# name -> the result from arrays and settings; the amounts that g sends
RULES: dict[str, tuple[Callable[..., Any], Callable[..., Amounts]]] = {
    "add": (lambda a, b: a + b, add_amounts),
    "mul": (lambda a, b: a * b, mul_amounts),
    "relu": (lambda a: np.where(a > 0, a, 0.0), relu_amounts),
    "matmul": (lambda a, b: np.einsum("nd,dm->nm", a, b), matmul_amounts),
    "rows": (lambda a, indices: np.array([a[i] for i in indices.tolist()]), rows_amounts),
    "total": (lambda a, axis: np.asarray(np.add.reduce(a, axis=axis)), total_amounts),
    "cross_entropy": (lambda a, labels: np.asarray(price(a, labels)), price_amounts),
}


def played(probe: Probe) -> tuple[dict[str, Array], dict[str, Array]]:
    """Data and gradients of all nodes of a probe's graph after its pass."""
    leaves, steps, before, g = probe.args
    forward, amounts = RULES[probe.function]
    data = dict(leaves)
    for name, inputs in steps:
        data[name] = np.asarray(forward(*[data[x] if isinstance(x, str) else x for x in inputs]))
    grad = {name: np.array(before.get(name, np.zeros(array.shape))) for name, array in data.items()}
    grad[steps[-1][0]] = g
    for name, inputs in reversed(steps):
        nodes = [x for x in inputs if isinstance(x, str)]
        arrays = [data[x] if isinstance(x, str) else x for x in inputs]
        for operand, index, amount in amounts(grad[name], *arrays):
            grad[nodes[operand]][index] += amount
    return data, grad


def gate_expected(probe: Probe) -> dict[str, Any]:
    data, grad = played(probe)
    last, inputs = probe.args[1][-1]
    return {
        "data": data[last],
        "parents": [x for x in inputs if isinstance(x, str)],
        "grad": np.zeros(data[last].shape),
        "way back": "its own",
        "gradients": {name: amount for name, amount in grad.items() if name != last},
        "overwritten": [],
        "changed": [],
    }


GATE = Kind(given=("Tensor",), calls=array_graphs.call, tells=array_graphs.tells, run=array_engine.gate)


def graph(
    function: str, leaves: dict[str, Array], steps: str, g: Any, note: str = "", before: Any = None, **settings: Any
) -> Probe:
    """A probe from statements like "p = a b; q = p a"; a word that is a setting's name stands for its value.

    g: the array that arrives at the last step, or a generator to draw one of its shape.
    """
    made = []
    for statement in steps.split("; "):
        name, _, *words = statement.split()
        made.append((name, tuple(settings.get(word, word) for word in words)))
    data = dict(leaves)
    for name, inputs in made:
        data[name] = np.asarray(RULES[function][0](*[data[x] if isinstance(x, str) else x for x in inputs]))
    arriving = np.asarray(draw(g, *data[made[-1][0]].shape)) if isinstance(g, np.random.Generator) else np.asarray(g)
    return Probe(function, (tuple(leaves.items()), tuple(made), before or {}, arriving), note=note)


# ---- tensor_ops ------------------------------------------------------------------------------------------------------


def ops_probes(rng: np.random.Generator) -> list[Probe]:
    def leaves(*shapes: tuple[int, ...]) -> dict[str, Array]:
        return {name: np.asarray(draw(rng, *shape)) for name, shape in zip("abc", shapes, strict=False)}

    probes = []
    for op, entries in (("add", [[1.3, -0.7, 2.6], [0.4, 3.1, -1.9]]), ("mul", [[2.3, -1.7, 0.6], [0.9, -2.4, 1.6]])):
        small = {"a": np.array(entries), "b": np.array([-0.7, 1.9, 2.7])}
        g = np.array([[1.6, -2.3, 0.3], [-0.9, 1.4, 3.7]])
        probes += [
            graph(op, {"a": small["a"], "b": small["a"][::-1] * 0.3}, "p = a b", g, "equal shapes"),
            graph(op, small, "p = a b", g, "a row on each row"),
            graph(op, leaves((3,), (4, 3)), "p = a b", rng, "the first operand is stretched"),
            graph(op, leaves((4, 3), (4, 1)), "p = a b", rng, "an axis of length 1"),
            graph(op, leaves((3, 1), (1, 4)), "p = a b", rng, "both are stretched"),
            graph(op, leaves((2, 3), ()), "p = a b", rng, "a single number"),
            graph(op, leaves((2, 3, 4), (3, 1)), "p = a b", rng, "three axes"),
            graph(op, leaves((3, 3), (3,)), "p = a b", rng, "a square"),
            graph(op, leaves((2, 3)), "p = a a", rng, "an operand used twice"),
            graph(op, (two := leaves((2, 3), (3,))), "p = a b; q = p b", rng, "nested reuse", gradients(rng, two)),
            graph(op, (two := leaves((4, 3), (3,))), "p = a b", rng, "gradients already there", gradients(rng, two)),
        ]
    corner = np.array([[1.3, 0.0, -2.6], [-0.4, 3.1, -0.0]])
    probes += [
        graph("relu", {"a": corner}, "p = a", [[1.6, -2.3, 0.3], [-0.9, -1.4, 3.7]], "an input of exactly 0"),
        graph("relu", leaves((4, 3)), "p = a", rng),
        graph("relu", leaves((5,)), "p = a", rng, "one axis"),
        graph("relu", (one := leaves((4, 3))), "p = a", rng, "gradients already there", gradients(rng, one)),
        graph("relu", leaves((4, 3)), "p = a; q = p", rng, "nested reuse"),
    ]
    return probes


def gradients(rng: np.random.Generator, leaves: dict[str, Array]) -> dict[str, Array]:
    return {name: np.asarray(draw(rng, *array.shape)) for name, array in leaves.items()}


TENSOR_OPS = Exercise(
    name="tensor_ops",
    lesson=LESSON,
    section=BROADCAST,
    points=3,
    functions=("add(a, b)", "mul(a, b)", "relu(a)"),
    kind=GATE,
    probes=ops_probes,
    expected=gate_expected,
    opens=OPENS,
)


# ---- tensor_matmul ---------------------------------------------------------------------------------------------------


def matmul_probes(rng: np.random.Generator) -> list[Probe]:
    def leaves(*shapes: tuple[int, ...]) -> dict[str, Array]:
        return {name: np.asarray(draw(rng, *shape)) for name, shape in zip("abc", shapes, strict=False)}

    small = {"a": np.array([[1.3, -0.7]]), "b": np.array([[2.6, 0.4, -1.9], [0.9, -2.3, 3.1]])}
    return [
        graph("matmul", small, "p = a b", [[1.6, -2.3, 0.3]], "one row"),
        graph("matmul", leaves((4, 2), (2, 3)), "p = a b", rng),
        graph("matmul", leaves((3, 5), (5, 1)), "p = a b", rng, "one column"),
        graph("matmul", leaves((3, 3), (3, 3)), "p = a b", rng, "square"),
        graph("matmul", leaves((3, 3)), "p = a a", rng, "an operand used twice"),
        graph("matmul", leaves((4, 3), (3, 3)), "p = a b; q = p b", rng, "a shared operand"),
        graph(
            "matmul", (two := leaves((6, 2), (2, 3))), "p = a b", rng, "gradients already there", gradients(rng, two)
        ),
    ]


TENSOR_MATMUL = Exercise(
    name="tensor_matmul",
    lesson=LESSON,
    section=PRODUCT,
    points=2,
    functions=("matmul(a, b)",),
    kind=GATE,
    probes=matmul_probes,
    expected=gate_expected,
    opens=OPENS,
)


# ---- tensor_rows -----------------------------------------------------------------------------------------------------


def rows_probes(rng: np.random.Generator) -> list[Probe]:
    def leaf(*shape: int) -> dict[str, Array]:
        return {"a": np.asarray(draw(rng, *shape))}

    small = {"a": np.array([[1.3, -0.7], [2.6, 0.4], [-1.9, 3.1]])}

    def taken(leaves: dict[str, Array], indices: list[int], g: Any, note: str = "", before: Any = None) -> Probe:
        return graph("rows", leaves, "p = a i", g, note, before, i=np.array(indices, dtype=np.int64))

    def summed(leaves: dict[str, Array], axis: int | None, g: Any, note: str = "", before: Any = None) -> Probe:
        return graph("total", leaves, "p = a axis", g, note, before, axis=axis)

    return [
        taken(small, [2, 0], [[1.6, -2.3], [0.3, 3.7]], "each row once"),
        taken(small, [1, 1, 0], [[1.6, -2.3], [0.3, 3.7], [-0.9, 1.4]], "a row taken twice"),
        taken(leaf(4, 3), [3, 0, 3, 3, 1, 0], rng, "a row taken twice"),
        taken(leaf(5), [4, 4, 2], rng, "one axis"),
        taken((one := leaf(3, 2)), [2, 2], rng, "gradients already there", gradients(rng, one)),
        summed(small, 0, [1.6, -2.3], "axis 0"),
        summed(small, 1, [1.6, -2.3, 0.3], "axis 1"),
        summed(small, None, 1.7, "axis None"),
        summed(leaf(3, 3), 1, rng, "a square"),
        summed(leaf(3, 3), 0, rng, "a square"),
        summed(leaf(2, 3, 4), 1, rng, "three axes"),
        summed((one := leaf(4, 2)), 0, rng, "gradients already there", gradients(rng, one)),
    ]


TENSOR_ROWS = Exercise(
    name="tensor_rows",
    lesson=LESSON,
    section=GATHER,
    points=2,
    functions=("rows(a, indices)", "total(a, axis)"),
    kind=GATE,
    probes=rows_probes,
    expected=gate_expected,
    opens=OPENS,
)


# ---- cross_entropy ---------------------------------------------------------------------------------------------------

LARGE = ("scores of ±1000", "a share of 0", "all scores near 1000")


def price_probes(rng: np.random.Generator) -> list[Probe]:
    def probe(logits: Any, labels: list[int], g: float, note: str = "", before: Any = None) -> Probe:
        leaves = {"logits": np.asarray(logits)}
        return graph("cross_entropy", leaves, "p = logits y", g, note, before, y=np.array(labels, dtype=np.int64))

    table, (g, h, k, m, n) = np.asarray(draw(rng, 5, 3)), numbers(rng, 5)
    return [
        probe([[1.3, -0.7, 0.4]], [2], 1.0, "one row"),
        probe([[0.6, 1.7, -1.4], [-0.3, 0.9, 2.2]], [1, 0], 1.0),
        probe(table, [2, 0, 0, 1, 2], g, "another gradient than 1 arrives"),
        probe(draw(rng, 3, 4), [3, 1, 0], h, "four classes"),
        probe(table, [0, 0, 2, 1, 1], k, "gradients already there", {"logits": np.asarray(draw(rng, 5, 3))}),
        probe([[1000.0, -1000.0, 998.7], [-1000.0, -1000.4, -1001.9]], [2, 1], m, LARGE[0]),
        probe([[1000.0, -1000.0, 300.0], [0.7, 1000.0, -0.6]], [1, 1], n, LARGE[1]),
        probe([[1000.0, 998.7, 999.5], [1001.2, 999.0, 1000.3]], [1, 2], -g, LARGE[2]),
    ]


CROSS_ENTROPY = Exercise(
    name="cross_entropy",
    lesson=LESSON,
    section=PRICE,
    points=1,
    functions=("cross_entropy(logits, labels)",),
    kind=replace(GATE, alike=capped_price.alike),
    probes=price_probes,
    expected=gate_expected,
    rtol=1e-10,
    quiet=True,
    closes=("rules.softmax", "rules.cross_entropy"),
    opens=OPENS,
)


# ---- train_digits ----------------------------------------------------------------------------------------------------

TRAIN = "train_digits"
EASY, FULL = "90 % of new digits", "95 % of new digits"
ASKED = {EASY: 0.90, FULL: 0.95}
LEARN, NEW = 1350, 380  # pictures to learn from, and new ones to be asked about
# rows one of whose three nearest neighbours shows another digit: learnt from, never asked about
# fmt: off
UNCLEAR = np.array([
    5, 37, 69, 87, 95, 123, 129, 170, 242, 247, 414, 421, 480, 482, 492, 500, 539, 547, 683, 746, 794, 813, 843,
    890, 891, 899, 905, 1038, 1058, 1100, 1118, 1146, 1210, 1264, 1361, 1409, 1552, 1553, 1571, 1575, 1582, 1605,
    1606, 1611, 1628, 1632, 1658, 1660, 1662, 1727, 1765, 1790,
])
# of 60 ways to divide the pictures, those where four trainings of one right net read 96.5 % or more
DIVISIONS = (
    0, 2, 3, 9, 10, 12, 13, 18, 19, 23, 26, 27, 28, 29, 31, 32, 33, 35, 36, 38, 39, 40, 41, 42, 43, 47, 48, 49, 50, 51,
    52, 55, 56, 57, 58, 59,
)
# fmt: on


def divided(division: int, by_digit: bool) -> tuple[Array, Array]:
    """The rows to learn from, sorted by digit or in any order, and the rows to be asked about."""
    labels = digits()[1]
    order = np.random.default_rng(division).permutation(len(labels))
    learn, others = order[:LEARN], order[LEARN:]
    if by_digit:
        learn = learn[np.argsort(labels[learn], kind="stable")]
    return learn, others[~np.isin(others, UNCLEAR)][:NEW]


def digits_probes(rng: np.random.Generator) -> list[Probe]:
    """Three draws of pictures: in any order, sorted by digit, and in any order again."""
    probes, by_digit = [], "rows sorted by digit"
    parts = ((EASY, ""), (FULL, by_digit), (FULL, ""))
    for (part, note), division in zip(parts, rng.choice(DIVISIONS, 3, replace=False), strict=True):
        learn, ask = divided(int(division), note == by_digit)
        probes.append(Probe(TRAIN, (learn.tolist(), ask.tolist(), int(rng.integers(1, 1000))), part, note))
    return probes


def digits_expected(probe: Probe) -> Array:
    learn, ask, _ = probe.args
    return np.asarray(digits()[1][[*ask, *learn]])


TRAIN_DIGITS = Exercise(
    name=TRAIN,
    lesson=LESSON,
    section=DIGITS,
    points=2,
    functions=("train_digits(X, y, seed)",),
    parts={EASY: 1.0, FULL: 1.0},
    probes=digits_probes,
    expected=digits_expected,
    opens=OPENS,
    kind=Kind(
        given=("Tensor",),
        accepts=partial(read_digits.accepts, asked=ASKED),
        run=readers.train_and_ask,
        calls=read_digits.call,
        tells=partial(read_digits.tells, asked=ASKED),
        alike=read_digits.alike,
        seconds=readers.SECONDS,
        rounds=1,
    ),
)
