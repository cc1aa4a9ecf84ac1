"""The exercises of lesson 06, matrices: products, broadcasting undone, the linear layer, Jacobians, sums and means.

Expected values come from loops over single entries and from closed forms, never from a matrix product, so they share
no formula with the answers they judge. Non-square arrays come first; square ones are planted, because only there do
most wrong products pass without an error. Left out: the mistakes that students make (`mistakes.toml`), and activations
and losses, which lesson 07 adds.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from autograde.call_text import WRITTEN_OUT, calls
from autograde.exercise import Exercise, Kind, Probe
from autograde.kinds import arrays
from autograde.players import maps
from autograde.probe_numbers import with_all_digits

LESSON = "06_matrices"
PAPER = "Two by two, on paper"
COPIES = "Copied forward, added backward"
LAYER = "A layer is two modules"
SLOPES = "All the slopes at once"
REDUCED = "Sums and means, backwards"

Array = np.ndarray
Shape = tuple[int, ...]

SPECIAL = (0.5, 1.0, 2.0)  # sizes at which wrong formulas happen to be right
FINE = [k / 100 for k in range(30, 400) if all(abs(k / 100 - size) > 0.06 for size in SPECIAL)]
COARSE = [k / 10 for k in range(3, 40) if k / 10 not in SPECIAL]  # for arrays that messages write out
CANCELLED = 1e-12  # what rounding leaves of a sum whose terms cancel; results that do not are at least 0.001


def filled(rng: np.random.Generator, *shapes: Shape) -> list[Array]:
    """Arrays of these shapes with entries of either sign, no two of the same size, none close to 0, ½, 1 or 2."""
    counts = [math.prod(shape) for shape in shapes]
    grid = COARSE if sum(counts) <= WRITTEN_OUT else FINE
    numbers = rng.choice(grid, size=sum(counts), replace=False) * rng.choice((-1.0, 1.0), size=sum(counts))
    parts = np.split(numbers, np.cumsum(counts)[:-1])
    return [part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)]


def sizes(rng: np.random.Generator, largest: int = 6) -> tuple[int, int, int]:
    """Three different sizes from 2 on."""
    n, d, m = (int(size) for size in rng.permutation(range(2, largest + 1))[:3])
    return n, d, m


# ---- matmul_backward: D = W @ X --------------------------------------------------------------------------------------

# (N, D, M) of W (N, D) and X (D, M)
PRODUCTS: tuple[tuple[tuple[int, int, int], str], ...] = (
    ((1, 2, 3), "W a row"),
    ((3, 3, 3), "square matrices"),
    ((4, 3, 1), "X a column"),
    ((2, 3, 4), ""),
    ((3, 1, 2), "one number shared"),
    ((5, 10, 3), ""),
)


def matmul_probes(rng: np.random.Generator) -> list[Probe]:
    probes = []
    for (n, d, m), note in (*PRODUCTS, (sizes(rng), ""), (sizes(rng), "")):
        probes.append(Probe("matmul_backward", tuple(filled(rng, (n, m), (n, d), (d, m))), note=note))
    return [*probes[:-1], with_all_digits(probes[-1])]


def matmul_expected(probe: Probe) -> tuple[Array, Array]:
    """Every entry of dD goes to the two factors of each product that was added into that entry of D."""
    dD, W, X = probe.args
    dW, dX = np.zeros(W.shape), np.zeros(X.shape)
    for i, k in np.ndindex(*dD.shape):
        for j in range(W.shape[1]):
            dW[i, j] += dD[i, k] * X[j, k]
            dX[j, k] += dD[i, k] * W[i, j]
    return dW, dX


MATMUL = Exercise(
    name="matmul_backward",
    lesson=LESSON,
    section=PAPER,
    points=3,
    functions=("matmul_backward(dD, W, X)",),
    probes=matmul_probes,
    expected=matmul_expected,
    kind=Kind(
        calls=calls("dD", "W", "X"), tells=partial(arrays.tells, arguments=("dD", "W", "X"), results=("dW", "dX"))
    ),
    upstream=0,
    atol=CANCELLED,
)


# ---- unbroadcast -----------------------------------------------------------------------------------------------------

NEW, STRETCHED, BOTH, SAME = "new axes", "stretched axes", "both", "same shape"

# (shape of g, shape to go back to, part, what is special)
BROADCASTS: tuple[tuple[Shape, Shape, str, str], ...] = (
    ((3, 2), (2,), NEW, ""),
    ((3, 3), (3,), NEW, "a square g"),
    ((3, 2), (), NEW, "one number"),
    ((4,), (), NEW, "one number"),
    ((3, 2), (1, 2), STRETCHED, ""),
    ((3, 2), (3, 1), STRETCHED, ""),
    ((3, 3), (3, 1), STRETCHED, "a square g"),
    ((3, 2), (1, 1), STRETCHED, "one number in two axes"),
    ((3, 5, 2), (3, 1, 2), STRETCHED, "three axes"),
    ((4, 3, 2), (3, 1), BOTH, "a new axis and a stretched one"),
    ((4, 3), (1,), BOTH, "a new axis and a stretched one"),
    ((1, 3), (3,), NEW, "a new axis of length 1"),
    ((3, 2), (3, 2), SAME, "nothing was copied"),
)


def unbroadcast_probes(rng: np.random.Generator) -> list[Probe]:
    probes = [Probe("unbroadcast", (*filled(rng, wide), shape), part, note) for wide, shape, part, note in BROADCASTS]
    n, d, m = sizes(rng)
    for wide, shape, part in (((n, m), (m,), NEW), ((n, d, m), (n, 1, m), STRETCHED), ((n, d, m), (d, 1), BOTH)):
        probes.append(with_all_digits(Probe("unbroadcast", (*filled(rng, wide), shape), part)))
    return probes


def unbroadcast_expected(probe: Probe) -> Array:
    """Broadcast the entries' numbers, and let every copy of number k add its gradient to entry k."""
    g, shape = probe.args
    size = math.prod(shape)
    owner = np.broadcast_to(np.arange(size).reshape(shape), g.shape)
    return np.bincount(owner.ravel(), weights=g.ravel(), minlength=size).reshape(shape)


