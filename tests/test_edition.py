"""The students' edition: its wheel, its notebooks and its zip work in an empty folder.

Left out: that it says what a clone says and holds no answer (`autograde/test_exercises`).
"""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile

import pytest
from click.testing import CliRunner

from autograde.cli import main
from autograde.edition import INSTALL, release
from tests.course_copy import COURSE

LESSONS = ("01_slopes", "03_sigmoid_neuron")

ASKED = """\
import json, os, sys
from pathlib import Path

import autograde
from autograde import check, course_points, save_course_page
from autograde.student import dialog, lab, server, start, validate_button
from backprop_lib import digits

answers = {"places": [autograde.__file__, dialog.__file__, validate_button.__file__]}
answers["digits"] = [str(digits.FILE.parent.parent), *digits.digits()[0].shape]
answers["check"] = str(check("grad_mul", lambda x, y: (x, y)))
try:
    check("xyz_backward", max)
except LookupError as error:
    answers["unknown"] = str(error)
answers["points"] = str(course_points())
save_course_page("", ".")
os.chdir(sys.argv[1])
answers["start"] = start.html(start.read(Path("work/lessons")), "/") + str(start.sheet())
answers["files"] = [path.name for path in lab.EXTENSIONS.rglob("*") if path.is_file()]
answers["settings"] = lab.CONFIG.is_dir()
print(json.dumps(answers))
"""
COMMANDS = "import sys; from autograde.student.commands import main; "
COMMANDS += "[main(line.split(), standalone_mode=False) for line in sys.argv[1:]]"


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    """The edition of two lessons, and the folder in which its wheel is installed."""
    out = tmp_path_factory.mktemp("edition")
    files = release(COURSE, LESSONS, out)
    with zipfile.ZipFile(files[0]) as wheel:
        wheel.extractall(out / "site")
    return out


def run(edition, folder, *words):
    """A command in a folder, with the wheel's modules in place of this clone's; its output."""
    environment = {**os.environ, "PYTHONPATH": str(edition / "site"), "MPLBACKEND": "Agg"}
    done = subprocess.run([sys.executable, *words], cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def laid_out(edition, tmp_path_factory):
    """A folder in which a student has begun, and what was said."""
    folder = tmp_path_factory.mktemp("student") / "begun"
    folder.mkdir()
    return folder, run(edition, folder, "-c", COMMANDS, "lab --copy-only")


@pytest.fixture
def begun(laid_out, tmp_path):
    """A folder of one's own in which a student has begun."""
    return shutil.copytree(laid_out[0], tmp_path / "begun")


@pytest.fixture(scope="module")
def asked(edition, laid_out, tmp_path_factory):
    """What the wheel alone answers in an empty folder (`ASKED`), and that folder."""
    folder = tmp_path_factory.mktemp("empty")
    return json.loads(run(edition, folder, "-c", ASKED, str(laid_out[0])).splitlines()[-1]), folder


@pytest.mark.slow
def test_the_zip_holds_readme_wheel_and_notebooks(edition):
    with zipfile.ZipFile(edition / "students.zip") as whole:
        names = set(whole.namelist())
    assert {f"notebooks/{lesson}/{lesson}.ipynb" for lesson in LESSONS} < names and "README.md" in names
    (wheel,) = edition.glob("*.whl")
    with zipfile.ZipFile(wheel) as inside:
        sheet = inside.read("autograde/notebooks/formula_sheet.html").decode()
    assert (edition / "notebooks/formula_sheet.html").read_text(encoding="utf-8") == sheet
    assert set(re.findall(r'href="(\w+)/', sheet)) == set(LESSONS) and "notebooks/formula_sheet.html" in names
    assert wheel.name in names and wheel.name in (edition / "README.md").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_wheel_carries_the_data_that_lessons_learn_from(edition, asked):
    assert asked[0]["digits"] == [str(edition / "site"), 1797, 64]


@pytest.mark.slow
def test_the_wheel_asks_for_what_a_student_needs_and_for_torch_only_as_an_extra(edition):
    (wheel,) = edition.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith("METADATA")]
        text = archive.read(name).decode()
    needed = [line.removeprefix("Requires-Dist: ") for line in text.splitlines() if line.startswith("Requires-Dist")]
    base = [line for line in needed if "extra ==" not in line]
    assert any(line.startswith("jupyterlab") for line in base) and any("torch" in line for line in needed)
    assert not [line for line in base if line.startswith(("torch", "jupytext", "setuptools", "jsonschema"))]
    assert "Requires-Python: <3.15,>=3.11" in text


@pytest.mark.slow
def test_a_check_runs_from_the_wheel_alone_in_an_empty_folder(edition, asked):
    answers, _ = asked
    assert all(place.startswith(str(edition / "site")) for place in answers["places"]), "Validate's button as well"
    assert "Each slope stands at the wrong input" in answers["check"] and "0 of 2 points" in answers["check"]
    assert 'unknown exercise "xyz_backward"' in answers["unknown"], "its lesson was not asked for"


