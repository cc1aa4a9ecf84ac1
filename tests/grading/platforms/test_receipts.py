"""`autograde receipts`: the hand-in of a receipt is found by its bytes or its code, or was never received."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from nbformat import v4

from autograde import receipt
from autograde.cli import main
from autograde.course import Course
from autograde.grading.platforms.received import Attempt, keep_copy, write_attempts
from autograde.handed_in.submitted_cells import parse_notebook
from tests.grading.classroom import keep, result
from tests.grading.small_class import LESSON


def notebook(code: str, outputs: str = "") -> bytes:
    """A notebook of one cell."""
    cell = {**v4.new_code_cell(code), "id": "one", "metadata": {"shown": outputs}}
    return json.dumps(v4.new_notebook(cells=[cell])).encode()


def receipt_of(folder: Path, data: bytes, **changed) -> Path:
    """The receipt of a hand-in, as the student sends it."""
    fields = {
        "lesson": LESSON,
        "sha256": receipt.digest_of(data),
        "code_sha256": receipt.code_digest(parse_notebook(data, [])),
        **dict.fromkeys(("made", "saved"), "2026-11-29T21:05:03Z"),
        "release": "0" * 12,
        "points": {"grad_mul": 2.0},
        "max_points": 10,
        "not_written": [],
    }
    path = folder / "receipt.json"
    path.write_text(json.dumps(fields | changed), encoding="utf-8")
    return path


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course with nothing but what is collected."""
    (tmp_path / "course").mkdir()
    (tmp_path / "nbgrader_config.py").touch()
    monkeypatch.chdir(tmp_path)
    return Course(tmp_path)


def submitted(course, student, data):
    """Put a hand-in where it is graded."""
    path = course.root / "work/submitted" / student / LESSON / f"{LESSON}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def run(*paths) -> tuple[int, str]:
    """The command's exit status and what it says."""
    done = CliRunner().invoke(main, ["receipts", *map(str, paths)])
    return done.exit_code, done.output


def test_a_hand_in_is_followed_from_submitted_to_its_points(course, tmp_path):
    data = notebook("x = 1")
    path = receipt_of(tmp_path, data)
    code, text = run(path)
    assert code == 1 and "never received" in text and "2 of 10 points seen" in text
    submitted(course, "李 雷", data)
    submitted(course, "mia", notebook("x = 2"))
    code, text = run(path)
    assert code == 0 and "李 雷: in work/submitted. Not graded yet." in text and "mia" not in text
    keep(course, replace(result("李 雷"), submission=receipt.digest_of(data), points=7.5, max_points=10.0), cells=[])
    assert "Graded: 7.5 of 10 points." in run(path)[1]
    keep(course, replace(result("李 雷"), submission="0" * 64), cells=[])
    assert "Another notebook of this student was graded." in run(path)[1]


def test_each_attempt_is_told_with_its_number_and_whether_it_counts(course, tmp_path):
    old, new = notebook("x = 1"), notebook("x = 2")
    files = [keep_copy(course, LESSON, "mia", data, "a.ipynb") for data in (old, new)]
    common = {"archive": "a.zip", "path": "mia/a.ipynb", "platform": "moodle"}
    attempts = [
        Attempt(**common, digest=receipt.digest_of(old), time="2026-11-01T10:00:00Z", file=files[0]),
        Attempt(**common, digest=receipt.digest_of(new), late=True, chosen=True, file=files[1]),
    ]
    write_attempts(course, LESSON, "mia", attempts)
    text = run(receipt_of(tmp_path, old))[1]
    assert "mia: attempt 1 of 2, from moodle, handed in 2026-11-01T10:00:00Z, not the one that counts." in text
    assert "mia: attempt 2 of 2, from moodle, late, the one that counts." in run(receipt_of(tmp_path, new))[1]


def test_a_notebook_that_was_saved_again_is_found_by_its_code_and_that_is_said(course, tmp_path):
    submitted(course, "mia", notebook("x = 1", "other outputs"))
    code, text = run(receipt_of(tmp_path, notebook("x = 1")))
    assert code == 0 and "same code, other bytes" in text


@pytest.mark.parametrize(
    "changed",
    [
        {"lesson": "../../../etc"},
        {"lesson": 1},
        {"sha256": "x"},
        {"code_sha256": None},
        {"points": [1]},
        {"points": {"a": "1"}},
        {"made": "x" * 101},
        {"max_points": None},
    ],
)
def test_a_forged_receipt_is_refused_in_words(course, tmp_path, changed):
    code, text = run(receipt_of(tmp_path, notebook("x = 1"), **changed))
    assert code == 1 and "is not a receipt of `autograde submit`" in text


def test_other_files_are_refused_and_the_rest_is_looked_for(course, tmp_path):
    data = notebook("x = 1")
    submitted(course, "mia", data)
    other = tmp_path / "other.json"
    other.write_text("[", encoding="utf-8")
    code, text = run(other, tmp_path / "nowhere.json", receipt_of(tmp_path, data))
    assert code == 1 and "other.json is not a receipt" in text and "No such file" in text and "mia: in work" in text
