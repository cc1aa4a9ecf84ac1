"""The exercises of lesson 07: MSE and ReLU backwards, a whole two-layer net, a gradient checker, a hunt for bugs.

Expected values are closed forms, written out entry by entry and sample by sample, never the lesson's solutions.
`WRONG` says which numbered candidates of `players.layers` have a bug; that module does not know it.
Left out: ReLU exactly at its kink inside the net, where no numerical check can judge; `relu_backward` plants it alone.
Longer than other modules because it is a catalogue, read entry by entry: one misconception, one message.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from math import cos, inf, isnan, nan
from typing import Any

import numpy as np

from autograde import words
from autograde.before import Misconception
from autograde.exercise import Exercise, Probe
from autograde.plain import numeric
from autograde.players import layers
from autograde.probe_numbers import draw
from backprop_lib.words import number

LESSON = "07_two_layer_net"
PIPELINE = "Four pieces in a row"
START = "Where the backward pass starts"
RELU = "Who was switched on?"
BACK = "Four calls, in reverse"
JUDGE = "What a checker must not believe"
HUNT = "Aim at every output"
SURPRISE = "Two runs, one difference"

Array = np.ndarray


def column(outp: Array, targ: Array) -> Array:
    """The targets in the shape of the outputs."""
    return targ.reshape(outp.shape)


# ---- mse_backward ----------------------------------------------------------------------------------------------------


def mse_probes(rng: np.random.Generator) -> list[Probe]:
    name, alike, flat, wide = "mse_backward", "same shapes", "flat targets", "several outputs"
    probes = [
        Probe(name, (np.array([[1.7], [-0.6], [2.9]]), np.array([[0.4], [1.3], [3.6]])), alike),
        Probe(name, (np.array([[-1.4], [0.7], [2.6]]), np.array([0.9, -0.3, 3.2])), flat, "targ of shape (n,)"),
        Probe(name, (np.array([[2.3, -0.7]]), np.array([[1.6, 0.9]])), wide, "one row with two outputs"),
        Probe(name, (np.array([[2.4]]), np.array([[-0.7]])), alike, "one row"),
        Probe(name, (np.array([[0.8]]), np.array([3.1])), flat, "one row and a flat target"),
    ]
    probes += [Probe(name, (draw(rng, n, 1), draw(rng, n, 1)), alike) for n in (4, 7)]
    probes += [Probe(name, (draw(rng, n, 1), draw(rng, n)), flat, "targ of shape (n,)") for n in (4, 6)]
    probes += [Probe(name, (draw(rng, 5, 3), draw(rng, 5, 3)), wide, "several outputs")]
    return probes


def mse_expected(probe: Probe) -> Array:
    outp, targ = probe.args
    share = 2 / outp.size
    pairs = zip(outp.ravel().tolist(), targ.ravel().tolist(), strict=True)
    return np.array([share * (o - t) for o, t in pairs]).reshape(outp.shape)


def mse_slip(factor: Callable[[Array], float], broadcasts: bool, outp: Array, targ: Array) -> Array:
    """(outp − targ) times a factor, with or without the unwanted broadcast of flat targets."""
    return np.asarray(factor(outp) * (outp - (targ if broadcasts else column(outp, targ))))


MSE_FACTORS: tuple[tuple[str, Callable[[Array], float], str], ...] = (
    (
        "no 2",
        lambda outp: 1 / outp.size,
        "Every entry is half of what it should be. The loss squares the error: "
        "how fast does the area of a square grow when its side does?",
    ),
    (
        "no 1/n",
        lambda outp: 2.0,
        "Right for one number and too large for more, the more the worse. The loss is a mean: "
        "if one output of ten moves, by how much does the mean of all ten squares move?",
    ),
    (
        "neither 2 nor 1/n",
        lambda outp: 1.0,
        "This is the plain difference. Nudge one output by 0.001 and work out by how much its square moves, "
        "and then the mean of all squares. Which two factors join the difference?",
    ),
    (
        "1/n for k columns",
        lambda outp: 2 / outp.shape[0],
        "Right with one output a row, k times too large with k of them. "
        "The loss is the mean over all entries: over how many numbers is that?",
    ),
    (
        "1/k for k columns",
        lambda outp: 2 / outp.shape[-1],
        "The number of outputs a row was divided by, and the number of rows was not. "
        "The loss is the mean over all entries: over how many numbers is that?",
    ),
    (
        "sign",
        lambda outp: -2 / outp.size,
        "Every entry has the right size and the wrong sign. An output lies above its target and rises a little more: "
        "does the loss grow or shrink?",
    ),
)

BROADCAST_MESSAGE = (
    "A column minus a flat array is no column: NumPy pairs every output with every target and raises nothing. "
    "What shapes do your two arrays have just before the minus sign?"
)


def seed_squeeze(outp: Array, targ: Array) -> Array:
    """Seed A's own formula, in NumPy: 2/n · (outp.squeeze() − targ), with an axis put back at the end."""
    return np.asarray(2 / outp.shape[0] * (outp.squeeze() - targ))[..., None]


def broadcast_mean(outp: Array, targ: Array) -> Array:
    """What the mean over all (n, n) differences would send back."""
    wide = outp - targ if targ.ndim == 1 else None
    if wide is None:
        return np.asarray(2 / outp.size * (outp - targ))
    return np.asarray(2 / outp.size * wide.mean(axis=1, keepdims=True))


MSE_BACKWARD = Exercise(
    name="mse_backward",
    lesson=LESSON,
    section=START,
    points=2,
    functions=("mse_backward(outp, targ)",),
    parts={"same shapes": 1.0, "flat targets": 0.5, "several outputs": 0.5},
    probes=mse_probes,
    expected=mse_expected,
    misconceptions=(
        Misconception(
            "broadcast", partial(mse_slip, lambda outp: 2 / outp.size, True), BROADCAST_MESSAGE, "", SURPRISE
        ),
        Misconception(
            "broadcast, 1/n for k columns",
            partial(mse_slip, lambda outp: 2 / outp.shape[0], True),
            BROADCAST_MESSAGE,
            "",
            SURPRISE,
        ),
        Misconception(
            "broadcast, averaged",
            broadcast_mean,
            "The result has the right shape, and each output is compared with the mean of all targets. "
            "Which target belongs to row 0, and what did NumPy pair row 0 with?",
            section=SURPRISE,
        ),
        *(Misconception(name, partial(mse_slip, factor, False), message) for name, factor, message in MSE_FACTORS),
        *(
            Misconception(f"{name}, broadcast", partial(mse_slip, factor, True), message)
            for name, factor, message in MSE_FACTORS
            if name != "1/n for k columns"
        ),
        Misconception(
            "abs",
            lambda outp, targ: 2 / outp.size * np.abs(outp - column(outp, targ)),
            "No entry is negative, so every output would be told to go the same way. "
            "One lies above its target and one below: should both get the same sign?",
        ),
        Misconception(
            "squares kept",
            lambda outp, targ: (outp - column(outp, targ)) ** 2 / outp.size,
            "These are the terms of the loss itself, each output's share in its value. "
            "How fast does such a term change when its output does?",
        ),
        Misconception(
            "the loss itself",
            lambda outp, targ: float(np.mean((outp - column(outp, targ)) ** 2)),
            "One number came back, the loss. What goes back is how strongly the loss reacts to each output: "
            "how many numbers are that?",
        ),
        Misconception(
            "shape (n,)",
            lambda outp, targ: (
                (2 / outp.size * (outp - column(outp, targ))).squeeze(-1)
                if outp.shape[-1] == 1
                else 2 / outp.size * (outp - targ)
            ),
            "The numbers are right and stand in a flat array. "
            "The layer before handed over a column: which shape does it expect back?",
        ),
        Misconception(
            "squeezes and restores",
            seed_squeeze,
            "Squeezing one side and adding an axis at the end mends one combination of shapes and breaks others. "
            "Whose shape should decide, that of the outputs or that of the targets?",
            section=SURPRISE,
        ),
        Misconception(
            "times the loss",
            lambda outp, targ: (
                2 / outp.size * (outp - column(outp, targ)) * float(np.mean((outp - column(outp, targ)) ** 2))
            ),
            "Every entry is multiplied by the value of the loss. Add 1000 to every loss: "
            "does any output push harder than before?",
        ),
        Misconception(
            "one error for all",
            lambda outp, targ: np.full_like(outp, 2 * float(np.mean(outp - column(outp, targ)))),
            "Every output received the mean error. If only row 0 is off, do the other rows have to move?",
        ),
    ),
)


