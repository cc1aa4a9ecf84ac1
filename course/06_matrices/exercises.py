"""The exercises of lesson 06, matrices: products, broadcasting undone, the linear layer, Jacobians, sums and means.

Expected values come from loops over single entries and from closed forms, never from a matrix product, so they share
no formula with the answers they judge. Non-square arrays come first; square ones are planted, because only there do
most wrong products pass without an error. Left out: activations and losses, which lesson 07 adds.
Longer than other modules because it is a catalogue, read entry by entry: one misconception, one message.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from autograde.call_text import WRITTEN_OUT, calls
from autograde.before import Misconception
from autograde.exercise import Exercise, Probe
from autograde.players import maps
from backprop_lib.words import number

LESSON = "06_matrices"
SHAPES = "Eight products type-check"
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


def tells(call: Callable[[Probe], str], *results: str) -> Callable[[Probe, Any, Any], str]:
    """A sentence on a wrong tuple of gradients, which names each: "dW has shape (3, 2), W has shape (2, 3)"."""

    def tell(probe: Probe, value: Any, expected: Any) -> str:
        called = call(probe) + (f" ({probe.note})" if probe.note else "")
        if not isinstance(value, (tuple, list)) or len(value) != len(results):
            got = f"{len(value)} in a {type(value).__name__}" if isinstance(value, (tuple, list)) else "something else"
            return f"{called} should return {len(results)} arrays, ({', '.join(results)}); it returned {got}."
        found = [told(*each) for each in zip(results, value, expected, strict=True)]
        return f"{called}: {'; '.join(found)}."

    return tell


def told(name: str, value: Any, expected: Array) -> str:
    """One gradient of several: its shape if that is wrong, else its first wrong entry."""
    owner = name.removeprefix("d")
    if not isinstance(value, np.ndarray):
        return f"{name} is a {type(value).__name__}, {owner} has shape {expected.shape}"
    if value.shape != expected.shape:
        return f"{name} has shape {value.shape}, {owner} has shape {expected.shape}"
    if value.dtype != expected.dtype:
        return f"{name} holds {value.dtype} numbers, where {expected.dtype} was expected"
    off = np.abs(value - expected) > 1e-12 * np.abs(expected).max(initial=0.0)
    if not off.any():
        return f"{name} is right"
    index = tuple(int(i) for i in np.argwhere(off)[0])
    place = ", ".join(map(str, index))
    return f"{name}[{place}] is {number(value[index], 5)}, expected {number(expected[index], 5)}"


# ---- matmul_backward: D = W @ X --------------------------------------------------------------------------------------

Products = tuple[Callable[[Array, Array, Array], Any], Callable[[Array, Array, Array], Any]]

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
    return probes


def matmul_expected(probe: Probe) -> tuple[Array, Array]:
    """Every entry of dD goes to the two factors of each product that was added into that entry of D."""
    dD, W, X = probe.args
    dW, dX = np.zeros(W.shape), np.zeros(X.shape)
    for i, k in np.ndindex(*dD.shape):
        for j in range(W.shape[1]):
            dW[i, j] += dD[i, k] * X[j, k]
            dX[j, k] += dD[i, k] * W[i, j]
    return dW, dX


def right_dW(dD: Array, W: Array, X: Array) -> Array:
    return np.einsum("ik,jk->ij", dD, X)


def right_dX(dD: Array, W: Array, X: Array) -> Array:
    return np.einsum("ik,ij->jk", dD, W)


def for_either(name: str, wrong: Products, message: str, for_dW: str, for_dX: str) -> list[Misconception]:
    """One misconception for a mistake made in both gradients, in dW alone, and in dX alone."""
    wrong_dW, wrong_dX = wrong
    return [
        Misconception(f"dW and dX {name}", lambda dD, W, X: (wrong_dW(dD, W, X), wrong_dX(dD, W, X)), message),
        Misconception(f"dW {name}", lambda dD, W, X: (wrong_dW(dD, W, X), right_dX(dD, W, X)), for_dW),
        Misconception(f"dX {name}", lambda dD, W, X: (right_dW(dD, W, X), wrong_dX(dD, W, X)), for_dX),
    ]


def by_shape(left: Array, right: Array, shape: Shape) -> Array:
    """Wrong: the first of the eight products that runs and has the shape that is asked for."""
    for one, other in ((left, right), (right, left)):
        for a in (one, one.T):
            for b in (other, other.T):
                if a.shape[1] == b.shape[0] and (a.shape[0], b.shape[1]) == shape:
                    return a @ b
    raise ValueError("no product has that shape")


SQUARE = "Square matrices let it pass, with wrong numbers; others stop it."

MATMUL = Exercise(
    name="matmul_backward",
    lesson=LESSON,
    section=PAPER,
    points=3,
    functions=("matmul_backward(dD, W, X)",),
    probes=matmul_probes,
    expected=matmul_expected,
    calls=calls("dD", "W", "X"),
    tells=tells(calls("dD", "W", "X"), "dW", "dX"),
    upstream=0,
    misconceptions=(
        *for_either(
            "transposed",
            (lambda dD, W, X: X @ dD.T, lambda dD, W, X: dD.T @ W),
            "Both gradients come back transposed: right numbers, rows and columns exchanged. "
            "Which shape does a gradient have, and which factor then has to stand first?",
            "dW comes back transposed: right numbers, rows and columns exchanged. "
            "Does its row i belong to row i of W, and which factor then has to stand first?",
            "dX comes back transposed: right numbers, rows and columns exchanged. "
            "Does its column k belong to column k of X, and which factor then has to stand last?",
        ),
        *for_either(
            "without a transpose",
            (lambda dD, W, X: dD @ X, lambda dD, W, X: W @ dD),
            f"The factors are multiplied as they stand. {SQUARE} "
            "In the sum for one entry of dW, which index runs, and is it the one this product runs over?",
            f"dD and X are multiplied as they stand. {SQUARE} "
            "In the sum for one entry of dW, which index of X runs: its row or its column?",
            f"W and dD are multiplied as they stand. {SQUARE} "
            "In the sum for one entry of dX, which index of W runs: its row or its column?",
        ),
        *for_either(
            "with dD transposed instead",
            (lambda dD, W, X: dD.T @ X, lambda dD, W, X: W @ dD.T),
            f"dD is transposed where the other factor should be. {SQUARE} "
            "Row i of D was made with row i of W: to which row of dW does row i of dD belong?",
            f"For dW, dD is transposed and X is not. {SQUARE} "
            "Row i of D was made with row i of W: to which row of dW does row i of dD belong?",
            f"For dX, dD is transposed and W is not. {SQUARE} "
            "Column k of D was made with column k of X: to which column of dX does column k of dD belong?",
        ),
        *for_either(
            "with the factors exchanged",
            (lambda dD, W, X: X.T @ dD, lambda dD, W, X: dD @ W.T),
            f"The right matrices are multiplied in the wrong order, as if D were X @ W. {SQUARE} "
            "W stood on the left of the product: which side do its rows, and those of dW, come from?",
            f"For dW the right matrices are multiplied in the wrong order. {SQUARE} "
            "Rows of dW are rows of W: which factor has those rows, and from which does a product take its rows?",
            f"For dX the right matrices are multiplied in the wrong order. {SQUARE} "
            "Columns of dX are columns of X: which factor has those columns, and from which does a product take them?",
        ),
        *for_either(
            "without a transpose, factors exchanged",
            (lambda dD, W, X: X @ dD, lambda dD, W, X: dD @ W),
            f"Neither the order nor the transpose fits. {SQUARE} "
            "Write out one entry of D as a sum: which entries of dD and X meet at W[0, 1]?",
            f"For dW neither the order nor the transpose fits. {SQUARE} "
            "Write out one entry of D as a sum: which entries of dD and X meet at W[0, 1]?",
            f"For dX neither the order nor the transpose fits. {SQUARE} "
            "Write out one entry of D as a sum: which entries of dD and W meet at X[0, 1]?",
        ),
        *for_either(
            "with both factors transposed",
            (lambda dD, W, X: dD.T @ X.T, lambda dD, W, X: W.T @ dD.T),
            f"dD is transposed too. {SQUARE} Row i of D was made with row i of W: "
            "to which row of dW does row i of dD belong?",
            f"For dW, dD is transposed too. {SQUARE} Row i of D was made with row i of W: "
            "to which row of dW does row i of dD belong?",
            f"For dX, dD is transposed too. {SQUARE} Column k of D was made with column k of X: "
            "to which column of dX does column k of dD belong?",
        ),
        *for_either(
            "with both transposed and exchanged",
            (lambda dD, W, X: X.T @ dD.T, lambda dD, W, X: dD.T @ W.T),
            f"This is the transpose of a product of the factors as they stand. {SQUARE} "
            "In the sum for one entry of dW, which index runs, and is it the one this product runs over?",
            f"dW is the transpose of a product of dD and X as they stand. {SQUARE} "
            "In the sum for one entry of dW, which index runs, and is it the one this product runs over?",
            f"dX is the transpose of a product of W and dD as they stand. {SQUARE} "
            "In the sum for one entry of dX, which index runs, and is it the one this product runs over?",
        ),
        *for_either(
            "element by element",
            (lambda dD, W, X: dD * X, lambda dD, W, X: dD * W),
            f"Entries at the same place are multiplied, as if D were W * X. {SQUARE} "
            "How many entries of D move when a single entry of W is nudged?",
            f"For dW entries at the same place are multiplied, as if D were W * X. {SQUARE} "
            "How many entries of D move when a single entry of W is nudged?",
            f"For dX entries at the same place are multiplied, as if D were W * X. {SQUARE} "
            "How many entries of D move when a single entry of X is nudged?",
        ),
        *for_either(
            "made from D",
            (lambda dD, W, X: W @ X @ X.T, lambda dD, W, X: W.T @ (W @ X)),
            "The value D was sent back in place of the upstream gradient. "
            "D says where the product is; which argument says how strongly the loss reacts when it moves?",
            "dW is made from the value D in place of the upstream gradient. "
            "D says where the product is; which argument says how strongly the loss reacts when it moves?",
            "dX is made from the value D in place of the upstream gradient. "
            "D says where the product is; which argument says how strongly the loss reacts when it moves?",
        ),
        *for_either(
            "ignoring dD",
            (lambda dD, W, X: np.ones(dD.shape) @ X.T, lambda dD, W, X: W.T @ np.ones(dD.shape)),
            "The result is right only where every entry of dD is 1. "
            "Does the loss react equally strongly to all entries of D, and who says so?",
            "dW is right only where every entry of dD is 1. "
            "Does the loss react equally strongly to all entries of D, and who says so?",
            "dX is right only where every entry of dD is 1. "
            "Does the loss react equally strongly to all entries of D, and who says so?",
        ),
        *for_either(
            "the other factor, transposed",
            (lambda dD, W, X: X.T, lambda dD, W, X: W.T),
            "The other factor came back transposed, and dD has no part in it. "
            "What does a gate multiply what it knows with, before it hands it on?",
            "dW is X transposed, and dD has no part in it. "
            "What does a gate multiply what it knows with, before it hands it on?",
            "dX is W transposed, and dD has no part in it. "
            "What does a gate multiply what it knows with, before it hands it on?",
        ),
        Misconception(
            "picked by shape",
            lambda dD, W, X: (by_shape(dD, X, W.shape), by_shape(W, dD, X.shape)),
            "Right while all sides differ, wrong for square matrices: there several products have the right shape, "
            "and the shape cannot tell them apart. Which of the sides i, j, k must the sum for dW run over?",
            section=SHAPES,
        ),
        Misconception(
            "dW and dX exchanged",
            lambda dD, W, X: (right_dX(dD, W, X), right_dW(dD, W, X)),
            "Both gradients are right and stand in each other's place. In which order does the docstring promise them?",
            section=SHAPES,
        ),
        Misconception(
            "dW averaged over columns",
            lambda dD, W, X: (right_dW(dD, W, X) / X.shape[1], right_dX(dD, W, X)),
            "dW is divided by the number of X's columns. Each column pushes on W by itself: "
            "where the forward product adds and never divides, what do the pushes do?",
        ),
        Misconception(
            "dW and dX averaged",
            lambda dD, W, X: (right_dW(dD, W, X) / dD.shape[1], right_dX(dD, W, X) / dD.shape[0]),
            "Each sum is divided by the number of its terms. Where the forward product adds and never divides, "
            "what do gradients that arrive over several paths do?",
        ),
    ),
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
    ((3, 2), (3, 2), SAME, "nothing was copied"),
)


def unbroadcast_probes(rng: np.random.Generator) -> list[Probe]:
    probes = [Probe("unbroadcast", (*filled(rng, wide), shape), part, note) for wide, shape, part, note in BROADCASTS]
    n, d, m = sizes(rng)
    for wide, shape, part in (((n, m), (m,), NEW), ((n, d, m), (n, 1, m), STRETCHED), ((n, d, m), (d, 1), BOTH)):
        probes.append(Probe("unbroadcast", (*filled(rng, wide), shape), part))
    return probes


def unbroadcast_expected(probe: Probe) -> Array:
    """Broadcast the entries' numbers, and let every copy of number k add its gradient to entry k."""
    g, shape = probe.args
    size = math.prod(shape)
    owner = np.broadcast_to(np.arange(size).reshape(shape), g.shape)
    return np.bincount(owner.ravel(), weights=g.ravel(), minlength=size).reshape(shape)


