"""The students' edition, `autograde release --out`: notebooks, one wheel and a README, without an answer in them.

The wheel holds `backprop_lib`, the modules of this package that a check and `autograde lab` need, the lessons'
exercises as data and the released notebooks. In the notebooks the first code cell installs the wheel where it is
missing (Colab, Kaggle), if the settings name its address. Left out: the modules and the making of the wheel (`wheel`),
what an exercise becomes (`compiling`), and uploading anything.
"""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

import nbformat

from autograde import built, compiled, recall, wheel
from autograde.compiling import text_of
from autograde.course import Course
from autograde.errors import AutogradeError, LessonError
from autograde.exercises import of_lesson
from autograde.formula_sheet import page
from autograde.system_errors import naming
from autograde.whole_file import replace

INSTALL = """\
try:
    import autograde
except ImportError:  # a place without the course, such as Colab
    import subprocess, sys
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", {wheel}], check=True)

"""
README = """\
# {title}

Notebooks whose exercises check themselves. You need Python {python} and a folder of your own for the course. In it:

    python3 -m venv .venv && .venv/bin/python -m pip install {wheel}
    .venv/bin/autograde lab

On Windows:

    py -m venv .venv && .venv\\\\Scripts\\\\python -m pip install {wheel}
    .venv\\\\Scripts\\\\autograde lab

A start page opens in your browser with the lessons: {lessons}. Your copies are in `work/lessons`; starting again
keeps what you have written.{sheet}

For a newer edition, `.venv/bin/python -m pip install --force-reinstall --no-deps {wheel}`. At the next start it is
merged into your copies, around what you have written; `.venv/bin/autograde update 01 --back` takes that back.
`.venv/bin/autograde reset 01` starts a lesson afresh, and keeps what you had beside it.

To hand a lesson in, `.venv/bin/autograde submit 01`: it tells what the grader would miss, writes the file to upload
into `work/handin`, and a receipt for yourself.
"""
SHEET = " `notebooks/formula_sheet.html` holds the formulas, two pages to print."
TORCH = """
Some lessons need PyTorch: `.venv/bin/python -m pip install "torch==2.13.*"` adds it (on Linux with
`--index-url` of PyTorch's CPU builds, or it brings 5 GB of CUDA along). The others work without.
"""


def release(course: Course, names: Sequence[str], out: Path) -> list[Path]:
    """Write the edition of these lessons into a folder and return its files; the last one is a zip of all."""
    lessons = course.select(tuple(names))
    notebooks = {lesson: notebook_for_students(course, lesson) for lesson in lessons}
    sheet = page.render(course, lessons)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as staging:
        stage(course, notebooks, Path(staging))
        if sheet:
            (Path(staging) / "autograde/notebooks" / course.formula_sheet.name).write_bytes(sheet)
        made = wheel.build(Path(staging), out)
    written = [made, out / "README.md"]
    replace(written[1], readme(course, lessons, made.name, SHEET if sheet else "").encode())
    for lesson, text in notebooks.items():
        path = out / "notebooks" / lesson / f"{lesson}.ipynb"
        replace(path, text.encode())
        written.append(path)
    if sheet:
        written.append(out / "notebooks" / course.formula_sheet.name)
        replace(written[-1], sheet)
    whole = out / "students.zip"
    with naming(whole), zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in written:
            archive.write(path, path.relative_to(out))
    return [*written, whole]


def notebook_for_students(course: Course, lesson: str) -> str:
    """The released notebook, with the installation at the top of its first code cell where there is an address."""
    path = course.notebook("release", lesson)
    if not path.is_file():
        raise AutogradeError(f"{course.shown(path)} is missing. Run `autograde build {lesson}`.")
    text = path.read_text(encoding="utf-8")
    if not course.settings.wheel:
        return text
    notebook = nbformat.reads(text, as_version=4)
    first = next(cell for cell in notebook.cells if cell.cell_type == "code")
    first.source = INSTALL.format(wheel=json.dumps(course.settings.wheel)) + first.source
    return str(nbformat.writes(notebook)) + "\n"


def stage(course: Course, notebooks: dict[str, str], root: Path) -> None:
    """Lay out the wheel's content below `root`: modules, data, project file."""
    wheel.lay_out(root)
    held = {lesson: [exercise.name for exercise in of_lesson(lesson, course)] for lesson in notebooks}
    data = root / "autograde" / compiled.FOLDER.name
    for lesson, text in notebooks.items():
        notebook = root / "autograde/notebooks" / lesson / f"{lesson}.ipynb"
        for folder in (notebook.parent, data / lesson):
            folder.mkdir(parents=True)
        notebook.write_text(text, encoding="utf-8")
        for exercise in of_lesson(lesson, course):
            try:
                (data / lesson / f"{exercise.name}.json").write_text(text_of(exercise), encoding="utf-8")
            except ValueError as error:
                raise LessonError(
                    f"course/{lesson}/exercises.py: {exercise.name} cannot be made into data: {error}. "
                    "What it tells and draws must come from autograde.kinds, and results must be plain data."
                ) from error
        (data / lesson / recall.FILE).write_text(recall.text_of(recall.of_lesson(lesson, course)), encoding="utf-8")
    (data / built.FILE).write_text(built.text_of(built.whole(course)), encoding="utf-8")
    (data / compiled.INDEX).write_text(json.dumps(held), encoding="utf-8")
    (data / compiled.ABOUT).write_text(json.dumps({"title": course.settings.title}), encoding="utf-8")
    (root / "pyproject.toml").write_text(wheel.project(course, root), encoding="utf-8")


def readme(course: Course, lessons: Sequence[str], built: str, sheet: str) -> str:
    """The students' README."""
    text = README.format(
        title=course.settings.title,
        python=wheel.about()["requires-python"],
        wheel=built,
        lessons=", ".join(lessons),
        sheet=sheet,
    )
    needs_torch = any("torch" in exercise.opens for lesson in lessons for exercise in of_lesson(lesson, course))
    return text.replace("\\\\", "\\") + (TORCH if needs_torch else "")
