"""The points of all lessons are read from saved reports, and nothing that a folder holds stops that."""

import json

from autograde import check, points_so_far
from autograde.boxed import standin
from autograde.points import saved_points
from autograde.report import MIME


def save(folder, lesson, *outputs):
    path = folder / lesson / f"{lesson}.ipynb"
    path.parent.mkdir()
    path.write_text(json.dumps({"cells": [{"source": "", "outputs": list(outputs)}, {"source": ""}]}))
    return path


def test_every_lesson_has_a_line_with_what_is_open(tmp_path):
    right = check("grad_mul", lambda x, y: (y, x))
    wrong = check("grad_max", lambda x, y: (1.0, 0.0))
    save(tmp_path, "01_slopes", *({"data": found._repr_mimebundle_()} for found in (right, wrong)))
    save(tmp_path, "02_circuits", {"output_type": "stream", "text": "hello"})
    lines = {line[:18].strip(): line[18:].strip() for line in points_so_far(tmp_path).splitlines()}
    assert lines["01_slopes"].startswith(f"{2 + wrong.points:g} of 10") and "grad_max" in lines["01_slopes"]
    assert "grad_mul" not in lines["01_slopes"] and "predict_change" in lines["01_slopes"]
    assert lines["02_circuits"] == "0 of 10    not begun" and lines["11_capstone"] == "0 of 10    no notebook here"
    assert list(lines)[-1] == "all lessons" and lines["all lessons"].startswith(f"{2 + wrong.points:g} of ")


def test_files_that_are_no_notebooks_hold_no_points(tmp_path):
    good = {"data": {MIME: {"exercise": "grad_mul", "points": 2}}}
    assert saved_points(save(tmp_path, "01_slopes", good)) == {"grad_mul": 2.0}
    for lesson, text in {
        "a": "[",
        "b": "[]",
        "c": '{"cells": 3}',
        "d": '{"cells": [{"outputs": [{"data": 1}]}]}',
    }.items():
        path = save(tmp_path, lesson)
        path.write_text(text)
        assert saved_points(path) == {}
    assert saved_points(tmp_path / "nowhere.ipynb") == saved_points(tmp_path) == {}


def test_in_the_sandbox_the_same_name_counts_nothing():
    assert "not counted" in standin.points_so_far()
