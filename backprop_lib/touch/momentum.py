"""Gradient descent that remembers, to be touched: how much of the last step to keep is to be found.

    rolling(H=(1, 400), start=(10, 0.1), rate=0.0025)     which share kept is down the floor first?

The loss is ½ · (H₁u² + H₂w²). On the left the walk in the valley, on the right the loss after each step, with that of
plain descent. Left out: other optimizers, and walks without momentum that are to be stepped (`descent`).
"""

from __future__ import annotations

from xml.etree import ElementTree as ET

import numpy as np

from backprop_lib.picture import Picture
from backprop_lib.svg import INK, VERMILLION, WIRE, element
from backprop_lib.touch.descent import walk
from backprop_lib.touch.plane import BLUE, Plane, picture
from backprop_lib.words import number

STEPS = 120
NAMES = ("u", "w")
ACROSS = 1.25  # how far the picture reaches, in starts
WINDING = 2.5  # and up
LOSSES = (0.01, 0.05, 0.15, 0.4)  # of the loss at the start: where the ellipses lie
CURVE = Plane((0.0, float(STEPS)), (1e-6, 1e3), log=(False, True))
FASTEST = 4  # rates up to so many times 1/H of the steeper direction, the border for a walk that keeps everything


def rolling(
    H: tuple[float, float], start: tuple[float, float], rate: float, keep: float = 0.0, caption: str = ""
) -> Picture:
    """A walk of 120 steps from start; each step is −rate · v, where v is keep · v plus the gradient.

    keep: the momentum at first, from 0 to below 1; in the picture up to 1.
    Example: rolling(H=(1.0, 400.0), start=(10.0, 0.1), rate=0.0025)
    """
    fastest = FASTEST / max(H)
    if not (min(H) > 0 and 0 < rate <= fastest and 0 <= keep < 1 and all(start)):
        raise ValueError(
            f"H is above 0, the rate up to {fastest:.3g}, keep from 0 to below 1, and the start beside both axes; "
            f"not H = {H}, rate = {rate}, keep = {keep}, start = {start}"
        )
    reach = [ACROSS * abs(start[0]), WINDING * abs(start[1])]
    plane = Plane((-reach[0], reach[0]), (-reach[1], reach[1]))
    walks = [walk(H, start, (0.0, 0.0), rate, STEPS, part) for part in (keep, 0.0)]
    losses = [places**2 @ np.array(H) / 2 for places in walks]  # (steps + 1,) each
    alt = (
        f"Ellipses of equal loss around (0, 0) with the path of gradient descent at rate {number(rate)} that keeps "
        f"{number(keep)} of its last step: from u = {number(start[0])}, w = {number(start[1])} to "
        f"{' and '.join(map(number, walks[0][-1]))} in {STEPS} steps. Beside it the loss after each step on a "
        f"logarithmic axis: {number(losses[0][-1])} at the end, {number(losses[1][-1])} for plain descent."
    )
    state = {"H": H, "names": NAMES, "start": start, "rate": rate, "keep": keep, "steps": STEPS, "fastest": fastest}
    state |= {"unit": [size / 100 for size in reach], "plane": plane.state(), "curve": CURVE.state()}
    return picture("momentum", [_valley(plane, H, walks[0], alt), _losses(losses)], state, alt, caption)


def _valley(plane: Plane, H: tuple[float, float], places: np.ndarray, alt: str) -> ET.Element:
    svg, body = plane.svg(alt, "w   (ellipses: equal loss)", "u")
    top = float(places[0] ** 2 @ np.array(H) / 2)
    for part in LOSSES:
        rx, ry = (
            plane.px((2 * part * top / H[0]) ** 0.5) - plane.px(0),
            plane.py(0) - plane.py((2 * part * top / H[1]) ** 0.5),
        )
        middle = {"cx": plane.px(0), "cy": plane.py(0), "fill": "none", "stroke": BLUE}
        element(body, "ellipse", **middle, rx=rx, ry=ry)
    path = [(float(u), float(w)) for u, w in places]
    element(body, "path", d=plane.line(path), data_part="path", stroke=VERMILLION, fill="none", stroke_width=1.5)
    dots = {"stroke": INK, "stroke_width": 5, "stroke_linecap": "round", "fill": "none"}
    element(body, "path", d=plane.dots(path), data_part="dots", **dots)
    plane.dot(body, path[0], "start", VERMILLION, handle=True)
    return svg


def _losses(losses: list[np.ndarray]) -> ET.Element:
    key = [("with what is kept", VERMILLION, ""), ("plain", WIRE, "6 4")]
    svg, body = CURVE.svg("The loss after each step, for this walk and for plain descent.", "loss", "steps", key)
    looks = (("loss", VERMILLION, None), ("plain", WIRE, "6 4"))
    for (name, colour, dashes), values in zip(looks, losses, strict=True):
        look = {"stroke": colour, "stroke_width": 2.5, "stroke_dasharray": dashes, "fill": "none"}
        element(body, "path", d=CURVE.line(enumerate(map(float, values))), data_part=name, **look)
    return svg