@pytest.mark.slow
def test_lab_lays_the_lessons_out_in_an_empty_folder_and_keeps_them(edition, laid_out, begun):
    assert "added 03_sigmoid_neuron" in laid_out[1]
    mine = begun / "work/lessons/01_slopes/01_slopes.ipynb"
    mine.write_text(mine.read_text(encoding="utf-8").replace("Slopes", "My slopes"), encoding="utf-8")
    before = mine.read_bytes()
    assert "added" not in run(edition, begun, "-c", COMMANDS, "lab --copy-only") and mine.read_bytes() == before


@pytest.mark.slow
def test_a_newer_edition_is_merged_into_a_copy_and_taken_back(edition, begun):
    mine = begun / "work/lessons/01_slopes/01_slopes.ipynb"
    base = begun / "work/lessons/.progress/base/01_slopes.ipynb"
    older = base.read_text(encoding="utf-8").replace("Nudge one input", "Nudge an input")
    base.write_text(older, encoding="utf-8")
    mine.write_text(older.replace("A network gives", "(my note) A network gives"), encoding="utf-8")
    assert "01_slopes: 1 cell reworded" in run(edition, begun, "-c", COMMANDS, "lab --copy-only")
    assert "## Nudge one input" in mine.read_text(encoding="utf-8")
    assert "(my note)" in mine.read_text(encoding="utf-8")
    text = run(edition, begun, "-c", COMMANDS, "update slopes --back", "reset 01 grad_mul")
    assert "## Nudge an input" in mine.read_text(encoding="utf-8")
    assert "has its stub again" in text


@pytest.mark.slow
def test_a_lesson_is_handed_in_and_the_grader_stays_at_home(edition, begun):
    text = run(edition, begun, "-c", COMMANDS, "submit 01")
    assert "Not written: numerical_derivative, grad_mul" in text and "0 of 10 points" in text
    mine = begun / "work/lessons/01_slopes/01_slopes.ipynb"
    assert (begun / "work/handin/01_slopes/01_slopes.ipynb").read_bytes() == mine.read_bytes()
    assert not (edition / "site/autograde/grading").exists() and (edition / "site/autograde/handed_in").is_dir()


@pytest.mark.slow
def test_the_start_page_and_what_leads_to_it_are_in_the_wheel(edition, asked):
    answers, _ = asked
    assert f"<h1>{COURSE.settings.title}</h1>" in answers["start"] and "Slopes" in answers["start"]
    assert "of 20 points so far" in answers["start"]
    assert f"{edition}/site/autograde/notebooks/formula_sheet.html" in answers["start"]
    assert {"desk.js", "desk.json", "package.json"} <= set(answers["files"]) and answers["settings"]


@pytest.mark.slow
def test_the_points_of_all_its_lessons_and_the_page_to_keep_come_from_the_wheel(asked):
    answers, folder = asked
    assert "All lessons: 0 of 20 points" in answers["points"]
    text = (folder / "my_course.html").read_text(encoding="utf-8")
    assert "03 sigmoid neuron" in text and "05 engine" not in text and COURSE.settings.title in text


@pytest.mark.slow
def test_a_notebook_is_validated_from_the_wheel(edition, tmp_path):
    solved = tmp_path / "01_slopes.ipynb"
    solved.write_bytes(COURSE.notebook("source", "01_slopes").read_bytes())
    assert "10 of 10" in run(edition, tmp_path, "-c", COMMANDS, f"validate {solved}")


@pytest.mark.slow
def test_the_first_code_cell_installs_the_wheel_where_the_settings_name_its_address(copy, tmp_path, monkeypatch):
    (copy.root / "work").mkdir(exist_ok=True)
    (copy.root / "work/course.toml").write_text('wheel = "https://example.org/students.whl"', encoding="utf-8")
    release(copy, ("01_slopes",), tmp_path)
    notebook = json.loads((tmp_path / "notebooks/01_slopes/01_slopes.ipynb").read_text(encoding="utf-8"))
    first = "".join(next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")["source"])
    released = json.loads(copy.notebook("release", "01_slopes").read_text(encoding="utf-8"))
    plain = "".join(next(cell for cell in released["cells"] if cell["cell_type"] == "code")["source"])
    assert first.endswith(plain) and '"pip", "install", "--quiet", "https://example.org/students.whl"' in first
    ran = []
    monkeypatch.setattr(subprocess, "run", lambda command, check: ran.append(command))
    exec(INSTALL.format(wheel='"here.whl"'), {})
    assert not ran, "it is installed already"
    monkeypatch.setitem(sys.modules, "autograde", None)  # as where it is not installed
    exec(INSTALL.format(wheel='"here.whl"'), {})
    assert ran == [[sys.executable, "-m", "pip", "install", "--quiet", "here.whl"]]


def test_an_exercise_that_speaks_by_code_of_its_own_is_refused_with_the_reason(copy, tmp_path, monkeypatch):
    path = copy.part("01_slopes", "exercises")
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("Kind(run=named.call", 'Kind(tells=lambda *all: "", run=named.call', 1), encoding="utf-8"
    )
    monkeypatch.chdir(copy.root)
    done = CliRunner().invoke(main, ["release", "01_slopes", "--out", str(tmp_path / "out")])
    assert done.exit_code == 2 and "cannot be made into data" in done.output and "autograde.kinds" in done.output
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir())
