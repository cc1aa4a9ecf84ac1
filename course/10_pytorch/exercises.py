"""The exercises of lesson 10: a mean by hand, autograd, a linear net, a training step, a comparison, a Function.

Expected values are closed forms in NumPy, never torch and never the lesson's solutions. torch is imported when a
mistake of `mistakes.toml` is played. Where `opens` names torch, torch.autograd is the point; elsewhere it is closed.
Longer than other modules because the probes and closed forms of six exercises stand together.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from autograde.call_text import calls
from autograde.exercise import Exercise, Kind, Probe
from autograde.kinds import called, hunts, tensors
from autograde.players import torch_steps
from autograde.probe_numbers import draw, with_all_digits
from backprop_lib.words import number

LESSON = "10_pytorch"
LUCK = "Three formulas, one example"
SNIPPET = "A snippet that never ran"
LAYOUT = "Weights the other way round"
STEP = "A step without an optimizer"
ALL = "Check your work, all of it"
OWN = "A gate of your own"

NO_GRADIENT = "'NoneType'"  # Python's words for using None where a gradient was expected
UNRECORDED = "does not require grad"  # torch's words for a backward pass without a record
NO_MATCH = "cannot be multiplied"  # torch's words for two matrices whose shapes do not meet
A_NAME = "'str' object"  # Python's words for a key of a dictionary that was taken for its value
A_TUPLE = ("to an index", "'tuple'")  # torch's and Python's words for a tuple that was taken for a tensor
SINGLE = 1e-6  # relative; float32 comes as near as that after a few steps
NOTHING_KEPT = "not enough values to unpack"
A_MODULE = "Module.apply()"  # torch's layers have an apply too, for other things
STUB = "replace this line"

Array = np.ndarray


# ---- mean_square_grad ------------------------------------------------------------------------------------------------


def mean_probes(rng: np.random.Generator) -> list[Probe]:
    probes = [
        Probe("mean_square_grad", (np.array([2.0, 3.0, -1.0]),)),
        Probe("mean_square_grad", (np.array([1.7, -0.6]),), "", "n = 2"),
        Probe("mean_square_grad", (np.array([-4.2]),), "", "n = 1"),
    ]
    return probes + [Probe("mean_square_grad", (draw(rng, n),)) for n in (4, 5, 7)]


def mean_expected(probe: Probe) -> Array:
    (x,) = probe.args
    share = 6 / len(x)
    return np.array([share * value + 3 * share for value in x.tolist()])


MEAN_SQUARE_GRAD = Exercise(
    name="mean_square_grad",
    lesson=LESSON,
    section=LUCK,
    points=1,
    functions=("mean_square_grad(x)",),
    probes=mean_probes,
    expected=mean_expected,
)


# ---- autograd_gradient -----------------------------------------------------------------------------------------------


def snippet_probes(rng: np.random.Generator) -> list[Probe]:
    name, floats, integers = "autograd_gradient", "floats", "integers"
    probes = [
        Probe(name, ([1.5, -4.0, 3.25],), floats),
        Probe(name, ([4, -7, 3],), integers, "integers"),
        Probe(name, ([2.75],), floats, "one number"),
        Probe(name, ([-8],), integers, "one integer"),
        Probe(name, ([5, 0.25, -6],), floats, "integers among floats"),
    ]
    probes += [Probe(name, (draw(rng, n).tolist(),), floats) for n in (4, 6, 7)]  # sevenths: decimals without end
    whole = rng.permutation([-9, -8, -7, -6, -5, 4, 5, 6, 7, 8, 9])
    return [*probes, Probe(name, ([int(value) for value in whole[:5]],), integers, "integers")]


def snippet_expected(probe: Probe) -> list[float]:
    (values,) = probe.args
    return [6 * (value + 3) / len(values) for value in values]


AUTOGRAD_GRADIENT = Exercise(
    name="autograd_gradient",
    lesson=LESSON,
    section=SNIPPET,
    points=1,
    functions=("autograd_gradient(values)",),
    parts={"floats": 0.5, "integers": 0.5},
    probes=snippet_probes,
    expected=snippet_expected,
    kind=Kind(
        run=torch_steps.call,
        tells=tensors.numbers_tells,
        alike=partial(tensors.numbers_alike, rtol=SINGLE),
        phrases=(
            *(NO_GRADIENT, UNRECORDED, torch_steps.NO_LEAF, "implicitly created", "floating point", "second time"),
            *("converted to Scalar", "a leaf Variable"),
        ),
    ),
    opens=("torch",),
    rtol=1e-6,
)


# ---- two_layer_input -------------------------------------------------------------------------------------------------


def net_probes(rng: np.random.Generator) -> list[Probe]:
    """Weights as nn.Linear keeps them, (out, in). H = 1 and H = D hide mistakes, so both are among others."""
    probes = []
    for function in ("two_layer_output", "two_layer_input_grad"):
        small = (
            np.array([1.5]),  # (1,)
            np.array([[0.7], [-1.2]]),  # (2, 1)
            np.array([0.4, 3.1]),  # (2,)
            np.array([[1.6, -0.9]]),  # (1, 2)
            np.array([-2.3]),  # (1,)
        )
        probes.append(Probe(function, small, "", "one input"))
        for D, H, note in ((3, 2, ""), (2, 4, ""), (3, 3, "as many hidden units as inputs"), (5, 3, "")):
            probes.append(
                Probe(function, (draw(rng, D), draw(rng, H, D), draw(rng, H), draw(rng, 1, H), draw(rng, 1)), "", note)
            )
        probes[-1] = with_all_digits(probes[-1])
    return probes


def net_expected(probe: Probe) -> Array:
    """Path by path."""
    x, W1, b1, W2, b2 = (values.tolist() for values in probe.args)
    hidden = range(len(b1))
    if probe.function == "two_layer_input_grad":
        return np.array([sum(W2[0][h] * W1[h][d] for h in hidden) for d in range(len(x))])
    reach = [sum(weight * value for weight, value in zip(W1[h], x, strict=True)) + b1[h] for h in hidden]
    return np.array([sum(W2[0][h] * reach[h] for h in hidden) + b2[0]])


TWO_LAYER_INPUT = Exercise(
    name="two_layer_input",
    lesson=LESSON,
    section=LAYOUT,
    points=2,
    functions=("two_layer_output(x, W1, b1, W2, b2)", "two_layer_input_grad(x, W1, b1, W2, b2)"),
    probes=net_probes,
    expected=net_expected,
    kind=Kind(calls=calls("x", "W1", "b1", "W2", "b2")),
)


# ---- train_step ------------------------------------------------------------------------------------------------------


def task(rng: np.random.Generator, N: int, D: int, H: int, steps: int, flat: bool, lr: float) -> tuple[Any, ...]:
    """Parameters, batches and a rate, with every hidden unit on for some rows and off for others at every step."""
    while True:
        params = {
            "W1": draw(rng, D, H, largest=1.9),
            "b1": draw(rng, H, largest=1.9),
            "W2": draw(rng, H, 1, largest=1.9),
            "b2": draw(rng, 1, largest=1.9),
        }
        batches = [(draw(rng, N, D), draw(rng, N, 1)) for _ in range(steps)]
        reports, margins = rehearse(params, batches, lr)
        if margins > 0.01 and max(report["loss"] for report in reports) < 60:
            return params, tuple((x, y[:, 0] if flat else y) for x, y in batches), lr


def rehearse(params: dict[str, Array], batches: Any, lr: float) -> tuple[list[dict[str, Any]], float]:
    """What right steps report, in NumPy and path by path, and how near a unit came to its corner or to silence."""
    now = {name: values.copy() for name, values in params.items()}
    reports, margin = [], np.inf
    for x, y in batches:
        z = np.einsum("nd,dh->nh", x, now["W1"]) + now["b1"]  # (N, H)
        on = z > 0
        error = np.einsum("nh,h->n", z * on, now["W2"][:, 0]) + now["b2"][0] - y.ravel()  # (N,)
        g = 2 / len(x) * error
        back = np.einsum("n,h,nh->nh", g, now["W2"][:, 0], on)  # (N, H)
        grads = {
            "W1": np.einsum("nd,nh->dh", x, back),
            "b1": back.sum(axis=0),
            "W2": np.einsum("nh,n->h", z * on, g)[:, None],
            "b2": g.sum(keepdims=True),
        }
        now = {name: values - lr * grads[name] for name, values in now.items()}
        reports.append(
            {"loss": float(error @ error) / len(x), "replaced": [], "parameters": dict(now), "gradients": grads}
        )
        silent = not on.any(axis=0).all() or on.all()
        margin = min(margin, np.abs(z).min(), 0.0 if silent else np.inf)
    return reports, float(margin)


def step_probes(rng: np.random.Generator) -> list[Probe]:
    one, many, flat = "one step", "several steps", "y of shape (N,)"
    by_hand = np.random.default_rng(4)  # small numbers, the same for everyone
    cases = [
        (task(by_hand, 3, 1, 2, 1, False, 0.05), one, ""),
        (task(by_hand, 3, 1, 2, 2, False, 0.05), many, "two steps"),
        (task(rng, 5, 3, 4, 1, False, 0.03), one, ""),
        (task(rng, 5, 2, 4, 3, False, 0.02), many, "three steps"),
        (task(rng, 4, 3, 2, 3, False, 0.04), many, "three steps"),
        (task(rng, 4, 2, 3, 2, True, 0.03), flat, "y of shape (N,)"),
    ]
    return [Probe("train_step", args, part, note, {"call": step_call(*args)}) for args, part, note in cases]


def step_call(params: dict[str, Array], batches: Any, lr: float) -> str:
    """A step in words: the rate, and the shapes of data and net."""
    (N, D), H = batches[0][0].shape, len(params["b1"])
    rows, units = f"{N} rows of {D} number{'s' * (D > 1)}", f"{H} hidden units"
    return f"train_step(params, x, y, {number(lr)}) with {rows} and {units}"


def step_expected(probe: Probe) -> list[dict[str, Any]]:
    params, batches, lr = probe.args
    return rehearse(params, batches, lr)[0]


TRAIN_STEP = Exercise(
    name="train_step",
    lesson=LESSON,
    section=STEP,
    points=2,
    functions=("train_step(params, x, y, lr)",),
    parts={"one step": 0.5, "several steps": 1.0, "y of shape (N,)": 0.5},
    probes=step_probes,
    expected=step_expected,
    kind=Kind(
        run=torch_steps.steps,
        calls=called.call,
        tells=tensors.steps_tells,
        phrases=(
            *(NO_GRADIENT, UNRECORDED, NO_MATCH, A_NAME),
            *("a leaf Variable", "modified by an inplace", "scalar outputs"),
            *("for *", "'zero_'", "'data'"),
        ),
    ),
    opens=("torch",),
    rtol=1e-10,
)


# ---- wrong_gradients -------------------------------------------------------------------------------------------------

Arrays = dict[str, Array]
HAND = ("x", "W1", "b1", "W2", "b2")


def by_hand(x: Array, y: Array, params: Arrays) -> tuple[Arrays, Array]:
    """The five gradients of Linear → ReLU → Linear → MSE, path by path; and what arrives at the ReLU from above."""
    z = np.einsum("nd,dh->nh", x, params["W1"]) + params["b1"]  # (N, H)
    on = z > 0
    error = np.einsum("nh,h->n", z * on, params["W2"][:, 0]) + params["b2"][0] - y[:, 0]  # (N,)
    g = 2 / len(x) * error
    above = np.einsum("n,h->nh", g, params["W2"][:, 0])  # (N, H)
    back = above * on
    return {
        "x": np.einsum("nh,dh->nd", back, params["W1"]),
        "W1": np.einsum("nd,nh->dh", x, back),
        "b1": back.sum(axis=0),
        "W2": np.einsum("nh,n->h", z * on, g)[:, None],
        "b2": g.sum(keepdims=True),
    }, above


def planted(rng: np.random.Generator, N: int, D: int, H: int, bugs: dict[str, str], note: str = "") -> Probe:
    """A net, and five gradients of which some have a bug; a bug that changes nothing is drawn anew."""
    while True:
        x, y = draw(rng, N, D), draw(rng, N, 1)
        params = {"W1": draw(rng, D, H), "b1": draw(rng, H), "W2": draw(rng, H, 1), "b2": draw(rng, 1)}
        if note == "tiny slopes":
            params["W2"] *= 1e-10
        if note == "quarters":  # no rounding, in float32 either
            x, y, params = (np.ceil(x * 4) / 4, np.ceil(y * 4) / 4, {k: np.ceil(v * 4) / 4 for k, v in params.items()})
        right, above = by_hand(x, y, params)
        z = x @ params["W1"] + params["b1"]
        mixed = (z > 0).any(axis=0).all() and (z <= 0).any() and np.abs(z).min() > 0.01
        grads = {name: values.copy() for name, values in right.items()}
        for name, bug in bugs.items():
            grads[name] = with_bug(bug, right[name], above, params)
        if mixed and all(differs(grads[name], right[name]) for name in bugs):
            told = {name: bugs.get(name, "a right gradient") for name in HAND}
            return Probe(
                "wrong_gradients", (x, y, params, grads), "", note, {"candidates": told, "call": net_call(N, D, H)}
            )


def net_call(N: int, D: int, H: int) -> str:
    """The call in sizes; its arrays would fill the page."""
    return f"wrong_gradients with {N} rows of {D} number{'s' * (D > 1)} and {H} hidden unit{'s' * (H > 1)}"


def with_bug(bug: str, right: Array, above: Array, params: Arrays) -> Array:
    """What comes out with the bug that messages call so."""
    return {
        "the ReLU was passed by": lambda: above @ params["W1"].T,
        "a mean in place of a sum": lambda: right / 3,
        "one sign turned round": lambda: np.concatenate([-right.ravel()[:1], right.ravel()[1:]]).reshape(right.shape),
        "too small by a millionth": lambda: right * (1 - 1e-6),
        "transposed": lambda: right.T.copy(),
        "another shape": lambda: right.ravel().copy() if right.ndim > 1 else right[None, :].copy(),
        "the last entry off": lambda: np.concatenate([right.ravel()[:-1], 1.5 * right.ravel()[-1:]]).reshape(
            right.shape
        ),
    }[bug]()


def differs(one: Array, other: Array) -> bool:
    """Whether two gradients differ in shape, or by more than the lesson's limit."""
    return one.shape != other.shape or bool(np.abs(one - other).max() > 1e-8 * np.abs(other).max())