# ---- relu_backward ---------------------------------------------------------------------------------------------------


def relu_probes(rng: np.random.Generator) -> list[Probe]:
    name, away, corner = "relu_backward", "x not 0", "x exactly 0"
    probes = [
        Probe(name, (np.array([-1.6, 2.7, 0.8]), np.array([1.3, -0.4, 3.6])), away),
        Probe(name, (np.array([1.9, -2.3, 0.7, -0.6]), np.array([-1.7, -0.3, 2.6, 3.1])), away),
        Probe(name, (np.array([1.7, -0.9, 2.4]), np.array([0.6, 0.0, 0.0])), corner, "x exactly 0"),
        Probe(name, (np.array([2.3, -1.4]), np.array([-0.0, 1.8])), corner, "x is −0.0"),
    ]
    for shape in ((3, 4), (5, 2), (2, 3, 2)):
        g, x = draw(rng, *shape), draw(rng, *shape)
        x.flat[0], x.flat[1], x.flat[2] = abs(x.flat[0]), abs(x.flat[1]), -abs(x.flat[2])
        g.flat[0], g.flat[1] = -abs(g.flat[0]), abs(g.flat[1])
        probes.append(Probe(name, (g, x), away))
    g, x = draw(rng, 4, 3), draw(rng, 4, 3)
    x[0], x[1, 1], x[2, 2] = 0.0, -0.0, 0.0
    return [*probes, Probe(name, (g, x), corner, "x exactly 0")]


def relu_expected(probe: Probe) -> Array:
    g, x = probe.args
    pairs = zip(g.ravel().tolist(), x.ravel().tolist(), strict=True)
    return np.array([slope if place > 0 else 0.0 for slope, place in pairs]).reshape(x.shape)


def write_into(at_zero: bool, g: Array, x: Array) -> Array:
    """Mask g in place."""
    g[(x < 0) if at_zero else (x <= 0)] = 0.0
    return g


def ratio(g: Array, x: Array) -> Array:
    """g · relu(x) / x, which has no value at 0."""
    return np.asarray(g * (np.maximum(x, 0.0) / x))


IGNORES_G = (
    "Ones and zeros came back, whatever g is: the local gradient. When this entry's output moves by 0.001, "
    "how far does the loss move?"
)
AT_ZERO = (
    "At exactly 0 the gradient was passed on. Zero is neither side of the corner. "
    "Which rule for ReLU at 0 does this course use, and does your comparison keep it?"
)
IN_PLACE = (
    "The result is right, and the caller's g has been changed on the way. Another branch may hold the same array: "
    "what will it find there?"
)
IN_PLACE_AND_ZERO = (
    "The caller's g has been changed on the way. Another branch may hold the same array: what will it find there? "
    "(Look at exact zeros as well.)"
)
RELU_BACKWARD = Exercise(
    name="relu_backward",
    lesson=LESSON,
    section=RELU,
    points=2,
    functions=("relu_backward(g, x)",),
    parts={"x not 0": 1.5, "x exactly 0": 0.5},
    probes=relu_probes,
    expected=relu_expected,
    upstream=0,
    misconceptions=(
        Misconception("≥", lambda g, x: np.where(x >= 0, g, 0.0), AT_ZERO),
        Misconception(
            "half at 0",
            lambda g, x: g * np.heaviside(x, 0.5),
            "At exactly 0 half of the gradient was passed on, as a maximum of two inputs would. "
            "Which rule for ReLU at 0 does this course use?",
        ),
        Misconception(
            "mask on g",
            lambda g, x: np.where(g > 0, g, 0.0),
            "Negative gradients were stopped and positive ones passed. Whether a unit was switched on was decided on "
            "the way forward: which of your two arguments was there at that time?",
        ),
        Misconception(
            "two masks",
            lambda g, x: np.where((g > 0) & (x > 0), g, 0.0),
            "Where x is positive, only positive gradients came through. "
            "A unit that is switched on copies its input: may it choose which gradients to hand on?",
        ),
        Misconception(
            "pass-through",
            lambda g, x: g.copy(),
            "g came back as it was. Nudge an x that is far below 0: does the output notice?",
        ),
        Misconception(
            "pass-through, the same array",
            lambda g, x: g,
            "g itself came back. Nudge an x that is far below 0: does the output notice?",
        ),
        Misconception(
            "relu(x)·g",
            lambda g, x: np.maximum(x, 0.0) * g,
            "g was multiplied by the gate's output. The output says where the unit is; "
            "which number says how far it moves when x is nudged?",
        ),
        Misconception("ignores g", lambda g, x: (x > 0).astype(float), IGNORES_G),
        Misconception("ignores g, as a mask", lambda g, x: x > 0, IGNORES_G),
        Misconception("ignores g, 1 at 0", lambda g, x: (x >= 0).astype(float), IGNORES_G),
        Misconception("writes into g", partial(write_into, False), IN_PLACE),
        Misconception("writes into g, 1 at 0", partial(write_into, True), IN_PLACE_AND_ZERO),
        Misconception(
            "forward again",
            lambda g, x: np.maximum(x, 0.0),
            "This is the forward pass. What arrives on the way back, and to which entries is it handed on?",
        ),
        Misconception(
            "flipped",
            lambda g, x: np.where(x < 0, g, 0.0),
            "The gradient went to the entries that are switched off. "
            "Nudge an x of 3 and an x of −3: which of them moves its output?",
        ),
        Misconception(
            "divides by x",
            ratio,
            "The slope was taken as output divided by input. That is no number where x is 0. "
            "Does the slope need a division at all, or only a decision?",
        ),
        Misconception(
            "−1 below 0",
            lambda g, x: g * np.sign(x),
            "Below 0 the gradient came back with its sign turned, as for the absolute value. "
            "Which way does ReLU move when a negative x rises a little?",
        ),
    ),
)


# ---- forward_backward ------------------------------------------------------------------------------------------------

Params = Mapping[str, Array]
Pass = tuple[float, dict[str, Array]]


