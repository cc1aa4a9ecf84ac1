"""From archives to grades' doorstep: forty people on seven platforms, resubmissions, odd files, doubts, and twice."""

import json

import pytest
from click.testing import CliRunner

from autograde.cli import main
from autograde.grading.platforms.received import read_attempts
from tests.course_copy import copy_course
from tests.grading.platforms.archives import (
    LESSON,
    OTHER,
    PLATFORMS,
    canvas,
    canvas_gradebook,
    members,
    moodle,
    moodle_worksheet,
    notebook,
    plain,
    tarred,
    zipped,
)


@pytest.fixture
def course(tmp_path, monkeypatch):
    made = copy_course(tmp_path / "course", lessons=(LESSON, OTHER))
    monkeypatch.chdir(made.root)
    return made


@pytest.fixture
def enrolled(course, tmp_path):
    """The course with its class, as both Canvas and Moodle know it."""
    read_in(tmp_path, canvas_gradebook(members()))
    people = members()
    sheet = moodle_worksheet(people)
    (tmp_path / "sheet.csv").write_text(sheet, encoding="utf-8")
    run("roster", "--same", "Participant 88039", "u039", "--same", "u040@uni.example", "u040", status=None)
    run("roster", "--same", "u039@uni.example", "u039", tmp_path / "sheet.csv")
    return course


def read_in(folder, text):
    (folder / "class.csv").write_text(text, encoding="utf-8")
    return run("roster", folder / "class.csv")


def run(*arguments, status=0):
    done = CliRunner().invoke(main, list(map(str, arguments)), env={"COLUMNS": "200"})
    assert status is None or done.exit_code == status, done.output
    return done.output


def everything(course):
    """Every file below work/submitted and work/received with its bytes."""
    work = course.root / "work"
    folders = (work / "submitted", work / "received")
    return {
        str(path.relative_to(work)): path.read_bytes()
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file()
    }


def row(output, lesson=LESSON):
    """The numbers of a lesson's line in the table."""
    return next(" ".join(line.split()[1:]) for line in output.splitlines() if line.strip().startswith(f"{lesson} "))


def answer(course, student, lesson=LESSON):
    return json.loads((course.root / "work" / "submitted" / student / lesson / f"{lesson}.ipynb").read_bytes())[
        "metadata"
    ]["author"]


def hand_ins(people=None, suffix="", late=()):
    return [(one, notebook(one.login + suffix), one.login in late) for one in people or members()]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_forty_people_on_each_platform(enrolled, tmp_path, platform):
    unclear = platform in ("classroom", "brightspace", "plain")  # they tell names alone, and two people bear one
    people = members()[:38] if unclear else members()
    archive = tmp_path / "archive.zip"
    archive.write_bytes(zipped(PLATFORMS[platform](hand_ins(people))))
    output = run("collect", archive)
    late = 0
    assert row(output) == f"{len(people)} of 40 {len(people)} {late} 0 0 {40 - len(people)}", output
    for one in people:
        assert answer(enrolled, one.login) == one.login
    before = everything(enrolled)
    times = {path.name for path in (enrolled.root / "work" / "submitted").rglob("timestamp.txt")}
    assert bool(times) == (platform in ("gradescope", "brightspace", "blackboard"))
    again = run("collect", archive)
    assert row(again) == f"{len(people)} of 40 0 {late} 0 0 {40 - len(people)}"
    assert everything(enrolled) == before, "the second run changed something"


@pytest.mark.parametrize("options", [{"folders": False}, {"blind": True}, {"form": "NFC"}])
def test_moodles_other_forms(enrolled, tmp_path, options):
    archive = tmp_path / "archive.tar.gz"
    archive.write_bytes(tarred(moodle(hand_ins(), **options)))
    assert row(run("collect", archive)) == "40 of 40 40 0 0 0 0"
    assert all(answer(enrolled, one.login) == one.login for one in members())


def test_two_of_one_name_are_told_with_the_command_that_settles_it(enrolled, tmp_path):
    archive = tmp_path / "archive.zip"
    archive.write_bytes(zipped(PLATFORMS["classroom"](hand_ins(members()[38:39]))))
    output = run("collect", archive, status=1)
    assert "2 people are called that; nearest: Wei Wang (u039), Wei Wang (u040)" in output
    assert not (enrolled.root / "work" / "submitted").exists()


