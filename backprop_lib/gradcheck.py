"""A gradient judged against central differences, with a report that says how and where.

In this order: is it numbers, has it x's shape, can it hold fractions, is it finite, and is every entry within the
tolerance rtol · (largest entry of either gradient) + what rounding can do to a difference of f. The differences are
taken at h and at h/2; combined, their errors of order h² cancel. An entry whose slopes from below and from above do
not close in on each other as they should marks a kink, where no difference can judge.

Left out: entries far smaller than the largest one are judged by the largest; check such parts on their own.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from backprop_lib.numerical import nudged, real_array, value_of

Index = tuple[int, ...]
ROWS = 5


class GradientReport(NamedTuple):
    """What `check_gradient` found; true exactly if the gradient is right.

    error: largest difference as a share of the largest entry; the gradient is right where error <= rtol.
    worst_index: the entry with that difference, None where no entries could be compared.
    kinks: the entries of x at a kink of f, or within h of one. table: the worst entries, worst first, as
    (index, analytic, numerical, difference). message: all of it in words, the tolerance included.
    """

    ok: bool
    error: float
    worst_index: Index | None
    kinks: tuple[Index, ...]
    table: tuple[tuple[Index, float, float, float], ...]
    message: str

    def __bool__(self) -> bool:
        return self.ok

    def __str__(self) -> str:
        lines = [f"  {_place(i):12} analytic {a: .8g}   numerical {e: .8g}   difference {d:.2g}" for i, a, e, d in self.table]
        return "\n".join([self.message, *lines])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        from html import escape  # here, because most programs that import this never show a page

        head = "".join(f"<th>{name}</th>" for name in ("entry", "analytic", "numerical", "difference"))
        rows = "".join(
            f"<tr><td>{escape(_place(i))}</td><td>{a:.8g}</td><td>{e:.8g}</td><td>{d:.2g}</td></tr>" for i, a, e, d in self.table
        )
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>" if rows else ""
        return f"<div><p>{'✓' if self.ok else '✗'} {escape(self.message)}</p>{table}</div>"


def check_gradient(
    f: Callable[[np.ndarray], Any], x: Any, analytic: Any, g: Any = None, rtol: float = 1e-6, h: float = 1e-5
) -> GradientReport:
    """Compare the gradient `analytic` of f at x with central differences, |a − e| ≤ rtol·max(|a|, |e|) + rounding.

    f takes a float64 array of x's shape and returns a number, or an array of g's shape if an upstream gradient g is
    given. A wrong gradient is reported; a question that makes no sense (f is not finite, computes in float32, g has
    the wrong shape, h or rtol ≤ 0) is an error.
    Example: check_gradient(lambda v: (v * v).sum(), [3, 4], [6.0, 8.0]).ok -> True.
    """
    point, upstream = real_array(x, "x"), real_array(1.0 if g is None else g, "the upstream gradient g")
    if not 0 < rtol < 1:
        raise ValueError(f"rtol is {rtol!r}; it must lie between 0 and 1, for example 1e-6.")
    if point.size == 0:
        raise ValueError(f"x has shape {point.shape}: there is nothing to check.")
    refusal, index = _refusal(analytic, point.shape)
    if refusal:
        return GradientReport(False, math.inf, index, (), (), refusal)
    claimed = np.array(analytic, dtype=np.float64)


    below, above, rounding = _slopes(f, point, upstream, h)
    below_half, above_half, _ = _slopes(f, point, upstream, h / 2)
    coarse, fine = (below + above) / 2, (below_half + above_half) / 2
    numerical = fine + (fine - coarse) / 3
    difference = np.abs(claimed - numerical)
    scale = max(np.abs(claimed).max(), np.abs(numerical).max())
    tolerance = rtol * scale + rounding
    worst = difference.argsort(axis=None)[::-1][:ROWS]
    indices = [tuple(int(i) for i in np.unravel_index(k, point.shape)) for k in worst]
    table = tuple((i, float(claimed[i]), float(numerical[i]), float(difference[i])) for i in indices)

    # On a smooth curve the gap between the two slopes is about h·f″, so it halves with h; at a kink it stays.
    gap, gap_half = np.abs(above - below), np.abs(above_half - below_half)
    kinked = (gap > tolerance + 9 * rounding) & (np.abs(gap_half - gap / 2) > 0.1 * gap)
    kinks = tuple(tuple(int(i) for i in index) for index in np.argwhere(kinked))

    ok = bool(difference.max() <= tolerance)
    error = float(rtol * difference.max() / tolerance) if tolerance else 0.0
    stated = f"tolerance {tolerance:.2g} = {rtol:g} · largest entry {scale:.4g} + {rounding:.1g} for rounding"
    if ok:
        message = f"The gradient agrees in all {point.size} entries: largest difference {difference.max():.2g}, {stated}."
    else:
        place, a, e, d = table[0]
        wrong = int((difference > tolerance).sum())
        message = (
            f"The gradient is wrong in {wrong} of {point.size} entries, most at {_place(place)}: "
            f"analytic {a:.6g}, numerical {e:.6g}; difference {d:.2g}, {stated}."
        )
    if kinks:
        where = ", ".join(_place(i) for i in kinks[:ROWS]) + (", …" if len(kinks) > ROWS else "")
        slopes = f"{below[kinks[0]]:.4g} from below, {above[kinks[0]]:.4g} from above"
        message += f" Kink at or near {where} ({slopes}): differences cannot judge there. Move x off it and check again."
    return GradientReport(ok, error, indices[0], kinks, table, message)


def _refusal(analytic: Any, shape: Index) -> tuple[str, Index | None]:
    """Say why no entry needs to be compared, and at which entry that shows; ("", None) if nothing is wrong so far."""
    try:
        array = np.asarray(analytic)
    except ValueError:  # rows of unequal length
        array = np.array(None)
    if array.dtype.kind not in "biuf":
        return f"The gradient must hold real numbers, not {analytic!r:.60} ({type(analytic).__name__}).", None
    if array.shape != shape:
        return f"The gradient has shape {array.shape}, x has shape {shape}. A gradient has the shape of its variable.", None
    if isinstance(analytic, np.ndarray) and array.dtype.kind in "biu":
        return (
            f"The gradient is an array of {array.dtype}: it cuts off every fraction written into it. "
            "An array made like an integer x holds integers too; make it with dtype=float."
        ), None
    if not np.isfinite(array).all():
        index = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        return f"The gradient is {array[index]} at {_place(index)}; it must be finite everywhere.", index
    return "", None


def _slopes(
    f: Callable[[np.ndarray], Any], point: np.ndarray, upstream: np.ndarray, h: float
) -> tuple[np.ndarray, np.ndarray, float]:
    """Slopes of Σ g·f from below and from above, for each entry, and the error that rounding of f can cause in them."""

    def value(at: np.ndarray) -> np.ndarray:
        return value_of(_in_float64(f), at, upstream.shape)

    base = value(point)
    below, above = np.empty_like(point), np.empty_like(point)
    for index in np.ndindex(point.shape):
        down, up = nudged(point, index, h, sign=-1), nudged(point, index, h)
        below[index] = (upstream * (base - value(down))).sum() / (point[index] - down[index])
        above[index] = (upstream * (value(up) - base)).sum() / (up[index] - point[index])
    return below, above, float(16 * np.finfo(np.float64).eps * np.linalg.norm(upstream * base) / h)


def _in_float64(f: Callable[[np.ndarray], Any]) -> Callable[[np.ndarray], Any]:
    """f, refused if it computes in a shorter format, whose rounding would drown the differences."""

    def checked(at: np.ndarray) -> Any:
        came = f(at)
        kind = str(getattr(came, "dtype", ""))
        if kind.endswith(("float16", "float32")):
            raise TypeError(f"f computes in {kind}, too coarse for differences over so small a step. Use float64 throughout.")
        return came

    return checked


def _place(index: Index) -> str:
    return f"[{', '.join(map(str, index))}]" if index else "x"
