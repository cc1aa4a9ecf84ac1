"""Make `work/return`: pages as each platform takes them in bulk, and its own tables with points in them.

Pages are made anew from the same results and the same gradebook as the points, so that both agree. A lesson's
folder holds what the last run made of it and nothing older. Left out: names of files (`feedback_archives`), what is
written into a table (`fill_canvas`, `fill_moodle`), what is printed (`return_command`).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograde.course import Course
from autograde.errors import AutogradeError
from autograde.grading.gradebook.final import Lessons
from autograde.grading.gradebook.gradebook_reader import Marks, read_marks
from autograde.grading.gradebook.results import read_results
from autograde.grading.platforms.exported_table import read_exported
from autograde.grading.platforms.feedback_archives import Page, files_of, unnamed
from autograde.grading.platforms.fill_canvas import fill_canvas, is_canvas
from autograde.grading.platforms.fill_moodle import fill_course_grades, fill_worksheet, is_worksheet
from autograde.grading.platforms.filling import Filled
from autograde.grading.platforms.points_to_return import ReturnedPoints, names_of, points_to_return
from autograde.grading.platforms.received import Attempt, read_attempts
from autograde.grading.platforms.roster import Roster, read_roster
from autograde.grading.platforms.row_owner import participant_in
from autograde.grading.records import Result
from autograde.grading.reports.exports import Row, nbgrader, table
from autograde.grading.reports.feedback import write_feedback
from autograde.grading.reports.statements import Asked, asked
from autograde.kinds.counts import counted
from autograde.whole_file import replace

WORKSHEET = "moodle-"  # how the kept copy of a lesson's worksheet begins


@dataclass
class ReturnedFiles:
    """What was made: files with a line about each, and what a person should know."""

    files: list[tuple[Path, str]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    given: ReturnedPoints | None = None


def write_returns(course: Course, lessons: Sequence[str]) -> ReturnedFiles:
    """Make everything that is given back for these lessons."""
    results: Lessons = {lesson: read_results(course, lesson) for lesson in lessons}
    marks, roster = read_marks(course), read_roster(course)
    asks = {lesson: asked(course, lesson) for lesson in lessons}
    given = points_to_return(results, marks, roster, {lesson: one.title for lesson, one in asks.items()})
    made = ReturnedFiles(remarks=list(waiting(given)), given=given)
    for lesson in lessons:
        pages(course, asks[lesson], results[lesson], given, marks, made)
    tables(course, given, roster, made)
    own_tables(course, given, results, marks, roster, made)
    return made


def waiting(given: ReturnedPoints) -> Iterator[str]:
    """Who waits for a person, lesson by lesson."""
    for lesson in given.titles:
        people = sorted(who for (name, who), final in given.finals.items() if name == lesson and final.why)
        if people:
            yield (
                f"{lesson}: a person has to look at {names_of(given, people)} first (`autograde report` says why); "
                "no points and no page of theirs were given back."
            )


def pages(
    course: Course, asks: Asked, results: Sequence[Result], given: ReturnedPoints, marks: Marks, made: ReturnedFiles
) -> None:
    """Write the pages of one lesson under all their names."""
    lesson = asks.lesson
    by_id = {result.student: result for result in results}
    done = []
    for (name, student), final in given.finals.items():
        if name == lesson and not final.why and student in by_id:
            try:
                place = write_feedback(course, asks, by_id[student], marks)
            except AutogradeError as error:
                made.remarks.append(str(error))
                continue
            attempt = chosen(course, lesson, student)
            done.append(Page(given.people[student], place.read_text(encoding="utf-8"), attempt))
    folder = course.root / "work" / "return" / lesson
    shutil.rmtree(folder, ignore_errors=True)
    files = files_of(lesson, done)
    for path, data in files.items():
        replace(folder / path, data)
    made.files += described(folder, files)
    if lost := unnamed(lesson, done):
        names = names_of(given, [page.person.id for page in lost])
        made.remarks.append(
            f"{lesson}: the platform's own names of files are gone for {names}; their pages are in mail/."
        )


def described(folder: Path, files: Mapping[str, bytes]) -> Iterator[tuple[Path, str]]:
    """The files and folders of a lesson, each with what to do with it."""
    counts = {name: sum(path.startswith(f"{name}/") for path in files) for name in ("people", "mail")}
    if "canvas-feedback.zip" in files:
        yield folder / "canvas-feedback.zip", "Canvas: the assignment's SpeedGrader page, “Upload Submissions”"
    if "moodle-feedback.zip" in files:
        yield folder / "moodle-feedback.zip", "Moodle: Submissions, “Upload multiple feedback files in a zip”"
    for name, about in (("people", "a folder a person, for platforms without upload in bulk"), ("mail", "for mail")):
        if counts[name]:
            yield folder / name, f"{counted(counts[name], 'page')}: {about}"


def chosen(course: Course, lesson: str, student: str) -> Attempt | None:
    """The attempt that counts; None for what did not come from a platform."""
    attempts = read_attempts(course, lesson, student)
    return next((one for one in attempts if one.chosen), attempts[-1] if attempts else None)


def tables(course: Course, given: ReturnedPoints, roster: Roster, made: ReturnedFiles) -> None:
    """Fill every table that `autograde roster` has kept, each in its own columns."""
    settings, target = course.settings.columns, course.root / "work" / "return"
    for path in sorted((course.root / "work" / "roster").glob("*.csv")):
        exported, shown = read_exported(path), f"work/roster/{path.name}"
        if is_canvas(exported):
            filled = fill_canvas(exported, given, roster, settings, shown)
            place, about = target / "canvas-gradebook.csv", "Canvas: Grades, Import"
        elif is_worksheet(exported):
            lesson = worksheet_lesson(path, given)
            if not lesson:
                made.remarks += [] if path.stem != "moodle" else [which_lesson(shown)]
                continue
            numbers = participants(course, lesson, given)
            filled = fill_worksheet(exported, lesson, given, roster, numbers, shown)
            place, about = target / lesson / "moodle-worksheet.csv", "Moodle: Submissions, “Upload grading worksheet”"
        else:
            filled = fill_course_grades(exported, given, roster, settings, shown)
            filled = filled if filled.table or "(" in "".join(exported.head) else Filled(None, ())  # a list of people
            place, about = target / f"{path.stem}-gradebook.csv", "Moodle: Grades, Import, CSV file"
        made.remarks += filled.remarks
        if filled.table:
            replace(place, filled.table.text().encode())
            made.files.append((place, f"{about} ({filled.cells} grades)"))


def worksheet_lesson(path: Path, given: ReturnedPoints) -> str:
    """The lesson of a kept worksheet; "" where it is not among those given back."""
    name = path.stem.removeprefix(WORKSHEET)
    return name if name in given.titles else ""


def which_lesson(shown: str) -> str:
    """What is said of a worksheet that may be any lesson's."""
    return (
        f"{shown} does not tell which lesson it belongs to, and was not filled. "
        "Give the file to `autograde roster FILE --lesson LESSON` again."
    )


