"""The Validate button without a browser: what its dialog is given, and who answers when something is wrong."""

import asyncio
import json

from autograde.errors import NotebookError
from autograde.student import dialog, validate_button
from autograde.student.validate import NoExercise, Score, Validated


def stands(monkeypatch, result):
    """Let a run end in this result, or raise it."""

    def validate(path):
        if isinstance(result, Exception):
            raise result
        return result

    monkeypatch.setattr(dialog, "validate", validate)


def test_the_dialog_shows_points_and_every_exercise(monkeypatch, tmp_path):
    scores = (Score("grad_mul", 2, 2), Score("grad_max", 0.5, 2, "stopped with <b>"))
    stands(monkeypatch, Validated(tmp_path, "01_slopes", scores, ("cell 3, “</pre>”, hung.",)))
    (failed,) = dialog.answer(tmp_path)["value"]["failed"]
    assert failed["source"] == "2.5 of 4 points. Not solved: grad_max."
    assert "grad_mul</td>" in failed["error"] and "0.5 of 2" in failed["error"]
    assert "stopped with &lt;b&gt;" in failed["error"] and "Cell 3, “&lt;/pre&gt;”, hung." in failed["error"]


def test_full_points_are_told_as_well(monkeypatch, tmp_path):
    stands(monkeypatch, Validated(tmp_path, "01_slopes", (Score("grad_mul", 2, 2),)))
    (failed,) = dialog.answer(tmp_path)["value"]["failed"]
    assert failed["source"] == "2 of 2 points. Everything is solved."


def test_what_cannot_be_run_is_said_and_what_is_no_lesson_is_left_to_nbgrader(monkeypatch, tmp_path):
    stands(monkeypatch, NotebookError("there is no kernel."))
    answer = dialog.answer(tmp_path)
    assert answer["value"]["failed"][0]["source"] == "there is no kernel." and "<table>" not in json.dumps(answer)
    stands(monkeypatch, NoExercise("not of this course"))
    assert dialog.answer(tmp_path) is None


def test_a_process_of_its_own_answers(tmp_path, monkeypatch):
    answer = asyncio.run(validate_button.answer(tmp_path / "gone.ipynb"))
    assert "there is no file" in answer["value"]["failed"][0]["source"]
    monkeypatch.setattr(validate_button, "COMMAND", ("-c", "raise SystemError('went wrong')"))
    assert asyncio.run(validate_button.answer(tmp_path)) == {"success": False, "value": "SystemError: went wrong"}
