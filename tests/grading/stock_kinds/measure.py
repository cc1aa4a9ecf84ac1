"""Grade every submission of a course folder through nbgrader's API, one call a student, and print the points as JSON.

    python -m tests.grading.stock_kinds.measure FOLDER SECONDS

SECONDS is what one cell may take, under either way of grading.
"""

from __future__ import annotations

import json
import sys
import traceback
from pathlib import Path

from nbgrader.api import MissingEntry
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from traitlets.config import PyFileConfigLoader

from autograde.grading.sandbox import session

ASSIGNMENT = "squares"
CELLS = ("test_squares", "test_mean", "test_data", "plot", "essay", "free")  # in the order of a row of points


def points(api: NbGraderAPI, student: str) -> dict[str, float | str | None]:
    """A student's points by cell; "?" where a person has to grade, None without a submission in the gradebook."""
    with api.gradebook as gradebook:
        try:
            submission = gradebook.find_submission(ASSIGNMENT, student)
        except MissingEntry:
            return {}
        grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
        return {grade.name: "?" if grade.needs_manual_grade else grade.auto_score for grade in grades}


def main(folder: Path, seconds: float) -> None:
    """Grade and print."""
    config = PyFileConfigLoader("nbgrader_config.py", path=str(folder)).load_config()
    config.Execute.timeout = int(seconds)
    session.CELL_SECONDS = seconds
    api = NbGraderAPI(CourseDirectory(config=config), config=config)
    found = {}
    for place in sorted((folder / "work" / "submitted").iterdir()):
        try:
            done = api.autograde(ASSIGNMENT, place.name, force=True)
        except Exception:
            done = {"success": False, "error": traceback.format_exc()}
        found[place.name] = {"points": points(api, place.name), "success": done["success"], "log": done.get("log", "")}
    print(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), float(sys.argv[2]))
