"""Right answers to the exercises of lesson 04, written in different ways: each must earn full points.

RIGHT maps an exercise's name to tuples of functions in the order of its signatures. Left out: the lesson's own
solutions, which the lesson's run checks.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import lru_cache
from graphlib import TopologicalSorter
from typing import Any

import numpy as np

from backprop_lib import gates

Edges = list[tuple[str, str, float]]
Cache = dict[str, float]


# ---- staged_forward --------------------------------------------------------------------------------------------------


def forward_line_by_line(x: float, y: float) -> tuple[float, Cache]:
    sigy = 1.0 / (1 + math.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1 + math.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    return f, {
        "x": x,
        "y": y,
        "sigy": sigy,
        "num": num,
        "sigx": sigx,
        "xpy": xpy,
        "xpysqr": xpysqr,
        "den": den,
        "invden": invden,
        "f": f,
    }


def forward_in_numpy(x: float, y: float) -> list[Any]:
    sigx, sigy = gates.sigmoid(np.array([x, y]))
    xpy = np.add(x, y)
    den = sigx + xpy * xpy
    cache = {"x": x, "y": y, "sigx": sigx, "sigy": sigy, "num": x + sigy, "xpy": xpy, "xpysqr": xpy * xpy, "den": den}
    cache["invden"] = den**-1
    return [cache["num"] / den, cache]


def forward_with_inner_function(x: float, y: float) -> tuple[float, Cache]:
    def s(v: float) -> float:
        return math.exp(v) / (1 + math.exp(v))

    c = {"x": x, "y": y}
    c |= {"sigx": s(x), "sigy": s(y), "xpy": y + x}
    c |= {"num": c["sigy"] + x, "xpysqr": math.pow(c["xpy"], 2)}
    c |= {"den": c["xpysqr"] + c["sigx"]}
    c |= {"invden": 1 / c["den"]}
    return c["invden"] * c["num"], c


# ---- staged_backward -------------------------------------------------------------------------------------------------


def backward_from_zero(cache: Cache, g: float = 1.0) -> tuple[float, float]:
    d: dict[str, float] = defaultdict(float)
    d["num"] += g * cache["invden"]
    d["invden"] += g * cache["num"]
    d["den"] += d["invden"] * (-1.0 / cache["den"] ** 2)
    d["sigx"] += d["den"]
    d["xpysqr"] += d["den"]
    d["xpy"] += d["xpysqr"] * 2 * cache["xpy"]
    d["x"] += d["xpy"]
    d["y"] += d["xpy"]
    d["x"] += d["sigx"] * cache["sigx"] * (1 - cache["sigx"])
    d["x"] += d["num"]
    d["sigy"] += d["num"]
    d["y"] += d["sigy"] * cache["sigy"] * (1 - cache["sigy"])
    return d["x"], d["y"]


def backward_by_quotient_rule(cache: Cache, g: float = 1.0) -> list[float]:
    num, den, turn = cache["num"], cache["den"], 2 * cache["xpy"]
    sx, sy = cache["sigx"], cache["sigy"]
    return [
        g * (den - num * (sx - sx**2 + turn)) / den**2,
        g * ((sy - sy**2) * den - num * turn) / den**2,
    ]


def backward_numerator_first(cache: Cache, g: float = 1.0) -> np.ndarray:
    dx = cache["invden"]
    dy = cache["invden"] * cache["sigy"] * (1 - cache["sigy"])
    dden = -cache["num"] * cache["invden"] ** 2
    dx += dden * cache["sigx"] * (1 - cache["sigx"])
    both = dden * (cache["xpy"] + cache["xpy"])
    return g * np.array([dx + both, dy + both])


# ---- fork_backward ---------------------------------------------------------------------------------------------------


def fork_with_plus_equals(a: float, b: float, c: float, g: float) -> tuple[float, float, float]:
    da = db = dc = 0.0
    dq, dr = g * (b + c), g * (a + b)
    da += dq
    db += dq
    db += dr
    dc += dr
    return da, db, dc


def fork_multiplied_out(a: float, b: float, c: float, g: float) -> list[float]:
    return [g * (b + c), g * (a + 2 * b + c), g * (a + b)]


def fork_by_matrix(a: float, b: float, c: float, g: float) -> np.ndarray:
    local = np.array([[1.0, 1.0, 0.0], [0.0, 1.0, 1.0]])  # (sums, inputs)
    q, r = local @ [a, b, c]
    return g * np.array([r, q]) @ local


# ---- sum_over_paths and count_paths ----------------------------------------------------------------------------------


def ordered(edges: Edges) -> list[str]:
    feeders: dict[str, set[str]] = {}
    for u, v, _ in edges:
        feeders.setdefault(v, set()).add(u)
    return list(TopologicalSorter(feeders).static_order())


def sum_by_library_order(edges: Edges, src: str, dst: str) -> float:
    """A forward sweep in the order of Python's own topological sort."""
    amount = defaultdict(float, {src: 1.0})
    for node in ordered(edges):
        for u, v, local in edges:
            if u == node:
                amount[v] += amount[u] * local
    return amount[dst]


