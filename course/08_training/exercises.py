"""The exercises of lesson 08: one weight, its largest rate, collapsing layers, circles, sick curves, blood, a figure.

Expected values: products of affine maps (`sgd_linear`), a step that throws w to the other side (`largest_rate`), loops
over single entries (`linear_stack`), slopes by complex steps (`train`), tables of rules (`diagnose_curve`,
`blood_test`). Long training runs are judged by where they end (`players.training`), figures by their lines, labels and
scales (`players.figures`).
Left out: batches, momentum, and everything that is read off a picture rather than off its data; what students get
wrong (`mistakes.toml`), and what they are told of a wrong result (`autograde.kinds`).
Longer than other modules because each of its seven exercises brings its own probes and expected values.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from functools import partial
from math import inf, isfinite, nan
from typing import Any

import numpy as np

from autograde.exercise import Exercise, Kind, Probe
from autograde.kinds import called, charts, curve_words, fits, pairs, runs
from autograde.kinds.counts import counted
from autograde.players import figures, training
from autograde.probe_numbers import draw, with_all_digits
from backprop_lib.data import circles
from backprop_lib.words import number

LESSON = "08_training"
DOWN = "One weight goes downhill"
FAR = "How far may a step go?"
COLLAPSE = "Layers that collapse into one"
PROOF = "A run that can prove something"
CLINIC = "The clinic of loss curves"
BLOOD = "One curve, two bugs"
FIGURE = "A curve that others can read"

Array = np.ndarray
# ---- sgd_linear ------------------------------------------------------------------------------------------------------

Run = tuple[float, list[float]]


def linear_probes(rng: np.random.Generator) -> list[Probe]:
    name = "sgd_linear"
    probes = [
        Probe(name, ([1.4, -0.7], [3.3, 0.6], 0.3, 0.04, 1), note="one epoch"),
        Probe(name, ([1.4, -0.7, 2.6], [3.3, 0.6, 4.7], -0.8, 0.03, 2)),
        Probe(name, ([1.0, 2.0, 3.0], [2.0, 4.0, 6.0], 1.0, 0.01, 3), note="the data of the lesson"),
    ]
    for samples, epochs in ((3, 4), (5, 3), (4, 6)):
        xs, ys = draw(rng, samples, largest=2.9).tolist(), draw(rng, samples, largest=4.5).tolist()
        w, lr = float(draw(rng, 1, largest=2.9)[0]), round(float(rng.uniform(0.011, 0.049)), 3)
        probes.append(Probe(name, (xs, ys, w, lr, epochs)))
    return probes


def linear_expected(probe: Probe) -> Run:
    """Every update is an affine map of w; the weight before sample k is the product of all maps before it."""
    xs, ys, w, lr, epochs = probe.args
    slope, shift, history = 1.0, 0.0, []
    for _ in range(epochs):
        losses = []
        for x, y in zip(xs, ys, strict=True):
            losses.append((x * (slope * w + shift) - y) ** 2)
            shrink = 1 - 2 * lr * x * x
            slope, shift = shrink * slope, shrink * shift + 2 * lr * x * y
        history.append(sum(losses) / len(losses))
    return slope * w + shift, history


SGD_LINEAR = Exercise(
    name="sgd_linear",
    lesson=LESSON,
    section=DOWN,
    points=2,
    functions=("sgd_linear(xs, ys, w, lr, epochs)",),
    probes=linear_probes,
    expected=linear_expected,
    kind=Kind(tells=fits.tells),
    rtol=1e-11,
)


# ---- largest_rate ----------------------------------------------------------------------------------------------------


def rate_probes(rng: np.random.Generator) -> list[Probe]:
    """Data whose targets lie near no line through 0, so that whoever uses them finds another number."""
    name = "largest_rate"
    probes = [
        Probe(name, ([1.4, -0.7, 2.6], [3.3, 0.6, 4.7])),
        Probe(name, ([2.6], [-1.3]), note="one sample"),
        Probe(name, ([1.0, 2.0, 3.0], [2.0, 4.0, 6.0]), note="the data of the lesson"),
        Probe(name, ([30.0, -70.0, 40.0, 10.0], [1.2, 0.3, -0.4, 0.9]), note="large inputs"),
    ]
    return probes + [
        Probe(name, (draw(rng, n, largest=2.9).tolist(), draw(rng, n, largest=4.5).tolist())) for n in (3, 5, 6)
    ]


def rate_expected(probe: Probe) -> float:
    """At the border a step throws w as far to the other side: w − rate · slope(w) = −w for y = 0, at w = 1."""
    xs, _ = probe.args
    slope = 0.0
    for x in xs:
        slope += x * x + x * x
    return 2 * len(xs) / slope


LARGEST_RATE = Exercise(
    name="largest_rate",
    lesson=LESSON,
    section=FAR,
    points=1,
    functions=("largest_rate(xs, ys)",),
    probes=rate_probes,
    expected=rate_expected,
)


# ---- linear_stack ----------------------------------------------------------------------------------------------------


def stack_probes(rng: np.random.Generator) -> list[Probe]:
    """collapse: square matrices first, where a wrong order passes; then shapes (M, H) and (H, D) that differ."""
    probes = []
    for d, h, m, note in ((2, 2, 2, "square matrices"), (3, 2, 4, ""), (3, 3, 3, "square matrices"), (4, 5, 2, "")):
        args = tuple(draw(rng, *shape, largest=2.9) for shape in ((h, d), (h,), (m, h), (m,)))
        probes.append(Probe("collapse", args, note=note, facts={"call": f"collapse with W1 {(h, d)} and W2 {(m, h)}"}))
    probes[-1] = with_all_digits(probes[-1])
    sizes = tuple(int(size) for size in rng.permutation(range(3, 10))[:4])
    for rest, note in (((), "biases counted"), ((False,), "without biases")):
        for each in ((3, 4), (4, 3, 5), (5, 6, 7, 7, 6, 5), sizes):
            call = f"count_parameters({', '.join(map(str, [list(each), *rest]))})"
            probes.append(Probe("count_parameters", (each, *rest), note=note, facts={"call": call}))
    return probes


def stack_expected(probe: Probe) -> Any:
    if probe.function == "count_parameters":
        sizes, *rest = probe.args
        total = 0
        for layer in range(1, len(sizes)):
            for _ in range(sizes[layer]):  # each unit has its wires, and a bias
                total += sizes[layer - 1] + (rest[0] if rest else True)
        return total
    W1, b1, W2, b2 = (part.tolist() for part in probe.args)
    W, b = np.zeros((len(W2), len(W1[0]))), np.array(b2)
    for m, row in enumerate(W2):
        for h, through in enumerate(row):
            b[m] += through * b1[h]
            for d, weight in enumerate(W1[h]):
                W[m, d] += through * weight
    return W, b


LINEAR_STACK = Exercise(
    name="linear_stack",
    lesson=LESSON,
    section=COLLAPSE,
    points=1,
    functions=("collapse(W1, b1, W2, b2)", "count_parameters(sizes, bias=True)"),
    probes=stack_probes,
    expected=stack_expected,
    kind=Kind(tells=partial(pairs.tells, results=("W", "b"))),
)


# ---- train -----------------------------------------------------------------------------------------------------------

Params = Mapping[str, Array]
RATE, STEPS, UNITS, POINTS = 5.0, 400, 8, 100  # the long runs: every listed bug ends far above, right code far below
SLOW = (55, 114, 141, 147, 171)  # of 200 draws of circles and first weights, those where right code does not
DRAWS = tuple(seed for seed in range(200) if seed not in SLOW)


def network(rng: np.random.Generator, units: int) -> dict[str, Array]:
    """Parameters of 2 inputs, so many hidden units and 1 output; no bias is 0, no unit far into saturation."""
    W1, b1, W2 = draw(rng, 2, units, largest=1.2), draw(rng, units, largest=0.9), draw(rng, units, 1, largest=1.4)
    return {"W1": W1, "b1": b1, "W2": W2, "b2": draw(rng, 1, largest=0.9)}


def ring_run(seed: int) -> tuple[Array, Array, dict[str, Array], float, int]:
    """The arguments of a long run: circles, and a network as one would start it."""
    X, y = circles(POINTS, noise=0.05, seed=seed)
    rng = np.random.default_rng(100 + seed)
    W1, W2 = rng.normal(0, 0.5, (2, UNITS)), rng.normal(0, 0.5, (UNITS, 1))
    return X, y, {"W1": W1, "b1": np.zeros(UNITS), "W2": W2, "b2": np.zeros(1)}, RATE, STEPS


def train_probe(args: tuple[Any, ...], part: str, note: str = "") -> Probe:
    """A probe whose call is told in shapes and sizes; its arrays would fill the page."""
    X, _, params, lr, steps = args
    call = f"train with X {X.shape}, {params['b1'].size} hidden units, lr {number(lr)}, {counted(steps, 'step')}"
    return Probe("train", args, part, note, {"call": call})


def train_probes(rng: np.random.Generator) -> list[Probe]:
    probes = []
    for rows, units, steps in ((3, 2, 1), (3, 2, 2), (5, 3, 3), (4, 4, 6)):
        y = np.resize([0.0, 1.0, 1.0], rows)
        lr = round(float(rng.uniform(0.21, 0.49)), 2)
        X = draw(rng, rows, 2, largest=1.8)
        probes.append(train_probe((X, y, network(rng, units), lr, steps), "step by step"))
    seeds = rng.choice(DRAWS, 3, replace=False)
    return probes + [train_probe(ring_run(int(seed)), "circles", "circles") for seed in seeds]


def cross_entropy(X: Array, y: Array, params: Mapping[str, Any]) -> Any:
    """Mean of log(1 + e^o) − y·o over the rows, for real or complex parameters."""
    o = (np.tanh(X @ params["W1"] + params["b1"]) @ params["W2"] + params["b2"])[:, 0]
    return np.mean(np.log(1 + np.exp(o)) - y * o)


def complex_slopes(X: Array, y: Array, params: Params) -> dict[str, Array]:
    """Slopes of the loss for all parameters: its imaginary part after a tiny imaginary nudge, exact to rounding."""
    slopes = {name: np.zeros_like(values) for name, values in params.items()}
    for name, values in params.items():
        for index in np.ndindex(values.shape):
            nudged = values.astype(complex)
            nudged[index] += 1e-30j
            slopes[name][index] = cross_entropy(X, y, {**params, name: nudged}).imag / 1e-30
    return slopes


def train_expected(probe: Probe) -> Any:
    X, y, params, lr, steps = probe.args
    if steps > training.LONG:
        return {"losses": steps, "ends": "low", "unmoved": []}
    here, history = {name: values.copy() for name, values in params.items()}, []
    for _ in range(steps):
        history.append(float(cross_entropy(X, y, here)))
        slopes = complex_slopes(X, y, here)
        here = {name: here[name] - lr * slopes[name] for name in here}
    return here, history


TRAIN = Exercise(
    name="train",
    lesson=LESSON,
    section=PROOF,
    points=2,
    functions=("train(X, y, params, lr, steps)",),
    parts={"step by step": 1.5, "circles": 0.5},
    probes=train_probes,
    expected=train_expected,
    kind=Kind(
        run=training.run,
        tells=runs.tells,
        alike=runs.alike,
        calls=lambda probe: probe.facts["call"],
        phrases=("size 1 is different from", "!= 1 (dim 0)"),  # of @ and np.dot, for a square where a column should be
        rounds=1,
    ),
    rtol=1e-10,
)


# ---- diagnose_curve --------------------------------------------------------------------------------------------------

Curve = list[float]
WORDS = ("diverged", "flat_bug", "ok", "lr_high", "no_zero_grad", "lr_low")


def noisy(rng: np.random.Generator, losses: Any, level: float) -> Curve:
    """A curve whose every loss is off by up to `level` of itself, rounded to five digits."""
    losses = np.asarray(losses, dtype=float)
    return [float(f"{loss:.5g}") for loss in losses * (1 + level * rng.uniform(-1, 1, losses.shape))]


def falling(rng: np.random.Generator, steps: int, start: float, end: float, level: float = 0.0) -> Curve:
    """From start to start · end, ever more slowly."""
    pace = np.exp(-np.arange(steps) / (steps * rng.uniform(0.15, 0.45)))
    pace = (pace - pace[-1]) / (1 - pace[-1])
    return noisy(rng, start * (end + (1 - end) * pace), level)


def flat(rng: np.random.Generator, steps: int, start: float, level: float = 0.009) -> Curve:
    return noisy(rng, np.full(steps, start), level)


def growing(rng: np.random.Generator, steps: int, start: float, factor: float) -> Curve:
    return noisy(rng, start * factor ** np.linspace(0, 1, steps), 0.01)


def jumping(rng: np.random.Generator, steps: int, start: float, level: float = 0.02) -> Curve:
    """Up and down from step to step by a third and more of the start; the last loss lies above a quarter of it."""
    side = np.where(np.arange(steps) % 2, 1, -1) * rng.uniform(0.25, 0.55, steps)
    side[0] = 0.0
    return noisy(rng, start * (0.85 + side), level)


def waving(rng: np.random.Generator, start: float, waves: float, period: int, level: float = 0.02) -> Curve:
    """Waves of so many steps between the start and almost 0; they do not die out."""
    steps = np.arange(round(waves * period) + 1)
    return noisy(rng, start * (0.03 + 0.97 * np.cos(np.pi * steps / period) ** 2), level)


def spiked(losses: Curve, at: int, height: float) -> Curve:
    return [loss * height if place == at else loss for place, loss in enumerate(losses)]


def near_borders(falls: str, broken: str, shakes: str) -> list[tuple[Curve, str]]:
    """Two curves for each number of the table, one below it and one above; none comes near 0.3, as the lesson says."""
    return [
        ([2.0, 1.5, 1.1, 0.7, 0.4, 0.18], falls),  # ends at 0.09 of the first loss
        ([2.0, 1.5, 1.1, 0.7, 0.4, 0.22], falls),  # at 0.11
        ([2.0, 1.97, 2.03, 1.98, 2.034, 1.99], broken),  # never further off than 1.7 %
        ([2.0, 1.97, 1.955, 1.98, 1.96, 1.99], falls),  # once 2.25 %
        ([2.0, 2.4, 2.8, 3.2, 3.6, 4.0, 4.4, 4.8, 5.2, 5.6], shakes),  # ends at 2.8 of the first loss, by steps of 0.2
        ([2.0, 2.4, 2.8, 3.2, 3.6, 4.0, 4.4, 4.8, 5.2, 5.6, 6.0, 6.4], broken),  # at 3.2
        ([2.0, 1.4, 1.0, 1.36, 1.2, 0.9], falls),  # one step up, by 0.18
        ([2.0, 1.1, 1.94, 1.0, 1.84, 1.3], shakes),  # two, by 0.42
        ([2.0, 1.0, 1.48, 1.9, 2.04, 1.4], shakes),  # three steps up, by 0.24, 0.21 and 0.07
    ]


def curve_probes(rng: np.random.Generator) -> list[Probe]:
    falls, broken, shakes = "ok and lr_low", "diverged and flat_bug", "lr_high and no_zero_grad"
    start = [float(each) for each in rng.choice((0.031, 0.37, 0.69, 2.6, 38.0, 740.0), 12)]
    period = [int(each) for each in rng.integers(16, 40, 4)]
    curves: list[tuple[Curve, str]] = [
        ([2.4, 1.1, 0.6, 0.31, 0.16, 0.08], falls),
        ([2.4, 2.35, 2.3, 2.26, 2.22, 2.18], falls),
        ([2.4, 2.7, 3.9, 8.2, 21.0, 66.0], broken),
        ([2.4, 5.2, 61.0, 8.1e4, inf, nan], broken),
        ([2.4, 9.7, 1.4e5, 6.2e9, inf, inf], broken),
        ([2.41, 2.4, 2.42, 2.41, 2.4, 2.41], broken),
        ([2.4, 1.1, 2.9, 0.9, 3.2, 1.3, 2.8, 1.2], shakes),
        (falling(rng, 40, start[0], float(rng.uniform(0.005, 0.07))), falls),
        (falling(rng, 90, start[1], float(rng.uniform(0.01, 0.07)), 0.02), falls),
        (spiked(falling(rng, 60, start[2], 0.03, 0.01), 7, 6.0), falls),
        (falling(rng, 50, start[3], float(rng.uniform(0.15, 0.4))), falls),
        (falling(rng, 80, start[4], float(rng.uniform(0.6, 0.9)), 0.02), falls),
        (falling(rng, 120, start[5], 0.3, 0.02), falls),
        (flat(rng, 60, start[6]), broken),
        (flat(rng, 30, start[7], 0.0), broken),
        (growing(rng, 200, start[8], float(rng.uniform(4, 9))), broken),
        ([*falling(rng, 20, start[9], 0.4), nan, nan, nan], broken),
        (jumping(rng, 41, start[10]), shakes),
        (jumping(rng, 80, start[11]), shakes),
        (waving(rng, start[0], 3, period[0]), shakes),
        (waving(rng, start[1], 2.8, period[1]), shakes),
        (waving(rng, start[3], 4.15, period[2], 0.0), shakes),
        (waving(rng, start[5], 2, period[3]), shakes),
        ([2.4, 1.9, inf, 1.4, 0.9, 0.7], broken),
        ([2.4, 1.9, nan, 1.4, 0.7, 0.2], broken),
        ([2.4, 2.44, 2.36, 2.43, 2.37, 2.4], broken),
        ([2.4, 1.2, 0.9, 0.7, 0.6, 0.5], falls),
        ([2.4, 2.39, 2.38, 2.36, 2.34, 2.33], falls),
        ([0.37, 0.34, 0.345, 0.3, 0.305, 0.27], falls),
        (noisy(rng, np.linspace(start[6], 0.5 * start[6], 60), 0.0), falls),
        (falling(rng, 400, start[7], 0.5, 0.02), falls),
        (waving(rng, start[8], 2.37, 20), shakes),
        (waving(rng, 0.031, 2.8, 20), shakes),
    ]
    near = near_borders(falls, broken, shakes)
    return [
        *(Probe("diagnose_curve", (losses,), part) for losses, part in curves),
        *(Probe("diagnose_curve", (losses,), part, "near a border of the table") for losses, part in near),
    ]


def stays(h: Curve) -> bool:
    """Whether no loss is more than 2 % away from the first."""
    return max(abs(loss - h[0]) for loss in h) <= 0.02 * h[0]


def rule(h: Curve) -> str:
    """The curve's diagnosis, from the first row of the lesson's table that fits; rises in shares of the first loss."""
    if not all(map(isfinite, h)) or h[-1] > 3 * h[0]:
        return "diverged"
    if stays(h):
        return "flat_bug"
    if h[-1] < 0.1 * h[0]:
        return "ok"
    rise, climb = rises(h)
    if rise > 0.3:
        return "lr_high"
    return "no_zero_grad" if climb > 0.3 else "lr_low"


def rises(h: Curve) -> tuple[float, float]:
    """The largest rise in one step and over any number of steps, as shares of the first loss."""
    later = [(b - a, k - j) for (j, a), (k, b) in itertools.combinations(enumerate(h), 2)]
    single = max(rise for rise, steps in later if steps == 1)
    return single / h[0], max(rise for rise, _ in later) / h[0]


DIAGNOSE_CURVE = Exercise(
    name="diagnose_curve",
    lesson=LESSON,
    section=CLINIC,
    points=2,
    functions=("diagnose_curve(history)",),
    parts={"ok and lr_low": 0.5, "diverged and flat_bug": 0.5, "lr_high and no_zero_grad": 1.0},
    probes=curve_probes,
    expected=lambda probe: rule(probe.args[0]),
    kind=Kind(tells=partial(curve_words.tells, choices=WORDS)),
)


# ---- blood_test ------------------------------------------------------------------------------------------------------

Arrays = dict[str, Array]
VERDICTS = ("not_finite", "no_gradient", "not_moved", "not_down", "healthy")


def blood(
    losses: tuple[float, float], gradients: Arrays, lr: float, still: Sequence[str] = (), note: str = ""
) -> Probe:
    """One step at rate lr from parameters near 1; the arrays named in `still` stay where they were."""
    before = {name: np.full_like(values, 1.25) for name, values in gradients.items()}
    after = {
        name: before[name].copy() if name in still else before[name] - lr * values for name, values in gradients.items()
    }
    slopes = ", ".join(f"{name} {number(np.abs(values).max())}" for name, values in gradients.items())
    moves = ", ".join(f"{name} {number(np.abs(after[name] - before[name]).max())}" for name in gradients)
    call = f"blood_test with losses {tuple(losses)}, largest gradients {slopes}, largest moves {moves}"
    return Probe("blood_test", (losses, gradients, before, after), "", note, {"call": call})


def blood_probes(rng: np.random.Generator) -> list[Probe]:
    def slopes() -> Arrays:
        return {"W1": draw(rng, 2, 3), "b1": draw(rng, 3), "W2": draw(rng, 3, 1), "b2": draw(rng, 1)}

    zeros = {"W1": np.zeros((2, 3)), "b1": np.zeros(3)}
    down, up = (0.693, 0.651), (0.693, 0.728)
    down_again = tuple(sorted(np.abs(draw(rng, 2)).tolist(), reverse=True))
    upstairs = {"W1": -np.abs(draw(rng, 2, 3)), "b1": -np.abs(draw(rng, 3))}
    return [
        blood(down, slopes(), 0.1),
        blood(down, zeros, 0.1, note="no gradient anywhere"),
        blood(down, slopes(), 0.1, ("W1", "b1", "W2", "b2"), "nothing moved"),
        blood(up, slopes(), 0.1, note="a step that went up"),
        blood((0.693, inf), slopes(), 0.1, note="inf after the step"),
        blood((nan, nan), slopes(), 0.1, note="nan"),
        blood((inf, 0.4), slopes(), 0.1, note="inf before the step"),
        blood(down, {"W1": np.array([[1.5, -0.5], [-2.5, 1.5]]), "b1": np.array([0.75, -0.75])}, 0.1, (), "sums of 0"),
        blood(down, upstairs, 0.1, note="every slope negative"),
        blood(down, {**slopes(), "b1": np.zeros(3)}, 0.1, note="b1 without a gradient"),
        blood(down, slopes(), 0.1, ("W1",), "W1 stayed"),
        blood(down, slopes(), 0.1, ("b2",), "b2 stayed"),
        blood(down, {"W1": np.array([[0.0, 1.5]]), "b1": np.array([2.5, 0.0])}, 0.1, (), "entries without a gradient"),
        blood(down, slopes(), 1e-12, note="a tiny step"),
        blood((0.693, 0.693), slopes(), 0.1, note="the same loss twice"),
        blood((0.693, 0.693), zeros, 0.1, note="no gradient anywhere"),
        blood(up, slopes(), 0.1, ("W2",), "W2 stayed"),
        blood((nan, 0.4), zeros, 0.1, note="nan"),
        blood(down_again, slopes(), 0.03),  # type: ignore[arg-type]  # two numbers
    ]


def blood_expected(probe: Probe) -> str:
    """The words of all rows that fit, by counting entries; the first one."""
    losses, gradients, before, after = probe.args
    nonzero = sum(int(np.count_nonzero(values)) for values in gradients.values())
    moved = {name: int(np.count_nonzero(after[name] - before[name])) for name in before}
    fits = {
        "not_finite": not all(map(isfinite, losses)),
        "no_gradient": nonzero == 0,
        "not_moved": 0 in moved.values(),
        "not_down": losses[1] >= losses[0],
        "healthy": True,
    }
    return next(word for word in VERDICTS if fits[word])


BLOOD_TEST = Exercise(
    name="blood_test",
    lesson=LESSON,
    section=BLOOD,
    points=1,
    functions=("blood_test(losses, gradients, before, after)",),
    probes=blood_probes,
    expected=blood_expected,
    kind=Kind(calls=called.call),
)


# ---- plot_losses -----------------------------------------------------------------------------------------------------

Histories = Mapping[str, Sequence[float]]


def figure_probes(rng: np.random.Generator) -> list[Probe]:
    name, narrow, wide = "plot_losses", "linear axis", "logarithmic axis"
    a, b, c, d = (round(float(each), 2) for each in rng.uniform(2.1, 4.8, 4))  # first losses
    first = {"small step": [a, round(0.9 * a, 3), 1.3, 1.2], "large step": [a, 1.7, 0.9]}
    probes = [
        Probe(name, (first,), narrow, "two runs"),
        Probe(name, ({"only run": [b, 1.4, 0.8]},), narrow, "one run"),
        Probe(name, ({"right": [c, 0.21, 0.0009], "stuck": [c, 3.6, 3.4]},), wide, "a range above 1000"),
        Probe(name, ({"quick": [c, 0.21, 0.0109], "slow": [c, 1.6, 0.9]},), narrow, "a range below 1000"),
    ]
    for part, note, end in ((narrow, "three runs", 0.2), (wide, "a range above 1000", 2e-5)):
        histories = {
            f"lr {rate}": falling(rng, int(n), 2.6, end) for rate, n in zip((0.3, 0.07, 0.9), (5, 9, 7), strict=True)
        }
        probes.append(Probe(name, (histories,), part, note))
    zero = {"exact": [d, 0.7, 0.0], "near": [d, 0.8, 0.3]}
    arrived = {"at the bottom": [d, 0.02, 0.0, 0.0016], "still on its way": [d, 1.2, 0.8]}
    together = {"rate 0.01": [d, 1.9, 1.2], "rate 0.1": [0.04, 0.006, 0.0011]}
    return [
        *probes,
        Probe(name, (zero,), narrow, "a loss of 0"),
        Probe(name, (arrived,), wide, "a loss of 0, a range above 1000"),
        Probe(name, (together,), wide, "runs far apart"),
    ]


def wants_log(histories: Histories) -> bool:
    """Whether the largest positive loss is more than a thousand times the smallest."""
    positive = [loss for losses in histories.values() for loss in losses if loss > 0]
    return max(positive) > 1e3 * min(positive)


def figure_expected(probe: Probe) -> dict[str, Any]:
    (histories,) = probe.args
    lines = [{"label": name, "x": "epochs", "y": np.array(losses)} for name, losses in histories.items()]
    scale = "log" if wants_log(histories) else "linear"
    names = {"xlabel": ["epoch"], "ylabel": ["loss"]}
    axes = {"lines": lines, "legend": sorted(histories), **names, "xscale": "linear", "yscale": scale, "title": True}
    return {"axes": [axes], "title": True}


PLOT_LOSSES = Exercise(
    name="plot_losses",
    lesson=LESSON,
    section=FIGURE,
    points=1,
    functions=("plot_losses(histories)",),
    parts={"linear axis": 0.5, "logarithmic axis": 0.5},
    probes=figure_probes,
    expected=figure_expected,
    kind=Kind(accepts=charts.accepts, alike=charts.alike, run=figures.draw, tells=charts.tells, rounds=1),
)
