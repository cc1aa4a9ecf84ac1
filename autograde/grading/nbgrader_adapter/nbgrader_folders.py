"""nbgrader's list of the submissions that it is going to grade, made to agree with what `autograde grade` finds.

nbgrader looks for notebooks by their names alone, and before anything of this course runs. Here folders get their
students' ids, those that wait for a person because of a name are taken off the list, and a folder whose notebook lies
deeper, or in which something else lies, is put on it. Left out: one folder alone in which nbgrader finds no notebook;
it ends with an error then.
"""

from __future__ import annotations

import glob
from pathlib import Path
from typing import Any

from autograde.course import Course
from autograde.exercises import of_lesson
from autograde.grading.intake.student_folders import read_student_folders, told
from autograde.grading.intake.student_ids import normal
from autograde.grading.platforms.roster import read_roster

Before = dict[tuple[str, str, str, str], tuple[float | None, bool]]  # lesson, student, notebook, cell -> points, flag


def settle(converter: Any) -> list[str]:
    """Bring the list of nbgrader's converter in order; returns what an instructor has to be told."""
    directory = converter.coursedir
    folders = read_student_folders(Path(directory.format_path(directory.submitted_directory, ".", ".")))
    people = read_roster(Course(Path(directory.root)))
    students = [name for name in folders.students if not people.is_left_out(name)]
    listed = {}
    for place, notebooks in converter.assignments.items():
        if (student := Path(place).parent.name) not in folders.waiting and not people.is_left_out(normal(student)):
            new = directory.format_path(directory.submitted_directory, normal(student), Path(place).name)
            listed[new] = [str(Path(new) / Path(name).name) for name in notebooks]
    pattern = directory.format_path(directory.submitted_directory, directory.student_id, directory.assignment_id)
    for place in glob.glob(pattern):
        student, lesson = Path(place).parent.name, Path(place).name
        if place not in listed and student in students and of_lesson(lesson) and not Path(place).is_symlink():
            listed[place] = [str(Path(place) / f"{lesson}.ipynb")]
    asked = {Path(place).parent.name for place in [*converter.assignments, *glob.glob(pattern)]}
    converter.assignments = listed
    return list(told((name, why) for name, why in folders.waiting.items() if name in asked))


def grades_before(directory: Any) -> Before:
    """What the gradebook holds before nbgrader sets points of a notebook that it does not find to 0."""
    from nbgrader import api

    with api.Gradebook(directory.db_url, directory.course_id) as gradebook:
        rows = (
            gradebook.db.query(
                api.Assignment.name, api.SubmittedAssignment.student_id, api.Notebook.name, api.BaseCell.name
            )
            .add_columns(api.Grade.auto_score, api.Grade.needs_manual_grade)
            .select_from(api.Grade)
            .join(api.SubmittedNotebook, api.SubmittedNotebook.id == api.Grade.notebook_id)
            .join(api.Notebook, api.Notebook.id == api.SubmittedNotebook.notebook_id)
            .join(api.SubmittedAssignment, api.SubmittedAssignment.id == api.SubmittedNotebook.assignment_id)
            .join(api.Assignment, api.Assignment.id == api.SubmittedAssignment.assignment_id)
            .join(api.BaseCell, api.BaseCell.id == api.Grade.cell_id)
        )
        if not set(directory.assignment_id) & set("*?["):
            rows = rows.filter(api.Assignment.name == directory.assignment_id)
        return {tuple(row[:4]): (row[4], bool(row[5])) for row in rows}


def give_up(directory: Any, lesson: str, student: str, notebook: str) -> None:
    """Leave a notebook that could not be graded to a person, whatever nbgrader has written so far."""
    from nbgrader import api

    with api.Gradebook(directory.db_url, directory.course_id) as gradebook:
        for grade in gradebook.find_submission_notebook(notebook, lesson, student).grades:
            grade.auto_score, grade.needs_manual_grade = None, True
        gradebook.db.commit()