def sum_by_memory(edges: Edges, src: str, dst: str) -> float:
    """Backward, with a cached recursion."""

    @lru_cache(None)
    def slope(node: str) -> float:
        return float(node == dst) + sum(local * slope(v) for u, v, local in edges if u == node)

    return slope(src)


def sum_by_matrix(edges: Edges, src: str, dst: str) -> np.float64:
    """(1 − A)⁻¹ sums all powers of A, hence all path lengths."""
    places = {name: k for k, name in enumerate(dict.fromkeys([src, dst, *[n for edge in edges for n in edge[:2]]]))}
    matrix = np.eye(len(places))
    for u, v, local in edges:
        matrix[places[u], places[v]] -= local
    goal = np.zeros(len(places))
    goal[places[dst]] = 1
    return np.linalg.solve(matrix, goal)[places[src]]


def sum_by_lengths(edges: Edges, src: str, dst: str) -> float:
    """Path length by path length: what stands on the nodes after k edges."""
    front, total = {src: 1.0}, 0.0
    while front:
        total += front.get(dst, 0.0)
        step: dict[str, float] = defaultdict(float)
        for u, v, local in edges:
            if u in front:
                step[v] += front[u] * local
        front = step
    return total


def sum_by_waiting(edges: Edges, src: str, dst: str) -> float:
    """Backward; a node sends when all edges that leave it have been used."""
    waiting = Counter(u for u, _, _ in edges)
    nodes = {name for edge in edges for name in edge[:2]} | {src, dst}
    grads = dict.fromkeys(nodes, 0.0)
    grads[dst] = 1.0
    ready = [node for node in nodes if not waiting[node]]
    while ready:
        node = ready.pop()
        for u, v, local in edges:
            if v == node:
                grads[u] += local * grads[v]
                waiting[u] -= 1
                if not waiting[u]:
                    ready.append(u)
    return grads[src]


def count_by_memory(edges: Edges, src: str, dst: str) -> int:
    known = {dst: 1}

    def ways(node: str) -> int:
        if node not in known:
            known[node] = sum(ways(v) for u, v, _ in edges if u == node)
        return known[node]

    return ways(src)


def count_by_order(edges: Edges, src: str, dst: str) -> int:
    counts = Counter({src: 1})
    for node in ordered(edges):
        for u, v, _ in edges:
            if u == node:
                counts[v] += counts[u]
    return counts[dst]


def count_by_sum(edges: Edges, src: str, dst: str) -> int:
    return int(sum_by_memory([(u, v, 1) for u, v, _ in edges], src, dst))


def count_by_lengths(edges: Edges, src: str, dst: str) -> int:
    return int(sum_by_lengths([(u, v, 1.0) for u, v, _ in edges], src, dst))


RIGHT: dict[str, list[tuple[Callable[..., Any], ...]]] = {
    "staged_forward": [(forward_line_by_line,), (forward_in_numpy,), (forward_with_inner_function,)],
    "staged_backward": [(backward_from_zero,), (backward_by_quotient_rule,), (backward_numerator_first,)],
    "fork_backward": [(fork_with_plus_equals,), (fork_multiplied_out,), (fork_by_matrix,)],
    "sum_over_paths": [
        (sum_by_library_order,),
        (sum_by_memory,),
        (sum_by_matrix,),
        (sum_by_lengths,),
        (sum_by_waiting,),
    ],
    "count_paths": [(count_by_memory,), (count_by_order,), (count_by_sum,), (count_by_lengths,)],
}