def test_the_newest_attempt_that_holds_answers_counts_and_all_are_kept(enrolled, tmp_path):
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    ada, bob, eve, *_ = members()
    first.write_bytes(zipped(canvas(hand_ins([ada, bob, eve]), 100)))
    late = [
        (ada, notebook("newer"), True),
        (bob, notebook("empty", answered=False), False),
        (eve, notebook(eve.login), False),
    ]
    second.write_bytes(zipped(canvas(late, 900)))
    run("collect", first)
    output = run("collect", second)
    assert row(output) == "3 of 40 3 1 2 0 37"
    assert answer(enrolled, ada.login) == "newer" and answer(enrolled, bob.login) == bob.login
    assert "the platform does not say when" in output
    assert [one.why for one in read_attempts(enrolled, LESSON, bob.login)] == ["the newest of 2 that holds answers", ""]
    assert [one.late for one in read_attempts(enrolled, LESSON, ada.login)] == [False, True]
    before = everything(enrolled)
    run("collect", first), run("collect", second, first)
    assert everything(enrolled) == before


def test_a_time_set_by_hand_stays_and_goes_when_another_attempt_counts(enrolled, tmp_path):
    ada = members()[0]
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    first.write_bytes(zipped(canvas([(ada, notebook("one"), True)], 100)))
    second.write_bytes(zipped(canvas([(ada, notebook("two"), False)], 200)))
    run("collect", first)
    stamp = enrolled.root / "work" / "submitted" / ada.login / LESSON / "timestamp.txt"
    stamp.write_text("2026-10-02 10:00:00 UTC")
    run("collect", first)
    assert stamp.read_text() == "2026-10-02 10:00:00 UTC"
    run("collect", second)
    assert not stamp.exists()
    assert [one.time for one in read_attempts(enrolled, LESSON, ada.login)] == ["2026-10-02T10:00:00+00:00", ""]


def test_what_lay_there_by_hand_is_an_attempt_like_any_other(enrolled, tmp_path):
    ada = members()[0]
    folder = enrolled.root / "work" / "submitted" / ada.login / LESSON
    folder.mkdir(parents=True)
    (folder / "by hand.ipynb").write_bytes(notebook("by hand"))
    (folder / "data.csv").write_bytes(b"1,2")
    archive = tmp_path / "archive.zip"
    archive.write_bytes(zipped(canvas([(ada, notebook("empty", answered=False), False)])))
    output = run("collect", archive)
    assert "(it lay in work/submitted) counts" in output
    assert answer(enrolled, ada.login) == "by hand"
    assert sorted(path.name for path in folder.iterdir()) == [f"{LESSON}.ipynb", "data.csv"]
    (folder / f"{LESSON}.ipynb").write_bytes(notebook("sent by mail"))
    run("collect", archive)
    assert answer(enrolled, ada.login) == "sent by mail"
    assert len(read_attempts(enrolled, LESSON, ada.login)) == 3


def test_wrong_files_are_kept_and_told(enrolled, tmp_path):
    ada, bob, eve, *others = members()[:12]
    files = canvas(hand_ins(others), 10)
    files += canvas([(ada, notebook("wrong", OTHER, exercise="grad_mul"), False)], 50)
    files += [(f"{canvas([(bob, b'', False)], 60)[0][0][:-20]}60_slopes.py", b"print(1)")]
    files += [(f"{canvas([(eve, b'', False)], 70)[0][0][:-20]}70_slopes.ipynb", b"%PDF-1.4")]
    archive = tmp_path / "archive.zip"
    archive.write_bytes(zipped(files))
    output = run("collect", archive)
    assert row(output) == "12 of 40 12 0 0 0 28", output
    assert f"is a notebook of {OTHER}, handed in as {LESSON}" in output
    assert "is a Python script, and there is no notebook" in output and "cannot be read as a notebook" in output
    folder = enrolled.root / "work" / "submitted" / bob.login / LESSON
    assert [path.name for path in folder.iterdir()] == [f"{LESSON}.py"]
    later = tmp_path / "later.zip"
    later.write_bytes(zipped(canvas(hand_ins([bob]), 80)))
    run("collect", later)
    assert [path.name for path in folder.iterdir()] == [f"{LESSON}.ipynb"]
    assert len(read_attempts(enrolled, LESSON, bob.login)) == 2


