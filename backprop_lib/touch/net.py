"""A small net to be touched: it learns in the page, step by step or running.

    net = Classifier((2, 8, 1), "tanh", seed=1)
    training(net, *data.circles(100, seed=1), rate=5.0)

Three drawings: what the net says everywhere in the plane, as coarse squares; the loss after each step; and the net
itself, each parameter's line (a bias: the circle of its unit) as wide as its gradient against the largest.
Every step is one of gradient descent over all points, as `train.fit` with `optim.SGD`; the net is not changed.
Left out: batches, momentum, deeper nets (`chain`).
"""

from __future__ import annotations

import copy
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np

from backprop_lib.classifier import Classifier
from backprop_lib.picture import Picture
from backprop_lib.svg import INK, VERMILLION, element
from backprop_lib.touch.plane import ASPECT, BLUE, BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Plane, picture, sheet
from backprop_lib.words import number

LEVELS = ("#F0C36D", "#F8DFA9", "#FDF2DA", "#E6F1F8", "#B9D9EC", "#86BCE0")  # sure of class 0 … sure of class 1
ORANGE = "#9A6A00"
COLUMNS, ROWS = 24, 20
CURVE = Plane((0.0, 400.0), (1e-3, 10.0), log=(False, True))
SIGNS = (f"stroke:{BLUE}", f"stroke:{VERMILLION};stroke-dasharray:7 3")  # of a gradient of 0 or above, below 0
GATES = {"tanh": "tanh", "relu": "relu", "sigmoid": "σ"}  # the library's activations in the circuits' words
UNITS = range(1, 13)  # hidden units that the drawing has room for
KEY = 44.0


def training(net: Classifier, X: Any, y: Any, rate: float, guess: bool = False, caption: str = "") -> Picture:
    """The net as it is now, to be trained on X (N, 2), y (N,) of zeros and ones; the rate can be changed at any time.

    guess: whether "10 steps" asks for the loss after them first; a box in the picture changes that.
    Raises ValueError for a net without two inputs and one hidden layer of up to 12 units.
    """
    X, y = np.asarray(X, dtype=np.float64), np.asarray(y, dtype=np.float64).reshape(-1)
    if len(net.sizes) != 3 or net.sizes[0] != 2 or net.sizes[1] not in UNITS or not 0 < rate <= 100:
        raise ValueError(f"the picture shows nets (2, 1 … {UNITS[-1]}, 1) at rates up to 100, not {net.sizes}, {rate}")
    net = copy.deepcopy(net)  # a forward pass leaves its traces
    loss, gradient = gradient_of(net, X, y)
    names = [f"{name}[{', '.join(map(str, at))}]" for name, p in net.parameters().items() for at in np.ndindex(p.shape)]
    names = [name.replace(", 0]", "]") if name.startswith("W2") else name for name in names]
    across = 1.25 * float(max(np.abs(X[:, 0]).max(), np.abs(X[:, 1]).max() / ASPECT))
    plane = Plane((-across, across), (-across * ASPECT, across * ASPECT))
    right = round(net.correct(X, y) * len(y))
    alt = (
        f"A net with {net.sizes[1]} hidden units, rate {number(rate)}. What it says in each square of "
        f"the plane, orange for class 0, blue for class 1, and {len(y)} points, triangles and circles: {right} are "
        f"right. Beside it the loss, {number(loss)}, and the net with a line for each weight, as wide as its gradient "
        "is large, dashed where it is below 0."
    )
    state = {
        "X": X.tolist(),
        "y": y.tolist(),
        "op": GATES[net.activation],
        "params": flat(net.parameters()),
        "names": names,
        "rate": rate,
        "guess": guess,
        "plane": plane.state(),
        "levels": LEVELS,
        "signs": SIGNS,
        "columns": COLUMNS,
        "rows": ROWS,
        "curve": CURVE.state(),
    }
    drawings = [_plane(plane, net, X, y, alt), _curve(loss), _net(net.sizes[1], gradient)]
    return picture("net", drawings, state, alt, caption)


def flat(arrays: dict[str, np.ndarray]) -> list[float]:
    """All numbers of W1, b1, W2 and b2 in a row."""
    return [float(value) for array in arrays.values() for value in array.ravel()]


def gradient_of(net: Classifier, X: np.ndarray, y: np.ndarray) -> tuple[float, list[float]]:
    """The loss, and all gradients in a row."""
    loss = net.loss(X, y)
    net.zero_grad()
    net.backward()
    return loss, flat(net.gradients())


