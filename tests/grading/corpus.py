"""Read the hostile and the messy corpus: small files that say what a student adds to or changes in a lesson's notebook.

A file is cut at its `# %%` lines. What follows one of them is

    # %% own            a cell of the student's own, at the top, or after the answer that stands before it
    # %% grad_mul       the text of the solution cell with that name
    # %% notebook       Python of the test's own that changes `notebook`, nested dictionaries; cell("grad_mul") is one
    # %% bytes          the same for `data`, the notebook file's bytes
    # %% folder         the same, in place of writing the file: `folder` is the student's, `name` the notebook's name

In a cell's text, `#!` at the start of a line is taken away (magics are no Python), and words in capitals that stand for
things of the host are replaced (`CANARY_FILE`). Which lesson, on what notebook, and what each file must earn stands in
expected.toml beside the files. Left out: running them (`test_hostile`, `test_messy`).
"""

from __future__ import annotations

import functools
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import nbformat

from autograde.course import Course
from autograde.exercises import of_lesson
from autograde.grading.intake.bundle import make_bundle
from autograde.grading.intake.ingest import read_submission
from autograde.grading.intake.recognise import answers_in
from autograde.grading.records import Bundle, Job
from autograde.grading.run.job import make_job
from autograde.handed_in.cells import LessonCell
from tests.course_copy import ROOT
from tests.made_up_students import cell_of, fill_in
from tests.torch_here import possible

FOLDER = ROOT / "tests" / "submissions"
MARK = re.compile(r"^# %% *(\w+)[^\n]*\n", re.MULTILINE)
SECRET = b"a secret of the tests"
EDITS = ("notebook", "bytes", "folder")


@dataclass(frozen=True)
class Sample:
    """One file of a corpus with its row of the table.

    base: what the rest of the notebook is, "blank" or "perfect".   expected: points by exercise.
    words: what the grader's notes must say, each of them somewhere.   more: whatever else stands in the row.
    """

    corpus: str
    name: str
    lesson: str
    base: str
    expected: Mapping[str, float]
    tries: str
    words: list[str] = field(default_factory=list)
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def parts(self) -> list[tuple[str, str]]:
        """The file's sections: (what it is, its text)."""
        text = (FOLDER / self.corpus / f"{self.name}.py").read_text(encoding="utf-8")
        pieces = MARK.split(text)[1:]
        return [(kind, body.strip("\n")) for kind, body in zip(pieces[::2], pieces[1::2], strict=True)]

    def hand_in(self, folder: Path, names: Mapping[str, Any] | None = None) -> None:
        """Write the submission into a student's empty folder for the lesson."""
        notebook = self.notebook(names or {})
        place: dict[str, Any] = {"notebook": notebook, "folder": folder, "name": f"{self.lesson}.ipynb", "root": ROOT}
        place["cell"] = lambda name: next(cell for cell in notebook["cells"] if cell["id"] == name)
        place["release_source"] = self.stub
        edits = {kind: compile(body, f"{self.name}: {kind}", "exec") for kind, body in self.parts if kind in EDITS}
        if "notebook" in edits:
            exec(edits["notebook"], dict(place))
        place["data"] = json.dumps(notebook, indent=1, ensure_ascii=False).encode("utf-8", "surrogatepass")
        if "bytes" in edits:
            exec(edits["bytes"], place)
        if "folder" in edits:
            exec(edits["folder"], dict(place))
        else:
            (folder / place["name"]).write_bytes(place["data"])

    def stub(self, name: str) -> str:
        """The text of a solution cell in the release."""
        release = nbformat.read(ROOT / "release" / self.lesson / f"{self.lesson}.ipynb", as_version=4)
        return str(cell_of(release, name).source)

    def notebook(self, names: Mapping[str, Any]) -> dict[str, Any]:
        """The document: the release with the base's answers, and the student's cells put in place."""
        notebook = json.loads(whole(self.lesson, self.base))
        cells, at = notebook["cells"], 0
        for number, (kind, body) in enumerate(self.parts):
            source = re.sub(r"^#!", "", body, flags=re.MULTILINE)
            for name, value in names.items():
                source = source.replace(name, repr(value))
            if kind == "own":
                cells.insert(at, own_cell(source, number))
                at += 1
            elif kind not in EDITS:
                at = next(place for place, cell in enumerate(cells) if cell["id"] == kind) + 1
                cells[at - 1]["source"] = source
        return notebook


@functools.cache
def whole(lesson: str, base: str) -> str:
    """The release of a lesson as JSON, with the right answers if the base is "perfect"."""
    notebook = nbformat.read(ROOT / "release" / lesson / f"{lesson}.ipynb", as_version=4)
    if base == "perfect":
        answers = (FOLDER / lesson / "perfect.py").read_text(encoding="utf-8")
        fill_in(notebook, answers, f"{lesson}/perfect.py")
    return json.dumps(notebook)


def extra(source: str) -> LessonCell:
    """A student's own cell, as a session runs it."""
    return LessonCell("", "code", "extra", source)


def own_cell(source: str, number: int) -> dict[str, Any]:
    """A code cell of the student's own."""
    cell = {"cell_type": "code", "id": f"mine-{number}", "metadata": {}, "outputs": [], "execution_count": None}
    return {**cell, "source": source}


def samples(corpus: str) -> list[Sample]:
    """All files of a corpus, in the order of its table."""
    table = tomllib.loads((FOLDER / corpus / "expected.toml").read_text(encoding="utf-8"))
    return list(rows(corpus, table))


def rows(corpus: str, table: Mapping[str, Any]) -> Iterator[Sample]:
    """The rows of the table: lesson -> base -> file -> {points, tries, words, …}."""
    for lesson, bases in table.items():
        for base, files in bases.items():
            for name, row in files.items():
                row = dict(row)
                named = row.pop("points", {})
                earns = base == "perfect" and named != 0
                expected = {exercise.name: exercise.points if earns else 0.0 for exercise in of_lesson(lesson)}
                strangers = set(named or ()) - set(expected)
                assert not strangers, f"{name}: {lesson} has no exercise {', '.join(sorted(strangers))}"
                expected |= named or {}
                yield Sample(corpus, name, lesson, base, expected, row.pop("tries"), row.pop("words", []), row)


def job_of(bundle: Bundle, folder: Path, student: str) -> Job:
    """The job of what a student has handed in below a folder, read as the grader reads it."""
    submission = read_submission(folder, student, bundle.lesson, answers=partial(answers_in, bundle))
    data, notes = (submission.data, submission.notes) if submission else (b"", ["There is no submission."])
    return make_job(bundle, student, data, notes, SECRET)


@functools.cache
def bundles() -> Mapping[str, Bundle]:
    """The bundles of all lessons."""
    course = Course(ROOT)
    return {lesson: make_bundle(course, lesson) for lesson in course.lessons if possible(lesson)}
