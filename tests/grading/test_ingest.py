"""A submission folder is read as hostile: nothing is followed or waited for, and refusals are in words."""

import json
import os
import threading

import pytest

from autograde.grading import ingest
from autograde.grading.ingest import parse_notebook, read_submission, students

LESSON = "01_slopes"


@pytest.fixture
def folder(tmp_path):
    """The folder of Ada's submission of the lesson, empty."""
    place = tmp_path / "submitted" / "ada" / LESSON
    place.mkdir(parents=True)
    return place


def read(folder, student="ada"):
    return read_submission(folder.parent.parent, student, LESSON)


def notebook(*sources):
    return json.dumps({"cells": [{"cell_type": "code", "source": source} for source in sources]}).encode()


# --- names ------------------------------------------------------------------------------------------------------------


def test_students_are_folders_with_ordinary_names(tmp_path):
    good = ["Ada", "ada.lovelace", "a-b_c@school.org", "007", "x" * 100]
    bad = ["..ada", ".hidden", "-rf", "a b", "a\nb", "ä", "x" * 101, "a;b", "$(id)", "\x1b[2J", "_x", "@x"]
    for name in [*good, *bad]:
        (tmp_path / name).mkdir()
    (tmp_path / "file").write_text("")
    (tmp_path / "link").symlink_to(tmp_path / "Ada")
    assert list(students(tmp_path)) == sorted(good)
    assert list(students(tmp_path / "nowhere")) == []


@pytest.mark.parametrize("student", ["..", ".", "", "ada/../eve", "/etc", "a\0b", "ada/", "x" * 101])
def test_a_name_that_leads_elsewhere_has_no_submission(folder, student):
    (folder / f"{LESSON}.ipynb").write_bytes(notebook("x"))
    assert read(folder, student) is None


def test_no_folder_is_no_submission(folder):
    assert read(folder, "eve") is None
    (folder.parent.parent / "eve").mkdir()
    (folder.parent.parent / "eve" / LESSON).write_text("a file")
    assert read(folder, "eve") is None


def test_a_folder_that_is_a_link_is_no_submission(folder):
    (folder / f"{LESSON}.ipynb").write_bytes(notebook("x"))
    submitted = folder.parent.parent
    (submitted / "eve").symlink_to("ada")
    (submitted / "mallory").mkdir()
    (submitted / "mallory" / LESSON).symlink_to(folder)
    assert read(folder, "eve") is None
    assert read(folder, "mallory") is None


# --- files ------------------------------------------------------------------------------------------------------------


def test_the_notebook_with_the_lessons_name_is_read_without_a_word(folder):
    (folder / f"{LESSON}.ipynb").write_bytes(notebook("mine"))
    (folder / "00.ipynb").write_bytes(notebook("another"))
    found = read(folder)
    assert found.data == notebook("mine") and found.notes == []


@pytest.mark.parametrize(
    "name", [f"{LESSON} (1).ipynb", f"{LESSON}-Copy1.ipynb", f"{LESSON}.ipynb.txt", f"{LESSON}.IPYNB", "ana.ipynb"]
)
def test_another_name_is_read_and_told(folder, name):
    (folder / name).write_bytes(notebook("mine"))
    (folder / "notes.txt").write_text("")
    found = read(folder)
    assert found.data == notebook("mine")
    assert name in found.notes[0] and f"There is no {LESSON}.ipynb" in found.notes[0]


def test_of_several_the_one_called_after_the_lesson_is_read(folder):
    (folder / "00.ipynb").write_bytes(notebook("another"))
    (folder / f"{LESSON}_final.ipynb").write_bytes(notebook("mine"))
    (folder / ".hidden.ipynb").write_bytes(notebook("hidden"))
    found = read(folder)
    assert found.data == notebook("mine") and "1 more were left aside" in found.notes[0]


def test_a_folder_without_a_notebook_says_so(folder):
    (folder / "answers.pdf").write_bytes(b"")
    found = read(folder)
    assert not found.found and found.notes == [f"There is no notebook {LESSON}.ipynb in this submission."]


def test_among_very_many_files_the_notebook_is_found(folder):
    for number in range(ingest.FILES_LIMIT * 2):
        (folder / f"0{number}.ipynb").write_bytes(b"")
    (folder / f"{LESSON}.ipynb").write_bytes(notebook("mine"))
    assert read(folder).data == notebook("mine")


def test_links_are_not_followed(folder, tmp_path):
    (tmp_path / "solutions.ipynb").write_bytes(notebook("secret"))
    (folder / f"{LESSON}.ipynb").symlink_to(tmp_path / "solutions.ipynb")
    found = read(folder)
    assert not found.found and "Links are not followed" in found.notes[0]


