"""From archives to grades' doorstep: forty people on seven platforms, resubmissions, odd files, doubts, and twice."""

import json
import shutil
import time

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


@pytest.fixture(scope="module")
def without_work(tmp_path_factory):
    """A course whose exercises are loaded once for all tests."""
    return copy_course(tmp_path_factory.mktemp("collect") / "course", lessons=(LESSON, OTHER))


@pytest.fixture
def course(without_work, monkeypatch):
    shutil.rmtree(without_work.root / "work", ignore_errors=True)
    monkeypatch.chdir(without_work.root)
    return without_work


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


@pytest.mark.parametrize("platform", [one for one in PLATFORMS if one != "plain"])
@pytest.mark.parametrize("ending", [".zip", ".ipynb"])
def test_somebodys_zip_is_theirs_on_each_platform(enrolled, tmp_path, platform, ending):
    for everybody in (False, True):
        packed = members()[:5] if everybody else members()[:2]
        files = []
        for name, data in PLATFORMS[platform](hand_ins(members()[:5])):
            mine = any(data == notebook(one.login) for one in packed)
            name_inside = "slopes.ipynb" if everybody else "ada_7_8_slopes.ipynb"  # as another platform once called it
            inside = [(f"Part 2 - mine/{name_inside}", data), ("__MACOSX/._slopes.ipynb", b"mac")]
            files.append((name.removesuffix(".ipynb") + ending, zipped(inside)) if mine else (name, data))
        archive = tmp_path / "Lesson 1 - hand-ins.zip"
        archive.write_bytes(zipped(files))
        output = run("collect", archive)
        assert row(output).startswith("5 of 40"), output
        assert all(answer(enrolled, one.login) == one.login for one in members()[:5])
        shutil.rmtree(enrolled.root / "work" / "submitted")
        shutil.rmtree(enrolled.root / "work" / "received")


@pytest.mark.parametrize(
    "options",
    [
        *({"folders": False}, {"blind": True}, {"form": "NFC"}),
        *({"group": "Team-B 2-"}, {"group": "-"}, {"group": "Team-B 2-", "blind": True}),
    ],
)
def test_moodles_other_forms(enrolled, tmp_path, options):
    archive = tmp_path / "archive.tar.gz"
    archive.write_bytes(tarred(moodle(hand_ins(), **options)))
    assert row(run("collect", archive)) == "40 of 40 40 0 0 0 0"
    assert all(answer(enrolled, one.login) == one.login for one in members())


def test_a_hyphen_in_a_name_alone_makes_no_group_of_what_stands_before_it(course, tmp_path):
    read_in(tmp_path, "student_id,full_name\nsartre,Paul Sartre\nada,Ada Lovelace\n")
    archive = tmp_path / "archive.zip"
    names = [f"{name}_1_assignsubmission_file/a.ipynb" for name in ("Jean-Paul Sartre", "Ada Lovelace")]
    archive.write_bytes(zipped([(name, notebook("x")) for name in names]))
    assert "Jean-Paul Sartre: nobody in the roster is called that" in run("collect", archive, status=1)


@pytest.mark.parametrize(
    "when", ["oct. {}, 2026 2126", "{} octobre 2026 21 26", "{}. Okt. 2026 2126", "2026年10月{}日 926"]
)
@pytest.mark.parametrize("between", ["/", " - "])
def test_brightspaces_dates_in_other_languages_hide_nobodys_name(enrolled, tmp_path, when, between):
    mine = [one for one in members()[:38] if one.number % 9 == 0 or "-" in one.full]
    archive = tmp_path / "archive.zip"
    names = [f"397{one.number:03d}-25 - {one.full} - {when.format(one.number % 28 + 1)}" for one in mine]
    archive.write_bytes(
        zipped([(f"{name}{between}slopes.ipynb", notebook(one.login)) for name, one in zip(names, mine, strict=True)])
    )
    output = run("collect", archive)
    assert all(answer(enrolled, one.login) == one.login for one in mine), output
    assert "cannot be read, so nobody with such a date counts as late" in output