def network(rng: np.random.Generator, N: int, D: int, H: int) -> tuple[Array, Array, dict[str, Array]]:
    """Data and parameters of a net in which every hidden unit is on for some rows and off for others."""
    while True:
        x, y = draw(rng, N, D), draw(rng, N, 1)
        params = {"W1": draw(rng, D, H), "b1": draw(rng, H), "W2": draw(rng, H, 1), "b2": draw(rng, 1)}
        z1 = x @ params["W1"] + params["b1"]
        on = z1 > 0
        errors = np.maximum(z1, 0) @ params["W2"] + params["b2"] - y
        mixed = on.any(axis=0).all() and not on.all(axis=0).any()
        if mixed and np.abs(z1).min() > 0.05 and np.abs(errors).min() > 0.1 and (errors > 0).any() < len(errors):
            return x, y, params


def pass_probes(rng: np.random.Generator) -> list[Probe]:
    name, by_hand = "forward_backward", np.random.default_rng(1)  # small numbers, the same for everyone
    x, y, params = network(by_hand, 3, 1, 2)
    probes = [Probe(name, (x, y, params), "y of shape (N, 1)", "one input")]
    for (N, D, H), flat, note in (
        ((5, 3, 4), False, ""),
        ((4, 3, 3), False, "as many hidden units as inputs"),
        ((6, 2, 5), False, ""),
        ((5, 3, 4), True, "y of shape (N,)"),
        ((3, 2, 4), True, "y of shape (N,)"),
    ):
        x, y, params = network(rng, N, D, H)
        part = "y of shape (N,)" if flat else "y of shape (N, 1)"
        probes.append(Probe(name, (x, y.reshape(-1) if flat else y, params), part, note))
    return probes


def pass_expected(probe: Probe) -> Pass:
    """Sample by sample, unit by unit: the loss, and every path from a variable to it."""
    x, y, params = probe.args
    W1, b1, W2, b2 = (params[name].tolist() for name in ("W1", "b1", "W2", "b2"))
    rows, targets = x.tolist(), y.ravel().tolist()
    grads = {name: np.zeros_like(array) for name, array in {"x": x, **params}.items()}
    loss = 0.0
    for n, (row, target) in enumerate(zip(rows, targets, strict=True)):
        reach = [sum(v * W1[d][h] for d, v in enumerate(row)) + b1[h] for h in range(len(b1))]
        outp = sum(max(z, 0.0) * W2[h][0] for h, z in enumerate(reach)) + b2[0]
        loss += (outp - target) ** 2 / len(rows)
        slope = 2 * (outp - target) / len(rows)
        grads["b2"][0] += slope
        for h, z in enumerate(reach):
            if z > 0:
                grads["W2"][h, 0] += slope * z
                grads["b1"][h] += slope * W2[h][0]
                for d, v in enumerate(row):
                    grads["W1"][d, h] += slope * W2[h][0] * v
                    grads["x"][n, d] += slope * W2[h][0] * W1[d][h]
    return loss, grads


Gate = Callable[[Array, Array, Array], Array]  # (gradient on a1, z1, a1) -> gradient on z1


def on(g: Array, z: Array, a: Array) -> Array:
    return np.asarray(np.where(z > 0, g, 0.0))


def go(
    x: Array,
    y: Array,
    params: Params,
    *,
    slope: Callable[[Array, float, Array], Array] = lambda error, loss, y: 2 * error / error.size,
    gate: Gate = on,
    biases: bool = True,
    through: Callable[[Array, Params], Array] = lambda d, params: d @ params["W2"].T,
    to_x: Callable[[Array, Params], Array] = lambda dz, params: dz @ params["W1"].T,
    second: Callable[[Array, Array], Array] = lambda z, a: a,
    relu: bool = True,
    after: Callable[[dict[str, Array], int], dict[str, Array]] = lambda grads, N: grads,
) -> Pass:
    """A pass with one slip; every keyword is one place where it can happen."""
    W1, W2 = params["W1"], params["W2"]
    z = x @ W1 + (params["b1"] if biases else 0.0)  # (N, H)
    a = np.maximum(z, 0.0) if relu else z
    outp = a @ W2 + (params["b2"] if biases else 0.0)  # (N, 1)
    error = outp - column(outp, y)
    loss = float(np.mean(error**2))
    d = slope(error, loss, y)  # (N, 1)
    dz = gate(through(d, params), z, a)  # (N, H)
    grads = {
        "x": to_x(dz, params),
        "W1": x.T @ dz,
        "b1": dz.sum(axis=0),
        "W2": second(z, a).T @ d,
        "b2": d.sum(axis=0),
    }
    return loss, after(grads, len(x))


def slip(**places: Any) -> Callable[[Array, Array, Params], Pass]:
    """A wrong answer: `go` with one of its places changed."""

    def wrong(x: Array, y: Array, params: Params) -> Pass:
        return go(x, y, params, **places)

    return wrong


def zeros(*names: str) -> Callable[[dict[str, Array], int], dict[str, Array]]:
    """Gradients of which the named ones (all, without names) stay 0."""
    return lambda grads, N: {k: v * 0.0 if k in names or not names else v for k, v in grads.items()}


def broadcasting(x: Array, y: Array, params: Params) -> Pass:
    """Errors of shape (N, N) where y is flat; the first product that they meet fails."""
    if y.ndim == 1:
        a = np.maximum(x @ params["W1"] + params["b1"], 0.0)
        d = 2 / len(x) * (a @ params["W2"] + params["b2"] - y)  # (N, N)
        return float(np.mean(d**2)), {"x": d @ params["W2"].T}  # (N, N) @ (1, H): ValueError
    return go(x, y, params)


def broadcasting_averaged(x: Array, y: Array, params: Params) -> Pass:
    """Every output compared with every target, in loss and gradient."""
    if y.ndim != 1:
        return go(x, y, params)
    a = np.maximum(x @ params["W1"] + params["b1"], 0.0)
    outp = a @ params["W2"] + params["b2"]
    _, grads = go(x, np.full(len(y), float(y.mean())), params)
    return float(np.mean((outp - y) ** 2)), grads


def averaged(names: Sequence[str]) -> Callable[[dict[str, Array], int], dict[str, Array]]:
    """Gradients of which the named ones are divided by the number of rows once more."""
    return lambda grads, N: {k: v / N if k in names else v for k, v in grads.items()}


def one_number(*names: str) -> Callable[[dict[str, Array], int], dict[str, Array]]:
    """Gradients of which the named ones are added up to a single number."""
    return lambda grads, N: {k: v.sum() if k in names else v for k, v in grads.items()}


def turned(name: str) -> Callable[[dict[str, Array], int], dict[str, Array]]:
    """Gradients of which one is transposed."""
    return lambda grads, N: {k: v.T.copy() if k == name else v for k, v in grads.items()}


def without(name: str) -> Callable[[dict[str, Array], int], dict[str, Array]]:
    """Gradients without one of their names."""
    return lambda grads, N: {k: v for k, v in grads.items() if k != name}