def test_a_lesson_in_doubt_is_asked_for(enrolled, tmp_path):
    ada, bob, *_ = members()
    archive = tmp_path / "archive.zip"
    archive.write_bytes(
        zipped(canvas([(ada, notebook("a"), False), (bob, notebook("b", OTHER, exercise="grad_mul"), False)]))
    )
    named = zipped(
        [
            (name.replace("01_slopes", "work"), data)
            for name, data in canvas(
                [(ada, notebook("a"), False), (bob, notebook("b", OTHER, exercise="grad_mul"), False)]
            )
        ]
    )
    archive.write_bytes(named)
    output = run("collect", archive, status=1)
    assert "do not agree on a lesson (1 of 01_slopes, 1 of 02_circuits)" in output and "--lesson NAME" in output
    run("collect", archive, "--lesson", OTHER)
    assert answer(enrolled, bob.login, OTHER) == "b"


def test_a_folder_of_downloads_with_nested_archives(enrolled, tmp_path):
    ada, bob, eve, *_ = members()
    folder = tmp_path / "downloads"
    folder.mkdir()
    (folder / "one.zip").write_bytes(zipped(canvas(hand_ins([ada]))))
    inside = zipped([("deep/slopes.ipynb", notebook("packed"))])
    (folder / "two.zip").write_bytes(
        zipped([(f"{bob.full}_{bob.participant}_assignsubmission_file_/mine.zip", inside)])
    )
    (folder / f"{eve.login}.ipynb").write_bytes(notebook("alone"))
    output = run("collect", folder)
    assert row(output) == "3 of 40 3 0 0 0 37", output
    assert [answer(enrolled, one.login) for one in (ada, bob, eve)] == [ada.login, "packed", "alone"]


def test_an_alias_settles_a_second_account(enrolled, tmp_path):
    ada = members()[0]
    archive = tmp_path / "archive.zip"
    files = [*canvas(hand_ins([ada]), 100), ("countess_77777_200_01_slopes.ipynb", notebook("second account"))]
    archive.write_bytes(zipped(files))
    output = run("collect", archive, status=1)
    assert row(output) == "1 of 40 1 0 0 1 39" and 'autograde roster --same "countess_77777"' in output
    run("roster", "--same", "countess_77777", ada.login)
    assert row(run("collect", archive)) == "1 of 40 1 0 1 0 39"
    assert answer(enrolled, ada.login) == "second account"


def test_a_number_that_says_otherwise_is_nobody_of_that_name(enrolled, tmp_path):
    ada = members()[0]
    ((name, data),) = canvas(hand_ins([ada]))
    archive = tmp_path / "archive.zip"
    archive.write_bytes(zipped([(name.replace(ada.canvas_id, "12345"), data)]))
    assert "the name fits, the number does not" in run("collect", archive, status=1)


def test_without_a_roster_names_become_ids_and_a_later_roster_doubles_nobody(course, tmp_path):
    archive = tmp_path / "archive.zip"
    archive.write_bytes(zipped(canvas(hand_ins())))
    output = run("collect", archive)
    assert row(output) == "40 40 0 0 0 not known" and "`autograde roster FILE` brings names" in output
    results = course.root / "work" / "results" / LESSON
    results.mkdir(parents=True)
    graded = sorted(path.name for path in (course.root / "work" / "submitted").iterdir())[0]
    (results / f"{graded}.json").write_text("{}")
    output = read_in(tmp_path, canvas_gradebook(members()))
    assert f"keeps the id {graded}" in output
    folders = {path.name for path in (course.root / "work" / "submitted").iterdir()}
    assert len(folders) == 40 and len(folders & {one.login for one in members()}) == 39 and graded in folders
    assert row(run("collect", archive)) == "40 of 40 0 0 0 0 0"
    assert len(list((course.root / "work" / "submitted").iterdir())) == 40


def test_two_of_moodles_of_one_name_are_not_one_without_a_roster(course, tmp_path):
    archive = tmp_path / "archive.zip"
    archive.write_bytes(zipped(moodle(hand_ins())))
    output = run("collect", archive, status=1)
    assert row(output) == "38 38 0 0 1 not known" and "2 senders are called Wei Wang" in output
    read_in(tmp_path, moodle_worksheet(members()))
    assert row(run("collect", archive)) == "40 of 40 2 0 0 0 0"


def test_dropped_people_are_not_counted_and_come_back(enrolled, tmp_path):
    archive = tmp_path / "archive.zip"
    archive.write_bytes(zipped(plain(hand_ins(members()[:10]))))
    run("drop", "u001")
    assert row(run("collect", archive)) == "9 of 39 9 0 0 0 30"
    run("drop", "--undo", "u001")
    assert row(run("collect", archive)) == "10 of 40 0 0 0 0 30"