UNBROADCAST = Exercise(
    name="unbroadcast",
    lesson=LESSON,
    section=COPIES,
    points=2,
    parts={NEW: 0.75, STRETCHED: 0.75, BOTH: 0.25, SAME: 0.25},
    functions=("unbroadcast(g, shape)",),
    probes=unbroadcast_probes,
    expected=unbroadcast_expected,
    upstream=0,
    atol=CANCELLED,
)


# ---- linear_backward: y = x @ W + b ----------------------------------------------------------------------------------

# (N, D, M) of x (N, D) and W (D, M)
LAYERS: tuple[tuple[tuple[int, int, int], str], ...] = (
    ((3, 1, 2), "one number in each row"),
    ((4, 3, 2), ""),
    ((3, 3, 3), "equal sizes"),
    ((1, 4, 3), "a single row"),
    ((6, 2, 5), ""),
)


def linear_probes(rng: np.random.Generator) -> list[Probe]:
    probes = []
    for (n, d, m), note in (*LAYERS, (sizes(rng), ""), (sizes(rng), "")):
        probes.append(Probe("linear_backward", tuple(filled(rng, (n, m), (n, d), (d, m), (m,))), note=note))
    return [*probes[:-1], with_all_digits(probes[-1])]


def linear_expected(probe: Probe) -> tuple[Array, Array, Array]:
    """Row by row and output by output: y[r, j] is fed by row r of x, by column j of W, and by b[j]."""
    g, x, W, b = probe.args
    dx, dW, db = np.zeros(x.shape), np.zeros(W.shape), np.zeros(b.shape)
    for r, j in np.ndindex(*g.shape):
        dx[r] += g[r, j] * W[:, j]
        dW[:, j] += g[r, j] * x[r]
        db[j] += g[r, j]
    return dx, dW, db


LINEAR = Exercise(
    name="linear_backward",
    lesson=LESSON,
    section=LAYER,
    points=2,
    functions=("linear_backward(g, x, W, b)",),
    probes=linear_probes,
    expected=linear_expected,
    kind=Kind(
        calls=calls("g", "x", "W", "b"),
        tells=partial(arrays.tells, arguments=("g", "x", "W", "b"), results=("dx", "dW", "db")),
    ),
    upstream=0,
    atol=CANCELLED,
)


# ---- jacobian and vjp ------------------------------------------------------------------------------------------------

POINTS: tuple[tuple[str, tuple[float, ...], tuple[float, ...], str], ...] = (
    ("two_to_three", (1.7, -0.6), (), "3 outputs of 2 inputs"),
    ("three_to_two", (0.7, -1.3, 1.6), (), "2 outputs of 3 inputs"),
    ("three_to_three", (0.8, -1.7, 1.4), (), "as many outputs as inputs"),
    ("four_to_one", (1.3, -2.6, 0.7, 1.6), (), "a single output"),
    ("two_to_three", (-1.4, 0.9), (0.3,), "a wide step"),
    ("three_to_two", (-1.8, 0.7, 1.3), (0.4,), "a wide step"),
)
COUNTS = {"two_to_three": 2, "three_to_two": 3, "three_to_three": 3, "four_to_one": 4}

