"""A new release merged into a student's copy of a lesson: a pure function of three notebooks.

The student's copy is what is changed: its cells keep their order, each cell of the lesson becomes the new one with what
the student did to it (`cell_merge`), new cells come in behind the cells that precede them in the release, and own cells
stay behind the cell that they stood behind. Left out: files (`update`).
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Any

from autograde.student import cell_merge
from autograde.student.pairing import POSITION, Cell, in_order, pair

Notebook = dict[str, Any]


@dataclass
class Done:
    """What a merge did, for the sentence that tells it."""

    reworded: int = 0  # that read otherwise than in the student's copy so far
    added: int = 0
    dropped: int = 0
    kept: int = 0  # the student's versions that stand in cells of their own
    restored: list[str] = field(default_factory=list)  # cells of exercises that had been deleted
    new_stubs: list[str] = field(default_factory=list)  # answered exercises


@dataclass
class Entry:
    """A cell of the merged notebook and its place in the release; None for the student's own and what is kept."""

    cell: Cell
    place: int | None = None


def merge(base: Notebook | None, mine: Notebook, new: Notebook) -> tuple[Notebook, Done]:
    """The student's notebook with the new release merged into it, and what was done.

    base: the release that `mine` was made from; None where nobody knows. All three in format 4, with joined lines.
    """
    done = Done()
    before = base["cells"] if base else new["cells"]
    origin = pair(mine["cells"], before, positions=base is not None)
    target = pair(before, new["cells"], positions=base is None)
    entries = merged_cells(mine["cells"], before if base else None, new["cells"], origin, target, done)
    moved_here = moved({there: place for place, there in origin.items()})
    moved_there = {target[place] for place in moved(target) - moved_here}
    blocks = lift(entries, moved_there)
    kept = {entry.place for entry in entries} | set(blocks)
    known = set(target.values()) if base else set()  # a cell that is known and not here has been deleted
    for place, cell in enumerate(new["cells"]):
        if place not in kept and (place not in known or "nbgrader" in cell["metadata"]):
            blocks[place] = [Entry(copy.deepcopy(cell), place)]
            note_addition(cell, place in known, done)
    unfit = {target[place] for place in moved_here if place in target}
    for place in sorted(blocks):
        where = behind(entries, place, unfit)
        entries[where:where] = blocks[place]
    return assembled(base, mine, new, entries), done


def merged_cells(
    mine: list[Cell],
    base: list[Cell] | None,
    new: list[Cell],
    origin: dict[int, int],
    target: dict[int, int],
    done: Done,
) -> list[Entry]:
    """The student's cells in their order, those of the lesson as they are to be; what the release drops is gone."""
    entries = []
    for number, cell in enumerate(mine):
        source = origin.get(number)
        if source is None:
            entries.append(Entry(copy.deepcopy(cell)))
        elif source in target:
            old, place = base[source] if base else None, target[source]
            made = cell_merge.merge(old, cell, new[place])
            entries += [Entry(made.cell, place), *map(Entry, made.below)]
            done.reworded += made.cell["source"] != cell["source"]
            done.kept += made.kept
            done.new_stubs += [made.cell["metadata"]["nbgrader"]["grade_id"]] if made.new_stub else []
        elif base and (cell["source"], cell["cell_type"]) != (base[source]["source"], base[source]["cell_type"]):
            entries.append(Entry(cell_merge.note_of_dropped(base[source], cell)))
            done.kept, done.dropped = done.kept + 1, done.dropped + 1
        else:
            done.dropped += 1
    return entries


def moved(places: dict[int, int]) -> set[int]:
    """The cells that stand in another order on the other side: {0: 0, 1: 2, 2: 1} -> {1} or {2}."""
    order = in_order([places[place] for place in sorted(places)])
    return {place for place, there in places.items() if there not in order}


def note_addition(cell: Cell, was_there: bool, done: Done) -> None:
    """Count a cell that comes in: as restored where the student had deleted it, else as new."""
    if was_there:
        done.restored.append(cell["metadata"]["nbgrader"].get("grade_id", ""))
    else:
        done.added += 1


def lift(entries: list[Entry], places: set[int]) -> dict[int, list[Entry]]:
    """Take these cells of the release out of the entries, each with the own cells behind it."""
    lifted: dict[int, list[Entry]] = {}
    stay: list[Entry] = []
    current = stay
    for entry in entries:
        if entry.place is not None:
            current = lifted.setdefault(entry.place, []) if entry.place in places else stay
        current.append(entry)
    entries[:] = stay
    return lifted


def behind(entries: list[Entry], place: int, unfit: set[int]) -> int:
    """Where a cell of the release comes in: behind the nearest one that precedes it there, and the own cells with that.

    unfit: cells that the student moved; nothing follows them.
    """
    where = {entry.place: number for number, entry in enumerate(entries) if entry.place is not None}
    previous = next((where[at] for at in range(place - 1, -1, -1) if at in where and at not in unfit), None)
    if previous is None:
        return 0
    end = previous + 1
    while end < len(entries) and entries[end].place is None:
        end += 1
    return end


def assembled(base: Notebook | None, mine: Notebook, new: Notebook, entries: list[Entry]) -> Notebook:
    """The notebook of these cells: the lesson's ids for its cells, ids that nobody else has for all others."""
    taken = {cell["id"] for cell in new["cells"]}
    for entry in entries:
        if entry.place is None:
            name = entry.cell.get("id", "")
            entry.cell["id"] = name if name and name not in taken and not POSITION.fullmatch(name) else free(taken)
            taken.add(entry.cell["id"])
        else:
            entry.cell["id"] = new["cells"][entry.place]["id"]
    return {
        "cells": [entry.cell for entry in entries],
        "metadata": cell_merge.settings(base["metadata"] if base else {}, mine["metadata"], new["metadata"]),
        "nbformat": 4,
        "nbformat_minor": max(5, mine["nbformat_minor"], new["nbformat_minor"]),
    }


def free(taken: set[str]) -> str:
    """The first id for an own cell that no other cell has: "own-1", …"""
    return next(name for number in range(1, len(taken) + 2) if (name := f"own-{number}") not in taken)
