"""A lesson's cell and a hand-in's cell, as plain records.

Left out: how they are read (`lesson_cells`, `submitted_cells`) and which of them answer what (`chosen_cells`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class LessonCell:
    """A cell of a lesson's notebook, or of one that is run: the lesson's, with a student's text in its solution cells.

    role: "text", "reading" (the same for everybody), "live" (an instructor's cell that uses students' functions),
    "solution", "tests", "extra" (a student's own) or, of cells that nbgrader knows and this course does not, "asserts"
    (tests without an exercise of ours) or "written" (a text of the student's, for a person to grade).
    """

    id: str
    kind: str  # "code", "markdown" or "raw"
    role: str
    source: str
    exercise: str = ""
    points: float = 0
    metadata: Mapping[str, Any] = field(default_factory=dict)
    checksum: str = ""  # nbgrader's, of the cell as it was given out
    position: int = -1  # in the bundle; −1 for a cell of the student's own

    @property
    def grade_id(self) -> str:
        """The name by which nbgrader knows the cell, or ""."""
        return str(self.metadata.get("nbgrader", {}).get("grade_id", ""))

    @property
    def names(self) -> set[str]:
        """Both names of a cell of the lesson's: the notebook's and, where it has one, nbgrader's."""
        return {self.id, self.grade_id or self.id}


@dataclass(frozen=True)
class SubmittedCell:
    """What is taken from a cell of a hand-in: its text and the names under which an editor keeps it."""

    kind: str
    source: str
    id: str = ""
    grade_id: str = ""
    checksum: str = ""
    number: int = -1  # in the hand-in
