"""Which cell of one notebook is which of another: of two releases, or of a student's copy and the release it came from.

Exercises, tests and hints have names for ids and keep them. All other ids are positions ("cell-07") that shift from
one release to the next: across releases the text tells. Left out: what becomes of a pair (`cell_merge`, `merge`).
"""

from __future__ import annotations

import bisect
import difflib
import functools
import re
from collections import Counter
from collections.abc import Hashable, Sequence
from typing import Any

Cell = dict[str, Any]

POSITION = re.compile(r"cell-\d+")
WORD = re.compile(r"\w+|[^\w\s]")
ALIKE = 0.6  # of difflib's ratio: from here on a text counts as another one reworded
MOST_WORDS = 2000  # that are compared: a pasted log must not hold up the start


def pair(old: Sequence[Cell], new: Sequence[Cell], positions: bool) -> dict[int, int]:
    """Place in `old` -> place in `new`, for every cell that is in both.

    positions: whether ids that are positions mean the same cell in both.
    """
    shared = ids(old, positions) & ids(new, positions)
    before, after = (
        [key(cell, shared, named) for cell in cells] for cells, named in ((old, ids(old)), (new, ids(new)))
    )
    blocks = difflib.SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    found = {block.a + step: block.b + step for block in blocks for step in range(block.size)}
    anchors = sorted(found.items())
    for place, cell_key in enumerate(before):  # moved
        if place not in found:
            taken = set(found.values())
            where = [there for there, other in enumerate(after) if other == cell_key and there not in taken]
            found |= {place: where[0]} if where else {}
    return found | reworded(old, new, found, anchors)


def ids(cells: Sequence[Cell], positions: bool = True) -> set[str]:
    """The ids of some cells; without those that are positions if so wished."""
    named = {cell.get("id", "") for cell in cells}
    return {name for name in named if name and (positions or not POSITION.fullmatch(name))}


def key(cell: Cell, shared: set[str], own: set[str]) -> Hashable:
    """What a cell is found again by: its id, its exercise's id where some program has changed that, else its text."""
    name, grade_id = cell.get("id", ""), cell["metadata"].get("nbgrader", {}).get("grade_id", "")
    if name in shared:
        return name
    if grade_id and (grade_id == name or grade_id not in own):
        return grade_id
    return cell["cell_type"], cell["source"]


def reworded(
    old: Sequence[Cell], new: Sequence[Cell], found: dict[int, int], anchors: list[tuple[int, int]]
) -> dict[int, int]:
    """Pairs among the cells that are left, the likest first; those between the same neighbours before all others."""
    lefts = [place for place in range(len(old)) if place not in found and not is_exercise(old[place])]
    rights = set(range(len(new))) - set(found.values())
    likely = []
    for left in lefts:
        for right in sorted(rights):
            if not is_exercise(new[right]) and (ratio := likeness(old[left], new[right])) >= ALIKE:
                gaps = (bisect.bisect([a for a, _ in anchors], left), bisect.bisect([b for _, b in anchors], right))
                likely.append((gaps[0] != gaps[1], -ratio, left, right))
    pairs: dict[int, int] = {}
    for _, _, left, right in sorted(likely):
        if left not in pairs and right not in pairs.values():
            pairs[left] = right
    return pairs


def is_exercise(cell: Cell) -> bool:
    """Whether a cell is an exercise's solution or its tests, which no other can stand for."""
    return "nbgrader" in cell["metadata"]


def likeness(one: Cell, other: Cell) -> float:
    """How much of two cells' words is the same, from 0 to 1; cells of different types have nothing in common."""
    if one["cell_type"] != other["cell_type"]:
        return 0
    (words, counted), (others, counted_others) = words_of(one["source"]), words_of(other["source"])
    both = max(1, len(words) + len(others))
    if words != others and 2.0 * min(len(words), len(others)) / both < ALIKE:
        return 0
    if words != others and 2.0 * (counted & counted_others).total() / both < ALIKE:  # told without looking at the order
        return 0
    return difflib.SequenceMatcher(None, words, others, autojunk=False).ratio()


@functools.lru_cache(512)
def words_of(source: str) -> tuple[Sequence[str], Counter[str]]:
    """The first words of a cell, in order and counted."""
    words = WORD.findall(source)[:MOST_WORDS]
    return words, Counter(words)


def in_order(places: Sequence[int]) -> set[int]:
    """The longest rising run that can be picked from places: what stays where it was; the others were moved.

    Example: in_order([0, 3, 1, 2]) -> {0, 1, 2}
    """
    runs: list[list[int]] = []  # the run that ends lowest, for each length
    for place in places:
        length = bisect.bisect_left([run[-1] for run in runs], place)
        runs[length : length + 1] = [[*(runs[length - 1] if length else []), place]]
    return set(runs[-1]) if runs else set()
