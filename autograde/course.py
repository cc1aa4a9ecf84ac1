"""Where a course lies on disk: its lessons and the folders that are made from them."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from pathlib import Path

from autograde import settings
from autograde.errors import AutogradeError
from autograde.settings import Settings

DATA = ("mistakes", "hints", "recall", "sheet")  # a lesson's files in TOML
LESSON_FOLDER = re.compile(r"\d{2}_[a-z0-9_]+")


@dataclass(frozen=True)
class Course:
    """A course's root folder; every other path follows from it."""

    root: Path

    @classmethod
    def around(cls, start: Path | None = None) -> Course:
        """The course whose folder holds `start` (default: the working folder, then this package's own clone)."""
        here = (start or Path.cwd()).resolve()
        own = Path(__file__).resolve().parent.parent
        for folder in [here, *here.parents, *([] if start else [own])]:
            if (folder / "course").is_dir() and (folder / "nbgrader_config.py").is_file():
                return cls(folder)
        raise AutogradeError(
            f"{here} is not inside a course: no folder above it holds course/ and nbgrader_config.py. "
            "Change to the folder of your clone and try again."
        )

    @property
    def settings(self) -> Settings:
        """What course/course.toml says, as it stands now."""
        return settings.read(self.root)

    @property
    def folders(self) -> list[str]:
        """Names of all lessons that are written, in order ("01_slopes", …)."""
        return sorted(path.parent.name for path in (self.root / "course").glob("*/lesson.py"))

    @property
    def lessons(self) -> list[str]:
        """Names of the lessons that are taught: all but those that the settings leave out."""
        left_out = self.settings.left_out
        return [name for name in self.folders if name not in left_out]

    @property
    def own(self) -> list[str]:
        """Names of the assignments in source/ that are no lessons: the instructor's own, made with nbgrader."""
        folders = [path.parent for path in (self.root / "source").glob("*/*.ipynb") if path.stem == path.parent.name]
        return sorted(folder.name for folder in folders if folder.name not in self.folders)

    @property
    def assignments(self) -> list[str]:
        """Names of all that is graded: the lessons that are taught, and the instructor's own assignments."""
        return sorted([*self.lessons, *self.own])

    def text(self, lesson: str) -> Path:
        """The lesson's text, the only place where it is edited."""
        return self.part(lesson, "lesson")

    def part(self, lesson: str, name: str) -> Path:
        """A file of a lesson's folder: "lesson", "exercises", "right_answers"; or one of DATA, such as "hints"."""
        return self.root / "course" / lesson / f"{name}{'.toml' if name in DATA else '.py'}"

    def notebook(self, stage: str, lesson: str) -> Path:
        """The lesson's notebook in "source" or "release"."""
        return self.root / stage / lesson / f"{lesson}.ipynb"

    @property
    def formula_sheet(self) -> Path:
        """The page of formulas that the build makes of all lessons."""
        return self.root / "release" / "formula_sheet.html"

    def shown(self, path: Path) -> str:
        """A path as messages name it: relative to the root where it lies inside."""
        return str(path.relative_to(self.root)) if path.is_relative_to(self.root) else str(path)

    def nearest(self, name: str) -> str | None:
        """The lesson or assignment whose name is most like this one, where any is."""
        return next(iter(difflib.get_close_matches(name, self.assignments, n=1, cutoff=0.3)), None)

    def select(self, names: tuple[str, ...]) -> list[str]:
        """The named lessons, or all of them when none is named; unknown names are refused with the nearest one."""
        return self.chosen(names, self.lessons)

    def select_assignments(self, names: tuple[str, ...]) -> list[str]:
        """The same among all that is graded, the instructor's own assignments included."""
        return self.chosen(names, self.assignments)

    def chosen(self, names: tuple[str, ...], known: list[str]) -> list[str]:
        """The names, or all that are known when none is given."""
        for name in names:
            if name not in known:
                if name in self.folders:
                    raise AutogradeError(f'the lesson "{name}" is left out: see left_out in course.toml.')
                near = next(iter(difflib.get_close_matches(name, known, n=1, cutoff=0.3)), None)
                hint = f'Did you mean "{near}"?' if near else f"Lessons: {', '.join(known) or 'none'}."
                raise AutogradeError(f'there is no lesson "{name}" in course/. {hint}')
        return list(names) or known
