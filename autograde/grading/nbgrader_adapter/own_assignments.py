"""Assignments of the instructor's own, made with nbgrader's metadata, as `autograde grade` takes them.

Their cells are those that nbgrader records from `source/`: solutions cleared, hidden tests in place. Beside its
notebook, a student may hand in data files, which are laid into the sandbox as nbgrader lays them beside the notebook.
Left out: grading under nbgrader's own command (`assignment`).
"""

from __future__ import annotations

import os
from pathlib import Path

import nbformat

from autograde.course import Course
from autograde.errors import NotebookError
from autograde.exercises import every
from autograde.grading.gradebook.store import STAMP
from autograde.grading.intake.bundle import foreign_bundle, make_bundle
from autograde.grading.intake.ingest import DATA_LIMIT, read_regular
from autograde.grading.records import Bundle
from autograde.handed_in.candidates import FILES_LIMIT
from autograde.handed_in.lesson_cells import role_of

AUTOTEST = ("### AUTOTEST", "### HASHED AUTOTEST")


def own_bundle(course: Course, name: str) -> Bundle:
    """The bundle of an assignment in source/; AutogradeError says what keeps it from being graded."""
    from autograde.grading.gradebook.learn_lesson import course_notebook  # brings all of nbgrader along

    path = course.notebook("source", name)
    try:
        language = nbformat.read(path, as_version=4).metadata.get("kernelspec", {}).get("language", "python")
        if language.lower() != "python":
            raise NotebookError(f"{course.shown(path)} is written in {language}; only Python can be graded here.")
        notebook = course_notebook(course, name)
    except (OSError, NotebookError):
        raise
    except Exception as error:  # whatever nbgrader's steps say of a notebook that it cannot take
        said = " ".join(str(error).split())[:200]
        raise NotebookError(
            f"{course.shown(path)} cannot be taken for an assignment: {said}. Correct it in Jupyter's nbgrader view."
        ) from error
    if any(mark in cell.source for cell in notebook.cells for mark in AUTOTEST):
        raise NotebookError(
            f"{course.shown(path)} holds ### AUTOTEST, which nbgrader fills in while it makes the release. "
            "Write the tests out as asserts."
        )
    exercises = every(course)
    if any(role_of(cell, (), exercises) == "tests" for cell in notebook.cells):
        return make_bundle(course, name)
    return foreign_bundle(name, notebook, path.parent)


def elsewhere(course: Course) -> list[str]:
    """What is said of folders in source/ whose notebooks have other names, so that they are not graded here."""
    found = []
    for folder in sorted((course.root / "source").glob("*/")):
        name = folder.name
        if name[0] in "._" or name in course.folders or name in course.own:
            continue
        if any(folder.glob("*.ipynb")):
            found.append(
                f"source/{name} was left out: its notebook is not called {name}.ipynb. "
                f"Rename it, or grade it with `nbgrader autograde {name}`."
            )
    return found


def files_beside(place: Path, bundle: Bundle) -> tuple[dict[str, str], list[str]]:
    """The data files of a submission, name -> hexadecimal digits, unless they come with the assignment; and notes."""
    found: dict[str, str] = {}
    notes: list[str] = []
    left, count = DATA_LIMIT, 0
    for above, folders, names in os.walk(place):
        folders.sort()
        for path in (Path(above) / name for name in sorted(names)):
            name = str(path.relative_to(place))
            count += 1
            if count > FILES_LIMIT:
                return found, [*notes, f"Of the files beside the notebook, only {FILES_LIMIT} were looked at."]
            if path.suffix == ".ipynb" or name == STAMP or name in bundle.files:
                continue
            remarks: list[str] = []
            data = read_regular(path.parent, path.name, left, remarks)
            if data or [remark for remark in remarks if remark.endswith("is empty.")]:
                left -= len(data)
                found[name] = data.hex()
            else:
                notes += remarks
    return found, notes
