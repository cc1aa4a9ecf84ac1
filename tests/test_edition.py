"""The students' edition: it says what a clone says, holds no answer, and works in an empty folder."""

import functools
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile

import pytest
from click.testing import CliRunner

from autograde import compiled, compiling
from autograde import edition as edition_of_lessons
from autograde.boxed.wire import pack, unpack
from autograde.checking import draw, evaluate, judge_all, play_all, probes_of
from autograde.cli import main
from autograde.diagnosis import predicted
from autograde.edition import INSTALL, release
from autograde.exercises import every, right_answers
from autograde.judge import expected_of
from autograde.notebook import read
from autograde.solutions import secret_and_public_lines
from backprop_lib import picture
from tests.course_copy import COURSE, ROOT

LESSONS = ("01_slopes", "03_sigmoid_neuron")
EACH_EXERCISE = pytest.mark.parametrize(  # in a hurry, those of one lesson
    "exercise",
    [
        pytest.param(exercise, id=exercise.name, marks=() if exercise.lesson == LESSONS[0] else pytest.mark.slow)
        for exercise in every().values()
    ],
)
WORD = re.compile(r"\w+")
LONG = 20  # characters: shorter lines are everybody's


@functools.cache
def text_of(exercise):
    """An exercise's file, made once for all tests here: every mistake is tried for it."""
    return compiling.text_of(exercise)


def held_of(exercise):
    """The exercise as the edition has it."""
    return compiled.exercise_of(unpack(json.loads(text_of(exercise))))


def outcome_of(exercise, item, probe):
    """What a mistake does on a probe of its function, and what is right on one of another."""
    if probe.function == item.function:
        return predicted(exercise, item, probe)
    return {"value": expected_of(exercise, probe), "changed": [], "shares": False, "warned": [], "printed": ""}


def inputs(probe):
    """A probe's function and arguments to the bit, with their types."""
    return probe.function, repr(probe.args), pack(list(probe.args))


def told(report):
    """Everything that a report shows and keeps."""
    return str(report), json.dumps(report._repr_mimebundle_(), sort_keys=True)


def stub(*args):
    raise NotImplementedError


@EACH_EXERCISE
def test_an_exercise_as_data_says_the_same_of_every_answer(exercise, monkeypatch):
    """The lesson's own answer is played for both; all others once, since both have the same inputs and player."""
    monkeypatch.setattr(picture, "PIXELS_PER_INCH", 50)  # figures need not be fine to be compared
    monkeypatch.setattr(picture, "with_few_colours", lambda png: png)
    held = held_of(exercise)
    probes, ours = probes_of(held, hidden=False), probes_of(exercise, hidden=False)
    assert held.kind.run is exercise.kind.run
    assert [inputs(probe) for probe, _ in probes] == [inputs(probe) for probe, _ in ours]
    first, *others = right_answers(exercise)
    for functions in ([stub] * len(exercise.functions), first):
        assert told(evaluate(held, functions)) == told(evaluate(exercise, functions))
    for functions in others:
        given = dict(zip(exercise.handed, functions, strict=False))
        outcomes = play_all(held, given, [probe for probe, _ in probes])
        assert told(judge_all(held, probes, outcomes, hidden=False)) == told(
            judge_all(exercise, ours, outcomes, hidden=False)
        )
    for item in exercise.misconceptions:  # what it does was found out for the data, and is judged by both
        outcomes = [outcome_of(exercise, item, probe) for probe, _ in ours]
        told_by_data = told(judge_all(held, probes, outcomes, hidden=False))
        assert told_by_data == told(judge_all(exercise, ours, outcomes, hidden=False)), item.name


@EACH_EXERCISE
def test_an_exercise_as_data_holds_no_hidden_probe(exercise):
    held = held_of(exercise)
    shown = {repr(probe.args) for probe in draw(exercise, "visible")}
    assert {repr(probe.args) for seed in ("hidden 0 ", "hidden 1 ") for probe in draw(held, seed)} <= shown


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


def standing(lines, text):
    """Those lines that stand somewhere in a text; looked for only where it has all words from within the line."""
    words = set(WORD.findall(text))
    return {line for line in lines if inner(line) <= words and line in text}


@functools.cache
def inner(line):
    """The words of a line without the first and the last, which may be parts of longer ones where the line stands."""
    return frozenset(WORD.findall(line)[1:-1])


@pytest.mark.slow
def test_no_answer_is_in_it(tmp_path, monkeypatch):
    monkeypatch.setattr(edition_of_lessons, "text_of", text_of)
    files = release(COURSE, (), tmp_path)
    texts = {path.name: path.read_text(encoding="utf-8") for path in files if path.suffix in (".ipynb", ".md")}
    with zipfile.ZipFile(files[0]) as wheel:
        assert sum(item.compress_size for item in wheel.infolist()) < 3_000_000
        texts |= {name: wheel.read(name).decode() for name in wheel.namelist()}
    secret, shown = set(), []
    for lesson in COURSE.lessons:
        hidden, public = secret_and_public_lines(read(COURSE.notebook("source", lesson))[0].cells)
        secret, shown = secret | hidden, [*shown, *public]
        for part in ("exercises", "right_answers"):
            lines = COURSE.part(lesson, part).read_text(encoding="utf-8").splitlines()
            own = [line.strip() for line in lines if not line.startswith(("import ", "from ", '"""', "#"))]
            secret |= {line.removesuffix('",').removeprefix('"') for line in own}
    shown += [
        path.read_text(encoding="utf-8")
        for name in ("autograde", "backprop_lib")
        for path in (ROOT / name).rglob("*.py")
    ]
    everybodys = "\n".join(shown)  # a line of an answer may stand within a longer line that a lesson shows
    secret = {line for line in secret if len(line) >= LONG and not line.startswith(("name=", "section="))}
    secret -= standing(secret, everybodys)
    assert len(secret) > 2000
    found = [(name, line) for name, text in texts.items() for line in standing(secret, text)]
    assert not found, sorted(found)[:20]


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