PASS_CATALOGUE: tuple[tuple[str, Callable[..., Any], str, str], ...] = (
    (
        "mask a1≥0",
        slip(gate=lambda g, z, a: g),
        "Units that ReLU had switched off still passed their gradient on. a1 is never negative, so what can a mask "
        "made of it, or none at all, stop? Which number decided on the way forward?",
        RELU,
    ),
    (
        "forward order",
        slip(after=zeros()),
        "Every gradient is 0, as if each step had run before what it needs arrived. "
        "Which of the four steps needs nothing but the forward pass?",
        BACK,
    ),
    (
        "hidden layer too early",
        slip(after=zeros("x", "W1", "b1")),
        "The second layer has its gradients; the first received zeros. "
        "What did the first layer's step find in the place of its upstream gradient when it ran?",
        BACK,
    ),
    (
        "W1 for W2.T",
        slip(through=lambda d, params: d @ params["W1"]),
        "On the way back from the output to the hidden units the gradient met the wrong matrix; with one input the "
        "shapes happen to fit. Through which weights did a1 reach the output?",
        PIPELINE,
    ),
    (
        "upstream not passed on",
        slip(gate=lambda g, z, a: np.where(z > 0, 1.0, 0.0)),
        "The second layer is right, and the first behaves as if the loss moved by 1 for every unit. "
        "What arrives at ReLU from behind, and where does it get lost?",
        RELU,
    ),
    (
        "starts from ones",
        slip(slope=lambda error, loss, y: np.ones_like(error)),
        "The backward pass starts with ones at the output of the net, as if the output were the loss. "
        "Which of the four pieces comes after the output?",
        START,
    ),
    (
        "x gradient missing",
        slip(after=without("x")),
        "The four parameters have gradients and the data have none. Training would not miss it; a check does. "
        "If x were the output of another layer, what would that layer wait for?",
        BACK,
    ),
    (
        "multiplied by the loss",
        slip(slope=lambda error, loss, y: 2 * error / error.size * loss),
        "Every gradient carries the loss as an extra factor. Add 1000 to the loss: does any slope change? "
        "Then which number is sent back first?",
        START,
    ),
    (
        "starts with the loss",
        slip(slope=lambda error, loss, y: np.full_like(error, loss)),
        "The value of the loss was sent back. It says how bad the outputs are; "
        "which numbers say how the loss reacts to each of them?",
        START,
    ),
    (
        "y broadcasts",
        broadcasting,
        "It works while y is a column and breaks when y is flat: a column minus a flat array is a square. "
        "What is the shape of your error just after the minus sign?",
        SURPRISE,
    ),
    (
        "y broadcasts, averaged",
        broadcasting_averaged,
        "Right while y is a column; with flat y every output is compared with every target, and nothing complains. "
        "What is the shape of your error just after the minus sign?",
        SURPRISE,
    ),
    (
        "no 2",
        slip(slope=lambda error, loss, y: error / error.size),
        "The loss is right and every gradient is half as large as it should be. "
        "How fast does the area of a square grow when its side does?",
        START,
    ),
    (
        "no 1/n",
        slip(slope=lambda error, loss, y: 2 * error),
        "The loss is right and every gradient is N times too large. The loss is a mean: "
        "what share of it does one row own?",
        START,
    ),
    (
        "neither 2 nor 1/n",
        slip(slope=lambda error, loss, y: error),
        "The plain errors were sent back. By how much does a mean of squares move when one error moves by 0.001?",
        START,
    ),
    (
        "1/n twice",
        slip(after=averaged(("W1", "b1", "W2", "b2"))),
        "The mean was taken twice: once in the loss, once more in the layers, and only the gradient on x escaped. "
        "Which of the four pieces contains a mean?",
        BACK,
    ),
    (
        "biases averaged",
        slip(after=averaged(("b1", "b2"))),
        "The weights are right and the biases N times too small. "
        "Every row of the batch pushes on the same bias: what becomes of N pushes?",
        BACK,
    ),
    (
        "b2 as one number",
        slip(after=one_number("b2")),
        "The gradient on b2 has the right value and no axis. b2 is an array with one entry: "
        "which shape does its gradient have, and along which axis of doutp do the pushes on it lie?",
        BACK,
    ),
    (
        "biases as one number",
        slip(after=one_number("b1", "b2")),
        "The gradients on the biases were added up to a single number each. "
        "Does a nudge to b1[0] move every hidden unit, or which one?",
        BACK,
    ),
    (
        "W1 transposed",
        slip(after=turned("W1")),
        "The gradient on W1 has the right numbers and stands transposed. "
        "W1 has a row for each input: which rows does your product have?",
        BACK,
    ),
    (
        "W2 transposed",
        slip(after=turned("W2")),
        "The gradient on W2 has the right numbers and stands transposed. "
        "W2 has a row for each hidden unit: which rows does your product have?",
        BACK,
    ),
    (
        "sign",
        slip(slope=lambda error, loss, y: -2 * error / error.size),
        "Every gradient has the right size and points the wrong way. An output lies above its target and rises: "
        "does the loss grow or shrink?",
        START,
    ),
    (
        "z1 for a1",
        slip(second=lambda z, a: z),
        "Only W2's gradient is wrong: it counts units that were switched off. "
        "Which of the two, z1 or a1, did the second layer receive on the way forward?",
        PIPELINE,
    ),
    (
        "a1·g for ReLU",
        slip(gate=lambda g, z, a: g * a),
        "At ReLU the gradient was multiplied by the unit's value. "
        "If a switched-on unit is nudged by 0.001, does its size decide how far it moves?",
        RELU,
    ),
    (
        "mask on the gradient",
        slip(gate=lambda g, z, a: np.where(g > 0, g, 0.0)),
        "At ReLU negative gradients were stopped. Whether a unit is on was decided on the way forward: "
        "which array remembers that?",
        RELU,
    ),
    (
        "W1 not transposed",
        slip(to_x=lambda dz, params: dz @ params["W1"]),
        "On the last step, from the hidden units to x, the matrix stands as in the forward pass. With as many units as "
        "inputs nothing complains. Which index of W1 belongs to the hidden units?",
        BACK,
    ),
    (
        "biases left out",
        slip(biases=False),
        "The loss itself is off: the biases take no part. What does a linear layer do after the product?",
        PIPELINE,
    ),
    (
        "no ReLU",
        slip(relu=False, gate=lambda g, z, a: g),
        "The loss itself is off: negative hidden values reach the second layer. "
        "Which of the four pieces is missing between the two products?",
        PIPELINE,
    ),
    (
        "slope of the wrong side",
        slip(gate=lambda g, z, a: np.where(z > 0, 0.0, g)),
        "The units that were switched off passed the gradient on and the others did not. "
        "Nudge a unit at −3: does its output move?",
        RELU,
    ),
)


