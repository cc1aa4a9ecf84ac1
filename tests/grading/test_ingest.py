"""A submission folder is read as hostile: nothing is followed or waited for, and refusals are in words."""

import json
import os
import threading
import unicodedata

import pytest

from autograde.grading.intake.ingest import read_submission
from autograde.grading.intake.student_folders import read_student_folders, told
from autograde.handed_in import candidates
from autograde.handed_in.cells import SubmittedCell
from autograde.handed_in.submitted_cells import parse_notebook

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


GOOD = [
    *(
        "Ada",
        "ada.lovelace",
        "a-b_c@school.org",
        "007",
        "x" * 100,
        "a;b",
        "$(id)",
        "_x",
        "@x",
        "Doe, Jane",
        "O'Neil [b]",
    ),
    *(
        "Jane Doe",
        "Jürgen Müller",
        "李 雷",
        "Ольга",
        "محمد",
        "علی\u200cرضا",
        "क्\u200dष",
        "Jane Doe_1234_assignsubmission_file_",
    ),
    *("Ｆull", "김철수", "İpek", "ナオミ", "Ngũgĩ", "👩 smile", "日本　太郎"),
]
WAITING = {  # names: a word of the reason
    **dict.fromkeys(["-rf", "\x1b[2J", "c\nb", "d\tb", "x" * 101, "李" * 80], ""),
    **dict.fromkeys(
        ["zed\u200b", "\u202egpj", "f\u2066b", "\ufeffbom", "soft\u00adhyphen", "e\u200db"], "cannot be seen"
    ),
    **dict.fromkeys(["filler\u3164", "variant\ufe0f", "braille\u2800", "private\ue000", b"byte\xff"], "cannot be seen"),
    **dict.fromkeys([" lead", "trail "], "a blank"),
    **dict.fromkeys(["a:b", "a*", "who?", "a\\b", '"x"', "<img src=x>", "a|b"], "some file systems do not allow"),
}


def test_students_are_folders_whose_names_mislead_nobody(tmp_path):
    for name in [*GOOD, *WAITING, "..ada", ".hidden"]:
        os.mkdir(os.path.join(os.fsencode(tmp_path), os.fsencode(name)))
    (tmp_path / "file").write_text("")
    (tmp_path / "link").symlink_to(tmp_path / "Ada")
    roster = read_student_folders(tmp_path)
    assert roster.students == sorted(GOOD)
    assert set(roster.waiting) == {os.fsdecode(name) for name in WAITING}
    for name, word in WAITING.items():
        assert word in roster.waiting[os.fsdecode(name)], name
    assert [remark.split()[0] for remark in roster.remarks] == ["work/submitted/file", "work/submitted/link"]
    assert read_student_folders(tmp_path / "nowhere").students == []


def test_a_name_with_accents_apart_is_brought_to_the_normal_form_and_told(tmp_path):
    apart = unicodedata.normalize("NFD", "Jürgen Müller")
    (tmp_path / apart / LESSON).mkdir(parents=True)
    (tmp_path / apart / LESSON / f"{LESSON}.ipynb").write_bytes(notebook("mine"))
    roster = read_student_folders(tmp_path)
    assert roster.students == ["Jürgen Müller"] and "Jürgen Müller was renamed" in roster.remarks[0]
    assert read_submission(tmp_path, "Jürgen Müller", LESSON).data == notebook("mine")
    assert read_student_folders(tmp_path).remarks == []


def test_a_name_that_cannot_be_brought_to_the_normal_form_waits(tmp_path, monkeypatch):
    (tmp_path / unicodedata.normalize("NFD", "Zoë")).mkdir()
    monkeypatch.setattr(os, "rename", lambda *places: (_ for _ in ()).throw(OSError(30, "Read-only file system")))
    roster = read_student_folders(tmp_path)
    assert roster.students == [] and "separate characters" in next(iter(roster.waiting.values()))


TWINS = [
    ("Zoë", unicodedata.normalize("NFD", "Zoë")),
    *(("ada", other) for other in ("Ada", "ADA", "ada ", " ada", "ad\u200ba", "\u202eada", "ａda", "ada\u00ad")),
    *(("Jane Doe", other) for other in ("Jane  Doe", "Jane\u00a0Doe", "Jane\u3000Doe", "jane doe", "Jane Doe\u200f")),
    *(("Strauß", "STRAUSS"), ("علی\u200cرضا", "علیرضا"), ("ﬁn", "fin"), ("İpek", "i̇pek")),
]


@pytest.mark.parametrize("pair", TWINS, ids=[f"{one!a} {other!a}" for one, other in TWINS])
def test_names_that_differ_in_nothing_else_all_wait_and_none_is_chosen(tmp_path, pair):
    for name in [*pair, "bob"]:
        (tmp_path / name).mkdir()
    roster = read_student_folders(tmp_path)
    assert roster.students == ["bob"] and set(roster.waiting) == set(pair)
    assert {path.name for path in tmp_path.iterdir()} == {*pair, "bob"}, "nothing was renamed or merged"
    for line in told(roster.waiting.items()):
        assert "Rename the folder" in line and line.isprintable()


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


