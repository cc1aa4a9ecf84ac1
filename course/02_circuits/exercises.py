"""The exercises of lesson 02, circuits: (x + y)·z, the gates' own gradients, patterns, and the order of the sweep.

Expected values are closed forms worked out on paper (and, for the order, a depth-first sort), never the lesson's
solutions. Left out: gradients that meet at a fork, which lesson 04 teaches; here no value of a formula is used twice,
and forks occur only in `backward_order`, where they decide which orders are valid.
Longer than other modules because it is a catalogue, read entry by entry: one misconception, one message.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from autograde.before import Misconception
from autograde.exercise import Exercise, Probe
from autograde.probe_numbers import SPECIAL, numbers

LESSON = "02_circuits"
CHAIN = "Backward, one node at a time"
GATE = "What a gate knows"
UNARY = "Gates with one input"
CONSTANTS = "Who needs a gradient?"
PATTERNS = "Add distributes, max routes, multiply swaps"
ORDER = "Which gate runs first?"

Pair = tuple[float, float]

TIES: dict[str, Pair] = {
    "": (0.5, 0.5),
    ", tie to the first": (1.0, 0.0),
    ", tie to the second": (0.0, 1.0),
    ", tie to both": (1.0, 1.0),
    ", tie to neither": (0.0, 0.0),
}


def shares(x: float, y: float, tie: str = "") -> Pair:
    """How a max gate divides what arrives: all of it to the larger input, half and half at an exact tie.

    tie: one of the other things that answers do at a tie, a key of TIES.
    """
    if x == y:
        return TIES[tie]
    return (1.0, 0.0) if x > y else (0.0, 1.0)


# ---- xyz_backward: f = (x + y)·z -------------------------------------------------------------------------------------


def xyz_probes(rng: np.random.Generator) -> list[Probe]:
    probes = [Probe("xyz_backward", (-0.4, 2.9, -1.7)), Probe("xyz_backward", (1.3, -2.6, 3.7))]
    while len(probes) < 6:
        x, y, z = numbers(rng, 3)
        if all(abs(abs(x + y) - size) > 0.06 for size in (0.0, *SPECIAL, abs(z))):
            probes.append(Probe("xyz_backward", (x, y, z)))
    return probes


def xyz_expected(probe: Probe) -> tuple[float, float, float]:
    x, y, z = probe.args
    return z, z, x + y


XYZ = Exercise(
    name="xyz_backward",
    lesson=LESSON,
    section=CHAIN,
    points=2,
    functions=("xyz_backward(x, y, z)",),
    probes=xyz_probes,
    expected=xyz_expected,
    misconceptions=(
        Misconception(
            "no upstream",
            lambda x, y, z: (1.0, 1.0, x + y),
            "dx and dy tell how far q moves, and stop there. When q moves by 0.001, how far does f move?",
        ),
        Misconception(
            "local gradients added",
            lambda x, y, z: (1 + z, 1 + z, x + y),
            "The rates of two gates in a row are added. "
            "If q moves once as far as x, and f moves three times as far as q, how far does f move?",
        ),
        Misconception(
            "q for dq",
            lambda x, y, z: (x + y, x + y, x + y),
            "The value of q was sent back to x and y. "
            "A value says where q is; which number says how strongly f answers when q moves?",
        ),
        Misconception(
            "dz=z",
            lambda x, y, z: (z, z, z),
            "dz is the value of z itself. Hold q still and nudge z: whose size decides how far q·z moves?",
        ),
        Misconception(
            "not swapped",
            lambda x, y, z: (x + y, x + y, z),
            "At the × gate each input received its own value. "
            "If q grows by a little while z stays, by how much does q·z grow?",
        ),
        Misconception(
            "expanded",
            lambda x, y, z: (x * z, y * z, x + y),
            "dx and dy look like the two terms of x·z + y·z. Those are values. "
            "By how much does the term x·z change when x grows by 0.001?",
        ),
        Misconception(
            "sign",
            lambda x, y, z: (-z, -z, -(x + y)),
            "Every gradient has the right size and points the wrong way. "
            "Does a gradient say which way f rises, or which way it falls?",
            section="Up or down?",
        ),
        Misconception(
            "add treated as multiply",
            lambda x, y, z: (y * z, x * z, x + y),
            "The add gate multiplied by its other input, as a × gate would. "
            "If x grows by 0.001, does it matter for x + y how large y is?",
        ),
        Misconception(
            "add halves",
            lambda x, y, z: (z / 2, z / 2, x + y),
            "The gradient was divided between x and y. Nudge x alone: does x + y follow only half of the way?",
        ),
        Misconception(
            "starts with f",
            lambda x, y, z: (z * (x + y) * z, z * (x + y) * z, (x + y) * z * (x + y)),
            "Every gradient carries an extra factor f. "
            "The backward pass starts at the output: how far does f move when f moves by 0.001?",
        ),
    ),
)


# ---- gate_backward: ×, + and max with an upstream gradient -----------------------------------------------------------


def gate_probes(rng: np.random.Generator) -> list[Probe]:
    probes = [Probe("mul_backward", (-1.6, 2.3, -0.7)), Probe("mul_backward", (2.4, 0.6, 3.5))]
    probes += [Probe("mul_backward", numbers(rng, 3)) for _ in range(3)]
    probes += [Probe("add_backward", (g,)) for g in (-1.6, 2.4, *numbers(rng, 3))]
    probes += [
        Probe("max_backward", (-1.6, 2.3, -0.7)),
        Probe("max_backward", (2.4, 0.6, 3.5)),
        Probe("max_backward", (-0.8, 1.7, 1.7), note="a tie"),
        Probe("max_backward", (3.3, -2.6, -0.4), note="two negative inputs"),
        Probe("max_backward", (1.9, -0.7, -0.7), note="a tie"),
    ]
    for flip in (False, True):
        g, *inputs = numbers(rng, 3)
        probes.append(Probe("max_backward", (g, *sorted(inputs, reverse=flip))))
    return probes


def gate_expected(probe: Probe) -> tuple[float, float]:
    if probe.function == "add_backward":
        (g,) = probe.args
        return g, g
    g, x, y = probe.args
    if probe.function == "mul_backward":
        return g * y, g * x
    return g * shares(x, y)[0] + 0.0, g * shares(x, y)[1] + 0.0  # + 0.0: a message never shows −0


# The curriculum also names "add returns inputs". add_backward(g) never sees its inputs, so this mistake can only be
# made by reading x and y from elsewhere. The lesson leaves x = −2 and y = 5 in the notebook from its first section to
# its last (circuits are built inside functions), and these two misconceptions are what such an answer returns.
NOTEBOOK_X, NOTEBOOK_Y = -2.0, 5.0


def mul(name: str, wrong: Callable[..., Any], message: str) -> Misconception:
    return Misconception(name, wrong, message, function="mul_backward")


def add(name: str, wrong: Callable[..., Any], message: str) -> Misconception:
    return Misconception(name, wrong, message, function="add_backward")


def biggest(name: str, wrong: Callable[..., Any], message: str) -> Misconception:
    return Misconception(name, wrong, message, function="max_backward")


def biggest_in_every_tie(name: str, wrong: Callable[[float, float, float, Pair], Pair], message: str) -> list[Any]:
    """One misconception for each treatment of a tie: wrong(g, x, y, shares)."""
    return [biggest(name + tie, lambda g, x, y, tie=tie: wrong(g, x, y, shares(x, y, tie)), message) for tie in TIES]


GATES = Exercise(
    name="gate_backward",
    lesson=LESSON,
    section=GATE,
    points=3,
    functions=("mul_backward(g, x, y)", "add_backward(g)", "max_backward(g, x, y)"),
    probes=gate_probes,
    expected=gate_expected,
    upstream=0,
    misconceptions=(
        mul(
            "mul ignores g",
            lambda g, x, y: (y, x),
            "The local gradients are right and the upstream gradient is missing. "
            "They tell how far x·y moves. When x·y moves by 0.001, how far does the loss move?",
        ),
        mul(
            "mul not swapped",
            lambda g, x, y: (g * x, g * y),
            "Each input received its own value. If x grows by a little, does x·y grow in proportion to x or to y?",
        ),
        mul(
            "mul returns its inputs",
            lambda g, x, y: (x, y),
            "The inputs came back as they were. Two things are missing: which input decides how far x·y moves "
            "when x is nudged, and how far does the loss move with it?",
        ),
        mul(
            "mul adds instead of multiplies",
            lambda g, x, y: (g + y, g + x),
            "Upstream and local gradient are added. "
            "If x·y moves three times as far as x, and the loss five times as far as x·y, how far does the loss move?",
        ),
        mul(
            "mul hands g on",
            lambda g, x, y: (g, g),
            "g was handed on unchanged, as an add gate would. Nudge x by 0.001: does x·y move by 0.001, whatever y is?",
        ),
        mul(
            "mul sends the product",
            lambda g, x, y: (g * x * y, g * x * y),
            "Both inputs received g times the gate's output. "
            "The output says where x·y is; which number says how far it moves when x is nudged?",
        ),
        mul(
            "mul divides",
            lambda g, x, y: (g / x, g / y),
            "g was divided where it should be multiplied by a local gradient. "
            "If y is large, does a nudge to x move x·y far or hardly at all?",
        ),
        add(
            "add ignores g",
            lambda g: (1.0, 1.0),
            "These are the gate's local gradients, and the upstream gradient is missing. "
            "When x + y moves by 0.001, how far does the loss move?",
        ),
        add(
            "add halves",
            lambda g: (g / 2, g / 2),
            "The gradient was divided between the two inputs. Nudge one input alone: "
            "does x + y follow only half of the way?",
        ),
        add(
            "add returns inputs",
            lambda g: (NOTEBOOK_X, NOTEBOOK_Y),
            "The result is −2 and 5 whatever g is: these are the x and y of the lesson's first example, found in the "
            "notebook. The gate was given g alone. Does the local gradient of x + y depend on x or y at all?",
        ),
        add(
            "add scales by the inputs",
            lambda g: (g * NOTEBOOK_X, g * NOTEBOOK_Y),
            "g was multiplied by −2 and 5, the x and y of the lesson's first example, found in the notebook. "
            "Does it matter for a nudge to x + y how large x and y are?",
        ),
        add(
            "add adds instead of multiplies",
            lambda g: (g + 1, g + 1),
            "Upstream and local gradient are added. "
            "If x + y moves as far as x, and the loss five times as far as x + y, how far does the loss move?",
        ),
        add(
            "add routes to one input",
            lambda g: (g, 0.0),
            "One input received everything, as if the gate chose between them. "
            "Nudge the other input alone: does x + y stay where it is?",
        ),
        add(
            "add doubles",
            lambda g: (2 * g, 2 * g),
            "Each input received g twice. Nudge one input alone by 0.001: does x + y move by 0.002?",
        ),
        *biggest_in_every_tie(
            "max ignores g",
            lambda g, x, y, mine: mine,
            "The gate chose the right input and forgot the upstream gradient. "
            "When the maximum moves by 0.001, how far does the loss move?",
        ),
        *biggest_in_every_tie(
            "max passes the value",
            lambda g, x, y, mine: (x * g * mine[0], y * g * mine[1]),
            "The gradient was multiplied by the value of the larger input. "
            "Nudge that input by 0.001: how far does the maximum move, and does its size matter?",
        ),
        *biggest_in_every_tie(
            "max returns the value",
            lambda g, x, y, mine: (x * mine[0], y * mine[1]),
            "The value of the larger input was sent back. That is the forward pass. "
            "What does the gate receive on the way back, and which input does it hand it to?",
        ),
        biggest(
            "max to both",
            lambda g, x, y: (g, g),
            "Both inputs received the gradient. Nudge the smaller input by 0.001: does the maximum notice?",
        ),
        biggest(
            "max to both at a tie",
            lambda g, x, y: (g if x >= y else 0.0, g if y >= x else 0.0),
            "At an exact tie both inputs received all of g, so the gate handed on twice what it got. "
            "Which policy for ties did lesson 01 settle on?",
        ),
        biggest(
            "max to the first at a tie",
            lambda g, x, y: (g, 0.0) if x >= y else (0.0, g),
            "At an exact tie the first input received everything. What would change if the inputs traded places, "
            "and which policy for ties did lesson 01 settle on?",
        ),
        biggest(
            "max to the second at a tie",
            lambda g, x, y: (g, 0.0) if x > y else (0.0, g),
            "At an exact tie the second input received everything. What would change if the inputs traded places, "
            "and which policy for ties did lesson 01 settle on?",
        ),
        biggest(
            "max to neither at a tie",
            lambda g, x, y: (g if x > y else 0.0, g if y > x else 0.0),
            "At an exact tie the gradient got lost: neither input received any. "
            "Which policy for ties did lesson 01 settle on?",
        ),
        *biggest_in_every_tie(
            "max reversed",
            lambda g, x, y, mine: (g * mine[1], g * mine[0]),
            "The smaller input received the gradient. Nudge it by 0.001: does the maximum notice?",
        ),
        biggest(
            "max always halves",
            lambda g, x, y: (g / 2, g / 2),
            "The gradient is divided even where one input is larger. "
            "Which of the two inputs does the maximum follow there?",
        ),
        biggest(
            "max adds instead of multiplies",
            lambda g, x, y: (g + shares(x, y)[0], g + shares(x, y)[1]),
            "Upstream and local gradient are added. "
            "If the maximum does not move when an input is nudged, how far can the loss move?",
        ),
    ),
)


# ---- unary_backward: 1/x, e^x, c + x, a·x ----------------------------------------------------------------------------


def unary_probes(rng: np.random.Generator) -> list[Probe]:
    planted = ((1.7, 0.6), (2.5, -0.4), (-3.1, 1.3))
    probes = []
    for function in ("reciprocal_backward", "exp_backward", "add_constant_backward", "scale_backward"):
        largest = 2.6 if function == "exp_backward" else 3.9
        probes += [Probe(function, args) for args in planted]
        probes += [Probe(function, numbers(rng, 2, largest=largest)) for _ in range(3)]
    return probes


UNARY_CLOSED: Mapping[str, Callable[[float, float], float]] = {
    "reciprocal_backward": lambda g, x: -g / (x * x),
    "exp_backward": lambda g, x: g * math.exp(x),
    "add_constant_backward": lambda g, c: g,
    "scale_backward": lambda g, a: g * a,
}


def unary_expected(probe: Probe) -> float:
    g, number = probe.args
    return UNARY_CLOSED[probe.function](g, number)


def reciprocal(name: str, wrong: Callable[..., Any], message: str) -> Misconception:
    return Misconception(name, wrong, message, function="reciprocal_backward")


def exponential(name: str, wrong: Callable[..., Any], message: str) -> Misconception:
    return Misconception(name, wrong, message, function="exp_backward")


def shift(name: str, wrong: Callable[..., Any], message: str, section: str = "") -> Misconception:
    return Misconception(name, wrong, message, function="add_constant_backward", section=section)


def scale(name: str, wrong: Callable[..., Any], message: str) -> Misconception:
    return Misconception(name, wrong, message, function="scale_backward")


UNARY_GATES = Exercise(
    name="unary_backward",
    lesson=LESSON,
    section=UNARY,
    points=2,
    functions=(
        "reciprocal_backward(g, x)",
        "exp_backward(g, x)",
        "add_constant_backward(g, c)",
        "scale_backward(g, a)",
    ),
    probes=unary_probes,
    expected=unary_expected,
    upstream=0,
    misconceptions=(
        reciprocal(
            "reciprocal sign",
            lambda g, x: g / x**2,
            "The size is right and the sign is not. When x grows from 2 to 2.1, does 1/x rise or fall?",
        ),
        reciprocal(
            "reciprocal −g/x",
            lambda g, x: -g / x,
            "The gradient shrinks too slowly as x grows. "
            "From x = 2 to x = 4 the slope of 1/x went from −0.25 to −0.0625: by which factor?",
        ),
        reciprocal(
            "reciprocal log",
            lambda g, x: g * math.log(x),
            "The logarithm is a function whose slope is 1/x. The question is the other way round: "
            "what is the slope of 1/x?",
        ),
        reciprocal(
            "reciprocal ignores g",
            lambda g, x: -1 / x**2,
            "The local gradient is right and the upstream gradient is missing. "
            "When 1/x moves by 0.001, how far does the loss move?",
        ),
        reciprocal(
            "reciprocal repeats the forward pass",
            lambda g, x: g / x,
            "g was multiplied by the gate's output. The output says where 1/x is; "
            "which number says how far it moves when x is nudged?",
        ),
        reciprocal(
            "reciprocal adds g",
            lambda g, x: g - 1 / x**2,
            "Upstream and local gradient are added. What does the chain rule do with the rates of two gates in a row?",
        ),
        exponential(
            "exp ignores g",
            lambda g, x: math.exp(x),
            "The local gradient is right and the upstream gradient is missing. "
            "When e^x moves by 0.001, how far does the loss move?",
        ),
        exponential(
            "exp power rule",
            lambda g, x: g * x * math.exp(x - 1),
            "The rule for powers x^n was used on e^x. In x^n the base moves; what moves in e^x?",
        ),
        exponential(
            "exp as log",
            lambda g, x: g / x,
            "This is the gradient of the logarithm. The slope of e^x at 2 measured 7.3891 in the lesson: "
            "what else is 7.3891 there?",
        ),
        exponential(
            "exp input taken for output",
            lambda g, x: g * x,
            "g was multiplied by x. The measured slope equals the gate's output; is x the gate's input or its output?",
        ),
        exponential(
            "exp applied twice",
            lambda g, x: g * math.exp(math.exp(x)),
            "e was raised twice: x is the gate's input, not yet its output. "
            "How often does the forward pass apply the exponential?",
        ),
        exponential(
            "exp hands g on",
            lambda g, x: g,
            "g was handed on unchanged, as if e^x moved exactly as far as x. "
            "Is the slope of e^x the same at 0.6 and at −0.4?",
        ),
        exponential(
            "exp adds g",
            lambda g, x: g + math.exp(x),
            "Upstream and local gradient are added. What does the chain rule do with the rates of two gates in a row?",
        ),
        shift(
            "add constant: g·c",
            lambda g, c: g * c,
            "g was multiplied by the constant, as the gate a·x would. "
            "Nudge x by 0.001: does it matter for c + x how large c is?",
        ),
        shift(
            "add constant ignores g",
            lambda g, c: 1.0,
            "This is the local gradient, and the upstream gradient is missing. "
            "When c + x moves by 0.001, how far does the loss move?",
        ),
        shift(
            "add constant: g + c",
            lambda g, c: g + c,
            "This is the forward pass, done on the gradient. A constant moves every value by the same amount: "
            "does it change how far the output moves when x is nudged?",
        ),
        shift(
            "add constant gives zero",
            lambda g, c: 0.0,
            "A constant has no slope, and c + x is not a constant. Nudge x by 0.001: what does c + x do?",
        ),
        shift(
            "add constant: gradient for c too",
            lambda g, c: (g, g),
            "Two gradients came back, one of them for c. Will anybody ever move c?",
            section=CONSTANTS,
        ),
        scale(
            "scale: g",
            lambda g, a: g,
            "g was handed on unchanged, as the gate c + x would. Nudge x by 0.001: how far does a·x move?",
        ),
        scale(
            "scale ignores g",
            lambda g, a: a,
            "This is the local gradient, and the upstream gradient is missing. "
            "When a·x moves by 0.001, how far does the loss move?",
        ),
        scale(
            "scale adds g",
            lambda g, a: g + a,
            "Upstream and local gradient are added. What does the chain rule do with the rates of two gates in a row?",
        ),
        scale(
            "scale divides",
            lambda g, a: g / a,
            "g was divided by a, as if the backward pass undid the forward pass. "
            "If a is large, does a nudge to x move a·x far or hardly at all?",
        ),
    ),
)


# ---- patterns_backward: f = 2·(x·y + max(z, w)) ----------------------------------------------------------------------


def patterns_probes(rng: np.random.Generator) -> list[Probe]:
    name = "patterns_backward"
    probes = [
        Probe(name, (1.3, -2.7, 3.4, -0.6), "distinct", "z above w"),
        Probe(name, (-0.8, 1.7, -3.1, 2.6), "distinct", "w above z"),
        Probe(name, (3.6, 0.7, -1.4, -2.9), "distinct"),
        Probe(name, (1.6, -2.3, 0.7, 0.7), "tie", "a tie"),
    ]
    for flip in (False, True):
        x, y, *rivals = numbers(rng, 4)
        probes.append(Probe(name, (x, y, *sorted(rivals, reverse=flip)), "distinct"))
    x, y, z = numbers(rng, 3)
    return [*probes, Probe(name, (x, y, z, z), "tie", "a tie")]


def patterns_expected(probe: Probe) -> tuple[float, float, float, float]:
    x, y, z, w = probe.args
    return 2 * y, 2 * x, 2 * shares(z, w)[0], 2 * shares(z, w)[1]


def patterns(
    product: Callable[[float, float], Pair], greater: Callable[[float, float], Pair]
) -> Callable[..., tuple[float, ...]]:
    """A wrong answer put together from what it does at the product and what it does at the maximum."""
    return lambda x, y, z, w: (*product(x, y), *greater(z, w))


def right_product(x: float, y: float) -> tuple[float, float]:
    return 2 * y, 2 * x


def right_max(z: float, w: float) -> tuple[float, float]:
    return 2 * shares(z, w)[0], 2 * shares(z, w)[1]


def patterns_in_every_tie(
    name: str, product: Callable[[float, float], Pair], greater: Callable[[float, float, Pair], Pair], message: str
) -> list[Misconception]:
    """One misconception for each treatment of a tie: greater(z, w, shares)."""
    return [
        Misconception(
            name + tie,
            patterns(product, lambda z, w, tie=tie: greater(z, w, shares(z, w, tie))),  # type: ignore[misc]
            message,
        )
        for tie in TIES
    ]


PATTERN_GATES = Exercise(
    name="patterns_backward",
    lesson=LESSON,
    section=PATTERNS,
    points=2,
    functions=("patterns_backward(x, y, z, w)",),
    parts={"distinct": 1.5, "tie": 0.5},
    probes=patterns_probes,
    expected=patterns_expected,
    misconceptions=(
        # An add gate that halves gives the same numbers, 2·½ = 1; the message fits both.
        *patterns_in_every_tie(
            "missing ×2",
            lambda x, y: (y, x),
            lambda z, w, mine: mine,
            "Every gradient is half of what it should be. "
            "Start at the output: what does the first gate send back, and what does the add gate hand on?",
        ),
        Misconception(
            "missing ×2 at the product",
            patterns(lambda x, y: (y, x), right_max),
            "dz and dw carry the factor 2 of the last gate, dx and dy do not. What arrives at the gate x·y?",
        ),
        *patterns_in_every_tie(
            "missing ×2 at the max",
            right_product,
            lambda z, w, mine: mine,
            "dx and dy carry the factor 2 of the last gate, dz and dw do not. What arrives at the max gate?",
        ),
        *patterns_in_every_tie(
            "not swapped",
            lambda x, y: (2 * x, 2 * y),
            lambda z, w, mine: (2 * mine[0], 2 * mine[1]),
            "dx grows with x and dy with y. If x grows by a little, does x·y grow in proportion to x or to y?",
        ),
        Misconception(
            "max to both",
            patterns(right_product, lambda z, w: (2.0, 2.0)),
            "Both inputs of the max gate received the gradient. "
            "Nudge the smaller one by 0.001: does the maximum notice?",
        ),
        Misconception(
            "max to both at a tie",
            patterns(right_product, lambda z, w: (2.0 if z >= w else 0.0, 2.0 if w >= z else 0.0)),
            "At an exact tie z and w each received everything, so the max gate handed on twice what it got. "
            "Which policy for ties did lesson 01 settle on?",
        ),
        Misconception(
            "max to the first at a tie",
            patterns(right_product, lambda z, w: (2.0, 0.0) if z >= w else (0.0, 2.0)),
            "Right as long as z and w differ. At an exact tie z received everything: "
            "which policy for ties did lesson 01 settle on?",
        ),
        Misconception(
            "max to the second at a tie",
            patterns(right_product, lambda z, w: (2.0, 0.0) if z > w else (0.0, 2.0)),
            "Right as long as z and w differ. At an exact tie w received everything: "
            "which policy for ties did lesson 01 settle on?",
        ),
        Misconception(
            "max to neither at a tie",
            patterns(right_product, lambda z, w: (2.0 if z > w else 0.0, 2.0 if w > z else 0.0)),
            "Right as long as z and w differ. At an exact tie the gradient got lost: "
            "which policy for ties did lesson 01 settle on?",
        ),
        *patterns_in_every_tie(
            "max passes the value 2z",
            right_product,
            lambda z, w, mine: (2 * z * mine[0], 2 * w * mine[1]),
            "The max gate multiplied what it got by the value of the larger input. "
            "Nudge that input by 0.001: how far does the maximum move, and does its size matter?",
        ),
        *patterns_in_every_tie(
            "max reversed",
            right_product,
            lambda z, w, mine: (2 * mine[1], 2 * mine[0]),
            "The smaller input of the max gate received the gradient. Nudge it by 0.001: does the maximum notice?",
        ),
        Misconception(
            "max always halves",
            patterns(right_product, lambda z, w: (1.0, 1.0)),
            "The max gate divided what it got even where one input is larger. Which input does the maximum follow?",
        ),
        Misconception(
            "adds instead of multiplies",
            patterns(lambda x, y: (2 + y, 2 + x), lambda z, w: (2 + shares(z, w)[0], 2 + shares(z, w)[1])),
            "Upstream and local gradients are added. The input that lost the maximum moves nothing inside the bracket: "
            "can it move f?",
        ),
    ),
)


# ---- backward_order: which gate runs when ----------------------------------------------------------------------------

Circuit = Mapping[str, tuple[str, ...]]

GATE_NAMES = ("k", "m", "n", "p", "q", "r", "s", "t", "u", "v")
LEAF_NAMES = ("a", "b", "c", "d")

PLANTED: tuple[tuple[dict[str, tuple[str, ...]], str], ...] = (
    ({"f": ("a", "b")}, "a single gate"),
    ({"f": ("p", "q"), "p": ("a", "b"), "q": ("c", "d")}, "two branches"),
    # Depth first from the output meets s on the way through t, before u, which also uses s, has had its turn.
    ({"v": ("t", "u"), "s": ("a", "b"), "t": ("s", "c"), "f": ("v",), "u": ("s", "d")}, "a fork"),
    # Level by level from the output meets u before v and w, which both use it.
    ({"w": ("v", "u"), "u": ("a", "b"), "y": ("u", "w"), "v": ("u", "c")}, "a fork"),
    # Two gates that nothing uses, and a gate that takes the same input twice.
    ({"r": ("q", "q"), "p": ("a", "a"), "t": ("p", "q"), "q": ("p", "b"), "w": ("t", "c")}, "two outputs"),
)


def order_probes(rng: np.random.Generator) -> list[Probe]:
    probes = [Probe("backward_order", (circuit,), note=note) for circuit, note in PLANTED]
    return probes + [Probe("backward_order", (random_circuit(rng, gates),)) for gates in (5, 7, 9)]


def random_circuit(rng: np.random.Generator, gates: int) -> dict[str, tuple[str, ...]]:
    """A circuit of that many gates, each using the one before it and often an earlier gate as well; keys shuffled."""
    names = [str(name) for name in rng.permutation(GATE_NAMES)[:gates]]
    circuit: dict[str, tuple[str, ...]] = {}
    for index, name in enumerate(names):
        before = names[index - 1] if index else LEAF_NAMES[0]
        others = [*names[: max(index - 1, 0)], *LEAF_NAMES[1:]] if rng.random() < 0.7 else list(LEAF_NAMES[1:])
        inputs = [before, str(rng.choice(others))]
        circuit[name] = tuple(inputs[:: int(rng.choice((-1, 1)))])
    shuffled = [str(name) for name in rng.permutation(names)]
    return {name: circuit[name] for name in shuffled}


def inputs_first(circuit: Circuit, leaves: bool = False) -> list[str]:
    """Names in an order in which every gate comes after its inputs, found depth first from the output."""
    order: list[str] = []

    def visit(name: str) -> None:
        if name in order:
            return
        for source in circuit.get(name, ()):
            visit(source)
        if leaves or name in circuit:
            order.append(name)

    for name in outputs(circuit):
        visit(name)
    return order


def outputs(circuit: Circuit) -> list[str]:
    """The gates whose output no other gate uses."""
    used = {source for sources in circuit.values() for source in sources}
    return [name for name in circuit if name not in used]


def order_expected(probe: Probe) -> list[str]:
    return inputs_first(probe.args[0])[::-1]


def order_accepts(probe: Probe, value: Any) -> bool:
    """Whether `value` lists every gate once, each after all gates that use its output."""
    circuit: Circuit = probe.args[0]
    if not isinstance(value, (list, tuple)) or not all(isinstance(name, str) for name in value):
        return False
    if sorted(value) != sorted(circuit):
        return False
    place = {name: index for index, name in enumerate(value)}
    return all(place[name] < place[s] for name, sources in circuit.items() for s in sources if s in circuit)


def breadth_first(circuit: Circuit) -> list[str]:
    """Wrong: level by level from the output, each gate where it is first met."""
    order = outputs(circuit)
    for name in order:
        order += [s for s in dict.fromkeys(circuit[name]) if s in circuit and s not in order]
    return order


def depth_first(circuit: Circuit, repeats: bool = False) -> list[str]:
    """Wrong: from the output into the first input as deep as it goes; each gate where it is (first) met."""
    order: list[str] = []

    def visit(name: str) -> None:
        if name in circuit and (repeats or name not in order):
            order.append(name)
            for source in circuit[name]:
                visit(source)

    for name in outputs(circuit):
        visit(name)
    return order


def in_rounds(circuit: Circuit, forgetful: bool = False) -> list[str]:
    """Round after round over the dictionary, a gate is listed when all gates that use its output are listed.

    forgetful: nothing keeps it from being listed again.
    """
    order: list[str] = []
    while len(order) < len(circuit):
        for name in circuit:
            users = [other for other, sources in circuit.items() if name in sources]
            if (forgetful or name not in order) and all(user in order for user in users):
                order.append(name)
    return order


def users_counted_once(circuit: Circuit) -> list[str]:
    """Wrong: a gate waits for as many messages as it has users, but one user may send two."""
    waiting = {name: sum(name in sources for sources in circuit.values()) for name in circuit}
    order = outputs(circuit)
    for name in order:
        for source in circuit[name]:
            if source in circuit:
                waiting[source] -= 1
                order += [source] if waiting[source] == 0 else []
    return order


def level_by_level_with_repeats(circuit: Circuit) -> list[str]:
    """Wrong: from the outputs on, every gate sends each gate that feeds it to the end of the list, again and again."""
    order = outputs(circuit)
    for name in order:
        order += [source for source in circuit[name] if source in circuit]
    return order


def without_intermediates(circuit: Circuit) -> list[str]:
    """Wrong: the output gate and the gates that have a leaf among their inputs; those in between are left out."""
    last = outputs(circuit)
    return [
        name
        for name in inputs_first(circuit)[::-1]
        if name in last or any(source not in circuit for source in circuit[name])
    ]


def backward(wrong: Callable[[Circuit], Sequence[str]]) -> Callable[[Circuit], list[str]]:
    """The reverse of what `wrong` returns."""
    return lambda circuit: list(wrong(circuit))[::-1]


BACKWARD_ORDER = Exercise(
    name="backward_order",
    lesson=LESSON,
    section=ORDER,
    points=1,
    functions=("backward_order(circuit)",),
    probes=order_probes,
    expected=order_expected,
    accepts=order_accepts,
    misconceptions=(
        Misconception(
            "forward order",
            inputs_first,
            "This is the order of the forward pass. "
            "At which gate is an upstream gradient known before any gate has run backward?",
        ),
        Misconception(
            "forward order, a right answer reversed",
            backward(in_rounds),
            "This is a right answer read from its end, the order of the forward pass. "
            "At which gate is an upstream gradient known before any gate has run backward?",
        ),
        Misconception(
            "inputs first",
            lambda circuit: inputs_first(circuit, leaves=True),
            "The list begins with the leaves and follows the forward pass. "
            "Has a leaf anything to run, and which gate is the first to know its upstream gradient?",
        ),
        Misconception(
            "lists the leaves",
            backward(lambda circuit: inputs_first(circuit, leaves=True)),
            "The order is right and leaves stand in it. A leaf receives a gradient; is there a gate behind it to run?",
        ),
        Misconception(
            "skips intermediates",
            without_intermediates,
            "Gates between other gates are missing. "
            "Where does a gate further back get its upstream gradient from, if the one before it never runs?",
            section=CONSTANTS,
        ),
        Misconception(
            "dictionary order",
            list,
            "The gates come in the order in which the dictionary happens to list them. "
            "What in the circuit decides which gate has to wait for which?",
        ),
        Misconception(
            "dictionary order reversed",
            backward(list),
            "The dictionary was read from its end. Its keys stand in any order: "
            "what in the circuit decides which gate has to wait for which?",
        ),
        Misconception(
            "breadth first",
            breadth_first,
            "Gates are listed level by level from the output, each as soon as it is met. "
            "A gate used near the output and again further back is met early: has it then received everything?",
        ),
        Misconception(
            "depth first",
            depth_first,
            "Each branch is followed to its end before the next one starts. "
            "A gate that both branches use is met on the first: has it then received everything?",
        ),
        Misconception(
            "gates repeated",
            lambda circuit: depth_first(circuit, repeats=True),
            "A gate that is used twice is listed twice. How often does a gate run backward, "
            "and what does it have to wait for?",
        ),
        Misconception(
            "gates repeated, level by level",
            level_by_level_with_repeats,
            "A gate that is used twice is listed twice. How often does a gate run backward, "
            "and what does it have to wait for?",
        ),
        Misconception(
            "double use counted once",
            users_counted_once,
            "Right until a gate uses the same input twice, as r does with q. How many messages does q get from r, "
            "and which other gate is still to come?",
        ),
        Misconception(
            "gates repeated in every round",
            lambda circuit: in_rounds(circuit, forgetful=True),
            "Gates are listed again in every round, until the list is long enough and others have no place in it. "
            "How does your loop know that a gate has had its turn?",
        ),
    ),
)
