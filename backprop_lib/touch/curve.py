"""A curve that one can touch: a point on it, its tangent, the secant of a nudge h, and how wrong the secant's slope is.

    slope("parabola", x=3, h=1, guess=True)        which slope remains when the right dot slides to the left one?
    slope("sine", x=1, h=0.1, errors=True)         which h is best, for one-sided and for central differences?

Left out: the curves (`functions`), the gate σ with its product (`sigmoid`), two inputs (`crease`).
"""

from __future__ import annotations

from xml.etree import ElementTree as ET

from backprop_lib.picture import Picture
from backprop_lib.svg import GREEN, INK, VERMILLION, element
from backprop_lib.touch.functions import FUNCTIONS, Function
from backprop_lib.touch.plane import BLUE, Plane, curve_points, picture
from backprop_lib.words import number

FLOOR = 1e-13  # a smaller error is drawn there
ERRORS = Plane((1e-13, 10.0), (FLOOR, 10.0), log=(True, True))
STEPS = [10 ** (-k / 2) for k in range(25)]  # 1, 0.316, 0.1 … 1e-12
TANGENT = ("tangent", VERMILLION, "")
ONE_SIDED, CENTRAL = ("one-sided", BLUE, "7 4"), ("central", GREEN, "2 3")
MARKS = [("one-sided", BLUE, "square"), ("central", GREEN, "circle")]


def slope(name: str, x: float, h: float = 0.5, errors: bool = False, guess: bool = False, caption: str = "") -> Picture:
    """The curve `name` with a point at x and a nudge h, both to be moved.

    name: a key of `functions.FUNCTIONS`.   errors: whether the central difference, and the error of both against h,
    stand beside it.   guess: whether the slope is asked for before tangent and errors are shown; a box in the picture
    changes that.
    Example: slope("cubic", x=2.0, h=0.1, errors=True)
    """
    if name not in FUNCTIONS:
        raise ValueError(f"the curves are {', '.join(FUNCTIONS)}; there is no {name!r}")
    shown = FUNCTIONS[name]
    low, high = shown.span
    if not low <= x <= high or not 0 < h <= high - low:
        raise ValueError(f"{name} is drawn from x = {low:g} to {high:g}, and h is above 0: not x = {x:g}, h = {h:g}")
    plane = _plane(shown)
    drawings, told = [], _told(shown, x, h, errors)
    drawings.append(_curve(plane, shown, x, h, errors, told))
    if errors:
        drawings.append(_errors(shown, x, h))
    state = {"name": name, "formula": shown.formula, "corner": shown.corner, "x": x, "h": h, "guess": guess}
    state |= {"plane": plane.state(), "errors": ERRORS.state() if errors else None, "floor": FLOOR, "steps": STEPS}
    return picture("curve", drawings, state, told, caption)


def differences(shown: Function, x: float, h: float) -> tuple[float, float, tuple[float, float]]:
    """One-sided and central difference, and their errors, relative to the slope unless that is 0."""
    f, right = shown.f, shown.slope(x)
    forward, central = (f(x + h) - f(x)) / h, (f(x + h) - f(x - h)) / (2 * h)
    errors = tuple(abs(estimate - right) / (abs(right) or 1.0) for estimate in (forward, central))
    return forward, central, errors  # type: ignore[return-value]


def _plane(shown: Function) -> Plane:
    heights = [y for _, y in curve_points(shown.f, *shown.span)]
    room = 0.08 * (max(heights) - min(heights))
    return Plane(shown.span, (min(heights) - room, max(heights) + room))


def _told(shown: Function, x: float, h: float, both: bool) -> str:
    """The alternative text."""
    forward, central, _ = differences(shown, x, h)
    text = f"The curve of {shown.formula} with its tangent at x = {number(x)}, slope {number(shown.slope(x))}. "
    text += f"The secant to x + h, with h = {number(h)}, has slope {number(forward)}"
    if not both:
        return f"{text}."
    best = [min(STEPS, key=lambda s, k=k: differences(shown, x, s)[2][k]) for k in (0, 1)]  # type: ignore[misc]
    return (
        f"{text}, the one from x − h to x + h {number(central)}. Beside it, on logarithmic axes, the relative error of "
        "both against h: it falls with h and, for small h, rises again. Of the steps drawn the best are "
        f"h = {best[0]:.0e} one-sided and {best[1]:.0e} central."
    )


def _curve(plane: Plane, shown: Function, x: float, h: float, both: bool, alt: str) -> ET.Element:
    key = [TANGENT, ONE_SIDED, CENTRAL] if both else [TANGENT, ("secant", *ONE_SIDED[1:])]
    svg, body = plane.svg(alt, shown.formula, "x", key)
    f, (low, high) = shown.f, shown.span
    forward, central, _ = differences(shown, x, h)
    reach = [low - high, high - low]
    stroke = {"fill": "none", "stroke_width": 2}
    element(body, "path", d=plane.line(curve_points(f, low, high)), fill="none", stroke=INK, stroke_width=2.5)
    run = [(x, f(x)), (x + h, f(x)), (x + h, f(x + h))]
    element(body, "path", d=plane.line(run), data_part="run", fill="none", stroke=INK, stroke_width=1.2)
    lines = [("tangent", shown.slope(x), x, TANGENT), ("forward", forward, x, ONE_SIDED)]
    lines += [("central", central, x - h, CENTRAL)] if both else []
    for part, steepness, at, (_, colour, dashes) in lines:
        through = [(at + dx, f(at) + steepness * dx) for dx in reach]
        element(body, "path", d=plane.line(through), data_part=part, stroke=colour, stroke_dasharray=dashes, **stroke)
    if both:
        plane.dot(body, (x - h, f(x - h)), "left", GREEN)
    plane.dot(body, (x + h, f(x + h)), "right", BLUE, handle=True)
    plane.dot(body, (x, f(x)), "point", INK, handle=True)
    return svg


def _errors(shown: Function, x: float, h: float) -> ET.Element:
    alt = "Relative error of the slope against h, on logarithmic axes, for one-sided and central differences."
    svg, body = ERRORS.svg(alt, "relative error", "nudge h", MARKS)
    for k, (part, (_, colour, shape)) in enumerate(zip(("forward", "central"), MARKS, strict=True)):
        seen = [(s, max(differences(shown, x, s)[2][k], FLOOR)) for s in STEPS]
        look = {"stroke": colour, "stroke_width": 5, "fill": "none"}
        look["stroke_linecap"] = "round" if shape == "circle" else "square"
        element(body, "path", d=ERRORS.dots(seen), data_part=f"{part}-seen", **look)
        at = (h, max(differences(shown, x, h)[2][k], FLOOR))
        ERRORS.dot(body, at, f"{part}-error", colour, shape, handle=True)
    return svg
