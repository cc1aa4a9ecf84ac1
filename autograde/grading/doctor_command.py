"""`autograde doctor`: can this machine grade, how safely, with how much room, and what would help."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from autograde.grading.run.versions import version
from autograde.grading.sandbox.levels import try_levels
from autograde.grading.sandbox.strays import FAULT, PATIENCE, strays


@click.command()
def doctor() -> None:
    """Try what this machine offers for grading, and say what to install.

    Exit status 0 when submissions can be graded in a sandbox, 1 when not, or when an earlier run has left something.
    """
    console = Console(highlight=False)
    tried = try_levels()
    table = Table("sandbox, the best first", "works", "what was found")
    for one in tried:
        table.add_row(one.level, "yes" if one.works else "no", one.reason or "tried, and it held")
    console.print(table)
    works = [one for one in tried if one.works]
    better = tried[: tried.index(works[0])] if works else tried
    for fix in dict.fromkeys(one.fix for one in better if one.fix):
        console.print(f"What to do: {fix}", markup=False, soft_wrap=True)
    console.print("", room(), "")
    if left := strays(PATIENCE):
        console.print(FAULT.format(len(left)), soft_wrap=True)
        console.print(f"What to do: kill -KILL {' '.join(map(str, left))}", soft_wrap=True)
    if not works:
        console.print("Grading is not possible here yet: nothing would hold students' code back.", soft_wrap=True)
        sys.exit(1)
    if left:
        sys.exit(1)
    console.print(f"Grading is possible, at the level “{works[0].level}”.", soft_wrap=True)


def room() -> Table:
    """Processors, memory and disk that grading can use."""
    processors = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count()
    table = Table("room", "here", "what grading takes")
    table.add_row("processors", str(processors), "one a job (--jobs)")
    table.add_row("memory, free", gigabytes(free_memory()), "0.3 GB a job, 0.5 GB for lessons with torch")
    table.add_row("disk, free", gigabytes(shutil.disk_usage(Path.cwd()).free), "under 1 MB a submission")
    torch = version("torch")
    table.add_row("PyTorch", torch, "for lessons with torch alone; `make torch` adds it")
    return table


def free_memory() -> int | None:
    """Bytes of memory that programs may still take; None where the system does not tell."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) << 10 for line in lines if line.startswith("MemAvailable:")), None)


def gigabytes(count: int | None) -> str:
    """Bytes as people read them."""
    return "unknown" if count is None else f"{count / (1 << 30):.1f} GB"
