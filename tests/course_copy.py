"""The course of this clone, and copies of it that a test or a benchmark may fill, grade and break."""

import functools
import shutil
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from autograde import build
from autograde.course import Course
from autograde.exercises import load
from autograde.lesson import Lesson

ROOT = Path(__file__).resolve().parent.parent
COURSE = Course(ROOT)
LESSONS = COURSE.lessons
UNWANTED = shutil.ignore_patterns("__pycache__", ".ipynb*")


def module_of(lesson: str, name: str = "exercises") -> ModuleType:
    """One of the modules in a lesson's folder: "exercises" or "right_answers"."""
    return load(COURSE.part(lesson, name))


@functools.cache
def lesson_of(name: str) -> Lesson:
    """A lesson of this clone, read and checked once in a process: hundreds of tests ask, and none changes it."""
    return build.read_lesson(COURSE, name)


def copy_course(
    root: Path, folders: Sequence[str] = ("course", "source", "release"), lessons: Sequence[str] = ()
) -> Course:
    """Copy these folders and nbgrader's configuration to `root`; where `lessons` are named, no others."""

    def left_out(folder: str, names: list[str]) -> set[str]:
        others = {name for name in names if lessons and Path(folder).parent == ROOT and Path(name).stem not in lessons}
        return others | set(UNWANTED(folder, names))

    for folder in folders:
        shutil.copytree(ROOT / folder, root / folder, ignore=left_out)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    return Course(root)
