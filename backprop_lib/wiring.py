"""How the wires of a circuit run: SVG paths from the end of one node to the side of the next.

Left out: where the nodes stand (`layout`) and how thick anything is (`svg`).
"""

from __future__ import annotations

from dataclasses import dataclass

from backprop_lib.layout import Layout, Wire

PORTS = 9.0  # how far above and below its middle a gate with two inputs takes its wires in
BOW = 20.0  # how far two wires between the same two nodes swing apart
HEAD, HALF = 8.0, 3.6  # length and half the height of an arrow head


@dataclass(frozen=True)
class Run:
    """A wire's path, and the points of the arrow head at its end."""

    path: str
    head: str


def run(lay: Layout, wire: Wire, ordered: bool) -> Run:
    """The way of one wire; ordered: the target's operands must be met in reading order, from the top."""
    source, target = lay.boxes[wire.source], lay.boxes[wire.target]
    x, y = source.end, source.y
    dx, dy = _port(lay, wire, ordered)
    tip_x, tip_y = target.x + dx, target.y + dy
    path = [f"M{x:.1f} {y:.1f}"]
    for place in wire.via:
        start, end, height = lay.places[place]
        path.append(f"{_curve(x, y, start, height)} H{end:.1f}")
        x, y = end, height
    start = lay.starts[lay.column_of[wire.target]]
    twins = [other for other in lay.wires if (other.source, other.target) == (wire.source, wire.target)]
    if len(twins) > 1 and not wire.via:
        bow, gap = (BOW if wire.slot else -BOW), start - x
        control = f"{x + 0.15 * gap:.1f} {y + bow:.1f} {start - 0.35 * gap:.1f} {tip_y + bow * 0.55:.1f}"
        path.append(f"C{control} {tip_x - HEAD + 1:.1f} {tip_y:.1f}")
    else:
        path.append(f"{_curve(x, y, start, tip_y)} H{tip_x - HEAD + 2:.1f}")
    return Run(" ".join(path), arrow_head(tip_x, tip_y))


def arrow_head(x: float, y: float) -> str:
    """The points of an arrow head that ends at (x, y), pointing right."""
    return f"{x:.1f},{y:.1f} {x - HEAD:.1f},{y - HALF:.1f} {x - HEAD:.1f},{y + HALF:.1f}"


def _port(lay: Layout, wire: Wire, ordered: bool) -> tuple[float, float]:
    """Where a wire meets its target, seen from the target's centre."""
    target = lay.boxes[wire.target]
    wires = sorted((other for other in lay.wires if other.target == wire.target), key=lambda other: other.slot)
    if not ordered:
        wires.sort(key=lambda other: _arrival(lay, other))
    spread = PORTS * 2 / max(1, len(wires) - 1)
    dy = 0.0 if len(wires) == 1 else wires.index(wire) * spread - PORTS
    radius = target.height / 2
    return radius - (radius**2 - dy**2) ** 0.5 - target.width / 2, dy


def _arrival(lay: Layout, wire: Wire) -> float:
    """The height from which a wire comes into the last gap."""
    return lay.places[wire.via[-1]][2] if wire.via else lay.boxes[wire.source].y


def _curve(x: float, y: float, to_x: float, to_y: float) -> str:
    middle = (x + to_x) / 2
    return f"C{middle:.1f} {y:.1f} {middle:.1f} {to_y:.1f} {to_x:.1f} {to_y:.1f}"