def undone(
    g: Array,
    shape: Shape,
    how: Callable[..., Array] = np.sum,
    front: bool = True,
    ones: bool = True,
    copy: bool = True,
) -> Array:
    """Broadcasting undone axis by axis, with another reduction, or with one half of the work left out.

    copy: whether g itself is copied where nothing is to be undone.
    """
    out = g
    while front and out.ndim > len(shape):
        out = how(out, axis=0)
    new = out.ndim - len(shape)
    for axis, size in enumerate(shape):
        if ones and size == 1:
            out = how(out, axis=new + axis, keepdims=True)
    return np.array(out) if copy else out


def first(g: Array, axis: int, keepdims: bool = False) -> Array:
    """The entry with index 0 along an axis, called like a reduction."""
    return np.take(g, [0] if keepdims else 0, axis=axis)


def last(g: Array, axis: int, keepdims: bool = False) -> Array:
    """The entry with the last index along an axis, called like a reduction."""
    return np.take(g, [-1] if keepdims else -1, axis=axis)


def from_the_left(g: Array, shape: Shape) -> Array:
    """The axes that are too many are taken to be the last ones."""
    out = g
    while out.ndim > len(shape):
        out = out.sum(axis=-1)
    for axis, size in enumerate(shape):
        if size == 1:
            out = out.sum(axis=axis, keepdims=True)
    return np.array(out)