def all_five_probes(rng: np.random.Generator) -> list[Probe]:
    return [
        planted(np.random.default_rng(6), 3, 1, 2, {}, "all five are right"),
        planted(rng, 5, 3, 4, {"x": "the ReLU was passed by"}),
        planted(rng, 5, 3, 4, {}, "all five are right"),
        planted(rng, 4, 2, 3, {"b1": "a mean in place of a sum"}),
        planted(rng, 4, 3, 2, {"W1": "one sign turned round", "b2": "a mean in place of a sum"}),
        planted(rng, 5, 2, 3, {"W2": "too small by a millionth"}),
        planted(rng, 4, 3, 3, {"W1": "transposed"}, "as many hidden units as inputs"),
        planted(rng, 4, 2, 1, {"W2": "another shape"}, "one hidden unit"),
        planted(rng, 4, 2, 3, {"b2": "another shape"}),
        planted(rng, 4, 3, 2, {"W1": "the last entry off", "x": "the last entry off"}, "tiny slopes"),
        planted(rng, 4, 2, 3, {}, "quarters"),
        planted(rng, 6, 3, 5, dict.fromkeys(HAND, "the last entry off"), "all five are wrong"),
    ]


def all_five_expected(probe: Probe) -> list[str]:
    x, y, params, grads = probe.args
    right, _ = by_hand(x, y, params)
    return [name for name in HAND if differs(grads[name], right[name])]