@pytest.mark.parametrize(
    ("name", "words"),
    [
        *((f"answers{end}", "is an archive. Unpack it") for end in (".zip", ".ZIP", ".tar.gz", ".7z", ".rar")),
        ("01_slopes.py", "is a Python script. Hand in the notebook itself, the file ending in .ipynb"),
        *((name, "is a web page. Hand in") for name in ("01_slopes.html", "01_slopes.ipynb.html")),
        *((name, "is a PDF document. Hand in") for name in ("answers.pdf", "01_slopes.ipynb.pdf")),
        ("answers.docx", "is a text document. Hand in"),
        ("answers.md", "is a text. Hand in"),
        ("IMG_0001.HEIC", "is a picture. Hand in"),
        ("answers.xyz", "is something else. Hand in"),
        (".DS_Store", "its folder is empty"),
    ],
)
def test_what_lies_there_is_called_by_its_kind_with_the_next_step(folder, name, words):
    (folder / name).write_bytes(b"x")
    found = read(folder)
    assert not found.found and len(found.notes) == 1 and words in found.notes[0]
    assert words.startswith("its") or name in found.notes[0]


def test_what_says_most_is_named_among_several_other_files(folder):
    for name in ("a.dat", "data.csv", "z.zip"):
        (folder / name).write_bytes(b"x")
    assert "“z.zip” is an archive" in read(folder).notes[0]


@pytest.mark.parametrize("below", [LESSON, "my answers", "Ünï", "01_slopes.ipynb"])
def test_a_notebook_one_folder_too_deep_is_found_and_told(folder, below):
    (folder / below).mkdir()
    (folder / below / f"{LESSON}.ipynb").write_bytes(notebook("mine"))
    found = read(folder)
    assert found.data == notebook("mine")
    assert "one folder too deep" in found.notes[0] and f"“{below}/{LESSON}.ipynb”" in found.notes[0]


def test_only_one_folder_deep_and_nothing_linked_hidden_or_waited_for(folder, tmp_path):
    (folder / "a" / "b").mkdir(parents=True)
    (folder / "a" / "b" / f"{LESSON}.ipynb").write_bytes(notebook("deeper"))
    (tmp_path / "solutions").mkdir()
    (tmp_path / "solutions" / f"{LESSON}.ipynb").write_bytes(notebook("secret"))
    (folder / "linked").symlink_to(tmp_path / "solutions")
    (folder / "c").mkdir()
    (folder / "c" / f"{LESSON}.ipynb").symlink_to(tmp_path / "solutions" / f"{LESSON}.ipynb")
    for hidden in (".ipynb_checkpoints", "__MACOSX"):
        (folder / hidden).mkdir()
        (folder / hidden / f"{LESSON}.ipynb").write_bytes(notebook("hidden"))
    os.mkfifo(folder / "c" / "pipe.ipynb")
    assert not read(folder).found


def test_a_notebook_under_the_ending_json_is_read(folder):
    (folder / f"{LESSON}.json").write_bytes(notebook("mine"))
    assert read(folder).data == notebook("mine") and f"{LESSON}.json" in read(folder).notes[0]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04rest", "It is an archive. Unpack it"),
        (b"\x1f\x8b\x08\xffrest", "It is an archive. Unpack it"),
        (b"Rar!\x1a\x07\x01\xff", "It is an archive. Unpack it"),
        (b"\n<!DOCTYPE html><p>", "It is a web page"),
        (b"<html><p>", "It is a web page"),
        (b"%PDF-1.7", "It is a PDF document"),
        (b"version https://git-lfs.github.com/spec/v1", "a pointer of Git LFS"),
    ],
)
def test_another_file_under_a_notebooks_name_is_called_what_it_is(data, words):
    (note,) = cells(data)[1]
    assert words in note


# --- several notebooks ------------------------------------------------------------------------------------------------


def chosen(folder, **files):
    """The text of the notebook that is read, and the notes; files: name -> (seconds since an hour, text).

    A notebook answers something when its text says so.
    """
    for name, (seconds, text) in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(notebook(text))
        os.utime(path, (seconds, seconds))
    found = read_submission(folder.parent.parent, "ada", LESSON, answers=lambda data: data.count(b"answer"))
    return json.loads(found.data)["cells"][0]["source"], found.notes


NAMED = f"{LESSON}.ipynb"


@pytest.mark.parametrize(
    "other", [f"{LESSON}-1.ipynb", f"{LESSON}-Copy1.ipynb", "mine.ipynb", f"deep/{NAMED}", "x/y.ipynb"]
)
@pytest.mark.parametrize("seconds", [1, 10_000])
def test_the_one_that_holds_answers_is_read_whatever_its_name_and_age(folder, other, seconds):
    text, notes = chosen(folder, **{NAMED: (5_000, "stub"), other: (seconds, "answer")})
    assert text == "answer" and f"“{NAMED}” holds no answers that can be read; “{other}” was graded" in notes[0]