def _plane(plane: Plane, net: Classifier, X: np.ndarray, y: np.ndarray, alt: str) -> ET.Element:
    """The squares of the plane, the points, and a ring around those on the wrong side."""
    key = [("class 0", ORANGE, "triangle"), ("class 1", BLUE, "circle"), ("ring: wrong side", INK, "ring")]
    svg, body = plane.svg(alt, "what the net says   (up: x₂)", "x₁", key)
    size = (WIDTH - LEFT - RIGHT) / COLUMNS, (HEIGHT - TOP - BOTTOM) / ROWS
    place = f"translate({LEFT:g} {TOP + size[1] / 2:.3f}) scale({size[0]:.4f} {size[1]:.4f})"
    cells = element(body, "g", transform=place, fill="none", shape_rendering="crispEdges")
    i, j = np.meshgrid(np.arange(COLUMNS), np.arange(ROWS), indexing="ij")
    middles = np.column_stack([_middle(plane.x, i, COLUMNS).ravel(), _middle(plane.y[::-1], j, ROWS).ravel()])
    levels = np.minimum((net.score(middles) * len(LEVELS)).astype(int), len(LEVELS) - 1)
    for k, colour in enumerate(LEVELS):
        found = zip(i.ravel()[levels == k], j.ravel()[levels == k], strict=True)
        d = "".join(f"M{a} {b}h1" for a, b in found) or "M0 0"
        element(cells, "path", d=d, data_part=f"level-{k}", stroke=colour)
    wrong = [(*x,) for x in X[(net.score(X) > 0.5) != (y == 1)]]
    dots = {"fill": "none", "stroke_linecap": "round"}
    element(body, "path", d=plane.dots(wrong), data_part="wrong", stroke=INK, stroke_width=12, **dots)
    for k, (mark, colour) in enumerate((("m-4 3h8l-4 -8z", ORANGE), ("m-4 0a4 4 0 1 1 8 0a4 4 0 1 1 -8 0z", BLUE))):
        d = "".join(f"M{plane.px(a):.1f} {plane.py(b):.1f}{mark}" for a, b in X[y == k])
        element(body, "path", d=d, fill=colour, stroke="#ffffff", stroke_width=0.8)
    return svg


def _middle(ends: tuple[float, ...], index: np.ndarray, count: int) -> np.ndarray:
    return ends[0] + (index + 0.5) / count * (ends[1] - ends[0])


def _curve(loss: float) -> ET.Element:
    svg, body = CURVE.svg("The loss after each step.", "loss", "steps")
    look = {"fill": "none", "stroke": VERMILLION, "stroke_width": 2}
    element(body, "path", d=CURVE.line([(0, loss)]), data_part="loss", **look)
    CURVE.dot(body, (0, loss), "now", VERMILLION, "square")
    return svg


def _net(units: int, gradient: list[float]) -> ET.Element:
    """The net from left to right; what stands for a parameter is a group, whose stroke its gradient decides."""
    alt = "The net: lines from two inputs to each hidden unit and from there to the output."
    svg = sheet(WIDTH, HEIGHT, alt)
    words = {"font_size": 12, "fill": INK}
    element(svg, "text", "gradient of each parameter", x=4, y=15, font_weight="bold", **words)
    hidden = [34 + (HEIGHT - KEY - 34 - 16) * (j + 0.5) / units for j in range(units)]
    middle = (hidden[0] + hidden[-1]) / 2
    inputs = (middle - 50, middle + 50)
    paths = [f"M49 {y:.1f}L151 {h:.1f}" for y in inputs for h in hidden]
    paths += [_ring(160, h) for h in hidden]
    paths += [f"M169 {h:.1f}L271 {middle:.1f}" for h in hidden]
    paths += [_ring(280, middle)]
    element(svg, "path", d=paths[0], data_part="halo", stroke="#FFD23F", stroke_width=15, fill="none")
    largest = max(map(abs, gradient)) or 1.0
    for i, (d, slope) in enumerate(zip(paths, gradient, strict=True)):
        look = f"{SIGNS[int(slope < 0)]};stroke-width:{0.6 + 7 * abs(slope) / largest:.2f}"
        group = element(svg, "g", data_part=f"p-{i}", fill="none", style=look)
        element(group, "path", d=d, stroke="transparent", stroke_width=11, stroke_dasharray="none")
        element(group, "path", d=d)
    for text, x, h in (("x₁", 34.0, inputs[0]), ("x₂", 34.0, inputs[1]), ("σ", 306.0, middle)):
        element(svg, "text", text, x=x, y=h + 4, text_anchor="middle", **(words | {"font_size": 14}))
    for text, x, look in (("above 0", 4.0, SIGNS[0]), ("below 0", 118.0, SIGNS[1])):
        element(svg, "path", d=f"M{x:g} {HEIGHT - 28:g}h26", style=f"{look};stroke-width:3")
        element(svg, "text", text, x=x + 31, y=HEIGHT - 24, **words)
    element(svg, "text", "wide: a large gradient; circles: biases", x=4, y=HEIGHT - 7, **words)
    return svg


def _ring(x: float, y: float) -> str:
    return f"M{x - 9:g} {y:.1f}a9 9 0 1 1 18 0a9 9 0 1 1 -18 0z"