def test_nothing_is_waited_for(folder):
    os.mkfifo(folder / f"{LESSON}.ipynb")
    done: list[object] = []
    thread = threading.Thread(target=lambda: done.append(read(folder)), daemon=True)
    thread.start()
    thread.join(30)
    assert done and not done[0].found and "not a regular file" in done[0].notes[0]


def test_a_folder_in_place_of_the_notebook_is_refused(folder):
    (folder / f"{LESSON}.ipynb").mkdir()
    found = read(folder)
    assert not found.found and "not a regular file" in found.notes[0]


def test_a_file_of_100_gigabytes_is_not_read(folder):
    with (folder / f"{LESSON}.ipynb").open("wb") as file:
        file.truncate(100 << 30)
    found = read(folder)
    assert not found.found and "larger than 32 MB. Clear its outputs" in found.notes[0]


def test_an_empty_file_says_so(folder):
    (folder / f"{LESSON}.ipynb").write_bytes(b"")
    assert "is empty" in read(folder).notes[0]


@pytest.mark.parametrize(
    "name", ["a\nb.ipynb", "\x1b[2J.ipynb", "\u202egpj.ipynb", "x" * 200 + ".ipynb", b"\xff.ipynb"]
)
def test_names_are_told_without_what_a_terminal_obeys(folder, name):
    with open(os.path.join(os.fsencode(folder), os.fsencode(name)), "wb") as file:
        file.write(notebook("mine"))
    found = read(folder)
    assert found.data == notebook("mine")
    assert found.notes[0].isprintable() and len(found.notes[0]) < 250
    found.notes[0].encode("utf-8")


# --- documents --------------------------------------------------------------------------------------------------------


def cells(data):
    notes: list[str] = []
    return parse_notebook(data, notes), notes


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"{", b"null", b"42", b'"text"', b"[]", b"{}", b'{"cells": 5}', b'{"cells": {}}', b"[" * 100_000),
        *(b'{"worksheets": 5}', b"\xff\xfe", b"\x00" * 100, b'{"cells": [' + b"[" * 100_000, b"1" * 100_000),
        b"[" + b"[]," * 2_000_000 + b"0]",
    ],
    ids=lambda data: repr(data[:12]),
)
def test_what_is_no_notebook_is_refused_in_words(data):
    found, notes = cells(data)
    assert found is None
    assert notes and notes[-1].endswith(".") and "Traceback" not in notes[-1]


def test_an_invalid_file_is_told_by_its_line():
    assert cells(b'{\n"cells": [\n{]\n')[1] == ["The notebook is not valid JSON (line 3) and could not be read."]


@pytest.mark.parametrize("data", [b"\xef\xbb\xbf", "utf-16", "utf-16-le", "utf-16-be"])
def test_marks_and_encodings_of_other_systems_are_read(data):
    if isinstance(data, bytes):
        found, notes = cells(data + notebook("ä"))
    else:
        text = notebook("ä").decode()
        found, notes = cells(("\ufeff" + text if data != "utf-16" else text).encode(data))
    assert [cell["source"] for cell in found] == ["ä"] and notes == []


def test_other_encodings_keep_what_can_be_kept():
    found, notes = cells(b'{"cells": [{"source": "# d\'apr\xe8s\\nx = 1"}]}')
    assert found[0]["source"] == "# d'apr\ufffds\nx = 1"
    assert "not UTF-8 (byte" in notes[0]


def test_half_a_character_does_not_get_through():
    found, _ = cells(b'{"cells": [{"source": "x = \\"\\ud83d\\""}]}')
    assert found[0]["source"] == 'x = "?"'


def test_what_is_not_a_cell_is_left_aside():
    strange = [None, 5, "x", [], {"source": 5}, {"source": {"a": 1}}, {"source": "kept"}, {"source": ["a", 1, "b"]}]
    found, _ = cells(json.dumps({"cells": strange}).encode())
    assert [cell["source"] for cell in found] == ["kept", "ab"]


@pytest.mark.parametrize("metadata", [None, 5, "x", [], {"nbgrader": 5}, {"nbgrader": {"grade_id": ["x"]}}])
def test_strange_metadata_name_no_cell(metadata):
    found, _ = cells(json.dumps({"cells": [{"source": "x", "id": 7, "metadata": metadata}]}).encode())
    assert found == [{"kind": "code", "source": "x", "grade_id": "", "id": ""}]


def test_the_format_of_long_ago_is_read():
    sheet = {"cells": [{"cell_type": "code", "input": ["x = 1\n", "y"]}, {"cell_type": "markdown", "source": "text"}]}
    found, notes = cells(json.dumps({"worksheets": [sheet, 5, {"cells": 7}]}).encode())
    assert [(cell["kind"], cell["source"]) for cell in found] == [("code", "x = 1\ny"), ("markdown", "text")]
    assert "old format" in notes[0]
