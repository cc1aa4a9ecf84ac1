"""The whole class in plan, gradebook and pages: who handed in nothing counts, who dropped appears nowhere."""

import pytest
from click.testing import CliRunner

from autograde.cli import main
from autograde.grading.commands import tell
from autograde.grading.gradebook.gradebook_reader import read_marks
from autograde.grading.gradebook.results import read_results
from autograde.grading.nbgrader_adapter.nbgrader_folders import settle
from autograde.grading.platforms.roster import Person, read_roster, write_roster
from autograde.grading.run.plan import Plan
from tests.course_copy import copy_course
from tests.grading.small_class import FIRST, LESSON, grade, hand_in, with_gradebook

PEOPLE = [
    Person("ada", "Ada", "Lovelace", "Ada Lovelace", "ada@uni.example", canvas_id="7", aliases=("al",)),
    Person("bob", "Bob", "Boole", "Bob Boole"),
    Person("王伟", full="王伟"),
    Person("zoe", "Zoë", "Noël", "Zoë Noël"),
]


class Converter:
    """As much of nbgrader's converter as the list of submissions needs."""

    def __init__(self, root):
        self.root, self.coursedir = str(root), self
        self.submitted_directory, self.student_id, self.assignment_id = "work/submitted", "*", LESSON
        self.assignments = {
            str(path): [str(path / f"{LESSON}.ipynb")] for path in (root / "work" / "submitted").glob(f"*/{LESSON}")
        }

    def format_path(self, step, student, assignment):
        return f"{self.root}/{step}/{student}/{assignment}"


@pytest.fixture
def course(tmp_path, monkeypatch):
    made = with_gradebook(copy_course(tmp_path, lessons=(LESSON,)))
    for student in ("ada", "bob", "al", "zoe"):
        hand_in(made, student, {FIRST: 1})
    monkeypatch.chdir(made.root)
    return made


def test_the_whole_class_counts(course, capsys):
    grade(course)  # before there is a roster
    assert {result.student for result in read_results(course, LESSON)} == {"ada", "al", "bob", "zoe"}
    write_roster(course, PEOPLE)
    CliRunner().invoke(main, ["drop", "zoe"])
    batch = grade(course)
    tell(batch)
    assert "2 of 3" in capsys.readouterr().out
    assert batch.plan.students == ["ada", "bob"]
    assert batch.plan.remarks == ["work/submitted/al is ada's and was left out. `autograde roster` moves it."]
    assert [result.student for result in read_results(course, LESSON)] == ["ada", "bob"]
    marks = read_marks(course)
    assert set(marks.people) == {"ada", "bob", "王伟"} and {student for _, student in marks.handed} == {"ada", "bob"}
    assert (marks.people["ada"].first, marks.people["ada"].last, marks.people["ada"].lms) == ("Ada", "Lovelace", "7")
    converter = Converter(course.root)
    settle(converter)
    assert sorted(path.split("/")[-2] for path in converter.assignments) == ["ada", "bob"]

    report = CliRunner().invoke(main, ["report"])
    assert report.exit_code == 0, report.output
    pages = {path.name: path.read_text(encoding="utf-8") for path in (course.root / "work" / "report").iterdir()}
    assert "2 of 3" in pages["index.html"] and "Ada Lovelace (ada)" in pages["names.html"]
    assert "<p>王伟</p>" in pages["names.html"]
    assert not any("zoe" in text or "Zoë" in text for text in pages.values())

    CliRunner().invoke(main, ["drop", "--undo", "zoe"])
    assert [result.student for result in read_results(course, LESSON)] == ["ada", "bob", "zoe"]
    assert len(Plan(course, [LESSON]).enrolled) == 4


def test_a_folder_of_an_alias_moves_to_its_person(course):
    write_roster(course, PEOPLE)
    done = CliRunner().invoke(main, ["roster"])
    assert "what al handed in is ada's now" in done.output
    assert not (course.root / "work" / "submitted" / "al").exists()
    assert (course.root / "work" / "received" / LESSON / "ada" / "submitted as al").is_dir()
    assert read_roster(course).find("al").id == "ada"