def pass_tells(probe: Probe, value: Any, expected: Pass) -> str:
    """Which of loss and gradients are wrong, and the first wrong entry with the right one."""
    x, y, params = probe.args
    _D, H = params["W1"].shape
    call = f"forward_backward with x {x.shape}, y {y.shape} and {H} hidden unit{'s' if H > 1 else ''}"
    if not isinstance(value, (tuple, list)) or len(value) != 2 or not isinstance(value[1], dict):
        return f"{call} returned no pair (loss, gradients), the gradients in a dictionary."
    loss, grads = value
    wanted_loss, wanted = expected
    missing = [name for name in wanted if name not in grads]
    if missing:
        return f"{call} returned no gradient on {' and '.join(missing)}."
    if isinstance(loss, bool) or not isinstance(loss, (int, float)):
        return f"{call} returned a loss that is no single number ({type(loss).__name__})."
    found: dict[str, Array] = {}
    for name, right in wanted.items():
        array = numeric(grads[name])
        if array is None:
            return f"{call}: the gradient on {name} is {words.kind_of(grads[name])} that holds not only numbers."
        if array.shape != right.shape:
            return f"{call}: the gradient on {name} has shape {array.shape}, {name} has shape {right.shape}."
        found[name] = array
    scale = max(abs(wanted_loss), *(float(np.abs(right).max()) for right in wanted.values()))
    verdicts = {"loss": not abs(loss - wanted_loss) <= 1e-12 * scale}
    verdicts |= {name: not np.all(np.abs(found[name] - right) <= 1e-12 * scale) for name, right in wanted.items()}
    wrong, agree = ([name for name, is_wrong in verdicts.items() if is_wrong is truth] for truth in (True, False))
    text = f"{call}: wrong {', '.join(wrong)}; right {', '.join(agree) or 'none'}."
    if verdicts["loss"]:
        return f"{text} The loss is {number(loss)}; expected {number(wanted_loss)}."
    if not wrong:  # the numbers are right, and something that holds them is no array of floats
        name = next((n for n in wanted if not isinstance(grads[n], np.ndarray) or grads[n].dtype != float), "x")
        return f"{call}: {name} holds the right numbers and is {words.numbers_in(grads[name])}; expected float64."
    first = next((name for name in ("b2", "W2", "b1", "W1", "x") if name in wrong), wrong[0])
    differs = np.abs(found[first] - wanted[first])
    place = np.unravel_index(int(np.nan_to_num(differs, nan=inf).argmax()), differs.shape)
    index = ", ".join(str(int(i)) for i in place)
    got, right_one = number(found[first][place]), number(wanted[first][place])
    return f"{text} Nearest to the loss: {first}[{index}] is {got}; expected {right_one}."


FORWARD_BACKWARD = Exercise(
    name="forward_backward",
    lesson=LESSON,
    section=BACK,
    points=3,
    functions=("forward_backward(x, y, params)",),
    parts={"y of shape (N, 1)": 2.0, "y of shape (N,)": 1.0},
    probes=pass_probes,
    expected=pass_expected,
    run=layers.network_pass,
    tells=pass_tells,
    misconceptions=tuple(
        Misconception(name, wrong, message, section=section) for name, wrong, message, section in PASS_CATALOGUE
    ),
)


# ---- grad_check ------------------------------------------------------------------------------------------------------

SLOPES: dict[str, Callable[[Array, Array], Array]] = {
    "bowl": lambda x, w: 2 * (x - 0.3) * w,
    "waves": lambda x, w: np.vectorize(cos)(x) * w,
    "tiny_waves": lambda x, w: 1e-9 * np.vectorize(cos)(x) * w,
    "cubes": lambda x, w: 3 * x * x * w,
    "plane": lambda x, w: np.full(x.shape, 0.7),
    "ramps": lambda x, w: np.where(x > 0, w, 0.0),
}
FORMULAS = {
    "bowl": "Σ w·(x − 0.3)²",
    "waves": "Σ w·sin x",
    "tiny_waves": "10⁻⁹ · Σ w·sin x",
    "cubes": "Σ w·x³",
    "plane": "0.7 · Σ x",
    "ramps": "Σ w·max(x, 0)",
}
NEAR = 1e-7  # what rounding and the bend of f may do to an error: far below every planted one


def true_slope(name: str, x: Array) -> Array:
    """The gradient of one of `players.layers.SCALARS`, from its formula."""
    return np.asarray(SLOPES[name](np.asarray(x, dtype=float), layers.weights(x.shape)))


def claim(name: str, x: Array, spoil: Callable[[Array], Array] = lambda slope: slope) -> tuple[str, Array, Array]:
    """Arguments of a checker: a function's name, a point, and its gradient, spoilt or not."""
    return name, x, spoil(true_slope(name, x))


def off(index: tuple[int, ...], by: float) -> Callable[[Array], Array]:
    """A gradient of which one entry is off by a share of the largest."""

    def spoil(slope: Array) -> Array:
        spoilt = slope.copy()
        spoilt[index] += by * float(np.abs(slope).max())
        return spoilt

    return spoil


def turn(index: tuple[int, ...]) -> Callable[[Array], Array]:
    """A gradient of which one entry has the wrong sign."""

    def spoil(slope: Array) -> Array:
        spoilt = slope.copy()
        spoilt[index] = -spoilt[index]
        return spoilt

    return spoil


def not_a_number(slope: Array) -> Array:
    """A gradient of which one entry is NaN."""
    spoilt = slope.copy()
    spoilt.flat[1] = nan
    return spoilt


def check_probes(rng: np.random.Generator) -> list[Probe]:
    def spot(*shape: int) -> Array:
        return draw(rng, *shape, largest=1.3)

    small = np.array([0.7, -1.2, 0.4])
    verdicts = [
        (claim("waves", small), "a right gradient"),
        (claim("waves", spot(4), turn((3,))), "one wrong sign, in the last entry"),
        (claim("cubes", spot(2, 3), lambda slope: 2 * slope), "every entry twice too large"),
        (claim("cubes", spot(3, 2), lambda slope: slope / 2), "every entry half as large as it should be"),
        (claim("waves", spot(5, 6), off((2, 3), 1e-5)), "one of 30 entries off by a hundred-thousandth"),
        (claim("bowl", spot(4), lambda slope: 0 * slope), "a gradient that is 0 everywhere"),
        (claim("ramps", np.array([[0.8, -1.3], [-0.6, 1.7]])), "a right gradient with zeros in it"),
        (claim("ramps", -np.abs(spot(3))), "both gradients 0 everywhere"),
        (claim("bowl", spot(4), not_a_number), "NaN in the gradient"),
        ((*claim("waves", spot(4), off((1,), 1e-4)), 1e-3), "a wider rtol"),
        ((*claim("cubes", spot(3), lambda slope: 2 * slope), 0.6), "a wider rtol"),
    ]
    tiny = [
        (claim("tiny_waves", spot(3)), "a right gradient near 10⁻⁹"),
        (claim("tiny_waves", spot(2, 2), lambda slope: 2 * slope), "a wrong gradient near 10⁻⁹"),
    ]
    whole = np.array([[3, -2, 5], [1, 4, -6]])
    forms = [
        (claim("bowl", spot(3), lambda slope: slope[:, None]), "right numbers in shape (3, 1) for x of shape (3,)"),
        (claim("plane", spot(3, 4), lambda slope: slope[0]), "right numbers in shape (4,) for x of shape (3, 4)"),
        (claim("bowl", whole), "x holds integers"),
        (claim("cubes", whole, turn((1, 2))), "x holds integers"),
    ]
    return [
        Probe("grad_check", args, part, note)
        for part, cases in (("verdicts", verdicts), ("tiny gradients", tiny), ("shapes and integers", forms))
        for args, note in cases
    ]