def other_axes(g: Array, shape: Shape) -> Array:
    """Sums exactly the axes that were not stretched."""
    out = g
    while out.ndim > len(shape):
        out = out.sum(axis=0)
    for axis, size in enumerate(shape):
        if size != 1 and 1 in shape:
            out = out.sum(axis=axis, keepdims=True)
    return np.array(out)


def axis_dropped(g: Array, shape: Shape) -> Any:
    new = g.ndim - len(shape)
    return np.array(g.sum(axis=(*range(new), *(new + i for i, size in enumerate(shape) if size == 1))))


def dropped_one_by_one(g: Array, shape: Shape) -> Array:
    out = g
    while out.ndim > len(shape):
        out = out.sum(axis=0)
    for axis, size in enumerate(shape):
        if size == 1:
            out = out.sum(axis=axis)
    return out


def with_or_without_copy(name: str, message: str, **how: Any) -> list[Misconception]:
    """One misconception for answers that copy g where nothing is to be undone, and one for those that do not."""
    return [
        Misconception(name, partial(undone, **how), message),
        Misconception(f"{name}, g handed back", partial(undone, copy=False, **how), message),
    ]


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
    misconceptions=(
        *with_or_without_copy(
            "mean for sum",
            "The copies' gradients are averaged. If a nudge to one entry moves four copies, "
            "and each of them moves the loss, how far does the loss move: like one copy, or like all four?",
            how=np.mean,
        ),
        Misconception(
            "axes taken from the right",
            from_the_left,
            "The last axes are added up where g has too many. "
            "When a row meets a matrix, at which end does broadcasting put the new axis?",
        ),
        Misconception(
            "wrong axis",
            other_axes,
            "The axes that were copied are kept, and the others are added up. "
            "Along which axis do all copies of one entry lie?",
        ),
        Misconception(
            "drops a kept axis",
            axis_dropped,
            "The sums are right, and axes of size 1 have disappeared. "
            "Which shape has the thing this gradient belongs to, and does a sum have to drop its axis?",
        ),
        Misconception(
            "drops kept axes one by one",
            dropped_one_by_one,
            "The sums are right, and axes of size 1 disappear as you go, so later axes change their numbers. "
            "Which shape has the thing this gradient belongs to, and does a sum have to drop its axis?",
        ),
        *with_or_without_copy(
            "first copy only",
            "Only the first copy's gradient comes back. The other copies moved the loss too: where did theirs go?",
            how=first,
        ),
        *with_or_without_copy(
            "last copy only",
            "Only the last copy's gradient comes back, as if each copy had overwritten the one before. "
            "What do gradients do where several arrive at one place?",
            how=last,
        ),
        Misconception(
            "reshape",
            lambda g, shape: g.reshape(shape),
            "g was reshaped. A reshape keeps every number and moves it to another place. "
            "When four copies go back into one entry, can as many numbers come out as went in?",
        ),
        Misconception(
            "cut to size",
            lambda g, shape: np.array(g.ravel()[: math.prod(shape)].reshape(shape)),
            "The first numbers of g fill the shape and the rest is dropped. "
            "The other copies moved the loss too: where did their gradients go?",
        ),
        *with_or_without_copy(
            "stretched axes forgotten",
            "New axes in front are added up, and axes that had size 1 stay wide. "
            "A column of shape (4, 1) beside a (4, 3) matrix: how often is each of its entries used?",
            ones=False,
        ),
        *with_or_without_copy(
            "new axes forgotten",
            "Axes of size 1 are added up, and axes that broadcasting put in front are still there. "
            "A row of shape (3,) beside a (4, 3) matrix: how often is each of its entries used?",
            front=False,
        ),
        Misconception(
            "axis 0 always",
            lambda g, shape: g.sum(axis=0),
            "Axis 0 is added up whatever the shape is. That undoes the copies of a bias. "
            "How do g's shape and the wanted one tell you which axes were copied?",
        ),
        Misconception(
            "axis 0 always, kept",
            lambda g, shape: g.sum(axis=0, keepdims=True),
            "Axis 0 is added up and kept with size 1 whatever the shape is. "
            "How do g's shape and the wanted one tell you which axes were copied?",
        ),
        Misconception(
            "total everywhere",
            lambda g, shape: np.full(shape, g.sum()),
            "Every entry receives the sum of all of g. Nudge one entry of a row of three: "
            "do the copies of the other two move as well?",
        ),
        Misconception(
            "counts the copies",
            lambda g, shape: undone(np.ones(g.shape), shape),
            "The result counts the copies, as if every entry of g were 1. "
            "How strongly does the loss react to each copy, and which argument says so?",
        ),
        Misconception(
            "hands g back",
            partial(undone, copy=False),
            "Where nothing was copied, g itself comes back. Somebody adds to the result in place: what happens to g?",
        ),
    ),
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
    return probes


