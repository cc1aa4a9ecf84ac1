"""Who is in the class: platforms' tables in any order, separator and language, put together and never on a guess."""

import csv
import unicodedata

import pytest
from click.testing import CliRunner

from autograde.cli import main
from autograde.course import Course
from autograde.errors import AutogradeError
from autograde.grading.platforms.roster import Person, Roster, read_roster, write_roster
from autograde.grading.platforms.roster_merge import merge
from autograde.grading.platforms.roster_tables import read_table
from tests.course_copy import copy_course
from tests.grading.platforms.archives import WORKSHEETS, canvas_gradebook, members, moodle_worksheet


@pytest.fixture
def course(tmp_path, monkeypatch):
    made = copy_course(tmp_path / "course", lessons=("01_slopes",))
    monkeypatch.chdir(made.root)
    return made


def table(tmp_path, text, encoding="utf-8", name="table.csv"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return read_table(path)


def run(*arguments, status=0):
    done = CliRunner().invoke(main, list(map(str, arguments)))
    assert done.exit_code == status, done.output
    return done.output


def test_without_a_file_the_roster_is_empty_and_nobody_is_left_out(tmp_path):
    roster = read_roster(Course(tmp_path))
    assert not roster and roster.enrolled == () and not roster.is_left_out("ada")


def test_a_roster_is_read_as_it_was_written(tmp_path):
    people = [
        Person("ada", "Ada", "Lovelace", "Ada Lovelace", "ada@uni.example", canvas_id="5", aliases=("al", "countess")),
        Person("王伟", full="王伟", participant="88000", dropped="2026-10-01"),
    ]
    write_roster(Course(tmp_path), people)
    roster = read_roster(Course(tmp_path))
    assert list(roster.people) == people
    assert [person.id for person in roster.enrolled] == ["ada"]
    assert roster.find("countess") == roster.find("ada") == people[0]
    assert roster.find("Participant 88000") == people[1]
    assert [roster.is_left_out(one) for one in ("ada", "al", "王伟", "eve")] == [False, True, True, False]


def test_no_name_in_the_roster_is_a_formula_to_a_spreadsheet(tmp_path):
    person = Person(
        "ada", "＝1+1", "-2+3", '=HYPERLINK("http://x")', sis_id="=cmd|' /C calc'!Z9", aliases=("@x", "'quoted'")
    )
    write_roster(Course(tmp_path), [person])
    with (tmp_path / "work" / "roster.csv").open(encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not [cell for cell in cells if unicodedata.normalize("NFKC", cell)[:1] in ("=", "+", "-", "@")]
    assert list(read_roster(Course(tmp_path)).people) == [person]


def test_a_key_of_two_people_is_refused(tmp_path):
    with pytest.raises(AutogradeError, match="line 3: “ada” stands for ada and for bob"):
        write_roster(Course(tmp_path), [Person("ada"), Person("bob", aliases=("ada",))])
    with pytest.raises(AutogradeError, match="line 3"):
        write_roster(Course(tmp_path), [Person("ada"), Person("ada")])


def test_canvas_gradebook(tmp_path):
    found = table(tmp_path, canvas_gradebook(members()))
    assert found.platform == "canvas" and len(found.rows) == 40 and len(found.remarks) == 1
    merged = merge([], found)
    assert [one.id for one in merged.people] == [one.login for one in members()]
    assert [one.name for one in merged.people] == [one.full for one in members()]
    assert merged.remarks[-1] == "2 people are called Wei Wang: u039, u040. They stay apart."


@pytest.mark.parametrize("language", WORKSHEETS)
def test_moodle_worksheets_in_five_languages_complete_canvas(tmp_path, language):
    merged = merge(
        merge([], table(tmp_path, canvas_gradebook(members()))).people,
        table(tmp_path, moodle_worksheet(members(), language, separator=";" if language == "de" else "\t")),
    )
    assert len(merged.people) == 40 and not merged.new
    assert len(merged.known) == 40 and not merged.unclear, "which Wei Wang is which, their addresses tell"
    known = {one.id: one for one in merged.people}
    assert [known[one].participant for one in ("u039", "u040")] == ["88039", "88040"]
    assert known["u001"].email == "u001@uni.example" and known["u001"].participant == "88001"


def test_of_several_who_may_be_meant_none_is_proposed(tmp_path):
    people = merge([], table(tmp_path, "name,login\nWei Wang,ww1\nWei Wang,ww2\n")).people
    rows = "Participant 1,Wei Wang,wei@x.example\nParticipant 2,Wei Wang,WW2@x.example\n"
    merged = merge(people, table(tmp_path, f"Identifier,Full name,Email address\n{rows}"))
    assert merged.known == ["ww2"] and merged.people[1].participant == "2" and not merged.people[0].participant
    assert "may be ww1 or ww2" in merged.unclear[0] and "autograde roster --same wei@x.example ID;" in merged.unclear[0]
    other_way = merge([Person("a", full="Wei Wang", email="ww2@x.example"), Person("b", full="Wei Wang")],
                      table(tmp_path, "name,login\nWei Wang,ww2\n"))  # fmt: skip
    assert other_way.known == ["a"] and not other_way.unclear


def test_a_worksheet_alone_makes_ids_of_addresses_and_keeps_two_of_one_name_apart(tmp_path):
    merged = merge([], table(tmp_path, moodle_worksheet(members())))
    assert [one.id for one in merged.people] == [one.login for one in members()] and not merged.unclear
    again = merge(merged.people, table(tmp_path, moodle_worksheet(members())))
    assert again.people == merged.people and not again.new


def test_headings_in_any_order_and_utf_16(tmp_path):
    text = "sep=;\r\nE-Mail-Adresse;Nachname;Vorname;ID-Nummer\r\nada@uni.example;Lovelace;Ada;7\r\n"
    assert table(tmp_path, text, "utf-16").rows == (
        {"email": "ada@uni.example", "last": "Lovelace", "first": "Ada", "moodle_id": "7", "full": "Ada Lovelace"},
    )
    chinese = table(tmp_path, "姓,名,Email地址\n王,伟,w@uni.example\n")
    assert chinese.rows[0]["full"] == "王伟"


def test_what_is_no_roster_is_refused(tmp_path):
    with pytest.raises(AutogradeError, match="no heading that tells who is who"):
        table(tmp_path, "a,b\n1,2\n")
    with pytest.raises(AutogradeError, match="not UTF-8"):
        table(tmp_path, "name\nJürgen\n", "latin-1")
    with pytest.raises(AutogradeError, match="nobody below"):
        table(tmp_path, "name,email\n")


def test_another_id_of_the_same_kind_makes_two_people_of_one_name(tmp_path):
    one = merge([], table(tmp_path, "name,login\nWei Wang,ww1\n")).people
    merged = merge(one, table(tmp_path, "name,login\nWei Wang,ww2\n"))
    assert [person.id for person in merged.people] == ["ww1", "ww2"] and "stay apart" in merged.remarks[0]


def test_who_is_called_otherwise_in_a_later_table_is_called_so(tmp_path):
    head = "Student,ID,SIS Login ID\n"
    first = merge([], table(tmp_path, f'{head}"Doe, Jane",1,jd\n"Núñez, José",2,jn\n')).people
    merged = merge(first, table(tmp_path, f'{head}"Roe, Jim",1,jd\n"Nunez, Jose",2,jn\n'))
    assert [(one.id, one.first, one.last, one.name) for one in merged.people] == [
        ("jd", "Jim", "Roe", "Jim Roe"),
        ("jn", "José", "Núñez", "José Núñez"),
    ]
    assert merged.remarks == ["Jane Doe (jd) is called Jim Roe from now on."]
    spelled = "full name,email\nJane Doe,jd@uni.example\n"
    assert merge(merged.people, table(tmp_path, spelled)).people[0].name == "Jim Roe", (
        "a name without an id is no proof"
    )


def test_an_assignments_number_is_kept_when_the_next_one_has_another(tmp_path):
    head = "Identifier,Full name,Email address\n"
    people = merge([], table(tmp_path, f"{head}Participant 1,Ada Lovelace,a@uni.example\n")).people
    people = merge(people, table(tmp_path, f"{head}Participant 2,Ada Lovelace,a@uni.example\n")).people
    assert Roster(tuple(people)).find("Participant 1") == Roster(tuple(people)).find("Participant 2") == people[0]


def test_the_commands(course, tmp_path):
    (tmp_path / "canvas.csv").write_text(canvas_gradebook(members()), encoding="utf-8")
    output = run("roster", tmp_path / "canvas.csv")
    assert "40 people, 40 new" in output and "The class has 40 people: work/roster.csv" in output
    kept = course.root / "work" / "roster" / "canvas.csv"
    assert kept.read_bytes() == (tmp_path / "canvas.csv").read_bytes()
    assert "40 known" in run("roster", tmp_path / "canvas.csv")
    assert "Zoë" in run("roster")
    run("roster", "--same", "second-account", "u001")
    assert read_roster(course).find("second-account").id == "u001"
    assert "dropped since" in run("drop", "second-account")
    assert len(read_roster(course).enrolled) == 39
    assert "in the class" in run("drop", "--undo", "u001")
    assert len(read_roster(course).enrolled) == 40
    assert "Is it" in run("drop", "u0001", status=2)
    name = members()[0].full
    output = run("drop", name.upper())
    assert f"{name} ({members()[0].login}) is dropped since" in output and "`autograde return`" in output
    assert "2 people are called “Wei Wang”: u039, u040. Give the id." in run("drop", "Wei Wang", status=2)


def test_a_table_of_another_class_is_refused_and_one_of_few_replaces_no_fuller_one(course, tmp_path):
    sheets = {"class.csv": members()[:9], "few.csv": members()[:2], "others.csv": members()[9:12]}
    for name, people in sheets.items():
        (tmp_path / name).write_text(canvas_gradebook(people), encoding="utf-8")
    run("roster", tmp_path / "class.csv")
    work = course.root / "work"
    before = {path: path.read_bytes() for path in (work / "roster.csv", work / "roster" / "canvas.csv")}
    output = run("roster", tmp_path / "few.csv", tmp_path / "others.csv", status=2)
    assert "others.csv is of another class (3 people)" in output and "move work/roster.csv away" in output
    output = run("roster", tmp_path / "few.csv")
    assert "few.csv has 2 of the 9 people of this platform" in output and "canvas.csv stays as it was" in output
    assert before == {path: path.read_bytes() for path in before}
    (tmp_path / "more.csv").write_text(canvas_gradebook(members()[:12]), encoding="utf-8")
    assert "12 people, 3 new, 9 known" in run("roster", tmp_path / "more.csv")
    assert (work / "roster" / "canvas.csv").read_bytes() == (tmp_path / "more.csv").read_bytes()


def test_two_names_of_one_person_and_the_way_back(course):
    anna, bert = Person("a00", full="Anna Müller", canvas_id="1", login="a00"), Person("b01", full="Anna Müller")
    write_roster(
        course,
        [anna, Person("b01", "Anna", "Müller", "Anna Müller", canvas_id="2", email="b01@x.example", participant="7")],
    )
    before = read_roster(course)
    assert "are two people in Canvas's table, and stay apart" in run("roster", "--same", "b01", "a00", status=2)
    for key in ("b01@x.example", "Participant 7", "canvas_id 2", "mülleranna_2"):
        output = run("roster", "--same", key, "a00", status=2)
        assert f"“{key}” is Anna Müller (b01)" in output and ("line 3" in output or "--apart 'Participant 7'" in output)
    assert read_roster(course) == before, "a refusal changed something"
    assert "nobody in work/roster.csv has the id “ID”" in run("roster", "--same", "b01", "ID", status=2)
    write_roster(course, [anna, bert])
    for student in ("a00", "b01"):
        (course.root / "work" / "submitted" / student / "01_slopes").mkdir(parents=True)
    assert "have both handed in 01_slopes" in run("roster", "--same", "b01", "a00", status=2)
    (course.root / "work" / "submitted" / "b01" / "01_slopes").rmdir()
    (course.root / "work" / "submitted" / "b01").rmdir()
    assert "b01) was a person of the class" in run("roster", "--same", "b01", "a00")
    assert "second is from now on an alias of Anna Müller (a00)" in run("roster", "--same", "second", "a00")
    assert "second is no longer Anna Müller (a00). Still: b01." in run("roster", "--apart", "second")
    assert read_roster(course).find("second") is None
    assert "no alias" in run("roster", "--apart", "second", status=2)


def test_what_a_wrong_alias_brought_in_is_taken_away_with_it(course, tmp_path):
    write_roster(course, [Person("a00", full="Anna Müller", login="a00"), Person("b01", full="Anna Müller")])
    sheet = tmp_path / "sheet.csv"
    rows = "Participant 7,Anna Müller,anna@x.example\nParticipant 8,Anna Müller,a00@x.example\n"
    sheet.write_text(f"Identifier,Full name,Email address\n{rows}", encoding="utf-8")
    run("roster", "--same", "anna@x.example", "a00", sheet, status=1)
    assert read_roster(course).find("Participant 7").id == "a00", "as it was said"
    output = run("roster", "--apart", "anna@x.example", "--apart", "Participant 7")
    assert "anna@x.example is no longer Anna Müller (a00)" in output and "Participant 7 is no longer" in output
    run("roster", "--same", "anna@x.example", "b01", sheet)
    assert [one.participant for one in read_roster(course).people] == ["8", "7"]
    assert [one.email for one in read_roster(course).people] == ["a00@x.example", "anna@x.example"]


def test_a_folder_named_by_a_login_becomes_its_persons(course, tmp_path):
    place = course.root / "work" / "submitted" / "al" / "01_slopes"
    place.mkdir(parents=True)
    (place / "01_slopes.ipynb").write_text("{}")
    (tmp_path / "class.csv").write_text("student_id,name,login\nada,Ada Lovelace,al\n")
    assert "al is Ada Lovelace: from now on an alias of ada." in run("roster", tmp_path / "class.csv")
    assert read_roster(course).find("al").id == "ada" and (place.parents[1] / "ada" / "01_slopes").is_dir()


def test_two_rows_of_one_table_that_are_one_person_are_told(tmp_path):
    anna = Person("a00", full="Anna Müller", aliases=("x@uni.example", "y@uni.example"))
    merged = merge([anna], table(tmp_path, "name,email\nAnna Müller,x@uni.example\nAnna Müller,y@uni.example\n"))
    assert merged.remarks[0].startswith("2 rows of the table are Anna Müller (a00), also x@uni.example, y@uni.example.")
    assert "--apart" in merged.remarks[0]