def check_expected(probe: Probe) -> tuple[bool, tuple[int, ...] | None, float]:
    name, x, analytic, *rest = probe.args
    rtol = rest[0] if rest else 1e-6
    slope = true_slope(name, x)
    if analytic.shape != x.shape:
        return False, None, inf
    difference, scale = np.abs(slope - analytic), max(np.abs(slope).max(), np.abs(analytic).max())
    error = float(difference.max() / scale) if scale else 0.0
    worst = tuple(int(i) for i in np.unravel_index(int(difference.argmax()), x.shape))
    return error <= rtol, worst, error


def check_accepts(probe: Probe, value: Any) -> bool:
    """Verdict, place and size agree; where the error is rounding or NaN, the place may be anywhere in x."""
    if not isinstance(value, (tuple, list)) or len(value) != 3 or not isinstance(value[0], bool):
        return False
    ok, worst, error = check_expected(probe)
    got_ok, got_worst, got_error = value
    if isnan(error):
        return got_ok is False
    if got_ok is not ok or not isinstance(got_error, (int, float)) or isinstance(got_error, bool):
        return False
    if worst is None:
        return got_worst is None and got_error == inf
    if not isinstance(got_worst, (tuple, list)) or not all(type(i) is int for i in got_worst):
        return False
    inside = len(got_worst) == len(worst) and all(
        -size <= i < size for i, size in zip(got_worst, probe.args[1].shape, strict=True)
    )
    place = inside if error < NEAR else tuple(got_worst) == worst
    return place and abs(got_error - error) < NEAR


def nudged(f: Callable[[Array], float], x: Array, h: float, forward: bool = False) -> Array:
    """Slopes of f at x by central or forward differences, in the number type of x."""
    point = x.copy()
    slope = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        kept = point[index]
        point[index] = kept + h
        above = f(point)
        point[index] = kept if forward else kept - h
        below = f(point)
        point[index] = kept
        slope[index] = (above - below) / (h if forward else 2 * h)
    return slope


Distance = Callable[[Array, Array], tuple[int, float]]  # (numerical, analytic) -> (flat index, error)


def largest(n: Array, a: Array, scale: float) -> tuple[int, float]:
    d = np.abs(n - a)
    return int(d.argmax()), float(d.max() / scale) if scale else 0.0


def both(n: Array, a: Array) -> float:
    return float(max(np.abs(n).max(), np.abs(a).max()))


def judge(
    f: Callable[[Array], float],
    x: Array,
    analytic: Array,
    rtol: float = 1e-6,
    *,
    distance: Distance = lambda n, a: largest(n, a, both(n, a)),
    shapes: bool = True,
    floats: bool = True,
    forward: bool = False,
    fixed: float | None = None,
    passes: Callable[[float, float], bool] = lambda error, rtol: error <= rtol,
) -> tuple[bool, tuple[int, ...] | None, float]:
    """A checker with one slip; every keyword is one place where it can happen."""
    analytic = np.asarray(analytic)
    if shapes and analytic.shape != x.shape:
        return False, None, inf
    numerical = nudged(f, np.array(x, dtype=float) if floats else x, 1e-5, forward)
    with np.errstate(all="ignore"):
        flat, error = distance(numerical, analytic)
    shape = np.broadcast_shapes(numerical.shape, analytic.shape)
    index = tuple(int(i) for i in np.unravel_index(flat, shape))
    return passes(error, fixed or rtol), index, error


def checker(**places: Any) -> Callable[..., Any]:
    """A wrong answer: `judge` with one of its places changed."""

    def wrong(f: Callable[[Array], float], x: Array, analytic: Array, rtol: float = 1e-6) -> Any:
        return judge(f, x, analytic, rtol, **places)

    return wrong


def mean_distance(n: Array, a: Array) -> tuple[int, float]:
    return largest(n, a, both(n, a))[0], float(np.abs(n - a).mean() / both(n, a)) if both(n, a) else 0.0


def signed(n: Array, a: Array) -> tuple[int, float]:
    d = n - a
    return int(d.argmax()), float(d.max() / both(n, a)) if both(n, a) else 0.0


def one_entry(n: Array, a: Array) -> tuple[int, float]:
    return 0, float(np.abs(n - a).flat[0] / both(n, a)) if both(n, a) else 0.0


def per_entry(n: Array, a: Array) -> tuple[int, float]:
    share = np.abs(n - a) / np.maximum(np.abs(n), np.abs(a))
    return int(share.argmax()), float(share.max())


def per_entry_sum(n: Array, a: Array) -> tuple[int, float]:
    share = np.abs(n - a) / (np.abs(n) + np.abs(a))
    return int(share.argmax()), float(share.max())


def stepping_over(n: Array, a: Array) -> tuple[int, float]:
    known = a.copy()
    known[np.isnan(a)] = n[np.isnan(a)]
    return largest(n, known, both(n, known))


def norms(n: Array, a: Array) -> tuple[int, float]:
    scale = float(np.linalg.norm(n) + np.linalg.norm(a))
    return largest(n, a, 1.0)[0], float(np.linalg.norm(n - a)) / scale if scale else 0.0


def sum_of_sizes(n: Array, a: Array) -> tuple[int, float]:
    return largest(n, a, float(np.abs(n).max() + np.abs(a).max()))


def reshaping(f: Callable[[Array], float], x: Array, analytic: Array, rtol: float = 1e-6) -> Any:
    """Compare the numbers in a row, whatever their shapes."""
    if np.size(analytic) != x.size:
        return False, None, inf
    return judge(f, x, np.reshape(analytic, x.shape), rtol)


def flat_index(f: Callable[[Array], float], x: Array, analytic: Array, rtol: float = 1e-6) -> Any:
    """Name the worst entry by its number in a row."""
    ok, index, error = judge(f, x, analytic, rtol)
    return ok, None if index is None else int(np.ravel_multi_index(index, x.shape)), error


def in_words(verdict: Any) -> str:
    """A checker's answer as a reader would write it."""
    if not isinstance(verdict, (tuple, list)) or len(verdict) != 3:
        return f"{verdict!s:.60}, which is no triple"
    ok, worst, error = verdict
    return f"({ok}, {worst}, {number(error)})"


def check_tells(probe: Probe, value: Any, expected: Any) -> str:
    """What was judged, what the checker said, and what is so."""
    name, x, analytic, *rest = probe.args
    wider = f", rtol={rest[0]:g}" if rest else ""
    shown = (
        f"x = {x.tolist()}, analytic = {np.round(analytic, 4).tolist()}" if x.size <= 4 and "tiny" not in name else ""
    )
    shown = shown.replace("-", "−") or f"x of shape {x.shape}"
    what = f"{probe.note[0].upper()}{probe.note[1:]}"
    call = f"{what}: grad_check(f, x, analytic{wider}) with f = {FORMULAS[name]}, {shown}"
    free = " with any index" if expected[2] < NEAR else ""
    return f"{call} returned {in_words(value)}; expected {in_words(expected)}{free}{made_of(name, x, analytic)}."


def made_of(name: str, x: Array, analytic: Array) -> str:
    """The two numbers of which an expected error is the ratio, where there is one to speak of."""
    if analytic.shape != x.shape:
        return ""
    slope = true_slope(name, x)
    difference, scale = float(np.abs(slope - analytic).max()), both(slope, analytic)
    if isnan(difference) or difference < NEAR * scale or not scale:
        return ""
    return f" (the largest difference is {number(difference)}, the largest slope {number(scale)})"