def participants(course: Course, lesson: str, given: ReturnedPoints) -> dict[str, str]:
    """Moodle's numbers in this assignment, as its download named what was handed in; one of two people is nobody's."""
    owners: dict[str, set[str]] = {}
    for student in given.people:
        for attempt in read_attempts(course, lesson, student):
            if attempt.platform == "moodle" and (number := participant_in(attempt.path)):
                owners.setdefault(number, set()).add(student)
    return {number: next(iter(people)) for number, people in owners.items() if len(people) == 1}


def own_tables(
    course: Course, given: ReturnedPoints, results: Lessons, marks: Marks, roster: Roster, made: ReturnedFiles
) -> None:
    """Write nbgrader's table, and one of all points with the total, for whatever has no table of its own."""
    target = course.root / "work" / "return"
    rows = [row for row in nbgrader(results, marks) if not roster.is_left_out(str(row[3]))]
    replace(target / "nbgrader.csv", table(rows).encode())
    made.files.append((target / "nbgrader.csv", "in the columns of `nbgrader export`"))
    replace(target / "points.csv", table(points_rows(given)).encode())
    made.files.append((target / "points.csv", "everybody, with the total over these lessons"))


def points_rows(given: ReturnedPoints) -> Iterator[Row]:
    """Everybody's points in each lesson and together; empty where nothing was handed in or a person has to look."""
    yield ("student_id", "last_name", "first_name", "email", *given.titles, "total")
    for student, person in sorted(given.people.items()):
        points = [given.grade(lesson, student) for lesson in given.titles]
        yield (student, person.last, person.first, person.email, *points, given.total(student))
