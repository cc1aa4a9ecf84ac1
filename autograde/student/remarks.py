"""Why an exercise lacks points, in a few words: the cell that hung, was deleted, turned into text or stopped.

Left out: what a check says at length, which stands under its tests cell in the notebook.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from autograde.student import program
from autograde.student.kernel import DIED, ERROR, LOUD, SLOW, Ending

LONGEST = 160  # characters of an exception's text
TITLE = 40  # characters of a cell's first line
MOST = 5  # notes on cells that belong to no exercise
WRITE = "not written yet"
KINDS = {"markdown": "Markdown", "raw": "raw text"}
QUIET = ("NotYetWritten", "NotImplementedError", "AnswerStopped")  # said already where it begins
FILE = re.compile(r" \([^()]*\.py, line \d+\)$")


@dataclass
class Story:
    """A notebook's cells and how those of code ended, by their positions."""

    cells: Sequence[Any]
    endings: Mapping[int, Ending]
    lesson: str
    told: set[int] = field(default_factory=set)  # positions that a remark has named

    def place(self, name: str) -> int | None:
        """Where the cell of that id stands; of several, the last one that ran to its end."""
        places = [place for place, cell in enumerate(self.cells) if grade_id(cell) == name]
        return max(places, key=lambda place: (self.has_report(place), place), default=None)

    def has_report(self, place: int) -> bool:
        """Whether a check has reported in the cell."""
        return place in self.endings and self.endings[place].report is not None

    def report(self, exercise: str) -> Mapping[str, Any] | None:
        """What the exercise's check has reported."""
        place = self.place(f"test_{exercise}")
        found = self.endings[place].report if place is not None and place in self.endings else None
        return found if found and found.get("exercise") == exercise else None


def grade_id(cell: Any) -> str:
    """nbgrader's name of a cell; "" for one that it does not know."""
    about = cell.metadata.get("nbgrader")
    return str(about.get("grade_id", "")) if isinstance(about, dict) else ""


def name_of(cell: Any) -> str:
    """A cell in a word or two: the exercise that it belongs to, or how it begins."""
    about = cell.metadata.get("nbgrader")
    if isinstance(about, dict) and (about.get("solution") or about.get("grade")):
        return grade_id(cell).removeprefix("test_")
    return beginning(cell.source)


def beginning(source: str) -> str:
    """A cell as its first line of code calls it; many begin with the same import."""
    lines = [line.strip() for line in source.splitlines() if line.strip()]
    code = next((line for line in lines if not line.startswith(("#", "%", "import ", "from "))), (lines or [""])[0])
    first = "".join(one if one.isprintable() else " " for one in code)
    return f"“{first[:TITLE]}{'…' if len(first) > TITLE else ''}”"


def on(exercise: str, story: Story, report: Mapping[str, Any] | None) -> str:
    """Why the exercise lacks points: what its check found, else what is the matter with its cells."""
    if report:
        return str(report["diagnosis"])
    answer, tests = story.place(exercise), story.place(f"test_{exercise}")
    if answer is not None and tests is not None and tests < answer:
        return "its tests cell stands above its answer: move it below"
    return (
        matter(exercise, story, answer, "its answer's cell")
        or matter(exercise, story, tests, "its tests cell")
        or ("its tests cell showed no report: its last line has to be the check")
    )


def matter(exercise: str, story: Story, place: int | None, name: str) -> str:
    """What is the matter with one of an exercise's cells; "" where it ran to its end."""
    again = f"`{program.called()} reset {story.lesson} {exercise}` brings it back"
    if place is None:
        return f"{name} was deleted: {again}"
    kind = story.cells[place].cell_type
    if kind != "code":
        return f"{name} was turned into {KINDS.get(kind, kind)}: turn it back into code"
    if not story.cells[place].source.strip():
        return f"{name} is empty: {again}"
    if place not in story.endings:
        return f"{name} was not run to its end"
    story.told.add(place)
    said = ended(story.endings[place])
    return f"{name} {said}" if said and said != WRITE else said


def ended(ending: Ending) -> str:
    """How a cell ended, where not well: "stopped in line 2: NameError: name 'np' is not defined"."""
    if ending.how == SLOW:
        return "ran too long and was stopped; look for an endless loop"
    if ending.how == LOUD:
        return "printed too much and was stopped; look for an endless loop"
    if ending.how == DIED:
        return "ended the kernel" + (" with exit()" if ending.error == "exit" else ": os._exit, or out of memory?")
    if ending.how != ERROR:
        return ""
    if ending.error == "NotYetWritten":
        return WRITE
    if ending.error == "StdinNotImplementedError":
        return f"waits for input(){in_line(ending)}, where nobody answers"
    text = FILE.sub("", " ".join(ending.text.split()))
    text = "".join(one for one in text if one.isprintable()).removeprefix(f"{ending.error}: ")
    return f"stopped{in_line(ending)} with {ending.error}" + (f": {text[:LONGEST]}" if text else "")


def in_line(ending: Ending) -> str:
    """Where the cell stopped, as far as it is known."""
    return f" in line {ending.line}" if ending.line else ""


def besides(story: Story, missing: bool) -> Iterator[str]:
    """Notes on cells that no remark has named: those that hung, and, where points are missing, those that stopped."""
    said = 0
    for place, ending in sorted(story.endings.items()):
        text = "" if place in story.told or ending.error in QUIET else ended(ending)
        if text and said < MOST and (ending.guilty or (missing and "test_" not in grade_id(story.cells[place]))):
            said += 1
            yield f"cell {place + 1}, {name_of(story.cells[place])}, {text}."
