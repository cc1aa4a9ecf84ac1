"""The picture of a wrong order: its nodes in a row, and the first pair that stands the wrong way round.

The wire of that pair is drawn as an arrow from the operand to the node that uses it. Left out: orders that are wrong in
another way (a node that is missing, or listed twice), which words tell better (`orders`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from autograde.exercise import Probe
from autograde.kinds import orders
from backprop_lib.picture import Picture
from backprop_lib.svg import FONT, INK, MARGIN, TEXT, VERMILLION, element, frame, line, text_width, write
from backprop_lib.wiring import HEAD

MOST = 14  # nodes; a longer row does not fit on a screen
HEIGHT, GAP, ARC = 30.0, 14.0, 34.0  # pixels of a box, between boxes, and that the arrow rises above them


def draws(probe: Probe, value: Any, expected: Sequence[str], *, users_first: bool = False) -> Picture | None:
    """The order as it came back with its first violated pair; None where there is none, or too much to show."""
    pair = orders.violated(probe, value, expected, users_first)
    if pair is None or len(value) > MOST:
        return None
    user, operand = pair
    asked = "after" if not users_first else "before"
    alt = (
        f"Your order from left to right: {', '.join(value)}. {user} uses {operand}, and stands "
        f"{'before' if not users_first else 'after'} it."
    )
    caption = (
        f"Your order, from left to right. The arrow is a wire: {user} uses {operand}, so {user} belongs {asked} it."
    )
    return Picture.of_svg(drawing(value, user, operand, alt), alt, caption)


def drawing(order: Sequence[str], user: str, operand: str, alt: str) -> Any:
    """Numbered boxes in a row, two of them dashed, with an arrow from the operand to its user."""
    digest = hashlib.sha256(alt.encode()).hexdigest()[:10]
    widths = [max(HEIGHT, text_width(name) + 16) for name in order]
    width, height = round(sum(widths) + GAP * (len(order) - 1) + 2 * MARGIN), round(HEIGHT + ARC + 22 + 2 * MARGIN)
    svg = element(None, "svg", xmlns="http://www.w3.org/2000/svg", width=width, height=height, role="img")
    svg.set("viewBox", f"0 0 {width} {height}")
    svg.set("aria-labelledby", f"bp-{digest}-title bp-{digest}-desc")
    svg.set("font-family", FONT)
    svg.set("style", "display:block;max-width:100%;height:auto;background:#ffffff")
    element(svg, "title", "The order that came back.", id=f"bp-{digest}-title")
    element(svg, "desc", alt, id=f"bp-{digest}-desc")
    body = element(svg, "g", transform=f"translate({MARGIN:g} {MARGIN:g})")
    top, left, middles = ARC, 0.0, {}
    for place, (name, wide) in enumerate(zip(order, widths, strict=True), 1):
        middles[name] = left + wide / 2
        marked = name in (user, operand)
        look = {"stroke": VERMILLION if marked else INK, "stroke_width": 3.0 if marked else 1.6}
        look |= {"stroke_dasharray": "5 3"} if marked else {}
        frame(body, middles[name], top + HEIGHT / 2, wide, HEIGHT, 4.0, "#ffffff", **look)
        write(body, name, middles[name], top + HEIGHT / 2 + TEXT * 0.35, TEXT, bold=marked)
        write(body, str(place), middles[name], top + HEIGHT + 16, 11.0)
        left += wide + GAP
    start, end = middles[operand], middles[user]
    line(body, f"M{start:.1f} {top - 2:.1f} V10 H{end:.1f} V{top - HEAD:.1f}", 2.2, VERMILLION)
    points = f"{end:.1f},{top - 2:.1f} {end - 5:.1f},{top - HEAD - 2:.1f} {end + 5:.1f},{top - HEAD - 2:.1f}"
    element(body, "polygon", points=points, fill=VERMILLION)
    return svg