def test_of_several_with_answers_the_newest_is_read_and_the_others_are_told(folder):
    old, new = f"{LESSON}-1.ipynb", f"{LESSON}-2.ipynb"
    text, notes = chosen(folder, **{NAMED: (1, "answer a"), new: (3, "answer c"), old: (2, "answer b")})
    assert text == "answer c"
    assert notes == [
        f"Several notebooks hold answers. The newest, “{new}”, was graded; left aside: “{old}”, “{NAMED}”."
    ]
    text, notes = chosen(folder, **{NAMED: (9, "answer a")})
    assert text == "answer a" and f"The newest, “{NAMED}”, was graded" in notes[0]


def test_of_the_same_age_the_last_copy_is_the_newest(folder):
    files = {name: (1, f"answer {name}") for name in (NAMED, f"{LESSON}-Copy2.ipynb", f"{LESSON}-Copy10.ipynb")}
    assert chosen(folder, **files)[0] == f"answer {LESSON}-Copy10.ipynb"


def test_where_none_holds_answers_the_name_decides_without_a_word(folder):
    text, notes = chosen(folder, **{f"{LESSON}-Copy1.ipynb": (9, "b"), NAMED: (1, "a")})
    assert (text, notes) == ("a", [])


def test_no_more_notebooks_are_read_than_one_student_may_cost(folder, monkeypatch):
    monkeypatch.setattr(candidates, "BYTES_LIMIT", 2_000)
    files = {f"{LESSON}-{number}.ipynb": (number, "stub") for number in range(1, 40)}
    files |= {NAMED: (1, "answer"), "large.ipynb": (50, "stub" * 500)}
    read_before: list[bytes] = []
    chosen(folder, **files)
    read_submission(folder.parent.parent, "ada", LESSON, answers=lambda data: read_before.append(data) or 0)
    assert read_before == [notebook("answer")], "the newest alone is more than may be read; the one by name always is"
    (folder / "large.ipynb").unlink()
    read_before.clear()
    read_submission(folder.parent.parent, "ada", LESSON, answers=lambda data: read_before.append(data) or 0)
    assert len(read_before) == candidates.READ_LIMIT + 1


def test_links_among_several_are_not_followed(folder, tmp_path):
    (tmp_path / "solutions.ipynb").write_bytes(notebook("answer"))
    (folder / f"{LESSON}-Copy1.ipynb").symlink_to(tmp_path / "solutions.ipynb")
    assert chosen(folder, **{NAMED: (1, "stub")})[0] == "stub"


# --- files again ------------------------------------------------------------------------------------------------------


def test_among_very_many_files_the_notebook_is_found(folder):
    for number in range(candidates.FILES_LIMIT * 2):
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
    assert [cell.source for cell in found] == ["ä"] and notes == []


@pytest.mark.parametrize("tail", [b"\0" * 512, b"\n}\n", b" 4\n}", b"\n{}"], ids=repr)
def test_what_stands_behind_the_end_of_a_notebook_costs_no_answer(tail):
    found, notes = cells(b" \n" + notebook("mine") + tail)
    assert [cell.source for cell in found] == ["mine"]
    assert notes == [] if tail.strip(b"\0") == b"" else "behind the end of the notebook" in notes[0]


def test_other_encodings_keep_what_can_be_kept():
    found, notes = cells(b'{"cells": [{"source": "# d\'apr\xe8s\\nx = 1"}]}')
    assert found[0].source == "# d'apr\ufffds\nx = 1"
    assert "not UTF-8 (byte" in notes[0]


def test_half_a_character_does_not_get_through():
    found, _ = cells(b'{"cells": [{"source": "x = \\"\\ud83d\\""}]}')
    assert found[0].source == 'x = "?"'


def test_what_is_not_a_cell_is_left_aside():
    strange = [None, 5, "x", [], {"source": 5}, {"source": {"a": 1}}, {"source": "kept"}, {"source": ["a", 1, "b"]}]
    found, _ = cells(json.dumps({"cells": strange}).encode())
    assert [cell.source for cell in found] == ["kept", "ab"]


@pytest.mark.parametrize("metadata", [None, 5, "x", [], {"nbgrader": 5}, {"nbgrader": {"grade_id": ["x"]}}])
def test_strange_metadata_name_no_cell(metadata):
    found, _ = cells(json.dumps({"cells": [{"source": "x", "id": 7, "metadata": metadata}]}).encode())
    assert found == [SubmittedCell("code", "x")]


def test_the_format_of_long_ago_is_read():
    sheet = {"cells": [{"cell_type": "code", "input": ["x = 1\n", "y"]}, {"cell_type": "markdown", "source": "text"}]}
    found, notes = cells(json.dumps({"worksheets": [sheet, 5, {"cells": 7}]}).encode())
    assert [(cell.kind, cell.source) for cell in found] == [("code", "x = 1\ny"), ("markdown", "text")]
    assert "old format" in notes[0]
