"""Paths: every one of them, their sums and numbers against a matrix and against `backward`, in linear time."""

from __future__ import annotations

import time
from itertools import islice, pairwise
from math import prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop_lib.circuit import Value
from backprop_lib.paths import count_paths, edges_of, paths, sum_over_paths

FORK = [("a", "p", 3.0), ("a", "q", 5.0), ("p", "f", 7.0), ("q", "f", 0.4)]


def ladder(rungs: int, local: float = 1.0) -> list[tuple[int, int, float]]:
    """Two ways up each rung: 2·rungs edges, 2^rungs paths from 0 to rungs."""
    return [(k, k + 1, local) for k in range(rungs) for _ in range(2)]


@st.composite
def graphs(draw: st.DrawFn) -> list[tuple[int, int, float]]:
    """Graphs of up to 8 nodes whose edges lead upwards, in any order, with parallel edges and lonely parts."""
    pair = st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda uv: uv[0] != uv[1]).map(sorted)
    return [(u, v, draw(st.floats(-3, 3))) for u, v in draw(st.lists(pair, max_size=16))]


@settings(max_examples=150, deadline=None)
@given(graphs(), st.integers(0, 7), st.integers(0, 7))
def test_sums_and_numbers_are_those_of_the_paths_listed_and_of_the_inverse_matrix(edges, src, dst):
    listed = list(paths(edges, src, dst))
    for way in listed:
        assert not way or (way[0][0], way[-1][1]) == (src, dst)
        assert all(one[1] == two[0] for one, two in pairwise(way))
    assert count_paths(edges, src, dst) == len(listed)
    products = [prod(local for _, _, local in way) for way in listed]
    size = sum(map(abs, products)) + 1
    assert abs(sum_over_paths(edges, src, dst) - sum(products)) <= 1e-12 * size
    locals_ = np.zeros((8, 8))  # (from, to)
    for u, v, local in edges:
        locals_[u, v] += local
    walks = np.linalg.inv(np.eye(8) - locals_)
    assert abs(walks[src, dst] - sum(products)) <= 1e-9 * (np.abs(walks).max() + size)


def test_the_worked_examples():
    assert sum_over_paths(FORK, "a", "f") == 23.0 and count_paths(FORK, "a", "f") == 2
    assert [[edge[:2] for edge in way] for way in paths(FORK, "a", "f")] == [
        [("a", "p"), ("p", "f")],
        [("a", "q"), ("q", "f")],
    ]
    parallel = [("a", "b", 3.0), ("a", "b", 5.0)]
    assert list(paths(parallel, "a", "b")) == [[parallel[0]], [parallel[1]]]


def test_ends_that_meet_and_ends_that_do_not():
    assert (sum_over_paths(FORK, "p", "p"), count_paths(FORK, "p", "p"), list(paths(FORK, "p", "p"))) == (1.0, 1, [[]])
    assert (sum_over_paths(FORK, "f", "a"), count_paths(FORK, "p", "q"), list(paths(FORK, "p", "q"))) == (0.0, 0, [])
    assert sum_over_paths([], "x", "y") == 0.0 and list(paths([], "x", "y")) == []


def test_two_to_the_sixty_paths_in_no_time():
    assert count_paths(ladder(60), 0, 60) == 2**60
    assert sum_over_paths(ladder(60, 0.5), 0, 60) == 1.0
    assert len(list(islice(paths(ladder(60), 0, 60), 3))) == 3  # lazily: nobody lists them all


def test_time_is_linear_in_the_edges_and_depth_is_no_limit():
    def seconds(rungs: int) -> float:
        edges = ladder(rungs, 0.5)[::-1]
        times = []
        for _ in range(3):
            start = time.perf_counter()
            sum_over_paths(edges, 0, rungs)
            times.append(time.perf_counter() - start)
        return min(times)

    assert seconds(40_000) < 25 * seconds(4_000)  # ten times the edges; quadratic would be a hundred times


def test_dead_ends_are_never_entered():
    dead = [("a", "d0", 1.0), *[(f"d{k}", f"d{k + 1}", 1.0) for k in range(60) for _ in range(2)]]
    assert list(paths([*dead, *FORK], "a", "f")) == list(paths(FORK, "a", "f"))


@pytest.mark.parametrize("edges", [[("a", "b", 1.0), ("b", "a", 1.0)], [("a", "a", 1.0)]])
def test_a_cycle_is_named(edges):
    for function in (sum_over_paths, count_paths, lambda *call: list(paths(*call))):
        with pytest.raises(ValueError, match="depends on itself"):
            function([("s", "a", 1.0), *edges, ("a", "t", 1.0)], "s", "t")
    assert sum_over_paths([*FORK, ("x", "x", 1.0)], "a", "f") == 23.0  # a cycle off the way does no harm


@pytest.mark.parametrize("edge", [("a", "b"), "abc", 5, ("a", "b", 1.0, 2.0)])
def test_what_is_no_edge_is_shown(edge):
    with pytest.raises(ValueError, match="an edge is"):
        sum_over_paths([edge], "a", "b")


def test_the_edges_of_a_circuit_give_the_gradients_of_its_backward_pass():
    x, y = Value(3.0, "x"), Value(-4.0, "y")
    f = (((x + y.sigmoid()) / (x.sigmoid() + (x + y) ** 2)) * x * x).named("f")
    f.backward()
    edges = edges_of(f)
    assert sum_over_paths(edges, "x", "f") == pytest.approx(x.grad, rel=1e-13)
    assert sum_over_paths(edges, "y", "f") == pytest.approx(y.grad, rel=1e-13)
    assert count_paths(edges, "x", "f") == 5
    product = (Value(2.0, "x") * Value(5.0, "y")).named("f")
    assert edges_of(product) == [("x", "f", 5.0), ("y", "f", 2.0)]
    assert edges_of(Value(2.0, "x")) == []


def test_edges_of_refuses_what_it_cannot_name():
    with pytest.raises(ValueError, match="called 'x'"):
        edges_of(Value(2.0, "x") * Value(5.0, "x"))

    class Bare:
        def __init__(self, parents=()):
            self.data, self.grad, self.parents = 1.0, 0.0, parents

    with pytest.raises(ValueError, match="keeps no local gradients"):
        edges_of(Bare((Bare(), Bare())))
