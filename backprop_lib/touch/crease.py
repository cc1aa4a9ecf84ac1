"""max(x, y) to be touched: two inputs move, the larger one gets the gradient, and at a tie each gets half.

    maximum(x=4, y=2, guess=True)      who gets the gradient, and what happens where y overtakes x?

Left out: ReLU, a max with a constant 0 and so a curve (`curve.slope("relu", …)`).
"""

from __future__ import annotations

from xml.etree import ElementTree as ET

from backprop_lib import gates
from backprop_lib.picture import Picture
from backprop_lib.svg import INK, VERMILLION, WIRE, element
from backprop_lib.touch.plane import BLUE, Plane, picture
from backprop_lib.words import number

ARROW = 56.0  # pixels for a gradient of 1
X_LEADS, Y_LEADS = "#FFF3E0", "#E3F0F9"


def maximum(x: float, y: float, moves: str = "y", guess: bool = False, caption: str = "") -> Picture:
    """The plane of x and y with its crease and the gradient at one point; beside it, a cut along one input.

    moves: along which input the cut goes at first, "x" or "y"; it follows the input that is moved.
    guess: whether the gradient on x is asked for before it is shown; a box in the picture changes that.
    Example: maximum(4.0, 2.0)
    """
    if moves not in ("x", "y"):
        raise ValueError(f'moves is {moves!r}: name the input that the cut goes along, "x" or "y"')
    span = (min(x, y) - 2.0, max(x, y) + 3.0)
    plane = Plane(span, span)
    shares = gates.maximum_backward(1.0, x, y)
    held, at = ("x", x) if moves == "y" else ("y", y), y if moves == "y" else x
    alt = (
        f"Left: the plane of x and y with a dashed crease along x = y. Below it x leads and the gradient is (1, 0), "
        f"above it y leads and the gradient is (0, 1); on it the gradient is (½, ½). The point is at x = {number(x)}, "
        f"y = {number(y)}, where the gradient is ({number(shares[0])}, {number(shares[1])}). Right: max(x, y) against "
        f"{moves}, with {held[0]} held at {number(held[1])}, flat and then rising, with the tangent at the point."
    )
    drawings = [_plane(plane, x, y, shares, alt), _cut(plane, held, at, shares["xy".index(moves)], moves)]
    state = {"x": x, "y": y, "moves": moves, "guess": guess, "plane": plane.state()}
    return picture("crease", drawings, state, alt, caption)


def _plane(plane: Plane, x: float, y: float, shares: tuple[float, float], alt: str) -> ET.Element:
    svg, body = plane.svg(alt, "y   (arrows: who gets the gradient)", "x")
    low, high = plane.x
    for fill, corner in ((X_LEADS, (high, low)), (Y_LEADS, (low, high))):
        element(body, "path", d=plane.line([(low, low), corner, (high, high)]) + "Z", fill=fill)
    element(body, "path", d=plane.line([(low, low), (high, high)]), stroke=INK, stroke_width=2, stroke_dasharray="7 4")
    room = high - low
    plane.note(body, "y leads", (low + 0.16 * room, high - 0.12 * room))
    plane.note(body, "x leads", (high - 0.16 * room, low + 0.08 * room))
    arrows = element(body, "g", data_part="arrows", transform=plane.place((x, y)))
    for part, share, way in (("to-x", shares[0], (1, 0)), ("to-y", shares[1], (0, -1))):
        look = {"stroke": VERMILLION, "stroke_width": 3, "fill": "none"}
        element(arrows, "path", d=arrow(*way), data_part=part, transform=f"scale({share:g})", **look)
    plane.dot(body, (x, y), "point", INK, handle=True)
    return svg


def arrow(right: int, down: int) -> str:
    """The path of an arrow from (0, 0) for the whole gradient; it is drawn smaller for a share."""
    x, y = right * ARROW, down * ARROW
    wing = [(-8 * right + 5 * down * side, -8 * down + 5 * right * side) for side in (1, -1)]
    return f"M0 0L{x:g} {y:g}" + "".join(f"M{x:g} {y:g}l{dx} {dy}" for dx, dy in wing)


def _cut(plane: Plane, held: tuple[str, float], at: float, share: float, moves: str) -> ET.Element:
    name, value = held
    alt = f"max(x, y) against {moves}, with {name} held at {number(value)}."
    key = [("max(x, y)", BLUE, ""), ("its slope here", VERMILLION, "7 4")]
    svg, body = plane.svg(alt, "max(x, y)", cut_label(moves, name, value), key)
    low, high = plane.x
    look = {"fill": "none", "stroke_width": 2.5}
    bend = [(low, max(low, value)), (value, value), (high, max(high, value))]
    element(body, "path", d=plane.line(bend), data_part="bend", stroke=BLUE, **look)
    top = max(at, value)
    ends = [(at + d, top + share * d) for d in (low - high, high - low)]
    look |= {"stroke": VERMILLION, "stroke_dasharray": "7 4"}
    element(body, "path", d=plane.line(ends), data_part="tangent", **look)
    element(body, "path", d=plane.line([(at, low), (at, top)]), data_part="drop", stroke=WIRE, stroke_dasharray="2 3")
    plane.dot(body, (at, top), "cut", INK, handle=True)
    return svg


def cut_label(moves: str, held: str, value: float) -> str:
    """What the axis of the cut is called."""
    return f"{moves}, with {held} held at {number(value)}"
