"""What a saved notebook tells of work that is not in it, or was not run: as much as can be known without running it.

Known: what was written last (checks, checkpoints, JupyterLab's collaboration), which cells have run and in which order.
Not known: what stands in a browser unsaved, and whether a cell was edited after it ran; both are left to the times that
are shown. Left out: what the answers are worth (`validate`).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from autograde import progress
from autograde.student.remarks import beginning

SLACK = 2.0  # seconds by which writing two files may differ
STORES = (".jupyter_ystore.db", ".jupyter_ystore.db-wal")
Cell = Mapping[str, Any]


def unsaved(notebook: Path, lessons: Path, lesson: str) -> Iterator[str]:
    """What was written after the notebook was saved.   lessons: the folder of all lessons of the working copy."""
    saved = notebook.stat().st_mtime
    record = lessons / progress.FOLDER / f"{lesson}.json"
    if notebook.resolve().parent == (lessons / lesson).resolve() and is_later(record, saved):
        yield (
            f"A check ran at {clock(record.stat().st_mtime)}, after the notebook was saved at {clock(saved)}. If you "
            "wrote something since, save it (Ctrl+S) and submit again."
        )
    kept = notebook.parent / ".ipynb_checkpoints" / f"{notebook.stem}-checkpoint.ipynb"
    if is_later(kept, saved) and kept.read_bytes() != notebook.read_bytes():
        yield (
            f"JupyterLab kept a checkpoint at {clock(kept.stat().st_mtime)} that is newer than the notebook and "
            "not the same. File > Revert Notebook to Checkpoint shows it."
        )
    places = [folder / name for folder in (notebook.parent, lessons, lessons.parent.parent) for name in STORES]
    if any(is_later(place, saved) for place in places):
        yield (
            "JupyterLab's collaboration has kept something after the notebook was saved. Open the notebook, save it "
            "(Ctrl+S), and submit again if it changed."
        )


def lost(entries: progress.Entries, open_exercises: Sequence[str]) -> Iterator[str]:
    """Exercises that had points at a check and have no answer in the notebook."""
    names = [name for name in open_exercises if name in entries and entries[name].points > 0]
    if names:
        yield (
            f"At its last check {', '.join(names)} had points, and the notebook holds no answer to it. Is this the "
            "notebook that you wrote in, and is it saved?"
        )


def unrun(cells: Sequence[Cell], answers: Mapping[str, Sequence[int]], checks: Mapping[str, int]) -> Iterator[str]:
    """What has not run, stopped, or ran in another order than the grader runs it.

    cells: the notebook's own, with outputs.   answers: exercise -> numbers of the cells that answer it.
    checks: exercise -> number of its tests cell.
    """
    mine = {name: places for name, places in answers.items() if places}
    still = [name for name, places in mine.items() if any(count(cells[place]) is None for place in places)]
    if still:
        yield f"Not run, or cleared since: {', '.join(still)}. Run these cells and their checks once, and save."
    stale = []
    for name, places in mine.items():
        last = max(count(cells[place]) or 0 for place in places)
        if name in checks and name not in still and last > (count(cells[checks[name]]) or 0):
            stale.append(name)
    if stale:
        yield f"Not checked since the answer last ran: {', '.join(stale)}. Run the checks below them once more."
    for place in sorted({place for places in mine.values() for place in places}):
        if error := stopped(cells[place]):
            yield f"The cell {beginning(source(cells[place]))} stopped with {error} when it last ran."
    ran = [(count(cell), cell) for cell in cells if cell.get("cell_type") == "code" and count(cell) is not None]
    for (before, above), (after, below) in itertools.pairwise(ran):
        if before > after:
            yield (
                f"Cells ran in another order than they stand in: {beginning(source(below))} before "
                f"{beginning(source(above))}. The grader runs them afresh from the top, as `autograde validate` does."
            )
            return


def count(cell: Cell) -> Any:
    """The number under which a cell last ran; None where it has none."""
    number = cell.get("execution_count")
    return number if isinstance(number, int) else None


def stopped(cell: Cell) -> str:
    """The error that a cell's last run ended in; "" for none. An answer that is not written yet is none."""
    outputs = cell.get("outputs")
    found = [out for out in outputs if isinstance(out, dict)] if isinstance(outputs, list) else []
    return next((str(out.get("ename", ""))[:60] for out in found if out.get("output_type") == "error"), "")


def source(cell: Cell) -> str:
    """A cell's text."""
    text = cell.get("source", "")
    return "".join(map(str, text)) if isinstance(text, list) else str(text)


def is_later(path: Path, than: float) -> bool:
    """Whether a file is there and was written later."""
    return path.is_file() and path.stat().st_mtime > than + SLACK


def clock(seconds: float) -> str:
    """A time as a clock on the wall shows it; with its day, where that is another one than today."""
    when = datetime.fromtimestamp(seconds)
    return f"{when:%H:%M:%S}" if when.date() == datetime.now().date() else f"{when:%Y-%m-%d %H:%M:%S}"
