"""Paths through a graph of local gradients, one by one and all at once.

A graph is a list of edges (u, v, local): u feeds v, and local is ∂v/∂u. Edges stand in any order, parallel edges count
separately, nodes are anything hashable. ∂dst/∂src is the sum over all paths of the product along each path; there may
be 2⁶⁰ paths, and `sum_over_paths` and `count_paths` still look at each edge once.
Left out: values on the nodes, and gradients on all nodes at once (`circuit.Value.backward`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Any

from backprop_lib.circuit import topological_order
from backprop_lib.words import names, slopes_of

Edge = tuple[Any, Any, float]


def paths(edges: Iterable[Edge], src: Hashable, dst: Hashable) -> Iterator[list[Edge]]:
    """Yield every path from src to dst as a list of edges; src = dst has one, the empty list.

    In the order of the edges, without ever entering a dead end. ValueError for a cycle on the way.
    Example: paths([("a", "b", 3.0), ("a", "b", 5.0)], "a", "b") -> [("a", "b", 3.0)], then [("a", "b", 5.0)].
    """
    leaving = _leaving(edges)
    order, leads = _order(leaving, src), {dst}
    for node in reversed(order):
        if any(v in leads for _, v, _ in leaving.get(node, ())):
            leads.add(node)
    if dst not in order:
        return
    way: list[Edge] = []
    stack = [iter([])] if src == dst else [iter([edge for edge in leaving[src] if edge[1] in leads])]
    if src == dst:
        yield []
    while stack:
        edge = next(stack[-1], None)
        if edge is None:
            stack.pop()
            way = way[:-1]
        elif edge[1] == dst:
            yield [*way, edge]
        else:
            way.append(edge)
            stack.append(iter([after for after in leaving[edge[1]] if after[1] in leads]))


def sum_over_paths(edges: Iterable[Edge], src: Hashable, dst: Hashable) -> float:
    """Return ∂dst/∂src: Σ over paths of Π of the locals on the path; 1 for src = dst, 0 where no path leads.

    One sweep, linear in the number of edges. ValueError for a cycle on the way.
    Example: sum_over_paths([("a", "p", 3.0), ("a", "q", 5.0), ("p", "f", 7.0), ("q", "f", 0.4)], "a", "f") -> 23.0.
    """
    return float(_sweep(edges, src, dst, float))


def count_paths(edges: Iterable[Edge], src: Hashable, dst: Hashable) -> int:
    """Return the number of paths from src to dst, exactly; 1 for src = dst, 0 where no path leads.

    The same sweep with 1 in place of every local. ValueError for a cycle on the way.
    Example: with the edges of `sum_over_paths`, count_paths(edges, "a", "f") -> 2.
    """
    return int(_sweep(edges, src, dst, lambda local: 1))


def edges_of(root: Any) -> list[Edge]:
    """Return the circuit that ends in root as edges (operand's name, gate's name, local gradient), operands first.

    A node's name is its label, else a name such as "gate 2 (exp)". ValueError where two nodes share a label or a node
    does not keep its local gradients.
    Example: edges_of((Value(2.0, "x") * Value(5.0, "y")).named("f")) -> [("x", "f", 5.0), ("y", "f", 2.0)].
    """
    nodes = topological_order(root)
    called = dict(zip(map(id, nodes), names(nodes), strict=True))
    twice = [name for name, count in Counter(called.values()).items() if count > 1]
    if twice:
        raise ValueError(f"two nodes of this circuit are called {twice[0]!r}. Give each a label of its own.")
    edges: list[Edge] = []
    for node in nodes:
        slopes = slopes_of(node) if node.parents else ()
        if slopes is None:
            raise ValueError(f"the node {called[id(node)]!r} keeps no local gradients; build the circuit from Value.")
        edges += [(called[id(p)], called[id(node)], float(s)) for p, s in zip(node.parents, slopes, strict=True)]
    return edges


def _sweep(edges: Iterable[Edge], src: Hashable, dst: Hashable, weight: Callable[[float], Any]) -> Any:
    """What has reached dst when 1 starts at src and every node, once complete, sends on what it has × weight."""
    leaving = _leaving(edges)
    reached: dict[Hashable, Any] = {src: weight(1.0)}
    for node in _order(leaving, src):
        for _, v, local in leaving.get(node, ()):
            reached[v] = reached.get(v, 0) + reached[node] * weight(local)
    return reached.get(dst, 0)


def _leaving(edges: Iterable[Edge]) -> dict[Hashable, list[Edge]]:
    """The edges that leave each node, in the order given."""
    leaving: dict[Hashable, list[Edge]] = {}
    for edge in edges:
        if not isinstance(edge, Sequence) or isinstance(edge, str) or len(edge) != 3:
            raise ValueError(f'an edge is (from, to, local gradient), such as ("x", "f", 0.5), not {edge!r}')
        leaving.setdefault(edge[0], []).append((edge[0], edge[1], edge[2]))
    return leaving


def _order(leaving: dict[Hashable, list[Edge]], src: Hashable) -> list[Hashable]:
    """Every node that src reaches, each after all of these that feed it (Kahn's order)."""
    found, stack = {src}, [src]
    waiting: Counter[Hashable] = Counter()
    while stack:
        for _, v, _ in leaving.get(stack.pop(), ()):
            waiting[v] += 1
            if v not in found:
                found.add(v)
                stack.append(v)
    order: list[Hashable] = [] if waiting[src] else [src]
    for node in order:
        for _, v, _ in leaving.get(node, ()):
            waiting[v] -= 1
            if not waiting[v]:
                order.append(v)
    if len(order) < len(found):
        stuck = next(node for node in found if waiting[node] > 0)
        raise ValueError(f"the node {stuck!r} depends on itself: a graph of gates has no cycles. Look for a loop.")
    return order
