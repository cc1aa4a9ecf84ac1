"""The command line: help on everything, one clear line for every mistake, exit statuses, no tracebacks."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from autograde.cli import main

ROOT = Path(__file__).resolve().parent.parent.parent


def run(*args, cwd=None, monkeypatch=None):
    if cwd:
        monkeypatch.chdir(cwd)
    return CliRunner().invoke(main, list(args), catch_exceptions=False)


@pytest.mark.parametrize("command", [None, *main.commands])
def test_every_command_has_help(command):
    done = run(*([command] if command else []), "--help")
    assert done.exit_code == 0 and "Usage:" in done.output
    if command:
        text = main.commands[command].help
        assert text and text.strip().splitlines()[0].rstrip().endswith((".", ").")), f"{command} has no help sentence"
        for parameter in main.commands[command].params:
            assert not isinstance(parameter, click.Option) or parameter.help, f"{parameter.name} has no help"


@pytest.mark.parametrize("command", list(main.commands))
def test_every_command_is_in_the_readme(command):
    assert f"autograde {command}" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_python_m_is_the_same_command():
    done = subprocess.run([sys.executable, "-m", "autograde", "--help"], capture_output=True, text=True)
    assert done.returncode == 0 and done.stdout.startswith("Usage: autograde ")


def test_build_says_what_it_wrote(two_lessons, monkeypatch):
    assert "were up to date" in run("build", cwd=two_lessons.root, monkeypatch=monkeypatch).output
    two_lessons.notebook("release", "01_slopes").unlink()
    assert "wrote release/01_slopes/01_slopes.ipynb" in run("build").output


def test_build_with_a_broken_lesson_is_one_message_and_status_2(two_lessons, monkeypatch):
    two_lessons.text("01_slopes").write_text("x = 1\n", encoding="utf-8")
    done = run("build", cwd=two_lessons.root, monkeypatch=monkeypatch)
    assert done.exit_code == 2 and "Traceback" not in done.output
    assert "course/01_slopes/lesson.py:1: text stands before the first cell" in done.output


def test_check_fails_with_status_1_and_names_the_fix(two_lessons, monkeypatch):
    monkeypatch.setattr("autograde.gate.TRIALS", (("lessons run solved, for full points", "solved"),))
    done = run("check", "02_circuits", cwd=two_lessons.root, monkeypatch=monkeypatch)
    assert done.exit_code == 0, done.output
    assert "ok  release leaks nothing" in done.output and "ok  lessons run solved, for full points" in done.output
    two_lessons.notebook("release", "01_slopes").write_text("{}", encoding="utf-8")
    monkeypatch.setattr("autograde.gate.TRIALS", ())
    done = run("check", "02_circuits")
    assert done.exit_code == 1
    assert "run `autograde build` and commit" in " ".join(done.output.split())


def test_check_of_a_lesson_that_does_not_exist(two_lessons, monkeypatch):
    done = run("check", "01_slope", cwd=two_lessons.root, monkeypatch=monkeypatch)
    assert done.exit_code == 2 and 'Did you mean "01_slopes"?' in done.output


@pytest.mark.parametrize("command", ["build", "check", "lab"])
def test_outside_a_course(command, tmp_path, monkeypatch):
    monkeypatch.setattr("autograde.course.__file__", str(tmp_path / "site-packages" / "autograde" / "course.py"))
    done = run(command, cwd=tmp_path, monkeypatch=monkeypatch)
    assert done.exit_code == 2 and "is not inside a course" in done.output


def test_validate_names_what_is_wrong_with_a_file(tmp_path):
    path = tmp_path / "broken.ipynb"
    path.write_text("{", encoding="utf-8")
    done = run("validate", str(path))
    assert done.exit_code == 2 and "not valid JSON (line 1" in done.output and "Traceback" not in done.output
    path.write_text('{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}', encoding="utf-8")
    assert "holds no exercise of this course" in run("validate", str(path)).output


def solve(path: Path, target: Path, answers: dict[str, str]) -> Path:
    """A copy of a notebook's exercises, without its text and figures, and with the named solution cells replaced."""
    data = json.loads(path.read_text(encoding="utf-8"))
    data["cells"] = [cell for cell in data["cells"] if cell["metadata"].get("nbgrader")]
    for cell in data["cells"]:
        if cell["id"] in answers:
            cell["source"] = answers[cell["id"]]
    target.write_text(json.dumps(data), encoding="utf-8")
    return target


@pytest.mark.slow
def test_validate_tells_points_and_exits_with_1(course, tmp_path):
    answers = {
        "grad_mul": "def grad_mul(x, y):\n    return y, x",
        "grad_max": "import warnings\n\ndef grad_max(x, y):\n    warnings.warn('careful')\n    return (1.0, 0.0)",
        "predict_change": "def predict_change(grad, delta):\n    return undefined",
    }
    path = solve(course.notebook("release", "01_slopes"), tmp_path / "01_slopes.ipynb", answers)
    before = path.read_bytes()
    done = run("validate", str(path))
    lines = {line.split()[1]: line for line in done.output.splitlines() if line.startswith("│")}
    assert done.exit_code == 1
    assert "2 of 2" in lines["grad_mul"]
    assert "0 of 2" in lines["grad_max"]
    assert "0 of 2" in lines["predict_change"] and "raised NameError" in lines["predict_change"]
    assert "not written yet" in lines["numerical_gradient"]
    assert "2 of 10" in lines["all"]
    assert path.read_bytes() == before


def test_validate_without_any_kernel_says_how_to_install_one(course, tmp_path, monkeypatch):
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    def none(self, name):
        raise NoSuchKernel(name)

    monkeypatch.setattr(KernelSpecManager, "get_kernel_spec", none)
    path = tmp_path / "01_slopes.ipynb"
    shutil.copy(course.notebook("release", "01_slopes"), path)
    done = run("validate", str(path))
    assert done.exit_code == 2 and "Run `make install`" in done.output
