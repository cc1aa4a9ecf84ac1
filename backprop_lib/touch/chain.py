"""A chain of neurons to be touched: depth, weight and activation move, and the gradient vanishes, survives or explodes.

    neurons("σ", weight=1.0, depth=10, guess=True)       what is left at the input of a gradient of 1?

Every neuron computes a_k = act(weight · a_{k−1} + bias), with the same weight and bias in each. On the left the values
on their way forward, on the right the gradient of the last one on its way back, both on logarithmic axes.
Left out: layers of several units (`net`), and weights that differ.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from xml.etree import ElementTree as ET

from backprop_lib.circuit import Value
from backprop_lib.picture import Picture
from backprop_lib.svg import INK, VERMILLION, WIRE, element
from backprop_lib.touch.plane import BLUE, Plane, picture
from backprop_lib.words import number

ACTIVATIONS: dict[str, Callable[[Value], Value]] = {
    "σ": Value.sigmoid,
    "tanh": Value.tanh,
    "relu": Value.relu,
    "none": lambda z: z,
}
MOST = 50  # layers
LARGEST = 5.0  # weight and bias, and what goes in
SCALES = tuple(Plane((0.0, MOST), (1 / end, end), log=(False, True)) for end in (1e4, 1e12, 1e59))


def neurons(
    activation: str = "σ",
    weight: float = 1.0,
    depth: int = 10,
    bias: float = 0.0,
    start: float = 0.5,
    guess: bool = False,
    caption: str = "",
) -> Picture:
    """A chain of so many neurons into which `start` goes; all five to be changed, depth also by dragging its end.

    activation: "σ", "tanh", "relu" or "none".
    guess: whether the gradient at the input is asked for before it is shown; a box in the picture changes that.
    Example: neurons("relu", weight=1.5, depth=50)
    """
    if activation not in ACTIVATIONS or depth not in range(1, MOST + 1):
        raise ValueError(f"activation is one of {', '.join(ACTIVATIONS)}, depth one of 1, 2 … {MOST}")
    if max(abs(weight), abs(bias), abs(start)) > LARGEST:
        raise ValueError(f"weight, bias and start lie between −{LARGEST:g} and {LARGEST:g}")
    values, gradients = passes(activation, weight, bias, start, depth)
    alt = (
        f"A chain of {depth} neurons with the activation {activation}, weight {number(weight)}, bias {number(bias)}; "
        f"{number(start)} goes in. Left: the size of each value, {number(values[-1])} at the end. Right: the size of "
        f"the gradient at each layer, 1 at the end and {number(gradients[0])} at the input. Logarithmic axes."
    )
    state = {
        "activation": activation,
        "weight": weight,
        "layers": depth,
        "bias": bias,
        "start": start,
        "guess": guess,
        "largest": LARGEST,
        "names": list(ACTIVATIONS),
        "scales": [plane.state() for plane in SCALES],
    }
    drawings = [
        _drawn(values, "size of each value, forward", BLUE, "circle", alt),
        _drawn(gradients, "size of the gradient, backward", VERMILLION, "square", "The gradient at each layer."),
    ]
    return picture("chain", drawings, state, alt, caption)


def passes(activation: str, weight: float, bias: float, start: float, depth: int) -> tuple[list[float], list[float]]:
    """What each neuron puts out, the input first, and the gradient of the last one for each."""
    nodes = [Value(start)]
    for _ in range(depth):
        nodes.append(ACTIVATIONS[activation](nodes[-1] * weight + bias))
    nodes[-1].backward()
    return [node.data for node in nodes], [node.grad for node in nodes]


def scale_of(sizes: Sequence[float]) -> Plane:
    """The closest axes on which every size above 0 can be seen, or the widest ones."""
    fits = [plane for plane in SCALES if all(plane.y[0] <= size <= plane.y[1] for size in sizes if size)]
    return fits[0] if fits else SCALES[-1]


def _drawn(numbers: Sequence[float], title: str, colour: str, shape: str, alt: str) -> ET.Element:
    sizes = [abs(value) for value in numbers]
    plane = scale_of(sizes)
    svg, body = plane.svg(alt, title, "layer (0: the input)", scales=SCALES)
    element(body, "path", d=plane.line([(0, 1), (MOST, 1)]), stroke=WIRE, stroke_dasharray="7 4")
    handle = element(body, "g", data_part="end", transform=plane.place((len(sizes) - 1, 1)))
    element(handle, "rect", x=-17, y=-300, width=34, height=600, fill="transparent")
    element(handle, "path", d="M0 -300V300", stroke=INK)
    path = list(enumerate(sizes))
    look = {"stroke": colour, "fill": "none", "pointer_events": "none"}
    element(body, "path", d=plane.line(path), data_part="path", stroke_width=1.5, **look)
    cap = "round" if shape == "circle" else "square"
    element(body, "path", d=plane.dots(path), data_part="dots", stroke_width=5, stroke_linecap=cap, **look)
    return svg
