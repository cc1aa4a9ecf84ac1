"""Where the nodes of a circuit stand: columns from inputs to output, few crossings, room for every text.

A gate stands one column right of its last input (longest path), an input one column left of its first use. A wire
that passes a column gets a place of its own there, so wires never run through a node or its numbers. Columns are
sorted by barycentres; heights are the least-squares fit that keeps the order and the distances.
Left out: how anything looks (`draw`).
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

WIRE_ROOM = 11.0  # free height above and below a passing wire
Columns = list[list[int]]


@dataclass
class Box:
    """What a node needs: its shape's size and the room around it; `layout` fills in the shape's centre (x, y)."""

    width: float
    height: float
    above: float  # from the centre up, label and value included
    below: float
    stub: float  # length of the straight wire behind the shape that carries the numbers
    room: float = 0.0  # width with the label, where that is wider than the shape
    x: float = 0.0
    y: float = 0.0
    end: float = 0.0  # x where the straight wire ends


@dataclass
class Wire:
    """One use of a node: from `source` to operand `slot` of `target`; `via` are places it passes, left to right."""

    source: int
    target: int
    slot: int
    via: list[int] = field(default_factory=list)


@dataclass
class Layout:
    """Boxes with their places, wires, and the places (x from, x to, y) that long wires pass."""

    boxes: list[Box]
    wires: list[Wire]
    places: dict[int, tuple[float, float, float]]
    starts: list[float]  # of each column, where wires arrive
    column_of: list[int]
    width: float = 0.0
    height: float = 0.0


def layout(nodes: Sequence[Any], boxes: list[Box]) -> Layout:
    """Places for the nodes, given inputs first and the root last, each with the box it needs."""
    index = {id(node): i for i, node in enumerate(nodes)}
    inputs = [[index[id(parent)] for parent in node.parents] for node in nodes]
    column_of = columns_of(inputs)
    wires, links, columns = _with_passing_wires(inputs, column_of)
    columns = sorted_columns(columns, links)
    heights = _heights(columns, links, boxes)
    result = Layout(boxes, wires, {}, [], column_of)
    _place(result, columns, links, heights)
    return result


def columns_of(inputs: Sequence[Sequence[int]]) -> list[int]:
    """The column of each node: gates by longest path, inputs just before their first use."""
    column = [0] * len(inputs)
    for i, sources in enumerate(inputs):
        if sources:
            column[i] = 1 + max(column[s] for s in sources)
    first_use: dict[int, int] = {}
    for i, sources in enumerate(inputs):
        for s in sources:
            first_use[s] = min(first_use.get(s, column[i]), column[i])
    return [first_use[i] - 1 if not inputs[i] and i in first_use else column[i] for i in range(len(inputs))]


def _with_passing_wires(
    inputs: Sequence[Sequence[int]], column_of: Sequence[int]
) -> tuple[list[Wire], list[tuple[int, int]], Columns]:
    """All wires, all links between neighbouring columns, and columns in the order of a walk from the root."""
    wires: list[Wire] = []
    links: list[tuple[int, int]] = []
    places: list[tuple[int, int]] = []  # (column, item) in walking order; items from len(inputs) on are passing wires
    items = len(inputs)
    seen = {len(inputs) - 1}
    stack: list[tuple[int, int]] = [(len(inputs) - 1, -1)]
    while stack:
        target, slot = stack.pop()
        if slot < 0:
            places.append((column_of[target], target))
            stack.extend((target, k) for k in reversed(range(len(inputs[target]))))
            continue
        source = inputs[target][slot]
        wire = Wire(source, target, slot)
        for column in range(column_of[source] + 1, column_of[target]):
            places.append((column, items))
            wire.via.append(items)
            items += 1
        wires.append(wire)
        stops = [source, *wire.via, target]
        links.extend(itertools.pairwise(stops))
        if source not in seen:
            seen.add(source)
            stack.append((source, -1))
    columns: Columns = [[] for _ in range(max(column_of) + 1)]
    for column, item in places:
        columns[column].append(item)
    return wires, links, columns


def crossings(columns: Columns, links: Sequence[tuple[int, int]]) -> int:
    """How many pairs of links cross between neighbouring columns."""
    at = {item: (c, r) for c, column in enumerate(columns) for r, item in enumerate(column)}
    gaps: dict[int, list[tuple[int, int]]] = {}
    for a, b in links:
        gaps.setdefault(at[a][0], []).append((at[a][1], at[b][1]))
    return sum((a - c) * (b - d) < 0 for gap in gaps.values() for i, (a, b) in enumerate(gap) for c, d in gap[i + 1 :])


def sorted_columns(columns: Columns, links: Sequence[tuple[int, int]], sweeps: int = 6) -> Columns:
    """The order with the fewest crossings that a few barycentre sweeps, there and back, come across."""
    left: dict[int, list[int]] = {}
    right: dict[int, list[int]] = {}
    for a, b in links:
        left.setdefault(b, []).append(a)
        right.setdefault(a, []).append(b)
    best, fewest = columns, crossings(columns, links)
    current = [list(column) for column in columns]
    for sweep in range(2 * sweeps):
        if fewest == 0:
            break
        neighbours = right if sweep % 2 == 0 else left
        for c in reversed(range(len(current))) if sweep % 2 == 0 else range(len(current)):
            rank = {item: r for column in current for r, item in enumerate(column)}
            current[c].sort(key=lambda item: _mean([rank[n] for n in neighbours.get(item, [])], rank[item]))
        now = crossings(current, links)
        if now < fewest:
            best, fewest = [list(column) for column in current], now
    return best


def _mean(numbers: Sequence[float], otherwise: float) -> float:
    return sum(numbers) / len(numbers) if numbers else otherwise


def _heights(columns: Columns, links: Sequence[tuple[int, int]], boxes: Sequence[Box]) -> dict[int, float]:
    """y of every item: near its neighbours, in order, and far enough from the items above and below."""
    above = {i: boxes[i].above if i < len(boxes) else WIRE_ROOM for column in columns for i in column}
    below = {i: boxes[i].below if i < len(boxes) else WIRE_ROOM for column in columns for i in column}
    offsets: dict[int, float] = {}
    for column in columns:
        total = 0.0
        for before, item in zip([None, *column], column, strict=False):
            total += 0.0 if before is None else below[before] + above[item]
            offsets[item] = total
    left: dict[int, list[int]] = {item: [] for item in offsets}
    both: dict[int, list[int]] = {item: [] for item in offsets}
    for a, b in links:
        left[b].append(a)
        both[b].append(a)
        both[a].append(b)
    y = dict(offsets)
    for neighbours, sweeps in ((both, 30), (left, 1)):  # the last sweep makes chains straight
        for column in [*columns, *reversed(columns)] * sweeps if neighbours is both else columns:
            wishes = [_mean([y[n] for n in neighbours[i]], y[i]) - offsets[i] for i in column]
            for item, fit in zip(column, rising_fit(wishes), strict=True):
                y[item] = fit + offsets[item]
    top = min(y[i] - above[i] for i in y)
    return {item: y[item] - top for item in y}


def rising_fit(wishes: Sequence[float]) -> list[float]:
    """The non-decreasing sequence nearest to the wishes (pool adjacent violators): [3, 1, 5] -> [2, 2, 5]."""
    pools: list[tuple[float, int]] = []
    for wish in wishes:
        mean, count = wish, 1
        while pools and pools[-1][0] > mean:
            other, many = pools.pop()
            mean, count = (mean * count + other * many) / (count + many), count + many
        pools.append((mean, count))
    return [mean for mean, count in pools for _ in range(count)]


def _place(result: Layout, columns: Columns, links: Sequence[tuple[int, int]], heights: Mapping[int, float]) -> None:
    """Give every box its x and y, and every passing wire its line; gaps grow with the climb they must carry."""
    boxes = result.boxes
    at = {item: c for c, column in enumerate(columns) for item in column}
    climb = [0.0] * len(columns)
    for a, b in links:
        double = 110.0 if links.count((a, b)) > 1 else 0.0
        climb[at[a]] = max(climb[at[a]], abs(heights[a] - heights[b]), double)
    x = 0.0
    for c, column in enumerate(columns):
        own = [i for i in column if i < len(boxes)]
        widest = max(max(boxes[i].width, boxes[i].room) for i in own)
        end = x + widest + max(boxes[i].stub for i in own)
        result.starts.append(x)
        for item in column:
            if item < len(boxes):
                boxes[item].x, boxes[item].y, boxes[item].end = x + widest / 2, heights[item], end
            else:
                result.places[item] = (x, end, heights[item])
        x = end + min(64.0, 17.0 + 0.22 * climb[c])
        result.width = end
    result.height = max([box.y + box.below for box in boxes] + [y + WIRE_ROOM for _, _, y in result.places.values()])