def test_a_name_that_two_bear_becomes_nobodys_alias(enrolled, tmp_path):
    archive, own = tmp_path / "archive.zip", tmp_path / "own"
    archive.write_bytes(zipped(PLATFORMS["classroom"](hand_ins(members()[38:39]))))
    output = run("collect", archive, status=1)
    assert "2 people are called that: Wei Wang (u039), Wei Wang (u040)" in output
    assert "a folder that is called u039 or u040" in output and "--same" not in output
    assert not (enrolled.root / "work" / "submitted").exists()
    (own / "u040").mkdir(parents=True)
    (own / "u040" / "slopes.ipynb").write_bytes(notebook("mine"))
    run("collect", own)
    assert answer(enrolled, "u040") == "mine"


def test_brightspaces_numbers_tell_two_of_one_name_apart_and_part_nobody(enrolled, tmp_path):
    archive = tmp_path / "archive.zip"
    names = {"51-9 - Wei Wang": "u039", "52-9 - Wei Wang": "u040", f"53-9 - {members()[0].full}": "first"}
    names |= {f"54-9 - {members()[0].full}": "second"}
    files = [
        (f"{name} - Oct {number}, 2026 905 AM/slopes.ipynb", notebook(who))
        for number, (name, who) in enumerate(names.items(), 1)
    ]
    archive.write_bytes(zipped(files))
    output = run("collect", archive, status=1)
    assert answer(enrolled, members()[0].login) == "second"
    assert "--same 'Brightspace 51' ID" in output and "--same 'Brightspace 52' ID" in output
    run("roster", "--same", "Brightspace 51", "u039", "--same", "Brightspace 52", "u040")
    run("collect", archive)
    assert (answer(enrolled, "u039"), answer(enrolled, "u040")) == ("u039", "u040")


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
    assert "the platform does not say when" in output and "timestamp.txt as: 2026-10-12 21:59:00 UTC" in output
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
    assert "is a Python script, and there is no notebook" in output
    assert "cannot be read as a notebook. The file is not a notebook. It is a PDF" in output
    folder = enrolled.root / "work" / "submitted" / bob.login / LESSON
    assert [path.name for path in folder.iterdir()] == [f"{LESSON}.py"]
    later = tmp_path / "later.zip"
    later.write_bytes(zipped(canvas(hand_ins([bob]), 80)))
    run("collect", later)
    assert [path.name for path in folder.iterdir()] == [f"{LESSON}.ipynb"]
    assert len(read_attempts(enrolled, LESSON, bob.login)) == 2


@pytest.mark.parametrize("platform", ["canvas", "moodle", "gradescope", "brightspace", "blackboard", "plain"])
def test_nobody_who_handed_in_anything_is_missing_without_a_word(enrolled, tmp_path, platform):
    ada, bob, eve, *_ = members()
    files = []
    for name, data in PLATFORMS[platform](hand_ins([ada, bob, eve])):
        stem = name.partition(".ipynb")[0]
        files.append((stem if data == notebook(ada.login) else name, data))  # Windows hides endings, people delete them
        if data == notebook(bob.login):
            files[-1] = (f"{stem}.url", b"[InternetShortcut]\nURL=https://colab.example")
    archive = tmp_path / "archive.zip"
    archive.write_bytes(zipped([one for one in files if "onlinetext" not in one[0]] + [("about.xlsx", b"PK")]))
    output = run("collect", archive)
    assert row(output).startswith("2 of 40"), output
    assert answer(enrolled, ada.login) == ada.login and answer(enrolled, eve.login) == eve.login
    (line,) = [line for line in output.splitlines() if "and no notebook" in line]
    assert bob.login in line and ".url”" in line and "Ask for the file ending in .ipynb" in line


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


