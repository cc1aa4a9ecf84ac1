"""A gradient judged against central differences, with a report that says how and where.

In this order: is it numbers, has it x's shape, can it hold fractions, is it finite, and is every entry within the
tolerance rtol · (largest slope, claimed or measured) + what rounding can do to a difference of f. The differences are
taken at h and at h/2; combined, their errors of order h² cancel. An entry whose slopes from below and from above do
not close in on each other as they should marks a kink, where no difference can judge.

Left out: slopes below the rounding term, which no difference can see, and relative errors of single entries: an
entry far smaller than the largest one is judged by the largest. Check such parts on their own.
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

    error: largest difference as a share of the scale, the largest slope seen; right means error <= rtol.
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
        row = "  {:10} analytic {: .8g}   numerical {: .8g}   difference {:.2g}"
        return "\n".join([self.message, *(row.format(_place(i), *numbers) for i, *numbers in self.table)])

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        from html import escape  # here, because most programs that import this never show a page

        head = "".join(f"<th scope='col'>{name}</th>" for name in ("entry", "analytic", "numerical", "difference"))
        row = "<tr><td>{}</td><td>{:.8g}</td><td>{:.8g}</td><td>{:.2g}</td></tr>"
        rows = "".join(row.format(escape(_place(i)), *numbers) for i, *numbers in self.table)
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>" if rows else ""
        return f"<div><p>{'✓' if self.ok else '✗'} {escape(self.message)}</p>{table}</div>"


def check_gradient(
    f: Callable[[np.ndarray], Any], x: Any, analytic: Any, g: Any = None, rtol: float = 1e-6, h: float = 1e-5
) -> GradientReport:
    """Compare the gradient `analytic` of f at x with central differences: |a − e| ≤ rtol·scale + rounding.

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
    scale = max(np.abs(slopes).max() for slopes in (claimed, coarse, fine))
    tolerance = float(rtol * scale + rounding)
    largest = float(difference.max())
    worst = [_index(np.unravel_index(k, point.shape)) for k in difference.argsort(axis=None)[::-1][:ROWS]]
    table = tuple((i, float(claimed[i]), float(numerical[i]), float(difference[i])) for i in worst)

    # On a smooth curve the gap between the two slopes is about h·f″, so it halves with h; at a kink it does not.
    gap, gap_half = np.abs(above - below), np.abs(above_half - below_half)
    kinks = tuple(
        map(_index, np.argwhere((gap > tolerance + 50 * rounding) & (np.abs(gap_half - gap / 2) > 0.02 * gap)))
    )

    entries = f"{point.size} {'entry' if point.size == 1 else 'entries'}"
    stated = f"tolerance {tolerance:.2g} = {rtol:g} · scale {scale:.4g} + {rounding:.1g} for rounding"
    message = f"The gradient agrees: {entries} compared, largest difference {largest:.2g}, {stated}."
    if largest > tolerance:
        message = (
            f"The gradient differs in {(difference > tolerance).sum()} of {entries}, most at {_place(worst[0])}: "
            f"analytic {table[0][1]:.6g}, numerical {table[0][2]:.6g}; difference {largest:.2g}, {stated}."
        )
    if kinks:
        where = ", ".join(map(_place, kinks[:ROWS])) + (", …" if len(kinks) > ROWS else "")
        slopes = f"slopes {below[kinks[0]]:.4g} from below, {above[kinks[0]]:.4g} from above"
        message += f" Kink at or near {where} ({slopes}): no difference can judge there. Move x and check again."
    error = rtol * largest / tolerance if tolerance else 0.0
    return GradientReport(largest <= tolerance, error, worst[0], kinks, table, message)


def _refusal(analytic: Any, shape: Index) -> tuple[str, Index | None]:
    """Say why no entry needs to be compared, and at which entry that shows; ("", None) if nothing is wrong so far."""
    try:
        array = np.asarray(analytic)
    except ValueError:  # rows of unequal length
        array = np.array(None)
    if array.dtype.kind not in "biuf":
        return f"The gradient must hold real numbers, not {analytic!r:.60} ({type(analytic).__name__}).", None
    if array.shape != shape:
        return f"The gradient has shape {array.shape}, x has shape {shape}. They must be the same.", None
    if isinstance(analytic, np.ndarray) and array.dtype.kind in "biu":
        return (
            f"The gradient is an array of {array.dtype}: it cuts off every fraction written into it. "
            "An array made like an integer x holds integers too; make it with dtype=float."
        ), None
    if not np.isfinite(array).all():
        index = _index(np.argwhere(~np.isfinite(array))[0])
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
            raise TypeError(f"f computes in {kind}, too coarse for differences over a small step. Use float64.")
        return came

    return checked


def _index(numbers: Any) -> Index:
    return tuple(int(i) for i in numbers)


def _place(index: Index) -> str:
    return f"[{', '.join(map(str, index))}]" if index else "x"
