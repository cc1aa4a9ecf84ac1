"""The gate σ to be touched: x moves along the curve; its slope, and what several such gates leave of a gradient.

    gates(x=0, n=10, guess=True)       how much of a gradient do ten of them leave?

Left out: weights between the gates, and other activations.
"""

from __future__ import annotations

from xml.etree import ElementTree as ET

from backprop_lib.gates import sigmoid, sigmoid_backward
from backprop_lib.picture import Picture
from backprop_lib.svg import GREEN, INK, VERMILLION, WIRE, element
from backprop_lib.touch.plane import HEIGHT, LEFT, PALE, Plane, curve_points, picture
from backprop_lib.words import number

MOST = 10  # gates
BAR = 160.0  # pixels for a slope of ¼
EDGE = 4.0  # farther from 0 the slope is below 0.018, and the pictures say "saturated"
CURVE = Plane((-8.0, 8.0), (-0.08, 1.08))
LEFT_OVER = Plane((0.0, MOST + 0.5), (1e-20, 3.0), log=(False, True))


def gates(x: float = 0.0, n: int = MOST, guess: bool = False, caption: str = "") -> Picture:
    """σ with a point at x, and what is left of a gradient of 1 after each of n gates that sit there; both to be moved.

    guess: whether what n gates leave is asked for before it is shown; a box in the picture changes that.
    Example: gates(x=2.0, n=5)
    """
    if not (CURVE.x[0] <= x <= CURVE.x[1] and n in range(1, MOST + 1)):
        raise ValueError(f"x lies between −8 and 8, n is one of 1, 2 … {MOST}: not x = {x!r}, n = {n!r}")
    slope = sigmoid_backward(1.0, sigmoid(x))
    alt = (
        f"Left: the curve of σ with its tangent at x = {number(x)}, where σ is {number(sigmoid(x))} and the slope "
        f"{number(slope)}; a bar shows it beside the largest possible, ¼. Beyond ±{EDGE:g} σ is saturated. "
        f"Right, on a logarithmic axis: what {n} such gates leave of a gradient of 1, {number(slope**n)} in the end."
    )
    state = {
        "x": x,
        "n": n,
        "guess": guess,
        "edge": EDGE,
        "bar": BAR,
        "curve": CURVE.state(),
        "left": LEFT_OVER.state(),
    }
    return picture("sigmoid", [_curve(x, slope, alt), _left_over(slope, n)], state, alt, caption)


def _curve(x: float, slope: float, alt: str) -> ET.Element:
    svg, body = CURVE.svg(alt, "σ(x)", "x", [("σ", GREEN, ""), ("tangent", VERMILLION, "7 4")], below=24)
    for low, high in ((-8.0, -EDGE), (EDGE, 8.0)):
        CURVE.band(body, (low, high), CURVE.y, PALE)
        CURVE.note(body, "saturated", ((low + high) / 2, 0.5))
    element(body, "path", d=CURVE.line(curve_points(sigmoid, -8, 8)), fill="none", stroke=GREEN, stroke_width=2.5)
    ends = [(x + dx, sigmoid(x) + slope * dx) for dx in (-16.0, 16.0)]
    look = {"stroke": VERMILLION, "stroke_width": 2, "stroke_dasharray": "7 4"}
    element(body, "path", d=CURVE.line(ends), data_part="tangent", **look)
    CURVE.dot(body, (x, sigmoid(x)), "point", INK, handle=True)
    words = {"y": HEIGHT + 33, "font_size": 12, "fill": INK}
    element(svg, "text", "slope", x=LEFT, **words)
    element(svg, "text", "¼", x=LEFT + 44 + BAR, **words)
    bar = {"x": LEFT + 38, "y": HEIGHT + 21, "height": 15}
    element(svg, "rect", data_part="bar", width=4 * slope * BAR, fill=VERMILLION, **bar)
    element(svg, "rect", width=BAR, fill="none", stroke=WIRE, **bar)
    return svg


def _left_over(slope: float, n: int) -> ET.Element:
    key = [("at this x", VERMILLION, "square"), ("at x = 0, the most", WIRE, "2 3")]
    alt = "What is left of a gradient of 1 after each gate, on a logarithmic axis."
    svg, body = LEFT_OVER.svg(alt, "what is left of a gradient of 1", "gates", key)
    most = LEFT_OVER.line([(k, 0.25**k) for k in range(MOST + 1)])
    element(body, "path", d=most, stroke=WIRE, fill="none", stroke_width=2, stroke_dasharray="2 3")
    path = [(k, slope**k) for k in range(n + 1)]
    look = {"stroke": VERMILLION, "fill": "none"}
    element(body, "path", d=LEFT_OVER.line(path), data_part="path", stroke_width=1.5, **look)
    dots = LEFT_OVER.dots(path)
    element(body, "path", d=dots, data_part="dots", stroke_width=9, stroke_linecap="square", **look)
    return svg