def test_a_lesson_that_most_notebooks_contradict_is_refused_before_anything_is_written(course, tmp_path):
    ada, bob, eve, *_ = members()
    mine = [(bob, notebook("b", OTHER, exercise="grad_mul"), False), *hand_ins([ada, eve])]
    archive = tmp_path / "archive.zip"
    archive.write_bytes(zipped(canvas(mine)))
    output = run("collect", archive, "--lesson", OTHER, status=2)
    assert "archive.zip holds 2 of 3 notebooks of 01_slopes, and 1 of 02_circuits. Nothing was collected" in output
    assert "without --lesson" in output and not everything(course)
    run("collect", archive, "--lesson", LESSON)
    assert everything(course)


def test_of_two_files_of_one_canvas_attempt_the_higher_number_is_the_later(course, tmp_path):
    archive = tmp_path / "archive.zip"
    names = ("ørstedsøren_41371_700010_01_slopes-1.ipynb", "ørstedsøren_41371_700010_01_slopes.ipynb")
    archive.write_bytes(zipped([(names[0], notebook("later")), (names[1], notebook("first"))]))
    output = run("collect", archive)
    assert f"“{names[0]}” counts: the later one by Canvas's number." in " ".join(output.split())
    assert answer(course, "ørstedsøren_41371") == "later"
    before = everything(course)
    run("collect", archive)
    assert everything(course) == before
    archive.write_bytes(zipped([("ørstedsøren_41371_700012_01_slopes.ipynb", notebook("last"))]))
    assert "the latest of 3 by Canvas's numbers" in " ".join(run("collect", archive).split())
    assert answer(course, "ørstedsøren_41371") == "last"


def test_a_file_for_another_command_and_a_damaged_one_are_told(course, tmp_path):
    sheet, archive = tmp_path / "sheet.csv", tmp_path / "archive.zip"
    sheet.write_text("name,login\nAda,ada\n")
    archive.write_bytes(zipped(canvas(hand_ins(members()[:1]))))
    assert "sheet.csv is a table; it belongs to `autograde roster`" in run("collect", sheet, status=2)
    assert "archive.zip is an archive; it belongs to `autograde collect`" in run("roster", archive, status=2)
    archive.write_bytes(archive.read_bytes()[:60])
    assert "archive.zip is damaged or no archive; download it again." in run("collect", archive, status=2)


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


def test_a_zip_that_is_called_after_its_student_is_theirs(enrolled, tmp_path):
    archive = tmp_path / "archive.zip"
    mine = members()[:3]
    endings = (".zip", ".tar.gz", " (1).zip")
    packed = [zipped, tarred, zipped]
    files = [
        (f"mails/{one.full}{ending}", make([("slopes.ipynb", notebook(one.login))]))
        for one, ending, make in zip(mine, endings, packed, strict=True)
    ]
    archive.write_bytes(zipped(files))
    assert row(run("collect", archive)) == "3 of 40 3 0 0 0 37"
    assert all(answer(enrolled, one.login) == one.login for one in mine)


def test_of_teams_the_highest_version_counts_and_each_assignment_is_its_own(enrolled, tmp_path):
    ada, bob, *_ = members()
    archive = tmp_path / "archive.zip"
    files = [
        (f"Student Work/Submitted files/{ada.full}/Week 1/Version {number}/slopes.ipynb", notebook(f"version {number}"))
        for number in (10, 9, 2)
    ]
    files.append((f"Student Work/Submitted files/{bob.full}/Week 1/Version 1/slopes.ipynb", notebook("bob")))
    second = notebook("second", OTHER, exercise="grad_mul")
    files.append((f"Student Work/Submitted files/{ada.full}/Week 2/Version 1/circuits.ipynb", second))
    archive.write_bytes(zipped(files))
    run("collect", archive)
    assert (answer(enrolled, ada.login), answer(enrolled, bob.login)) == ("version 10", "bob")
    assert answer(enrolled, ada.login, OTHER) == "second"


