"""The exercises of lesson 10: a mean by hand, autograd, a linear net, a training step in torch, a Function.

Expected values are closed forms in NumPy, never torch and never the lesson's solutions. torch is imported when a
misconception is played. Where `opens` names torch, torch.autograd is the point; elsewhere it is closed.
Longer than other modules because it is a catalogue, read entry by entry: one misconception, one message.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from autograde.call_text import calls
from autograde.before import Misconception
from autograde.exercise import Exercise, Probe
from autograde.players import torch_steps
from autograde.players.torch_steps import TENSOR
from autograde.probe_numbers import draw
from backprop_lib.words import number

LESSON = "10_pytorch"
LUCK = "Three formulas, one example"
RECORD = "What torch writes down"
SNIPPET = "A snippet that never ran"
LAYOUT = "Weights the other way round"
LINES = "Three lines, six orders"
STEP = "A step without an optimizer"
OWN = "A gate of your own"

NO_GRADIENT = "'NoneType'"  # Python's words for using None where a gradient was expected
UNRECORDED = "does not require grad"  # torch's words for a backward pass without a record
NO_MATCH = "cannot be multiplied"  # torch's words for two matrices whose shapes do not meet
A_NAME = "'str' object"  # Python's words for a key of a dictionary that was taken for its value
A_TUPLE = ("to an index", "'tuple'")  # torch's and Python's words for a tuple that was taken for a tensor
NOTHING_KEPT = "not enough values to unpack"
STUB = "replace this line"

Array = np.ndarray


def listed(values: Sequence[Any]) -> str:
    """Numbers in square brackets."""
    return f"[{', '.join(number(value) for value in values)}]"


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
    points=2,
    functions=("mean_square_grad(x)",),
    probes=mean_probes,
    expected=mean_expected,
    misconceptions=(
        Misconception(
            "n=2 luck",
            lambda x: 3 * (x + 3),
            "Right for two entries and for no other number of them: two factors are missing that cancel when n is 2. "
            "One comes from the square. Where does the other come from?",
        ),
        Misconception(
            "no 1/n",
            lambda x: 6 * (x + 3),
            "Right for one entry and too large for more, the more the worse. If one of ten terms moves by 0.001, "
            "by how much does their mean move?",
        ),
        Misconception(
            "no 2",
            lambda x: 3 * (x + 3) / len(x),
            "Every entry is half of what it should be. How fast does the area of a square grow when its side does?",
        ),
        Misconception(
            "3 lost with the shift",
            lambda x: 6 * x / len(x),
            "At x = −3 every term of the mean lies at the bottom of its bowl, and your slope there is not 0. "
            "What is squared: x, or something else?",
        ),
        Misconception(
            "no factor 3",
            lambda x: 2 * (x + 3) / len(x),
            "Every entry is a third of what it should be. Which number stands before the square, "
            "and what does it do to a nudge?",
        ),
        Misconception(
            "3 squared as well",
            lambda x: 18 * (x + 3) / len(x),
            "Every entry is three times too large, as if the 3 stood inside the square. "
            "In which order does the formula square and multiply?",
        ),
        Misconception(
            "the terms themselves",
            lambda x: 3 * (x + 3) ** 2 / len(x),
            "These are the shares that the entries have in the value of the function. "
            "How fast does such a share change when its entry moves?",
        ),
        Misconception(
            "the value",
            lambda x: float(np.mean(3 * (x + 3) ** 2)),
            "One number came back, the value of the function. A gradient has one slope for each entry of x: "
            "how many is that?",
        ),
        Misconception(
            "averaged gradient",
            lambda x: np.full_like(x, 6 * (np.mean(x) + 3) / len(x)),
            "All entries came back equal. If one entry lies near −3 and another far away, "
            "does the mean react to both in the same way?",
        ),
        Misconception(
            "1/n twice",
            lambda x: 6 * (x + 3) / len(x) ** 2,
            "Right for one entry and too small for more. How many times is the sum of the terms divided by n?",
        ),
        Misconception(
            "the sum's slope",
            lambda x: np.full_like(x, 6 * float(np.sum(x + 3)) / len(x)),
            "All entries came back equal: their slopes were added up. Which slopes did the statement ask for, "
            "one for x as a whole or one for each of its entries?",
        ),
    ),
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
    probes += [Probe(name, (draw(rng, n).tolist(),), floats) for n in (4, 6)]
    whole = rng.permutation([-9, -8, -7, -6, -5, 4, 5, 6, 7, 8, 9])
    return [*probes, Probe(name, ([int(value) for value in whole[:5]],), integers, "integers")]


def snippet_expected(probe: Probe) -> list[float]:
    (values,) = probe.args
    return [6 * (value + 3) / len(values) for value in values]


def snippet_tells(probe: Probe, value: Any, expected: list[float]) -> str:
    call = f"autograd_gradient({listed(probe.args[0])})" + (f" ({probe.note})" if probe.note else "")
    if isinstance(value, str) and value == TENSOR:
        came = "a tensor, or something with tensors in it"
    elif isinstance(value, (list, tuple)):
        came = listed(value)
    else:
        came = number(value) if value is not None else "None"
    return f"{call} returned {came}; expected a list of plain numbers, {listed(expected)}."


def snippet(
    values: Sequence[float],
    dtype: str = "float64",
    requires: bool = True,
    then: str = "",
    reduce: str = "mean",
    backward: bool = True,
    read: Callable[[Any, Any], Any] = lambda a, c: a.grad.tolist(),
    shift: float = 3,
) -> Any:
    """The snippet, with one thing changed: how the tensor is made, what is reduced, and what is read at the end."""
    import torch

    kind = getattr(torch, dtype) if dtype else None
    a = torch.tensor(values, dtype=kind, requires_grad=requires)
    a = getattr(a, then)() if then else a
    b = a + shift
    c = b * b * 3
    if read is of_c:
        c.retain_grad()
    out = getattr(c, reduce)() if reduce else c
    if backward:
        out.backward()
    return read(a, c)


def of_c(a: Any, c: Any) -> Any:
    return c.grad.tolist()


def number_by_number(a: Any, c: Any) -> Any:
    return [float(slope) for slope in a.grad]


NOT_THE_LEAF = (
    "The tensor whose .grad you read is the result of an operation, and torch keeps gradients for leaves only. "
    "At which line does your tensor stop being the one that was made with requires_grad?"
)
NOT_YET = (
    "There is no gradient on the tensor yet: nothing has been sent back. Which line of the snippet does the work, "
    "and does yours run it?"
)
AUTOGRAD_GRADIENT = Exercise(
    name="autograd_gradient",
    lesson=LESSON,
    section=SNIPPET,
    points=2,
    functions=("autograd_gradient(values)",),
    parts={"floats": 1.0, "integers": 1.0},
    probes=snippet_probes,
    expected=snippet_expected,
    run=torch_steps.call,
    tells=snippet_tells,
    opens=("torch",),
    phrases=(NO_GRADIENT, UNRECORDED, torch_steps.NO_LEAF, "implicitly created", "floating point", "second time"),
    rtol=1e-6,
    misconceptions=(
        Misconception(
            "integer tensor",
            partial(snippet, dtype=""),
            "From a list of integers torch makes a tensor of integers, and between 4 and 5 there is nothing to nudge "
            "to. What decides the type of numbers in a new tensor, and what can you say about it yourself?",
        ),
        Misconception(
            "requires_grad missing",
            partial(snippet, requires=False),
            "No operation was recorded, for no leaf had asked for a gradient. Where is that question asked, "
            "and what is the answer if you say nothing?",
            section=RECORD,
        ),
        Misconception(
            "gradient of a non-leaf", partial(snippet, dtype="float32", then="double"), NOT_THE_LEAF, section=RECORD
        ),
        Misconception(
            "gradient of a non-leaf, number by number",
            partial(snippet, dtype="float32", then="double", read=number_by_number),
            NOT_THE_LEAF,
            section=RECORD,
        ),
        Misconception("backward forgotten", partial(snippet, backward=False), NOT_YET),
        Misconception(
            "backward forgotten, number by number", partial(snippet, backward=False, read=number_by_number), NOT_YET
        ),
        Misconception(
            "no mean",
            partial(snippet, reduce=""),
            "backward was called on several numbers at once, and torch cannot know how a loss would weigh them. "
            "Which line of the snippet turns them into one number?",
        ),
        Misconception(
            "sum instead of mean",
            partial(snippet, reduce="sum"),
            "Right for one number, n times too large for n of them: this is the gradient of the sum. "
            "What does the snippet do with c?",
        ),
        Misconception(
            "hands back a tensor",
            partial(snippet, read=lambda a, c: a.grad),
            "The numbers are in there, and they still sit in a tensor. "
            "Which method of a tensor gives a plain list of Python's own numbers?",
        ),
        Misconception(
            "hands back the value",
            partial(snippet, read=lambda a, c: float(c.mean())),
            "One number came back: what the snippet calls out. The function is asked for the line after backward: "
            "what is printed there?",
        ),
        Misconception(
            "hands back a as it is",
            partial(snippet, read=lambda a, c: a.tolist()),
            "The input came back unchanged. Where does torch leave what it has worked out for a leaf?",
        ),
        Misconception(
            "gradient of c",
            partial(snippet, read=of_c),
            "All entries are equal: this is how the mean reacts to c. From c the way back goes on. "
            "Which tensor stands at its end?",
        ),
        Misconception(
            "shift lost",
            partial(snippet, shift=0),
            "At a = −3 the slope must be 0, and yours is not. Which line of the snippet did not make it into yours?",
        ),
    ),
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
    return probes


def net_expected(probe: Probe) -> Array:
    """Path by path."""
    x, W1, b1, W2, b2 = (values.tolist() for values in probe.args)
    hidden = range(len(b1))
    if probe.function == "two_layer_input_grad":
        return np.array([sum(W2[0][h] * W1[h][d] for h in hidden) for d in range(len(x))])
    reach = [sum(weight * value for weight, value in zip(W1[h], x, strict=True)) + b1[h] for h in hidden]
    return np.array([sum(W2[0][h] * reach[h] for h in hidden) + b2[0]])


def output(on: str, wrong: Callable[..., Any], name: str, message: str, section: str = "") -> Misconception:
    return Misconception(name, wrong, message, on, section)


forward = partial(output, "two_layer_output")
backward = partial(output, "two_layer_input_grad")

TWO_LAYER_INPUT = Exercise(
    name="two_layer_input",
    lesson=LESSON,
    section=LAYOUT,
    points=2,
    functions=("two_layer_output(x, W1, b1, W2, b2)", "two_layer_input_grad(x, W1, b1, W2, b2)"),
    probes=net_probes,
    expected=net_expected,
    calls=calls("x", "W1", "b1", "W2", "b2"),
    misconceptions=(
        forward(
            lambda x, W1, b1, W2, b2: W2 @ (W1 @ x),
            "biases omitted",
            "The result is that of a net without biases, as in the tutorial's formula. "
            "Feed x = 0: what does the net answer then, and what does yours?",
        ),
        forward(
            lambda x, W1, b1, W2, b2: W2 @ (W1 @ x) + b2,
            "first bias omitted",
            "b2 is there and b1 is not. A hidden unit whose weights are all 0 still has something to say: what?",
        ),
        forward(
            lambda x, W1, b1, W2, b2: W2 @ (W1 @ x + b1),
            "second bias omitted",
            "b1 is there and b2 is not. What does the output unit say when every hidden unit says 0?",
        ),
        forward(
            lambda x, W1, b1, W2, b2: W2 @ (W1 @ x) + b1.sum() + b2,
            "b1 not passed on",
            "b1 was added at the very end. It sits in the hidden layer: "
            "through which weights does it reach the output?",
        ),
        forward(
            lambda x, W1, b1, W2, b2: np.asarray((x @ W1 + b1) @ W2.T + b2),
            "in × out layout",
            "W1 was used as if its rows were inputs. It has one row for each hidden unit. "
            "Which side does x have to stand on then?",
        ),
        forward(
            lambda x, W1, b1, W2, b2: W2 @ np.maximum(W1 @ x + b1, 0) + b2,
            "ReLU between",
            "A ReLU slipped in between the layers. This net has none: what does the class Net do between its two "
            "lines?",
        ),
        forward(
            lambda x, W1, b1, W2, b2: float((W2 @ (W1 @ x + b1) + b2)[0]),
            "a plain number",
            "The number is right and came back bare. A layer with one output unit still answers with a row of outputs: "
            "which shape has b2?",
        ),
        forward(
            lambda x, W1, b1, W2, b2: W1 @ x + b1,
            "the hidden layer",
            "These are the values of the hidden units. Which layer is still to come?",
        ),
        backward(
            lambda x, W1, b1, W2, b2: (W2 @ (W1 + b1[:, None]) + b2)[0],
            "biases in the gradient",
            "The biases take part in your gradient. Raise b2 by 1: the output rises, "
            "and does it then react more strongly to x?",
        ),
        backward(
            lambda x, W1, b1, W2, b2: (W2 @ W1)[0] + b2,
            "b2 in the gradient",
            "b2 takes part in your gradient. Raise it by 1: the output rises, "
            "and does it then react more strongly to x?",
        ),
        backward(
            lambda x, W1, b1, W2, b2: (W2 @ W1)[0] * x,
            "times x",
            "Each slope was multiplied by its input: that is the input's share of the output. "
            "Nudge x by 0.001: does it matter to a straight line where x stands?",
        ),
        backward(
            lambda x, W1, b1, W2, b2: (W2 @ W1)[0] * float((W2 @ (W1 @ x + b1) + b2)[0]),
            "times the output",
            "Each slope was multiplied by the value of the output. What is the upstream gradient at the last layer, "
            "when the output itself is what reacts?",
        ),
        backward(
            lambda x, W1, b1, W2, b2: W2 @ W1,
            "shape (1, D)",
            "The numbers are right and stand in a row of a matrix. Which shape has x?",
        ),
        backward(
            lambda x, W1, b1, W2, b2: W1.T @ W2.T,
            "shape (D, 1)",
            "The numbers are right and stand in a column of a matrix. Which shape has x?",
        ),
        backward(
            lambda x, W1, b1, W2, b2: W1.sum(axis=0),
            "W2 left out",
            "The hidden units were added up as if all had the weight 1 in the output. "
            "What does the second layer do to what comes out of the first?",
        ),
        backward(
            lambda x, W1, b1, W2, b2: W2[0, 0] * W1[0],
            "one path",
            "Only the way through the first hidden unit was counted. By how many ways does an input reach the output?",
        ),
        backward(
            lambda x, W1, b1, W2, b2: W1 @ W2[0],
            "order",
            "The weights were multiplied so that a sum runs over the inputs. Between an input and the output the ways "
            "differ in the hidden unit: over which index has the sum to run?",
        ),
        backward(
            lambda x, W1, b1, W2, b2: (W2 @ W1)[0] / len(b1),
            "mean over the hidden units",
            "The ways through the hidden units were averaged. What does a fork do with what its branches bring back?",
        ),
    ),
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
    return [
        Probe("train_step", task(by_hand, 3, 1, 2, 1, False, 0.05), one),
        Probe("train_step", task(by_hand, 3, 1, 2, 2, False, 0.05), many, "two steps"),
        Probe("train_step", task(rng, 5, 3, 4, 1, False, 0.03), one),
        Probe("train_step", task(rng, 5, 2, 4, 3, False, 0.02), many, "three steps"),
        Probe("train_step", task(rng, 4, 3, 2, 3, False, 0.04), many, "three steps"),
        Probe("train_step", task(rng, 4, 2, 3, 2, True, 0.03), flat, "y of shape (N,)"),
    ]


def step_expected(probe: Probe) -> list[dict[str, Any]]:
    params, batches, lr = probe.args
    return rehearse(params, batches, lr)[0]


def step_calls(probe: Probe) -> str:
    params, batches, lr = probe.args
    (N, D), H = batches[0][0].shape, len(params["b1"])
    rows, units = f"{N} rows of {D} number{'s' * (D > 1)}", f"{H} hidden units"
    return f"train_step(params, x, y, {number(lr)}) with {rows} and {units}"


def step_tells(probe: Probe, value: Any, expected: list[dict[str, Any]]) -> str:
    """The first step that differs, and what of it: the loss, the parameters, the gradients."""
    call = step_calls(probe)
    for turn, (got, want) in enumerate(zip(value, expected, strict=False), 1):
        where = f"{call}, step {turn} of {len(expected)}" if len(expected) > 1 else call
        if isinstance(got["loss"], str) and got["loss"] == TENSOR:
            return f"{where} returned a tensor; expected a plain float, {number(want['loss'])}."
        if not isinstance(got["loss"], float) or far(got["loss"], want["loss"]):
            came = number(got["loss"]) if isinstance(got["loss"], (int, float)) else str(got["loss"])[:40]
            return f"{where} returned {came}; expected the loss before the update, {number(want['loss'])}."
        if got["replaced"]:
            others = ", ".join(got["replaced"])
            return f"{where} put other tensors in the places of {others}; expected the same tensors with new numbers."
        for part, word in (("parameters", ""), ("gradients", ".grad")):
            for name in ("b2", "W2", "b1", "W1"):  # the smallest first
                came, right = got[part][name], want[part][name]
                if isinstance(came, str) or came.shape != right.shape or far(came, right):
                    start = probe.args[0][name]
                    alike = isinstance(came, np.ndarray) and came.shape == start.shape
                    still = part == "parameters" and alike and not far(came, start)
                    note = ", where it was before" if still else ""
                    return f"{where} left {name}{word} at {brief(came)}{note}; expected {brief(right)}."
    return f"{call} did not do what was expected."


def far(one: Any, other: Any) -> bool:
    return bool(np.any(~(np.abs(np.subtract(one, other, dtype=float)) <= 1e-9 * np.max(np.abs(other)))))


def brief(values: Any) -> str:
    """The first numbers of an array, in words."""
    if isinstance(values, str):
        return values
    row = np.ravel(values).tolist()
    return listed(row) if len(row) < 4 else f"[{', '.join(map(number, row[:3]))}, …]"


def loss_of(
    params: Any, x: Any, y: Any, relu: bool = True, flat: bool = True, total: bool = False, squeezed: bool = False
) -> Any:
    """The loss of the net in torch; every flag switches one mistake on."""
    z = x @ params["W1"] + params["b1"]
    outp = (z.relu() if relu else z) @ params["W2"] + params["b2"]
    errors = outp.squeeze() - y if squeezed else outp - (y.reshape(outp.shape) if flat else y)
    squares = errors**2
    return squares.sum() if total else squares.mean()


def turned(params: Any, x: Any, y: Any) -> Any:
    """The loss as it would be with the weights of nn.Linear, (out, in)."""
    a1 = (x @ params["W1"].T + params["b1"]).relu()
    return ((a1 @ params["W2"].T + params["b2"] - y.reshape(-1, 1)) ** 2).mean()


def unrecorded(params: Any, x: Any, y: Any) -> Any:
    import torch

    with torch.no_grad():
        return loss_of(params, x, y)


def over_names(params: Any, x: Any, y: Any, lr: float) -> None:
    for p in params:
        p.grad = None


def zero(params: Any, how: str = "guarded") -> None:
    for p in params.values():
        if how == "none":
            p.grad = None
        elif how == "blind" or p.grad is not None:
            p.grad.zero_()


def move(params: Any, lr: float, only: str = "", guarded: bool = False) -> None:
    import torch

    with torch.no_grad():
        for name, p in params.items():
            if name.startswith(only) and not (guarded and p.grad is None):
                p -= lr * p.grad


def train(
    params: Any,
    x: Any,
    y: Any,
    lr: float,
    order: str = "zero forward backward step",
    loss: Callable[..., Any] = loss_of,
    update: Callable[[Any, float], None] = move,
    how: str = "guarded",
    result: str = "",
) -> Any:
    """A training step whose lines come in any order, with any update."""
    found: Any = None
    for line in order.split():
        if line == "zero":
            zero(params, how)
        elif line == "forward":
            found = loss(params, x, y)
        elif line == "backward":
            found.backward()
        else:
            update(params, lr)
    if result == "after":
        found = loss(params, x, y)
    return found if result == "tensor" else found.item()


def recorded(params: Any, lr: float) -> None:
    for p in params.values():
        p -= lr * p.grad


def rebound(params: Any, lr: float) -> None:
    for p in params.values():
        p = p - lr * p.grad


def into_the_dictionary(how: str, params: Any, lr: float) -> None:
    import torch

    for name, p in list(params.items()):
        if how == "recorded":
            params[name] = p - lr * p.grad
        else:
            with torch.no_grad():
                params[name] = p - lr * p.grad
            if how == "leaf":
                params[name].requires_grad_()


OTHER_TENSORS = (
    "The dictionary now holds other tensors, and those that were handed over have not moved. "
    "An optimizer, or a second name, still points to the old ones: how does one change the numbers inside a tensor?"
)
ZERO_LAST = (
    "The parameters move rightly, and afterwards the gradients are gone. The statement asks to leave this step's "
    "gradients behind for whoever wants to look. At which other place in the step may they be zeroed?"
)
NO_MOVE = (
    "Nothing moves: the gradients were thrown away after backward had filled them, before the step could use them. "
    "Between which two of the three lines does zeroing do no harm?"
)
TRAIN_STEP = Exercise(
    name="train_step",
    lesson=LESSON,
    section=STEP,
    points=2,
    functions=("train_step(params, x, y, lr)",),
    parts={"one step": 0.5, "several steps": 1.0, "y of shape (N,)": 0.5},
    probes=step_probes,
    expected=step_expected,
    run=torch_steps.steps,
    calls=step_calls,
    tells=step_tells,
    opens=("torch",),
    phrases=(
        *(NO_GRADIENT, UNRECORDED, NO_MATCH, A_NAME),
        *("a leaf Variable", "modified by an inplace", "scalar outputs"),
    ),
    rtol=1e-10,
    misconceptions=(
        Misconception(
            "never zeroes",
            partial(train, order="forward backward step"),
            "The first step is right and later ones are not: the gradients of earlier steps are still in there. "
            "What does backward do with a .grad that is not empty?",
            section=LINES,
        ),
        Misconception(
            "zeroes between backward and step",
            partial(train, order="forward backward zero step"),
            NO_MOVE,
            section=LINES,
        ),
        Misconception(
            "zeroes between backward and step, with None",
            partial(
                train,
                order="forward backward zero step",
                how="none",
                update=partial(move, guarded=True),
            ),
            NO_MOVE,
            section=LINES,
        ),
        Misconception(
            "steps before backward",
            partial(train, order="forward step zero backward", update=partial(move, guarded=True)),
            "The step came before this call's backward pass, so at first nothing moves, and later the numbers are "
            "changed under a record that still needs them. What does the step need that only backward brings?",
            section=LINES,
        ),
        Misconception(
            "steps with the gradient of the call before",
            partial(train, order="step zero forward backward", update=partial(move, guarded=True)),
            "Every update comes one call late: it uses the gradient that the call before has left. "
            "What does the step need that only this call's backward brings?",
            section=LINES,
        ),
        Misconception(
            "steps without a gradient",
            partial(train, order="zero forward step backward", how="none"),
            "At the step, .grad was None: either backward had not run in this call, or its result had been thrown away "
            "already. In which order do the three lines have to come?",
            section=LINES,
        ),
        Misconception(
            "zeroes None",
            partial(train, how="blind"),
            "Before the first backward pass there is no gradient: .grad is None, and None cannot be filled with "
            "zeros. What else could “start from nothing” look like?",
        ),
        Misconception(
            "update recorded in the graph",
            partial(train, update=recorded),
            "The update itself was being recorded, and torch refuses to change a leaf under its own record. "
            "Under which roof does an update belong, so that nothing in it is written down?",
        ),
        Misconception(
            "update rebinds a name",
            partial(train, update=rebound),
            "A new tensor was made and got the name of the old one inside the loop; the parameters have not moved. "
            "What is the difference between changing a tensor and giving its name to another?",
        ),
        Misconception(
            "other tensors in the dictionary",
            partial(train, update=partial(into_the_dictionary, "recorded")),
            OTHER_TENSORS,
        ),
        Misconception(
            "other tensors in the dictionary, under no_grad",
            partial(train, update=partial(into_the_dictionary, "bare")),
            OTHER_TENSORS,
        ),
        Misconception(
            "other leaves in the dictionary",
            partial(train, update=partial(into_the_dictionary, "leaf")),
            OTHER_TENSORS,
        ),
        Misconception("zeroes at the end", partial(train, order="forward backward step zero"), ZERO_LAST),
        Misconception(
            "zeroes at the end, with None", partial(train, order="forward backward step zero", how="none"), ZERO_LAST
        ),
        Misconception(
            "ascends",
            partial(train, update=lambda params, lr: move(params, -lr)),
            "The parameters move by the right amount in the wrong direction. The gradient points to where the loss "
            "grows: which way should a step go?",
        ),
        Misconception(
            "loss after the update",
            partial(train, result="after"),
            "The parameters are right, and the loss that came back was measured after the update. "
            "Which loss did this step's gradient belong to?",
        ),
        Misconception(
            "hands back a tensor",
            partial(train, result="tensor"),
            "The loss came back as a tensor, and with it the whole record behind it stays in memory. "
            "Which method of a tensor gives one plain number?",
        ),
        Misconception(
            "sum of squares",
            partial(train, loss=partial(loss_of, total=True)),
            "The loss is the sum of the squares, N times too large. Which word of the statement says what is done "
            "with them?",
        ),
        Misconception(
            "y broadcasts",
            partial(train, loss=partial(loss_of, flat=False)),
            "A column minus a flat tensor is a square of differences, in torch as in NumPy. "
            "Which shapes have the outputs and y just before the minus sign?",
        ),
        Misconception(
            "squeezes the output",
            partial(train, loss=partial(loss_of, squeezed=True)),
            "Right for a flat y and wrong for a column: the output was made flat whatever shape y has. "
            "Which shapes have the outputs and y just before the minus sign?",
        ),
        Misconception(
            "weights the other way round",
            partial(train, loss=turned),
            "The weights were turned, as those of nn.Linear have to be. Which shapes does the statement give W1 "
            "and W2, and which end of W1 has to meet x?",
            section=LAYOUT,
        ),
        Misconception(
            "forward pass not recorded",
            partial(train, loss=unrecorded),
            "Nothing was recorded on the way forward, so there is no way back. Which of the lines have to stand under "
            "no_grad, and which must not?",
        ),
        Misconception(
            "loops over names",
            over_names,
            "A loop over a dictionary hands out its keys, here the names “W1”, “b1” and so on. "
            "Which method of a dictionary hands out what stands behind them?",
        ),
        Misconception(
            "no ReLU",
            partial(train, loss=partial(loss_of, relu=False)),
            "The hidden units pass negative numbers on. What stands between the two linear layers of this net?",
        ),
        Misconception(
            "biases stand still",
            partial(train, update=partial(move, only="W")),
            "The weights move and the biases do not. Which entries of the dictionary are parameters?",
        ),
    ),
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
        Probe(name, ("two calls", draw(rng, 3), draw(rng, 3), draw(rng, 3)), back, "called twice before backward"),
    ]


def own_expected(probe: Probe) -> dict[str, Any]:
    what, x, *rest = probe.args
    e = np.exp(-x)
    if what == "forward":
        return {"output": 1 / (1 + e)}
    return {"gradient": rest[0] * e / (1 + e) ** 2, "gradcheck": True}


def own_calls(probe: Probe) -> str:
    _what, x, *rest = probe.args
    return f"SigmoidFunction.apply(x) at x = {brief(x)}" + (f" with g = {brief(rest[0])}" if rest else "")


def own_tells(probe: Probe, value: Any, expected: dict[str, Any]) -> str:
    call = own_calls(probe) + (f" ({probe.note})" if probe.note else "")
    part = "output" if "output" in value else "gradient"
    came = value[part]
    if part not in expected or isinstance(came, str):
        what = "returned no tensor but " if part == "output" else "left as the gradient on x: "
        return f"{call} {what}{came}."
    right = expected[part]
    what = "gave" if part == "output" else "sent back to x"
    if came.shape != right.shape:
        return f"{call} {what} an array of shape {came.shape}; expected shape {right.shape}."
    if came.dtype != right.dtype:
        return f"{call} works with {came.dtype} numbers; x came as {right.dtype}."
    if far(came, right):
        return f"{call} {what} {brief(came)}; expected {brief(right)}."
    return f"{call} {what} the right numbers; torch's gradcheck, which nudges in float64, is not content."


def function(
    forward: Callable[[Any, Any], Any] | None = None,
    backward: Callable[[Any, Any, Any], Any] = lambda g, s, x: g * s * (1 - s),
    shared: bool = False,
    unpacked: bool = True,
    keeps: bool = True,
) -> Any:
    """A maker of a Function: forward(torch, x) -> output; backward(g, output, input) -> what is handed back."""

    def make() -> Any:
        import torch

        class Made(torch.autograd.Function):
            @staticmethod
            def forward(ctx: Any, x: Any) -> Any:
                s = 1 / (1 + torch.exp(-x)) if forward is None else forward(torch, x)
                Made.seen = (s, x)  # type: ignore[attr-defined]
                if keeps:
                    ctx.save_for_backward(s, x)
                return s

            @staticmethod
            def backward(ctx: Any, g: Any) -> Any:
                if not unpacked:
                    return backward(g, ctx.saved_tensors, None)
                s, x = Made.seen if shared else ctx.saved_tensors  # type: ignore[attr-defined]
                return backward(g, s, x)

        return Made

    return make


def open_stub(g: Any, s: Any, x: Any) -> Any:
    raise NotImplementedError("replace this line with your answer")


STILL_A_TUPLE = (
    "saved_tensors is a tuple even when one tensor was saved, and a tuple cannot be multiplied by a tensor. "
    "How does Cube's backward get the tensor out of it?"
)
SIGMOID_FUNCTION = Exercise(
    name="SigmoidFunction",
    lesson=LESSON,
    section=OWN,
    points=2,
    functions=("SigmoidFunction(torch.autograd.Function)",),
    parts={"forward": 0.5, "backward": 1.5},
    probes=own_probes,
    expected=own_expected,
    run=torch_steps.own_function,
    calls=own_calls,
    tells=own_tells,
    opens=("torch",),
    phrases=("incorrect number of gradients", UNRECORDED, NO_GRADIENT, *A_TUPLE, NOTHING_KEPT, STUB),
    misconceptions=(
        Misconception(
            "ignores g",
            function(backward=lambda g, s, x: s * (1 - s)),
            "The local gradient came back, whatever had arrived. Which of the two numbers of lesson 02 is missing, "
            "and under which name does torch hand it to you?",
        ),
        Misconception(
            "input for output",
            function(backward=lambda g, s, x: g * x * (1 - x)),
            "The right rule with the wrong number in it: it was fed with the input. Lesson 03's rule is written in "
            "terms of something else. What did forward have in its hand when it ended?",
        ),
        Misconception(
            "float32",
            function(forward=lambda torch, x: torch.sigmoid(x.float())),
            "The numbers became float32 on the way, and half of the digits are gone; a gradient check by nudging needs "
            "them. Which type did x come with, and which line changes it?",
        ),
        Misconception(
            "tanh rule",
            function(backward=lambda g, s, x: g * (1 - s * s)),
            "This is the rule of another curve, the one between −1 and 1. Which activation has it, "
            "and what is σ's own in lesson 03?",
        ),
        Misconception(
            "σ twice",
            function(backward=lambda g, s, x: g * s.sigmoid() * (1 - s.sigmoid())),
            "What was saved is the output already, and σ was applied to it once more. What does your backward find in "
            "its saved tensors?",
        ),
        Misconception(
            "times the output",
            function(backward=lambda g, s, x: g * s),
            "g was multiplied by the output. Far to the right the curve is flat and its output nearly 1: "
            "how strongly does σ react to a nudge there?",
        ),
        Misconception(
            "times what is missing to 1",
            function(backward=lambda g, s, x: g * (1 - s)),
            "Far to the left your slope is nearly g, and the curve there is flat. Which of the two factors of "
            "lesson 03's rule is missing?",
        ),
        Misconception(
            "plus sign",
            function(backward=lambda g, s, x: g * s * (1 + s)),
            "Your slope grows and grows to the right, where the curve becomes flat. What happens to 1 − σ there, "
            "and to your version of it?",
        ),
        Misconception(
            "sign",
            function(backward=lambda g, s, x: -g * s * (1 - s)),
            "Every entry has the right size and the wrong sign. Does σ rise or fall from left to right?",
        ),
        Misconception(
            "hands g on",
            function(backward=lambda g, s, x: g.clone()),
            "What arrived was handed on as it was. By how much does the output move when x moves by 0.001?",
        ),
        Misconception(
            "kept on the class",
            function(shared=True),
            "Right when the function is used once. A second call before the backward pass overwrites what the first "
            "had kept. Which object does torch hand to both methods, one for each call?",
        ),
        Misconception("saved tensors not unpacked", function(unpacked=False), STILL_A_TUPLE),
        Misconception(
            "saved tensors not unpacked, g last",
            function(unpacked=False, backward=lambda g, s, x: s * (1 - s) * g),
            STILL_A_TUPLE,
        ),
        Misconception(
            "keeps nothing",
            function(keeps=False),
            "The saved tensors are empty: forward computed its result and laid nothing aside. "
            "Which line of Cube's forward has no counterpart in yours?",
        ),
        Misconception(
            "backward still the stub",
            function(backward=open_stub),
            "forward stands, and backward still ends in the line that waits for your answer. "
            "What arrives there as g, and what did lesson 03's gate multiply it by?",
        ),
        Misconception(
            "flipped",
            function(forward=lambda torch, x: 1 / (1 + torch.exp(x))),
            "The curve falls from left to right. Which sign has the exponent?",
        ),
        Misconception(
            "hands back nothing",
            function(backward=lambda g, s, x: None),
            "backward came back with nothing, and torch takes that for “no gradient needed”. "
            "Which word at the end of a method hands its result over?",
        ),
        Misconception(
            "one gradient too many",
            function(backward=lambda g, s, x: (g * s * (1 - s), g)),
            "Two results came back, and forward was given one tensor beside ctx. "
            "How many gradients does a function with one input hand back?",
        ),
    ),
)