def linear_expected(probe: Probe) -> tuple[Array, Array, Array]:
    """Row by row and output by output: y[r, j] is fed by row r of x, by column j of W, and by b[j]."""
    g, x, W, b = probe.args
    dx, dW, db = np.zeros(x.shape), np.zeros(W.shape), np.zeros(b.shape)
    for r, j in np.ndindex(*g.shape):
        dx[r] += g[r, j] * W[:, j]
        dW[:, j] += g[r, j] * x[r]
        db[j] += g[r, j]
    return dx, dW, db


LayerPart = Callable[[Array, Array, Array], Any]


def layer(dx: LayerPart | None = None, dW: LayerPart | None = None, db: LayerPart | None = None) -> Callable[..., Any]:
    """A linear_backward with some of its three gradients wrong: each made from (g, x, W)."""

    def wrong(g: Array, x: Array, W: Array, b: Array) -> tuple[Any, Any, Any]:
        return (
            np.einsum("rj,ij->ri", g, W) if dx is None else dx(g, x, W),
            np.einsum("ri,rj->ij", x, g) if dW is None else dW(g, x, W),
            g.sum(axis=0) if db is None else db(g, x, W),
        )

    return wrong


def rows(x: Array) -> int:
    return int(x.shape[0])


def exchanged(g: Array, x: Array, W: Array, b: Array) -> tuple[Any, Any, Any]:
    dx, dW, db = layer()(g, x, W, b)
    return dW, dx, db