def test_a_notebook_that_nothing_gives_to_anybody_is_told_with_the_next_step(enrolled, tmp_path):
    archive = tmp_path / "archive.zip"
    names = (
        "Week 1/slopes.ipynb",
        "Week 1/slopes (1).ipynb",
        *(f"Week 1/{one.full} - slopes.ipynb" for one in members()[:4]),
    )
    archive.write_bytes(zipped([(name, notebook("x")) for name in names]))
    output = run("collect", archive, status=1)
    assert "Not clear:" in output and output.count("Put it into a folder that is called after its student") == 2


def test_an_alias_settles_a_second_account(enrolled, tmp_path):
    ada = members()[0]
    archive = tmp_path / "archive.zip"
    files = [*canvas(hand_ins([ada]), 100), ("countess_77777_200_01_slopes.ipynb", notebook("second account"))]
    archive.write_bytes(zipped(files))
    output = run("collect", archive, status=1)
    assert row(output) == "1 of 40 1 0 0 1 39"
    assert "autograde roster --same countess_77777" in output and f"&& autograde collect {archive}" in output
    run("roster", "--same", "countess_77777", ada.login)
    assert row(run("collect", archive)) == "1 of 40 1 0 1 0 39"
    assert answer(enrolled, ada.login) == "second account"


def test_two_folders_named_by_ids_of_one_person_are_both_theirs(enrolled, tmp_path):
    ada = members()[0]
    run("roster", "--same", "u901", ada.login)
    archive = tmp_path / "archive.zip"
    files = [(f"{name}/{LESSON}/slopes.ipynb", notebook(name)) for name in (ada.login, "u901")]
    archive.write_bytes(zipped(files))
    assert row(run("collect", archive)) == "1 of 40 1 0 1 0 39"


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
    assert row(output) == "38 38 0 0 2 not known" and "2 senders are called Wei Wang" in output
    read_in(tmp_path, moodle_worksheet(members()))
    assert row(run("collect", archive)) == "40 of 40 2 0 0 0 0"


def test_dropped_people_are_not_counted_and_come_back(enrolled, tmp_path):
    archive = tmp_path / "archive.zip"
    archive.write_bytes(zipped(plain(hand_ins(members()[:10]))))
    run("drop", "u001")
    output = run("collect", archive)
    assert row(output) == "9 of 39 9 0 0 0 30" and "u001" not in output
    run("drop", "--undo", "u001")
    assert row(run("collect", archive)) == "10 of 40 0 0 0 0 30"


def test_moodles_worksheet_tells_when_and_who_is_late(enrolled, tmp_path, monkeypatch):
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    due = f"[due]\n{LESSON} = 2026-10-01T12:00:00+00:00\n"
    (enrolled.root / "work" / "course.toml").write_text(due, encoding="utf-8")
    people = members()[:3]
    archive = tmp_path / "archive.zip"
    archive.write_bytes(zipped(moodle(hand_ins(people))))
    assert row(run("collect", archive)) == "3 of 40 3 0 0 0 37"
    times = ("Thursday, 1 October 2026, 11:59 AM", "Donnerstag, 1. Oktober 2026, 15:30", "2026年10月2日 星期五 09:00")
    head = "Identifier,Full name,Email address,Last modified (submission)"
    rows = [f'Participant {p.participant},{p.full},{p.email},"{when}"' for p, when in zip(people, times, strict=True)]
    (tmp_path / "sheet.csv").write_text("\n".join([head, *rows]), encoding="utf-8")
    run("roster", tmp_path / "sheet.csv", "--lesson", LESSON)
    assert row(run("collect", archive)) == "3 of 40 0 2 0 0 37"
    stamp = enrolled.root / "work" / "submitted" / people[1].login / LESSON / "timestamp.txt"
    assert stamp.read_text() == "2026-10-01 15:30:00.000000 UTC"
    archive.write_bytes(zipped(moodle(hand_ins(people[:1], suffix=" again"))))
    output = run("collect", archive)
    assert "the worksheet is older than this archive" in output and answer(enrolled, "u001") == "u001 again"
    assert not (enrolled.root / "work" / "submitted" / "u001" / LESSON / "timestamp.txt").exists()
