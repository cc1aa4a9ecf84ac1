"""Gradient descent to be touched: start and learning rate move, the path follows, and the border 2/H is to be found.

    parabola(H=28 / 3, start=1, rate=0.1, bottom=2, guess=True)     from which rate on does the walk leave?
    valley(H=(1, 10), start=(-4, 1), rate=0.1)                      which of the two weights decides?

Every loss here is quadratic, ½ · H · (distance to the bottom)² for each weight, so a step multiplies each distance by
1 − rate · H, everywhere. Left out: momentum (`momentum`), noise, losses of networks.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

import numpy as np

from backprop_lib.optim import SGD
from backprop_lib.picture import Picture
from backprop_lib.svg import GREEN, INK, VERMILLION, WIRE, element
from backprop_lib.touch.plane import ASPECT, BLUE, PALE, Plane, curve_points, picture
from backprop_lib.words import number

REACH = 2.6  # rates up to so many times 1/H of the steepest direction
LOSSES = (0.02, 0.1, 0.3, 0.65)  # of the loss in a corner of the valley's picture: where its ellipses lie
COLOURS = (BLUE, VERMILLION)
SHAPES = ("circle", "square")


def parabola(
    H: float, start: float, rate: float, bottom: float = 0.0, steps: int = 6, guess: bool = False, caption: str = ""
) -> Picture:
    """The loss ½·H·(w − bottom)² with a walk of so many steps; beside it, what a step makes of the distance.

    guess: whether the border of the rate is asked for before it is shown; a box in the picture changes that.
    Example: parabola(H=28 / 3, start=1.0, rate=0.1, bottom=2.0)
    """
    half = 1.6 * abs(start - bottom)
    if not half:
        raise ValueError("a walk that starts at the bottom stays there: choose another start")
    top = H * half * half / 2
    plane = Plane((bottom - half, bottom + half), (-0.05 * top, 1.05 * top))
    svg, body = plane.svg(_told((H,), (start,), (bottom,), rate, steps), "loss", "w")
    curve = plane.line(curve_points(lambda w: H * (w - bottom) ** 2 / 2, *plane.x))
    element(body, "path", d=curve, fill="none", stroke=BLUE, stroke_width=2.5)
    return _picture(plane, svg, body, ((H,), (start,), (bottom,), rate, steps), guess, caption)


def valley(
    H: tuple[float, float],
    start: tuple[float, float],
    rate: float,
    steps: int = 12,
    guess: bool = False,
    caption: str = "",
) -> Picture:
    """The loss ½·(H₁w₁² + H₂w₂²) as ellipses with a walk of so many steps; beside it, what a step makes of each weight.

    guess as in `parabola`.
    Example: valley(H=(1.0, 10.0), start=(-4.0, 1.0), rate=0.1)
    """
    across = 1.35 * max(abs(start[0]), abs(start[1]) / ASPECT)
    if not across:
        raise ValueError("a walk that starts at the bottom stays there: choose another start")
    x, y = across, across * ASPECT  # the same length for a unit of both weights
    plane = Plane((-x, x), (-y, y))
    svg, body = plane.svg(_told(H, start, (0.0, 0.0), rate, steps), "w₂   (ellipses: equal loss)", "w₁")
    top = (H[0] * x * x + H[1] * y * y) / 2
    middle = {"cx": plane.px(0), "cy": plane.py(0), "fill": "none", "stroke": BLUE}
    for share in LOSSES:
        radii = [(2 * share * top / h) ** 0.5 for h in H]
        sizes = {"rx": plane.px(radii[0]) - plane.px(0), "ry": plane.py(0) - plane.py(radii[1])}
        element(body, "ellipse", **middle, **sizes)
    return _picture(plane, svg, body, (H, start, (0.0, 0.0), rate, steps), guess, caption)


Setting = tuple[Sequence[float], Sequence[float], Sequence[float], float, int]  # H, start, bottom, rate, steps


def walk(
    H: Sequence[float], start: Sequence[float], bottom: Sequence[float], rate: float, steps: int, keep: float = 0.0
) -> np.ndarray:
    """The weights before each step and after the last, as `optim.SGD` makes them; (steps + 1, weights)."""
    w, optimizer = np.array(start, dtype=np.float64), SGD(rate, keep)
    places = [w.copy()]
    for _ in range(steps):
        optimizer.step({"w": w}, {"w": np.array(H) * (w - np.array(bottom))})
        places.append(w.copy())
    return np.array(places)


def _told(H: Sequence[float], start: Sequence[float], bottom: Sequence[float], rate: float, steps: int) -> str:
    """The alternative text."""
    places = walk(H, start, bottom, rate, steps)
    ends = [", ".join(number(w) for w in place) for place in (places[0], places[-1])]
    shape = "A parabola" if len(H) == 1 else "Ellipses of equal loss around (0, 0)"
    factors = " and ".join(number(1 - rate * h) for h in H)
    return (
        f"{shape} with the path of gradient descent at rate {number(rate)}: from w = {ends[0]} to {ends[1]} in {steps} "
        f"steps. Beside it: what one step multiplies the distance to the bottom by, 1 − rate · H, against the rate, "
        f"falling lines. Here it is {factors}. The walk comes down while this lies between −1 and 1, so up to the rate "
        f"{number(2 / max(H))}."
    )


def _picture(plane: Plane, svg: ET.Element, body: ET.Element, setting: Setting, guess: bool, caption: str) -> Picture:
    H, start, bottom, rate, steps = setting
    factors = Plane((0.0, REACH / max(H)), (1 - REACH, 1.2))
    if not (min(H) > 0 and 0 < rate <= factors.x[1] and steps >= 0):
        raise ValueError(
            f"H is above 0, and the rate lies between 0 and {factors.x[1]:.3g}; not H = {H}, rate = {rate}"
        )
    points = walk(H, start, bottom, rate, steps)
    path = [(w[0], H[0] * (w[0] - bottom[0]) ** 2 / 2) for w in points] if len(H) == 1 else [(*w,) for w in points]
    element(body, "path", d=plane.line(path), data_part="path", stroke=VERMILLION, fill="none", stroke_width=1.5)
    dots = {"stroke": INK, "stroke_width": 6, "stroke_linecap": "round", "fill": "none"}
    element(body, "path", d=plane.dots(path), data_part="dots", **dots)
    plane.dot(body, path[-1], "now", VERMILLION, "square")
    plane.dot(body, path[0], "start", INK, handle=True)
    state = {"H": H, "start": start, "bottom": bottom, "rate": rate, "steps": steps, "guess": guess}
    state |= {"plane": plane.state(), "factors": factors.state()}
    alt = svg.get("aria-label", "")
    return picture("descent", [svg, _factors(factors, H, rate)], state, alt, caption)


def _factors(plane: Plane, H: Sequence[float], rate: float) -> ET.Element:
    """What one step multiplies each distance by, against the rate."""
    names = ["one step multiplies the distance by"] if len(H) == 1 else ["w₁", "w₂"]
    key = [(name, *look) for name, look in zip(names, zip(COLOURS, SHAPES, strict=True), strict=False)]
    alt = "What one step multiplies the distance to the bottom by, against the learning rate."
    title = "distance after one step / before"
    svg, body = plane.svg(alt, title, "learning rate", key if len(H) > 1 else ())
    plane.band(body, plane.x, (-1.0, 1.0), PALE)
    plane.note(body, "nearer", (plane.x[1] * 0.22, -0.8))
    plane.note(body, "farther", (plane.x[1] * 0.22, -1.3))
    element(body, "path", d=plane.line([(0, 0), (plane.x[1], 0)]), stroke=WIRE)
    border = element(body, "g", data_part="border")
    ends = [(2 / max(H), y) for y in plane.y]
    element(border, "path", d=plane.line(ends), stroke=GREEN, stroke_width=2, stroke_dasharray="7 4")
    bold = {"fill": GREEN, "font_weight": "bold", "text_anchor": "end"}
    plane.note(border, f"2/H = {number(2 / max(H))}", (1.96 / max(H), 1.03), **bold)
    for h, colour in zip(H, COLOURS, strict=False):
        line = plane.line([(0, 1), (plane.x[1], 1 - plane.x[1] * h)])
        element(border, "path", d=line, stroke=colour, stroke_width=1.5, stroke_dasharray="2 3")
    handle = element(body, "g", data_part="rate", transform=plane.place((rate, 0)))
    element(handle, "rect", x=-17, y=-300, width=34, height=600, fill="transparent")
    element(handle, "path", d="M0 -300V300", stroke=INK)
    for i, (h, colour, shape) in enumerate(zip(H, COLOURS, SHAPES, strict=False)):
        cap = "round" if shape == "circle" else "square"
        look = {"stroke": colour, "stroke_width": 5, "stroke_linecap": cap, "fill": "none"}
        element(body, "path", d="M0 0", data_part=f"seen-{i}", **look)
        plane.dot(body, (rate, 1 - rate * h), f"factor-{i}", colour, shape, pointer_events="none")
    return svg
