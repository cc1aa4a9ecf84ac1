"""Honest work of every style, as a table says (`corpus`): which of it needs torch, and that it has full points."""

from autograde.grading.run.job import run_job
from tests.grading import corpus

HONEST = corpus.samples("honest")
WITH_TORCH = [sample for sample in HONEST if sample.lesson == "10_pytorch"]


def has_full_points(sample, bundle, box, place):
    """Hand a sample in below this folder, and grade it."""
    folder = place / "student" / sample.lesson
    folder.mkdir(parents=True)
    sample.hand_in(folder)
    result = run_job(bundle, corpus.job_of(bundle, place, "student"), box)
    points = {name: report["points"] for name, report in result.reports.items()}
    assert points == sample.expected, [report["lines"] for report in result.reports.values()]
    assert not result.notes
