"""The exercises of lesson 07: MSE and ReLU backwards, a whole two-layer net, a gradient checker, a hunt for bugs.

Expected values are closed forms, written out entry by entry and sample by sample, never the lesson's solutions.
`WRONG` says which numbered candidates of `players.layers` have a bug; that module does not know it.
Left out: ReLU exactly at its kink inside the net, where no numerical check can judge; `relu_backward` plants it alone.
What students get wrong stands in `mistakes.toml`.
Longer than other modules because the probes and closed forms of five exercises stand together.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import cos, inf, isnan, nan

import numpy as np

from autograde.exercise import Exercise, Kind, Probe
from autograde.kinds import called, checkers, hunts, losses
from autograde.players import layers
from autograde.probe_numbers import draw, with_all_digits
from backprop_lib.words import number

LESSON = "07_two_layer_net"
START = "Where the backward pass starts"
RELU = "Who was switched on?"
BACK = "Four calls, in reverse"
JUDGE = "What a checker must not believe"
HUNT = "Aim at every output"

Array = np.ndarray


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


MSE_BACKWARD = Exercise(
    name="mse_backward",
    lesson=LESSON,
    section=START,
    points=2,
    functions=("mse_backward(outp, targ)",),
    parts={"same shapes": 1.0, "flat targets": 0.5, "several outputs": 0.5},
    probes=mse_probes,
    expected=mse_expected,
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
    probes[-1] = with_all_digits(probes[-1])
    g, x = draw(rng, 4, 3), draw(rng, 4, 3)
    x[0], x[1, 1], x[2, 2] = 0.0, -0.0, 0.0
    return [*probes, Probe(name, (g, x), corner, "x exactly 0")]


def relu_expected(probe: Probe) -> Array:
    g, x = probe.args
    pairs = zip(g.ravel().tolist(), x.ravel().tolist(), strict=True)
    return np.array([slope if place > 0 else 0.0 for slope, place in pairs]).reshape(x.shape)


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
)


# ---- forward_backward ------------------------------------------------------------------------------------------------

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
    probes = [Probe(name, (x, y, params), "", "one input", pass_facts(x, y, params))]
    for (N, D, H), flat, note in (
        ((5, 3, 4), False, ""),
        ((4, 3, 3), False, "as many hidden units as inputs"),
        ((6, 2, 5), False, ""),
        ((5, 3, 4), True, "y of shape (N,)"),
        ((3, 2, 4), True, "y of shape (N,)"),
    ):
        x, y, params = network(rng, N, D, H)
        part = "y of shape (N,)" if flat else ""
        y = y.reshape(-1) if flat else y
        probes.append(Probe(name, (x, y, params), part, note, pass_facts(x, y, params)))
    return probes


def pass_facts(x: Array, y: Array, params: dict[str, Array]) -> dict[str, str]:
    """The call as messages write it: the sizes, which are what one has in mind of a net."""
    _D, H = params["W1"].shape
    return {"call": f"forward_backward with x {x.shape}, y {y.shape} and {H} hidden unit{'s' if H > 1 else ''}"}


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


FORWARD_BACKWARD = Exercise(
    name="forward_backward",
    lesson=LESSON,
    section=BACK,
    points=3,
    functions=("forward_backward(x, y, params)",),
    parts={"loss": 0.5, "output layer": 0.75, "hidden layer and x": 1.25, "y of shape (N,)": 0.5},
    places={
        "loss": ((0,),),
        "output layer": ((1, "W2"), (1, "b2")),
        "hidden layer and x": ((1, "W1"), (1, "b1"), (1, "x")),
    },
    probes=pass_probes,
    expected=pass_expected,
    kind=Kind(
        run=layers.network_pass, calls=called.call, tells=partial(losses.tells, backwards=("b2", "W2", "b1", "W1", "x"))
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
    "joint": lambda x, w: 2 * np.sum(x * w) * w,
}
FORMULAS = {
    "bowl": "Σ w·(x − 0.3)²",
    "waves": "Σ w·sin x",
    "tiny_waves": "10⁻⁹ · Σ w·sin x",
    "cubes": "Σ w·x³",
    "plane": "0.7 · Σ x",
    "ramps": "Σ w·max(x, 0)",
    "joint": "(Σ w·x)²",
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
        (claim("joint", np.array([1.1, -0.4, 0.8])), "a right gradient, each slope a matter of all entries"),
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
        (claim("bowl", whole), "integers in x"),
        (claim("cubes", whole, turn((1, 2))), "integers in x"),
    ]
    return [
        Probe("grad_check", args, part, note, {"call": check_call(*args), "aside": made_of(*args[:3])})
        for part, cases in (("verdicts", verdicts), ("tiny gradients", tiny), ("shapes and integers", forms))
        for args, note in cases
    ]


def check_call(name: str, x: Array, analytic: Array, *rest: float) -> str:
    """A call as messages write it: f as a formula, and the arrays where they are small."""
    wider = f", rtol={rest[0]:g}" if rest else ""
    shown = f"x of shape {x.shape}"
    if x.size <= 4 and "tiny" not in name:
        shown = f"x = {x.tolist()}, analytic = {np.round(analytic, 4).tolist()}".replace("-", "−")
    return f"grad_check(f, x, analytic{wider}) with f = {FORMULAS[name]}, {shown}"


def made_of(name: str, x: Array, analytic: Array) -> str:
    """The two numbers of which an expected error is the ratio, where there is one to speak of."""
    if analytic.shape != x.shape:
        return ""
    slope = true_slope(name, x)
    difference, scale = float(np.abs(slope - analytic).max()), float(max(np.abs(slope).max(), np.abs(analytic).max()))
    if isnan(difference) or difference < NEAR * scale or not scale:
        return ""
    return f"the largest difference is {number(difference)}, the largest slope {number(scale)}"


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


GRAD_CHECK = Exercise(
    name="grad_check",
    lesson=LESSON,
    section=JUDGE,
    points=2,
    functions=("grad_check(f, x, analytic, rtol=1e-6)",),
    parts={"verdicts": 1.0, "tiny gradients": 0.5, "shapes and integers": 0.5},
    probes=check_probes,
    expected=check_expected,
    kind=Kind(
        accepts=partial(checkers.accepts, near=NEAR), run=layers.check_named, tells=partial(checkers.tells, near=NEAR)
    ),
)


# ---- find_bugs -------------------------------------------------------------------------------------------------------

WRONG = frozenset(
    {
        *(
            ("layer", variant) for variant in (0, 2, 3, 4)
        ),  # a bias summed over the wrong axis, no transpose, 4/m, means
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
    (("scaled", 2, 1.0), ("spread", 1, 1.0), ("spread", 0, 1.0), ("top", 1, 1.0), ("layer", 2, 1.0), ("layer", 4, 1.0)),
    (("between", 0, 1.0), ("spread", 0, 1.0), ("top", 2, 1.0)),
)
NOTES = ("", "", "", "some gradients near 10⁻¹⁰", "", "no bugs at all")

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
        candidates = {name: COMPUTES[layer] for name, (layer, *_) in described.items()}
        probes.append(Probe("find_bugs", (described,), "", note, {"candidates": candidates}))
    return probes


def hunt_expected(probe: Probe) -> list[str]:
    (described,) = probe.args
    return sorted(name for name, (layer, variant, *_) in described.items() if (layer, variant) in WRONG)


FIND_BUGS = Exercise(
    name="find_bugs",
    lesson=LESSON,
    section=HUNT,
    points=1,
    functions=("find_bugs(candidates)",),
    probes=hunt_probes,
    expected=hunt_expected,
    kind=Kind(accepts=hunts.accepts, calls=hunts.call, run=layers.hunt, tells=hunts.tells),
    opens=("candidates",),
)
