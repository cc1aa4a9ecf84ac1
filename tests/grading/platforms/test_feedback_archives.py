"""Zips of pages: under the names by which the platforms find a student, whatever these names are made of."""

import io
import json
import re
import zipfile

import nbformat
import pytest

from autograde.grading.platforms.feedback_archives import Page, files_of, mail_names, unnamed
from autograde.grading.platforms.received import Attempt
from autograde.grading.platforms.roster import Person

LESSON = "01_slopes"
TEXT = "<html><head><style>p {color: red}</style></head><body><p>8 of 10\n\n<b>李</b></p></body></html>"


def page(student, path, platform, email=""):
    return Page(Person(student, email=email), TEXT, Attempt("a.zip", path, platform, "0" * 64))


def unzipped(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def canvas_student(name):
    """The numbers that Canvas reads from a file's name: canvas-lms, infer_comment_context_from_filename."""
    parts = [part for part in name.split("_") if part != "LATE"]
    return [part for part in parts if re.fullmatch(r"\d+", part)][:2]


def moodle_student(path):
    """The participant's number and the file's name as Moodle reads a path: importziplib.php."""
    parts = path.split("/")
    while parts:
        info = parts.pop(0).split("_", 4)
        if len(info) >= 4 and info[1].isdigit():
            return info[1], info[2:4], "/".join([*info[4:], *parts]).lstrip("/")
    return None


@pytest.mark.parametrize(
    "path",
    [
        "kimoneil_LATE_101_7001_01_slopes-1.ipynb",
        "inner/kimoneil_101_7001_01_slopes.ipynb",
        "李雷_101_7001_my work.ipynb",
    ],
)
def test_canvas_gets_its_very_own_names_and_something_that_opens_under_them(path):
    inside = unzipped(files_of(LESSON, [page("kim", path, "canvas")])["canvas-feedback.zip"])
    assert list(inside) == [path.rpartition("/")[2]] and canvas_student(*inside) == ["101", "7001"]
    notebook = nbformat.reads(next(iter(inside.values())).decode(), as_version=4)
    nbformat.validate(notebook)
    shown = notebook.cells[1].outputs[0].data["text/html"]
    assert "8 of 10" in shown and "<style>" in shown and "<body" not in shown and not notebook.cells[1].source


def test_what_was_handed_in_as_a_web_page_or_an_archive_comes_back_as_one():
    pages = [page("a", "a_1_2_x.html", "canvas"), page("b", "b_3_4_x.zip/deep/01_slopes.ipynb", "canvas")]
    inside = unzipped(files_of(LESSON, pages)["canvas-feedback.zip"])
    assert inside["a_1_2_x.html"] == TEXT.encode()
    assert unzipped(inside["b_3_4_x.zip"]) == {f"{LESSON}.html": TEXT.encode()}


@pytest.mark.parametrize(
    ("path", "folder"),
    [
        ("Zoë Ångström_88001_assignsubmission_file_/01_slopes.ipynb", "Zoë Ångström_88001_assignsubmission_file_"),
        ("Zoë Ångström_88001_assignsubmission_file/sub/x.ipynb", "Zoë Ångström_88001_assignsubmission_file"),
        ("course/李雷_88001_assignsubmission_file_/x.ipynb", "李雷_88001_assignsubmission_file_"),
        ("Participant_88001_assignsubmission_file_/x.ipynb", "Participant_88001_assignsubmission_file_"),
        ("Kim_O'Neil_88001_assignsubmission_file_/x.ipynb", "Kim O'Neil_88001_assignsubmission_file_"),
    ],
)
def test_moodle_finds_the_participant_and_one_file(path, folder):
    inside = unzipped(files_of(LESSON, [page("kim", path, "moodle")])["moodle-feedback.zip"])
    assert list(inside) == [f"{folder}/{LESSON}.html"]
    assert moodle_student(*inside) == ("88001", ["assignsubmission", "file"], f"{LESSON}.html")


def test_moodle_without_folders_gets_its_prefix():
    path = "Zoë Ångström_88001_assignsubmission_file_01_slopes.ipynb"
    inside = unzipped(files_of(LESSON, [page("kim", path, "moodle")])["moodle-feedback.zip"])
    assert list(inside) == [f"Zoë Ångström_88001_assignsubmission_file_{LESSON}.html"]
    assert moodle_student(*inside) == ("88001", ["assignsubmission", "file"], f"{LESSON}.html")


def test_others_get_a_folder_a_person_and_everybody_a_page_for_mail():
    pages = [
        page("kim", "submission_1/x.ipynb", "gradescope", "kim@x.edu"),
        Page(Person("李 雷"), TEXT, None),
        page("zoe", "z_1_2_x.ipynb", "canvas", "both@x.edu"),
        page("zo", "z_3_4_x.ipynb", "canvas", "Both@x.edu"),
    ]
    files = files_of(LESSON, pages)
    assert {name for name in files if name.startswith("people/")} == {
        f"people/kim/{LESSON}.html",
        f"people/李 雷/{LESSON}.html",
    }
    assert {name for name in files if name.startswith("mail/")} == {
        f"mail/{name}.html" for name in ("kim@x.edu", "李 雷", "zoe", "zo")
    }


def test_the_same_pages_make_the_same_bytes_and_names_that_are_lost_are_known():
    pages = [page("kim", "k_1_2_x.ipynb", "canvas"), page("lost", "renamed.ipynb", "canvas")]
    assert files_of(LESSON, pages) == files_of(LESSON, pages)
    assert [one.person.id for one in unnamed(LESSON, pages)] == ["lost"]


@pytest.mark.parametrize("mail", ["../../x@y", "a/b@y", ".hidden@y", "x\u202e@y"])
def test_an_address_that_no_file_can_bear_is_not_used(mail):
    assert mail_names([Person("kim", email=mail)]) == {"kim": "kim"}


def test_a_notebook_of_a_page_is_json_that_any_jupyter_opens():
    data = files_of(LESSON, [page("kim", "k_1_2_x.ipynb.json", "canvas")])["canvas-feedback.zip"]
    assert json.loads(next(iter(unzipped(data).values())))["nbformat"] == 4
