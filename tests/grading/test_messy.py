"""Honest but broken notebooks keep every point that can be kept, and the notes tell what was found and done.

Left out: notebooks that mean harm (`test_hostile`), and ingest and transplant one by one (`test_ingest`,
`test_transplant`).
"""

import os
import shutil

import nbformat
import pytest

from autograde.grading.run.job import run_job
from autograde.grading.sandbox import session
from autograde.grading.sandbox.box import Box
from tests.grading import corpus

MESSY = corpus.samples("messy")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def boxes():
    """A box for each lesson, started when it is asked for: lesson -> (bundle, box)."""
    if shutil.which("bwrap") is None:
        (pytest.fail if os.environ.get("REQUIRE_ALL") else pytest.skip)("install bubblewrap to test the sandbox")
    bundles = corpus.bundles()
    used = {sample.lesson for sample in MESSY}
    found = {lesson: (bundle, Box(bundle)) for lesson, bundle in bundles.items() if lesson in used}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(session, "CELL_SECONDS", 1.0)  # of the processor; an honest cell takes a tenth
        yield found
    for _, box in found.values():
        box.close()


@pytest.mark.parametrize("sample", MESSY, ids=[sample.name for sample in MESSY])
def test_it_keeps_its_points_and_the_notes_say_what_was_done(sample, boxes, tmp_path):
    bundle, box = boxes[sample.lesson]
    folder = tmp_path / "ada" / sample.lesson
    folder.mkdir(parents=True)
    sample.hand_in(folder)
    result = run_job(bundle, corpus.job_of(bundle, tmp_path, "ada"), box)
    points = {name: report["points"] for name, report in result.reports.items()}
    less = {name: result.reports[name]["lines"] for name in points if points[name] != sample.expected[name]}
    assert points == ({} if sample.more.get("person") else sample.expected), (less, result.notes)
    assert (result.points is None) == bool(sample.more.get("person"))
    notes = " ".join(result.notes)
    assert "its cell is missing" not in notes or not sample.more.get("person"), notes
    assert all(word in notes for word in sample.words), notes
    assert "Traceback" not in notes and len(notes) < 2000
    nbformat.validate(nbformat.reads(result.notebook, as_version=4))
    result.notebook.encode("utf-8")


def test_every_exercise_that_lost_points_says_why(boxes, tmp_path):
    bundle, box = boxes["01_slopes"]
    (tmp_path / "ada" / "01_slopes").mkdir(parents=True)
    sample = next(sample for sample in MESSY if sample.name == "answer_cell_deleted")
    sample.hand_in(tmp_path / "ada" / "01_slopes")
    report = run_job(bundle, corpus.job_of(bundle, tmp_path, "ada"), box).reports["grad_mul"]
    assert "grad_mul" in report["lines"][0][1], report


def test_the_corpus_is_what_its_table_says():
    files = {path.stem for path in (corpus.FOLDER / "messy").glob("*.py")}
    assert {sample.name for sample in MESSY} == files
    for sample in MESSY:
        text = (corpus.FOLDER / "messy" / f"{sample.name}.py").read_text(encoding="utf-8")
        assert text.startswith(f'"""{sample.tries}"""\n'), sample.name
