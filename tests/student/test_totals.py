"""Points of all lessons and the page to keep: from records, else from saved reports, in a clone and in the edition."""

import json
from dataclasses import asdict

import pytest

from autograde import built, check, compiled, course_points, progress, save_course_page
from autograde.boxed import standin
from autograde.exercises import every
from autograde.progress import Entry
from autograde.report import MIME
from autograde.totals import FILE, saved_points
from tests.course_copy import COURSE

MOST = sum(exercise.points for exercise in every().values())


def record(folder, lesson, **points):
    """What checks would have kept of a lesson."""
    (folder / progress.FOLDER).mkdir(exist_ok=True)
    entries = {name: asdict(Entry(number)) for name, number in points.items()}
    progress.write(folder / progress.FOLDER / f"{lesson}.json", entries)


def save(folder, lesson, *outputs):
    """A saved notebook with these outputs in a cell."""
    path = folder / lesson / f"{lesson}.ipynb"
    path.parent.mkdir()
    path.write_text(json.dumps({"cells": [{"source": "", "outputs": list(outputs)}, {"source": ""}]}))
    return path


def test_points_come_from_records_and_from_saved_reports_where_there_are_none(tmp_path):
    reports = [check("grad_mul", lambda x, y: (y, x)), check("grad_max", lambda x, y: (1.0, 0.0))]
    save(tmp_path, "01_slopes", *({"data": found._repr_mimebundle_()} for found in reports))
    record(tmp_path, "01_slopes", grad_mul=1.0, predict_change=2.0)
    lessons = {lesson.lesson: lesson for lesson in course_points(tmp_path).lessons}
    points = {row.exercise.name: row.points for row in lessons["01_slopes"].rows}
    assert points["grad_mul"] == 1.0, "a record is newer than what was saved"
    assert points["grad_max"] == reports[1].points and points["predict_change"] == 2.0
    assert points["numerical_gradient"] == 0 and lessons["02_circuits"].points == 0


def test_the_table_links_to_what_is_open_and_lists_what_is_built(tmp_path):
    record(tmp_path, "05_engine", topo_order=2, value_ops=3, backward=2, zero_grad=1, value_functions=2)
    record(tmp_path, "06_matrices", matmul_backward=3, linear_backward=2)
    found = course_points(tmp_path)
    assert str(found) == f"All lessons: 15 of {MOST:g} points"
    assert [names for _, names in found.built] == [built.whole()["05_engine"].exercises]
    text, page = repr(found), found._repr_html_()
    assert "05_engine             10  all solved" in text and "open: unbroadcast, jacobian, reduce_backward" in text
    assert 'href="../06_matrices/06_matrices.ipynb#Exercise-6.2-%C2%B7-unbroadcast-(2-points)">6.2</a>' in page
    assert (
        "Exercise-6.1" not in page and "<code>topo_order</code>" in page and "records, orders and accumulates" in page
    )


def test_the_page_holds_points_name_and_date_and_claims_nothing(tmp_path):
    saved = save_course_page("Li <Wei>", tmp_path)
    text = (tmp_path / FILE).read_text(encoding="utf-8")
    assert "What Li &lt;Wei&gt; built" in text and f"0 of {MOST:g}" in text and "certifies nothing" in text
    assert saved.path == (tmp_path / FILE).resolve() and FILE in repr(saved)
    assert "http" not in text.replace("http-equiv", "") and "<script" not in text and 'lang="en"' in text
    save_course_page("", tmp_path)
    assert "What I built" in (tmp_path / FILE).read_text(encoding="utf-8")


def test_it_is_written_beside_the_lessons_of_a_working_copy_and_nowhere_else(tmp_path, monkeypatch):
    monkeypatch.setattr(progress, "HERE", tmp_path)
    assert "nothing was written" in repr(save_course_page()) and not (tmp_path / FILE).exists()
    record(tmp_path, "01_slopes", grad_mul=2.0)
    saved = save_course_page()
    assert (tmp_path / FILE).is_file() and f'href="../{FILE}"' in saved._repr_html_()
    assert f"2 of {MOST:g}" in (tmp_path / FILE).read_text(encoding="utf-8")


def test_files_that_are_no_notebooks_hold_no_points(tmp_path):
    good = {"data": {MIME: {"exercise": "grad_mul", "points": 2}}}
    assert saved_points(save(tmp_path, "01_slopes", good)) == {"grad_mul": 2.0}
    broken = {"a": "[", "b": "[]", "c": '{"cells": 3}', "d": '{"cells": [{"outputs": [{"data": 1}]}]}'}
    for lesson, text in broken.items():
        path = save(tmp_path, lesson)
        path.write_text(text)
        assert saved_points(path) == {}
    assert saved_points(tmp_path / "nowhere.ipynb") == saved_points(tmp_path) == {}


def test_the_edition_knows_the_same_of_what_is_built(tmp_path, monkeypatch):
    whole = built.whole(COURSE)
    (tmp_path / built.FILE).write_text(built.text_of(whole), encoding="utf-8")
    monkeypatch.setattr(compiled, "FOLDER", tmp_path)
    monkeypatch.setattr(compiled, "lessons", lambda: {"01_slopes": ["grad_mul"]})
    assert built.whole() == whole


def test_every_lesson_says_what_is_built_from_its_own_exercises():
    whole, exercises = built.whole(COURSE), every(COURSE)
    assert list(whole) == COURSE.lessons
    for lesson, made in whole.items():
        assert {exercises[name].lesson for name in made.exercises} == {lesson} and len(made.what) < 110


@pytest.mark.parametrize("function", [standin.course_points, standin.save_course_page])
def test_in_the_sandbox_the_same_names_count_and_write_nothing(function):
    assert "not counted" in function()