PRODUCT_SHAPES: tuple[tuple[Shape, str], ...] = (
    ((3, 2), "3 outputs of 2 inputs"),
    ((2, 4), "2 outputs of 4 inputs"),
    ((3, 3), "a square J"),
    ((1, 4), "a single output"),
    ((4, 1), "a single input"),
)


def jacobian_probes(rng: np.random.Generator) -> list[Probe]:
    probes = [Probe("jacobian", (name, np.array(x), *h), note=note) for name, x, h, note in POINTS]
    probes += [Probe("jacobian", (name, *filled(rng, (count,)))) for name, count in COUNTS.items()]
    for shape, note in (*PRODUCT_SHAPES, (sizes(rng)[:2], ""), (sizes(rng)[:2], "")):
        probes.append(Probe("vjp", tuple(filled(rng, shape, shape[:1])), note=note))
    return [*probes[:-1], with_all_digits(probes[-1])]


def jacobian_expected(probe: Probe) -> Array:
    if probe.function == "vjp":
        J, g = probe.args
        return np.array([math.fsum(g[i] * J[i, j] for i in range(J.shape[0])) for j in range(J.shape[1])])
    name, x, *rest = probe.args
    return differences(name, [float(entry) for entry in x], *rest)


def differences(name: str, x: Sequence[float], h: float = 1e-5) -> Array:
    """What central differences with step h give, worked out on paper for each of the maps."""
    wave = math.sin(h) / h  # sin(x + h) − sin(x − h) = 2·cos x·sin h
    if name == "two_to_three":
        return np.array([[x[1], x[0]], [0.0, math.cos(x[1]) * wave], [3 * x[0] ** 2 + h * h, 0.0]])
    if name == "three_to_two":
        return np.array([[x[1], x[0], 2 * x[2]], [-3.0, 0.0, math.exp(x[2]) * math.sinh(h) / h]])
    if name == "three_to_three":
        return np.array([[x[1], x[0], 0.0], [0.0, x[2] ** 2, 2 * x[1] * x[2]], [math.cos(x[0]) * wave, 0.0, 3.0]])
    return np.array([[x[1], x[0], -3.0, 3 * x[3] ** 2 + h * h]])


JACOBIAN = Exercise(
    name="jacobian",
    lesson=LESSON,
    section=SLOPES,
    points=2,
    functions=("jacobian(f, x, h=1e-5)", "vjp(J, g)"),
    probes=jacobian_probes,
    expected=jacobian_expected,
    kind=Kind(run=maps.call_with_map),
    rtol=1e-8,
    atol=CANCELLED,
)


# ---- sum_backward and mean_backward ----------------------------------------------------------------------------------

# (shape, axis, what is special); g has the shape that is left
REDUCTIONS: tuple[tuple[Shape, int | None, str], ...] = (
    ((3,), 0, "one axis"),
    ((4, 3), 0, "axis 0"),
    ((4, 3), 1, "axis 1"),
    ((3, 4), None, "no axis given"),
    ((3, 3), 1, "axis 1 of a square"),
    ((3, 3), 0, "axis 0 of a square"),
)


def reduce_probes(rng: np.random.Generator) -> list[Probe]:
    probes = []
    for function in ("sum_backward", "mean_backward"):
        n, m = (int(size) for size in rng.permutation(range(3, 8))[:2])  # not 2, which is the number of axes, too
        for shape, axis, note in (*REDUCTIONS, ((n, m), 0, ""), ((n, m), 1, ""), ((n, m), None, "")):
            (g,) = filled(rng, left_by(shape, axis))
            probes.append(Probe(function, (float(g) if axis is None else g, shape, axis), note=note))
        probes[-1] = with_all_digits(probes[-1])
    return probes


def left_by(shape: Shape, axis: int | None) -> Shape:
    """The shape that is left when an axis is dropped."""
    return () if axis is None else (*shape[:axis], *shape[axis + 1 :])


def count(shape: Shape, axis: int | None) -> int:
    """How many numbers each sum has taken in."""
    return math.prod(shape) if axis is None else shape[axis]


def reduce_expected(probe: Probe) -> Array:
    g, shape, axis = probe.args
    share = 1.0 if probe.function == "sum_backward" else 1 / count(shape, axis)
    return spread(g, shape, axis) * share


def spread(g: Any, shape: Shape, axis: int | None) -> Array:
    """Every entry receives the gradient of the sum that it went into."""
    out = np.empty(shape)
    for index in np.ndindex(*shape):
        out[index] = g if axis is None else np.asarray(g)[index[:axis] + index[axis + 1 :]]
    return out


REDUCE = Exercise(
    name="reduce_backward",
    lesson=LESSON,
    section=REDUCED,
    points=1,
    functions=("sum_backward(g, shape, axis)", "mean_backward(g, shape, axis)"),
    probes=reduce_probes,
    expected=reduce_expected,
    upstream=0,
    atol=CANCELLED,
)