WRONG_GRADIENTS = Exercise(
    name="wrong_gradients",
    lesson=LESSON,
    section=ALL,
    points=2,
    functions=("wrong_gradients(x, y, params, grads)",),
    probes=all_five_probes,
    expected=all_five_expected,
    kind=Kind(
        accepts=hunts.accepts,
        calls=called.call,
        run=torch_steps.call,
        tells=hunts.tells,
        phrases=(NO_GRADIENT, UNRECORDED, torch_steps.NO_LEAF, "a leaf Variable", "requires grad", "scalar outputs"),
    ),
    opens=("torch",),
)


# ---- SigmoidFunction -------------------------------------------------------------------------------------------------


def own_probes(rng: np.random.Generator) -> list[Probe]:
    name, forth, back = "SigmoidFunction", "forward", "backward"
    x, g = np.array([0.8, -1.7, 2.6]), np.array([1.9, -0.7, 3.2])
    return [
        Probe(name, (forth, x), forth),
        Probe(name, (back, x, g), back),
        Probe(name, (forth, draw(rng, 2, 3)), forth),
        Probe(name, (back, draw(rng, 4), draw(rng, 4)), back),
        Probe(name, (back, draw(rng, 3, 2), draw(rng, 3, 2)), back, "a matrix"),
        Probe(name, (forth, np.array([0.5, -1.25, 2.0], dtype=np.float32)), forth, "float32"),
        Probe(name, (forth, np.array([30.0, -30.0, *draw(rng, 1)])), forth, "±30"),
        Probe(name, (back, np.array([30.0, -30.0, *draw(rng, 1)]), draw(rng, 3)), back, "±30"),
        Probe(name, ("one g", draw(rng, 3), draw(rng, 3), draw(rng, 3)), back, "added to the output of another call"),
        Probe(name, ("two calls", draw(rng, 3), draw(rng, 3), draw(rng, 3)), back, "called twice before backward"),
    ]


def own_expected(probe: Probe) -> dict[str, Any]:
    what, x, *rest = probe.args
    e = np.exp(-x.astype(float))
    if what == "forward":
        single = x.dtype == np.float32
        return {"output": (1 / (1 + e)).astype(x.dtype).round(torch_steps.ROUGH) if single else 1 / (1 + e)}
    return {"gradient": rest[0] * e / (1 + e) ** 2, "gradcheck": True}


SIGMOID_FUNCTION = Exercise(
    name="SigmoidFunction",
    lesson=LESSON,
    section=OWN,
    points=2,
    functions=("SigmoidFunction(torch.autograd.Function)",),
    parts={"forward": 0.5, "backward": 1.5},
    probes=own_probes,
    expected=own_expected,
    kind=Kind(
        run=torch_steps.own_function,
        calls=tensors.apply_call,
        tells=tensors.function_tells,
        phrases=("incorrect number of gradients", UNRECORDED, NO_GRADIENT, *A_TUPLE, NOTHING_KEPT, A_MODULE, STUB),
    ),
    opens=("torch",),
)