GRAD_CHECK = Exercise(
    name="grad_check",
    lesson=LESSON,
    section=JUDGE,
    points=2,
    functions=("grad_check(f, x, analytic, rtol=1e-6)",),
    parts={"verdicts": 1.0, "tiny gradients": 0.5, "shapes and integers": 0.5},
    probes=check_probes,
    expected=check_expected,
    accepts=check_accepts,
    run=layers.check_named,
    tells=check_tells,
    misconceptions=(
        Misconception(
            "absolute only",
            checker(distance=lambda n, a: largest(n, a, 1.0)),
            "The difference is compared with rtol as it is. Where all slopes are near 10⁻⁹, every claim passes. "
            "With what should a difference be compared before one calls it small?",
        ),
        Misconception(
            "floor in the scale",
            checker(distance=lambda n, a: largest(n, a, both(n, a) + 1e-8)),
            "A small constant is added to the scale. Where all slopes are near 10⁻⁹ it becomes the scale. "
            "Which case was it meant for, and can that case be told apart?",
        ),
        Misconception(
            "mean error",
            checker(distance=mean_distance),
            "The differences are averaged. One wrong entry among a thousand right ones: what does the mean show of it?",
        ),
        Misconception(
            "allclose broadcasting",
            checker(shapes=False),
            "Two shapes that differ were compared as if they were one: NumPy stretches what it can. "
            "Which question comes before any number is looked at?",
        ),
        Misconception(
            "reshapes first",
            reshaping,
            "The claim was put into x's shape before it was judged. "
            "A gradient that arrives in the wrong shape breaks the step that uses it: should a checker mend it?",
        ),
        Misconception(
            "signed max",
            checker(distance=signed),
            "The sign of the difference was kept, so a claim that is too large everywhere has no positive difference. "
            "Is an error of −5 smaller than an error of 0?",
        ),
        Misconception(
            "signed max, the other way",
            checker(distance=lambda n, a: signed(-n, -a)),
            "The sign of the difference was kept, so a claim that is too small everywhere has no positive difference. "
            "Is an error of −5 smaller than an error of 0?",
        ),
        Misconception(
            "one entry",
            checker(distance=one_entry),
            "Only the first entry was judged. Where would a bug that spares it go unseen?",
        ),
        Misconception(
            "forward difference",
            checker(forward=True),
            "Right gradients are refused: the estimate itself is too coarse. "
            "Where does the second point of your difference lie, and what does the bend of f do to it?",
        ),
        Misconception(
            "each entry by its own size",
            checker(distance=per_entry),
            "Each difference was divided by the size of its own entry. Where a slope is 0 that is no number, and next "
            "to large slopes a tiny one holds only rounding. Which one size is the same for the whole gradient?",
        ),
        Misconception(
            "each entry by its own two sizes",
            checker(distance=per_entry_sum),
            "Each difference was divided by the two sizes of its own entry. Where a slope is 0 that is no number, and "
            "next to large slopes a tiny one holds only rounding. Which one size is the same for the whole gradient?",
        ),
        Misconception(
            "ratio of norms",
            checker(distance=norms),
            "The lengths of the whole arrays were compared. That is a good test and not the one asked for: "
            "one wrong entry drowns in a long array. Which single number stands for the worst entry?",
        ),
        Misconception(
            "sum of both sizes",
            checker(distance=sum_of_sizes),
            "The difference was divided by the sum of two magnitudes, so every error comes out about half as large. "
            "Which of the two does the statement ask for?",
        ),
        Misconception(
            "scale of the claim",
            checker(distance=lambda n, a: largest(n, a, float(np.abs(a).max()) or nan)),
            "The claim itself is the yardstick. A claim that is 0 everywhere then measures with 0. "
            "Whose magnitude may be used besides?",
        ),
        Misconception(
            "scale of the estimate",
            checker(distance=lambda n, a: largest(n, a, float(np.abs(n).max()))),
            "Only the estimate is the yardstick, so a claim that is twice too large counts as an error of 1. "
            "The statement takes the larger of two magnitudes: which is missing?",
        ),
        Misconception(
            "0/0 for nothing",
            checker(distance=lambda n, a: largest(n, a, both(n, a) or nan)),
            "Where claim and estimate are 0 everywhere, the error became 0/0. "
            "Is a claim of 0 right there, and what should the error be?",
        ),
        Misconception(
            "ignores rtol",
            checker(fixed=1e-6),
            "The verdict does not change when the caller allows a larger error. Which number does your comparison use?",
        ),
        Misconception(
            "NaN slips through",
            checker(passes=lambda error, rtol: not error > rtol),
            "A gradient with NaN in it was accepted. Every comparison with NaN is false: "
            "which way round does yours have to be so that false means refused?",
        ),
        Misconception(
            "NaN passed over",
            checker(distance=stepping_over),
            "A gradient with NaN in it was accepted: the search for the worst entry stepped over it. "
            "No number is larger than NaN and none is smaller; how could such an entry be noticed?",
        ),
        Misconception(
            "integer nudges",
            checker(floats=False),
            "With integers in x every slope came out as 0: a nudge of 0.00001 cannot be stored among integers. "
            "What type should the array have in which you nudge?",
        ),
        Misconception(
            "flat index",
            flat_index,
            "The worst entry is named by its number in a row. In an array of shape (5, 6), which entry is number 15? "
            "Can the caller use your answer to look it up?",
        ),
        Misconception(
            "always ok",
            checker(passes=lambda error, rtol: True),
            "Every claim is accepted. What would a wrong one have to look like to be refused by your last line?",
        ),
    ),
)


# ---- find_bugs -------------------------------------------------------------------------------------------------------

WRONG = frozenset(
    {
        *(("layer", variant) for variant in (0, 2, 3)),  # a bias summed over the wrong axis, no transpose, 4/m
        *(("between", variant) for variant in (1, 2)),  # transposed, no transpose
        *(("length", variant) for variant in (0, 2)),  # ×2, the wrong count
        *(("scaled", variant) for variant in (1, 2)),  # one branch of two
        *(("top", variant) for variant in (0, 1)),  # a tie to both, a tie to the first
        ("shares", 1),  # diagonal only
        *(("leaky", variant) for variant in (0, 1)),  # mask on g, ignores g
        ("spread", 1),  # sign
        ("tally", 0),  # not broadcast back
    }
)
TREES = ("alder", "ash", "beech", "birch", "cedar", "elm", "fir", "hazel", "larch", "lime", "maple", "oak", "pine")

GROUPS: tuple[tuple[tuple[str, int, float], ...], ...] = (
    (("leaky", 2, 1.0), ("leaky", 0, 1.0), ("length", 0, 1.0)),
    (("layer", 0, 1.0), ("layer", 1, 1.0), ("scaled", 1, 1.0), ("scaled", 0, 1.0), ("top", 0, 1.0), ("top", 2, 1.0)),
    (
        ("leaky", 1, 1.0),
        ("shares", 0, 1.0),
        ("shares", 1, 1.0),
        ("layer", 3, 1.0),
        ("tally", 0, 1.0),
        ("tally", 1, 1.0),
    ),
    (("between", 1, 1e-5), ("between", 0, 1e-5), ("between", 2, 1.0), ("length", 2, 1.0), ("length", 1, 1.0)),
    (("scaled", 2, 1.0), ("spread", 1, 1.0), ("spread", 0, 1.0), ("top", 1, 1.0), ("layer", 2, 1.0)),
    (("between", 0, 1.0), ("spread", 0, 1.0), ("top", 2, 1.0)),
)
NOTES = ("", "", "", "some gradients near 10⁻¹⁰", "", "no bugs at all")


