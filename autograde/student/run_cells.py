"""Run a notebook's code cells one after another, whatever they do, and tell how each one ended.

Where a cell has hung beyond help or has killed the kernel, a new kernel runs the earlier cells again, without those
that did so, and goes on with the next. Left out: the time of one cell (`kernel`), and what the cells mean (`validate`).
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping, Sequence
from pathlib import Path

from autograde.student.kernel import Cell, Ending, Kernel

MOST_DEATHS = 10  # of kernels in one notebook; after that its other cells are left out


def run_cells(
    cells: Sequence[Cell], folder: Path, endings: MutableMapping[int, Ending], told: Callable[[int], None]
) -> None:
    """Run the cells in a folder and put into `endings`, by its position, how each one ended.

    told(position) is called before each cell. Whatever ends this early (Ctrl-C), the endings so far are there.
    """
    kernel, deaths = Kernel(folder), 0
    try:
        for position, cell in enumerate(cells):
            while not kernel.alive:
                deaths += 1
                kernel.end()
                if deaths > MOST_DEATHS:
                    return
                kernel = Kernel(folder)
                run_again(kernel, cells[:position], endings)
            told(position)
            endings[position] = kernel.run(cell)
    finally:
        kernel.end()


def run_again(kernel: Kernel, cells: Sequence[Cell], endings: MutableMapping[int, Ending]) -> None:
    """Run these cells in a new kernel as long as it lives, but for guilty ones and those that leave nothing behind."""
    for position, cell in enumerate(cells):
        if not kernel.alive:
            return
        if cell.again and not endings[position].guilty:
            ending = kernel.run(cell)
            endings[position] = ending if ending.guilty else endings[position]