def output_for_g(g: Array, x: Array, W: Array, b: Array) -> Any:
    return layer()(x @ W + b, x, W, b)


def chained_through_dW(g: Array, x: Array, W: Array) -> Array:
    return np.einsum("rj,ij->ri", g, np.einsum("ri,rj->ij", x, g))


ROW_SQUARE = "Where all sizes agree it passes, with wrong numbers."

LINEAR = Exercise(
    name="linear_backward",
    lesson=LESSON,
    section=LAYER,
    points=2,
    functions=("linear_backward(g, x, W, b)",),
    probes=linear_probes,
    expected=linear_expected,
    calls=calls("g", "x", "W", "b"),
    tells=tells(calls("g", "x", "W", "b"), "dx", "dW", "db"),
    upstream=0,
    misconceptions=(
        Misconception(
            "no transpose",
            layer(dx=lambda g, x, W: g @ W, dW=lambda g, x, W: x @ g),
            f"The factors of dx and dW are multiplied as they stand. {ROW_SQUARE} "
            "In the sum for one entry of dx, what runs: the inputs or the outputs of the layer?",
        ),
        Misconception(
            "dx without a transpose",
            layer(dx=lambda g, x, W: g @ W),
            f"For dx, g and W are multiplied as they stand. {ROW_SQUARE} "
            "In the sum for one entry of dx, what runs: the inputs or the outputs of the layer?",
        ),
        Misconception(
            "dW without a transpose",
            layer(dW=lambda g, x, W: x @ g),
            f"For dW, x and g are multiplied as they stand. {ROW_SQUARE} "
            "Every row of the batch pushes on W: in the sum for one entry of dW, what has to run?",
        ),
        Misconception(
            "dx transposed",
            layer(dx=lambda g, x, W: W @ g.T),
            "dx comes back transposed: right numbers, rows and columns exchanged. "
            "Rows are samples: does row r of dx belong to sample r?",
        ),
        Misconception(
            "dW transposed",
            layer(dW=lambda g, x, W: g.T @ x),
            "dW comes back transposed: right numbers, rows and columns exchanged. "
            "W has a row for each number that goes in: which rows does your product have?",
        ),
        Misconception(
            "dx and dW transposed",
            layer(dx=lambda g, x, W: W @ g.T, dW=lambda g, x, W: g.T @ x),
            "dx and dW come back transposed: right numbers, rows and columns exchanged. "
            "Which shape does a gradient have, and which factor then has to stand first?",
        ),
        Misconception(
            "rules of W @ x",
            layer(dx=lambda g, x, W: W.T @ g, dW=lambda g, x, W: g @ x.T),
            f"These are the rules of D = W @ X, where W stands on the left. {ROW_SQUARE} "
            "On which side of @ does W stand in this layer?",
        ),
        Misconception(
            "db is g",
            layer(db=lambda g, x, W: g),
            "db has a row for every sample; b has one row for all of them. "
            "How often does the layer use each entry of b, and what do gradients do that arrive at one place?",
            section=COPIES,
        ),
        Misconception(
            "db mean",
            layer(db=lambda g, x, W: g.mean(axis=0)),
            "db is right for one row and too small for more: a third of the expected value with 3 rows. "
            "Does every row of the batch push on the same b?",
            section=COPIES,
        ),
        Misconception(
            "db total",
            layer(db=lambda g, x, W: g.sum()),
            "db is a single number, the sum of all of g. Does a nudge to b[0] move every column of the output?",
            section=COPIES,
        ),
        Misconception(
            "db total in every entry",
            layer(db=lambda g, x, W: np.full(g.shape[1], g.sum())),
            "Every entry of db is the sum of all of g. Does a nudge to b[0] move every column of the output?",
            section=COPIES,
        ),
        Misconception(
            "db over columns",
            layer(db=lambda g, x, W: g.sum(axis=1)),
            "db adds up each sample's outputs and has an entry for each sample. "
            "b has one for each output: along which axis of g do the copies of b[0] lie?",
            section=COPIES,
        ),
        Misconception(
            "db keeps an axis",
            layer(db=lambda g, x, W: g.sum(axis=0, keepdims=True)),
            "db has the right numbers in a table of one row. Which shape does b have, and so its gradient?",
            section=COPIES,
        ),
        Misconception(
            "db first row",
            layer(db=lambda g, x, W: g[0]),
            "db is the first row of g. The other rows used b too: where did their gradients go?",
            section=COPIES,
        ),
        Misconception(
            "db ones",
            layer(db=lambda g, x, W: np.ones(g.shape[1])),
            "db is 1 everywhere: the slope of the output for b, without the upstream gradient. "
            "When an output moves by 0.001, how far does the loss move?",
        ),
        Misconception(
            "db counts rows",
            layer(db=lambda g, x, W: np.full(g.shape[1], float(rows(x)))),
            "db counts the samples, as if g were 1 everywhere. "
            "When an output moves by 0.001, how far does the loss move, and which argument says so?",
        ),
        Misconception(
            "db zero",
            layer(db=lambda g, x, W: np.zeros(g.shape[1])),
            "db is 0, so b would never learn. Nudge b[0] by 0.001: does no output move?",
        ),
        Misconception(
            "extra 1/N",
            layer(dW=lambda g, x, W: x.T @ g / rows(x), db=lambda g, x, W: g.sum(axis=0) / rows(x)),
            "dW and db are divided by the number of rows. If the loss is a mean over the batch, "
            "who has already divided: this layer, or the loss that sent g?",
        ),
        Misconception(
            "extra 1/N in dW",
            layer(dW=lambda g, x, W: x.T @ g / rows(x)),
            "dW is divided by the number of rows, db is not. If the loss is a mean over the batch, "
            "who has already divided: this layer, or the loss that sent g?",
        ),
        Misconception(
            "extra 1/N everywhere",
            lambda g, x, W, b: layer()(g / rows(x), x, W, b),
            "Everything is divided by the number of rows. If the loss is a mean over the batch, "
            "who has already divided: this layer, or the loss that sent g?",
        ),
        Misconception(
            "dW in place of W",
            layer(dx=chained_through_dW),
            "dx is made with dW. The way back to x passes through the numbers that x was multiplied with: "
            "which matrix did the forward pass use?",
        ),
        Misconception(
            "ignores g",
            lambda g, x, W, b: layer()(np.ones(g.shape), x, W, b),
            "All three are right only where g is 1 everywhere. "
            "Does the loss react equally strongly to all outputs, and which argument says so?",
        ),
        Misconception(
            "output for g",
            output_for_g,
            "The layer's output was sent back in place of g. "
            "The output says where the layer is; which argument says how strongly the loss reacts to it?",
        ),
        Misconception(
            "dx and dW exchanged",
            exchanged,
            "dx and dW stand in each other's place. In which order does the docstring promise them?",
        ),
    ),
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
    return probes


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


Map = Callable[[Array], Array]
H = 1e-5


def by_columns(f: Map, x: Array, h: float = H, ahead: bool = False, doubled: bool = False, kept: bool = False) -> Array:
    """A Jacobian column by column, right unless one of the last three says what is done wrong."""
    columns, point = [], x.copy()
    for j in range(x.size):
        up, down = (point if kept else x).copy(), x.copy()
        up[j] += h
        down[j] -= 0.0 if ahead else h
        if kept:  # the nudge of earlier entries stays in both
            down = up.copy()
            down[j] -= 2 * h
            point = down
        columns.append((f(up) - f(down)) / (h if ahead or doubled else 2 * h))
    return np.stack(columns, axis=1)


def by_rows_in_place(f: Map, x: Array, h: float = H) -> Array:
    """Rows where columns belong, and x itself is nudged."""
    found = []
    for j in range(x.size):
        x[j] += h
        up = f(x)
        x[j] -= 2 * h
        down = f(x)
        x[j] += h
        found.append((up - down) / (2 * h))
    return np.array(found)


def in_a_square(f: Map, x: Array, h: float = H) -> Array:
    """A table with a row for each input to write the columns into, which fits some maps."""
    J = np.zeros((x.size, x.size))
    for j, column in enumerate(by_columns(f, x, h).T):
        J[:, j] = column
    return J


def all_at_once(f: Map, x: Array, h: float = H) -> Array:
    return (f(x + h) - f(x - h)) / (2 * h)


def on_the_diagonal(f: Map, x: Array, h: float = H) -> Array:
    J = by_columns(f, x, h)
    return J * np.eye(*J.shape)


def outer(J: Array, g: Array) -> Array:
    return g[:, None] * J


def jacobian_wrong(name: str, wrong: Callable[..., Any], message: str) -> Misconception:
    return Misconception(name, wrong, message, function="jacobian")


def vjp_wrong(name: str, wrong: Callable[..., Any], message: str) -> Misconception:
    return Misconception(name, wrong, message, function="vjp")


ONE_BY_ONE = "Which single input moves, and which column of J does that fill?"

JACOBIAN = Exercise(
    name="jacobian",
    lesson=LESSON,
    section=SLOPES,
    points=2,
    functions=("jacobian(f, x, h=1e-5)", "vjp(J, g)"),
    probes=jacobian_probes,
    expected=jacobian_expected,
    run=maps.call_with_map,
    right={"jacobian": by_columns},
    rtol=1e-8,
    misconceptions=(
        jacobian_wrong(
            "J transposed",
            lambda f, x, h=H: by_columns(f, x, h).T.copy(),
            "J comes back transposed: it has a row for each input. "
            "Nudging one input moves all outputs at once: does that fill a row or a column of J?",
        ),
        jacobian_wrong(
            "J transposed, x nudged in place",
            by_rows_in_place,
            "J comes back transposed: it has a row for each input. "
            "Nudging one input moves all outputs at once: does that fill a row or a column of J?",
        ),
        jacobian_wrong(
            "J made square",
            in_a_square,
            "The table has as many rows as f has inputs; only some maps fit in. "
            "What does a row of J stand for, and how do you learn how many there are?",
        ),
        jacobian_wrong(
            "J by forward differences",
            lambda f, x, h=H: by_columns(f, x, h, ahead=True),
            "Each slope uses x itself and one point ahead. How much does a point on the other side buy?",
        ),
        jacobian_wrong(
            "J without the 2",
            lambda f, x, h=H: by_columns(f, x, h, doubled=True),
            "Every slope is twice too steep. How far apart are the two points whose values you subtract?",
        ),
        jacobian_wrong(
            "J with the sign turned",
            lambda f, x, h=H: -by_columns(f, x, h),
            "Every slope has the right size and the wrong sign. "
            "Where an output rises, which of your two values is larger?",
        ),
        jacobian_wrong(
            "J ignores h",
            lambda f, x, h=H: by_columns(f, x),
            "Right at the usual step, and unmoved when the caller asks for another. "
            "Which step does your code take when it is given h = 0.3?",
        ),
        jacobian_wrong(
            "inputs stay nudged",
            lambda f, x, h=H: by_columns(f, x, h, kept=True),
            "After its turn an input stays where the last nudge left it. "
            "At which point are the later columns measured?",
        ),
        jacobian_wrong(
            "all inputs nudged at once",
            all_at_once,
            f"All inputs move together, so one number comes back for each output. {ONE_BY_ONE}",
        ),
        jacobian_wrong(
            "all inputs nudged, on a diagonal",
            lambda f, x, h=H: np.diag(all_at_once(f, x, h)),
            f"All inputs move together, and the changes are set on a diagonal. {ONE_BY_ONE}",
        ),
        jacobian_wrong(
            "diagonal only",
            on_the_diagonal,
            "Only entries (0, 0), (1, 1), … are filled, as for a map that works entry by entry. "
            "Does output 0 of this map depend on input 0 alone?",
        ),
        jacobian_wrong(
            "outputs added up",
            lambda f, x, h=H: by_columns(f, x, h).sum(axis=0),
            "The outputs are added up before the slopes are taken, so one row is left. "
            "Can you still tell how output 1 alone reacts?",
        ),
        jacobian_wrong(
            "first output only",
            lambda f, x, h=H: by_columns(f, x, h)[0].copy(),
            "One row came back, the slopes of the first output. "
            "How many numbers does f return, and how many rows has J?",
        ),
        vjp_wrong(
            "vjp multiplies from the wrong side",
            lambda J, g: J @ g,
            "J is multiplied with g from the right, which adds up over inputs; a square J lets it pass. "
            "g has one entry for each output: which axis of J lists the outputs?",
        ),
        vjp_wrong(
            "vjp scales columns",
            lambda J, g: g * J,
            "g is laid along J's columns, element by element, and nothing is added; a square J lets it pass. "
            "g has one entry for each output: which axis of J lists the outputs, and over what is the sum?",
        ),
        vjp_wrong(
            "vjp without the sum",
            outer,
            "Each row of J is scaled by its output's gradient, and the rows are never put together. "
            "An input moves several outputs: what do the gradients do that come back to it?",
        ),
        vjp_wrong(
            "vjp sums over inputs",
            lambda J, g: outer(J, g).sum(axis=1),
            "The scaled slopes are added up along each row, over the inputs. "
            "The result should have one entry for each input: which axis has to disappear?",
        ),
        vjp_wrong(
            "column sums",
            lambda J, g: J.sum(axis=0),
            "J's columns are added up, as if g were 1 everywhere. "
            "Does the loss react equally strongly to all outputs, and which argument says so?",
        ),
        vjp_wrong(
            "vjp takes the mean",
            lambda J, g: outer(J, g).mean(axis=0),
            "The contributions of the outputs are averaged. If a nudge reaches the loss through three outputs, "
            "does the loss move by a third of what they add up to?",
        ),
        vjp_wrong(
            "vjp keeps an axis",
            lambda J, g: g[None, :] @ J,
            "The numbers are right and stand in a table of one row. Which shape has x, and so its gradient?",
        ),
        vjp_wrong(
            "vjp total",
            lambda J, g: float(outer(J, g).sum()),
            "All contributions were added into one number. How many inputs are there, and how many gradients?",
        ),
        vjp_wrong(
            "vjp on the diagonal",
            lambda J, g: g * np.diag(J),
            "Only the diagonal of J is used, as for a map that works entry by entry. "
            "May output 0 depend on input 1, and where does J say how strongly?",
        ),
    ),
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
        n, _, m = sizes(rng)
        for shape, axis, note in (*REDUCTIONS, ((n, m), 0, ""), ((n, m), 1, ""), ((n, m), None, "")):
            (g,) = filled(rng, left_by(shape, axis))
            probes.append(Probe(function, (g if g.ndim else float(g), shape, axis), note=note))
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


def along_the_other_axis(g: Any, shape: Shape, axis: int | None) -> Array:
    if axis is None or len(shape) == 1:
        return spread(g, shape, axis)
    return np.array(np.broadcast_to(np.expand_dims(g, 1 - axis), shape))


def without_axis(g: Any, shape: Shape, axis: int | None) -> Array:
    return np.ones(shape) * g


def row_by_row(g: Any, shape: Shape, axis: int | None) -> Array:
    return np.resize(g, shape)


def view(g: Any, shape: Shape, axis: int | None) -> Array:
    return np.broadcast_to(g if axis is None else np.expand_dims(g, axis), shape)


def view_without_axis(g: Any, shape: Shape, axis: int | None) -> Array:
    return np.broadcast_to(g, shape)


def sum_wrong(name: str, wrong: Callable[..., Any], message: str) -> Misconception:
    return Misconception(f"sum: {name}", wrong, message, function="sum_backward")


def mean_wrong(name: str, wrong: Callable[..., Any], message: str) -> Misconception:
    return Misconception(f"mean: {name}", wrong, message, function="mean_backward")


WHICH_AXIS = "g has one entry for each sum: which entries of x went into the first of them?"
UNSPREAD = (
    "The result has the shape of the sums, not of what was added. "
    "A gradient has the shape of the thing it belongs to: to how many entries is each entry of g handed?"
)

REDUCE = Exercise(
    name="reduce_backward",
    lesson=LESSON,
    section=REDUCED,
    points=1,
    functions=("sum_backward(g, shape, axis)", "mean_backward(g, shape, axis)"),
    probes=reduce_probes,
    expected=reduce_expected,
    upstream=0,
    misconceptions=(
        sum_wrong(
            "divides",
            lambda g, shape, axis: spread(g, shape, axis) / count(shape, axis),
            "g is divided among the entries that were added. Nudge one of them by 0.001: "
            "does their sum move by less than 0.001?",
        ),
        sum_wrong("not broadcast back", lambda g, shape, axis: g, UNSPREAD),
        sum_wrong(
            "ignores g",
            lambda g, shape, axis: np.ones(shape),
            "The result is 1 everywhere: the slope of a sum, without the upstream gradient. "
            "When the sum moves by 0.001, how far does the loss move?",
        ),
        sum_wrong(
            "wrong axis",
            along_the_other_axis,
            f"g is handed out along the other axis; a square lets it pass. {WHICH_AXIS}",
        ),
        sum_wrong(
            "axis ignored",
            without_axis,
            f"The result does not depend on the axis, and is right for axis 0 only. {WHICH_AXIS}",
        ),
        sum_wrong(
            "row by row",
            row_by_row,
            f"g is repeated row by row until the shape is full, whatever the axis. {WHICH_AXIS}",
        ),
        sum_wrong(
            "total everywhere",
            lambda g, shape, axis: np.full(shape, np.sum(g)),
            "Every entry receives the sum of all of g. An entry went into one sum only: does it move the others?",
        ),
        sum_wrong(
            "a view of g",
            view,
            "The numbers are right, and the result has no memory of its own: it shows the entries of g over and over. "
            "If somebody writes into one row of it, what happens to the others, and to g?",
        ),
        sum_wrong(
            "a view of g, axis ignored",
            view_without_axis,
            f"The result does not depend on the axis, and is right for axis 0 only. {WHICH_AXIS} "
            "It has no memory of its own either.",
        ),
        mean_wrong(
            "rule of the sum",
            spread,
            "This is what a sum hands back. Nudge one of four numbers by 0.004: how far does their mean move?",
        ),
        mean_wrong(
            "divides by the size of everything",
            lambda g, shape, axis: spread(g, shape, axis) / math.prod(shape),
            "g is divided by the number of all entries, whatever the axis. How many numbers went into each mean?",
        ),
        mean_wrong(
            "divides by the rows",
            lambda g, shape, axis: spread(g, shape, axis) / shape[0],
            "g is divided by the number of rows, whatever the axis. How many numbers went into each mean?",
        ),
        mean_wrong(
            "divides by the columns",
            lambda g, shape, axis: spread(g, shape, axis) / shape[-1],
            "g is divided by the number of columns, whatever the axis. How many numbers went into each mean?",
        ),
        mean_wrong(
            "divides by the number of means",
            lambda g, shape, axis: spread(g, shape, axis) / np.size(g),
            "g is divided by the number of means. How many numbers went into each of them?",
        ),
        mean_wrong(
            "divides by len(g)",
            lambda g, shape, axis: spread(g, shape, axis) / len(g),
            "g is divided by its own length, the number of means; where everything became one mean, g has no length. "
            "How many numbers went into each mean?",
        ),
        mean_wrong(
            "axis ignored, divides by the size of everything",
            lambda g, shape, axis: without_axis(g, shape, axis) / math.prod(shape),
            "g is divided by the number of all entries, whatever the axis. How many numbers went into each mean? "
            "It is handed out as for axis 0, too.",
        ),
        mean_wrong(
            "not broadcast back",
            lambda g, shape, axis: g / count(shape, axis),
            UNSPREAD.replace("sums", "means").replace("added", "averaged"),
        ),
        mean_wrong(
            "multiplies",
            lambda g, shape, axis: spread(g, shape, axis) * count(shape, axis),
            "g is multiplied where each entry should get a share. "
            "Nudge one of four numbers by 0.004: does their mean move more than that, or less?",
        ),
        mean_wrong(
            "ignores g",
            lambda g, shape, axis: np.ones(shape) / count(shape, axis),
            "The shares are right for a mean, and the upstream gradient is missing. "
            "When the mean moves by 0.001, how far does the loss move?",
        ),
        mean_wrong(
            "wrong axis",
            lambda g, shape, axis: along_the_other_axis(g, shape, axis) / count(shape, axis),
            f"g is handed out along the other axis; a square lets it pass. {WHICH_AXIS.replace('sum', 'mean')}",
        ),
        mean_wrong(
            "axis ignored",
            lambda g, shape, axis: without_axis(g, shape, axis) / count(shape, axis),
            f"g is handed out as for axis 0, whatever the axis. {WHICH_AXIS.replace('sum', 'mean')}",
        ),
        mean_wrong(
            "axis ignored, divides by the rows",
            lambda g, shape, axis: without_axis(g, shape, axis) / shape[0],
            "The result does not depend on the axis, and is right for axis 0 only. "
            + WHICH_AXIS.replace("sum", "mean"),
        ),
    ),
    atol=CANCELLED,
)