def hunt_probes(rng: np.random.Generator) -> list[Probe]:
    """Groups of candidates, their names and order drawn afresh; what a name stands for changes from probe to probe."""
    probes = []
    for group, note in zip(GROUPS, NOTES, strict=True):
        names = [str(name) for name in rng.permutation(TREES)[: len(group)]]
        order = rng.permutation(len(group))
        seeds = rng.integers(1, 1000, len(group))
        described = {
            names[turn]: (*group[place][:2], int(seeds[turn]), group[place][2]) for turn, place in enumerate(order)
        }
        probes.append(Probe("find_bugs", (described,), "", note))
    return probes


def hunt_expected(probe: Probe) -> list[str]:
    (described,) = probe.args
    return sorted(name for name, (layer, variant, *_) in described.items() if (layer, variant) in WRONG)


def hunt_accepts(probe: Probe, value: Any) -> bool:
    """The right names, in any order, each once."""
    wanted = hunt_expected(probe)
    return isinstance(value, (list, tuple)) and sorted(map(str, value)) == wanted


def slopes_with(forward: Callable[..., Array], inputs: Sequence[Array], which: int, g: Array) -> Array:
    """Slopes of Σ g·forward for every entry of one input, by central differences."""

    def number(moved: Array) -> float:
        return float(np.sum(g * forward(*inputs[:which], moved, *inputs[which + 1 :])))

    return nudged(number, inputs[which].copy(), 1e-5)


def is_wrong(
    triple: layers.Candidate,
    ones: bool = False,
    first: bool = False,
    absolute: bool = False,
    shapes: bool = True,
    tuples: bool = False,
) -> bool:
    """Whether a candidate's backward function fails against nudging; every flag is a hole in the net."""
    forward, backward, inputs = triple
    shape = np.shape(forward(*inputs))
    g = np.ones(shape) if ones else np.random.default_rng(7).uniform(0.3, 1.9, shape) * np.resize([1, -1, -1], shape)
    came = backward(g, *inputs)
    claims = came if isinstance(came, tuple) else (came[0],) if tuples else (came,)
    for which, claimed in enumerate(claims[:1] if first else claims):
        if shapes and np.shape(claimed) != inputs[which].shape:
            return True
        measured = slopes_with(forward, inputs, which, g)
        difference = float(np.abs(measured - claimed).max())
        scale = 1.0 if absolute else float(max(np.abs(measured).max(), np.abs(claimed).max()))
        if difference > 1e-6 * scale:
            return True
    return False


def finder(**holes: bool) -> Callable[[Mapping[str, layers.Candidate]], list[str]]:
    """A wrong answer: a hunt with one hole."""
    return lambda candidates: [name for name, triple in candidates.items() if is_wrong(triple, **holes)]


COMPUTES = {
    "layer": "tanh(x @ W + b)",
    "between": "x @ W @ y",
    "length": "root mean square of each column",
    "scaled": "x times the sum of its row",
    "top": "largest entry of each row",
    "shares": "softmax of each row",
    "leaky": "x, or 0.1·x where x is negative",
    "spread": "standard deviation of each column",
    "tally": "0.3 times the sum of each column",
}


def hunt_tells(probe: Probe, value: Any, expected: list[str]) -> str:
    """Which candidates were missed, and which were wrongly suspected, with what they compute."""
    (described,) = probe.args
    call = f"find_bugs on {len(described)} candidates" + (f" ({probe.note})" if probe.note else "")
    if not isinstance(value, (list, tuple)) or not all(isinstance(name, str) for name in value):
        return f"{call} returned no list of names."
    unknown = sorted(set(value) - set(described))
    if unknown:
        return f"{call} returned {unknown[0]:.20}, which is no candidate's name."

    def told(names: list[str]) -> str:
        return ", ".join(f"{name} ({COMPUTES[described[name][0]]})" for name in names)

    missed, innocent = sorted(set(expected) - set(value)), sorted(set(value) - set(expected))
    parts = [f"missed {told(missed)}"] if missed else []
    parts += [f"suspected without reason {told(innocent)}"] if innocent else []
    parts += ["named some twice"] if len(value) != len(set(value)) else []
    return f"{call}: {'; '.join(parts)}."


NO_TUPLE = (
    "Right candidates with a single input are suspected: theirs is the gradient itself, an array and no tuple. "
    "What does index 0 take out of an array?"
)
ONES = (
    "With ones as the upstream gradient, a backward function that never uses g looks right. Which g would give it away?"
)
FIND_BUGS = Exercise(
    name="find_bugs",
    lesson=LESSON,
    section=HUNT,
    points=1,
    functions=("find_bugs(candidates)",),
    probes=hunt_probes,
    expected=hunt_expected,
    accepts=hunt_accepts,
    run=layers.hunt,
    opens=("candidates",),
    tells=hunt_tells,
    misconceptions=(
        Misconception(
            "stops at the first",
            lambda candidates: [name for name, triple in candidates.items() if is_wrong(triple)][:1],
            "One bug was reported and the search ended. Does finding one bug make the next candidate right?",
        ),
        Misconception(
            "reports right ones",
            lambda candidates: [name for name, triple in candidates.items() if not is_wrong(triple)],
            "These are the names of those that are right. Which ones were asked for?",
        ),
        Misconception(
            "all",
            lambda candidates: list(candidates),
            "Every candidate was reported, the right ones too. What does your comparison say about a gradient that is "
            "right up to the rounding of the nudges?",
        ),
        Misconception(
            "none",
            lambda candidates: [],
            "Nothing was reported. What would a wrong gradient have to look like for your comparison to notice?",
        ),
        Misconception("upstream of ones", finder(ones=True), ONES),
        Misconception("upstream of ones, absolute tolerance", finder(ones=True, absolute=True), ONES),
        Misconception("index 0 of an array", finder(tuples=True), NO_TUPLE),
        Misconception("index 0 of an array, absolute tolerance", finder(tuples=True, absolute=True), NO_TUPLE),
        Misconception(
            "index 0 of an array, shapes not compared", finder(tuples=True, shapes=False, absolute=True), NO_TUPLE
        ),
        Misconception(
            "first input only",
            finder(first=True),
            "Candidates whose first gradient is right were let go. How many inputs does such a function have, "
            "and which of their gradients did you compare?",
        ),
        Misconception(
            "absolute tolerance",
            finder(absolute=True),
            "Where all slopes are near 10⁻¹⁰, every difference looks small. "
            "With what should a difference be compared before one calls it small?",
            section=JUDGE,
        ),
        Misconception(
            "shapes not compared",
            finder(shapes=False),
            "One gradient has the right numbers and not the shape of its input; the comparison stretched it. "
            "Which question comes before any number is looked at?",
            section=JUDGE,
        ),
    ),
)
