"""A table of people as a platform exports it: Canvas's gradebook, Moodle's worksheet and participants, or any CSV.

Columns are known by their headings in any order, in the languages below; e-mail addresses and Moodle's “Participant
88000” also by what stands under them. Separators may be commas, semicolons or tabs. Left out: who of them is in the
roster already (`roster_merge`).
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograde.errors import AutogradeError
from autograde.grading.formulas import without_guard
from autograde.grading.intake.student_ids import normal, seen_as
from autograde.grading.platforms.archive import is_archive
from autograde.handed_in.candidates import printable

BYTES_LIMIT = 20 << 20
WORKBOOKS = (".xlsx", ".xls", ".ods", ".numbers")
HEADINGS = {  # field: headings in English, German, French, Spanish and Chinese, without case and blanks at the ends
    "id": "student_id, student id, netid, matrikelnummer",
    "student": "student, student name, schüler, étudiant, estudiante, 学生",
    "canvas_id": "canvas_id, canvas id, lms_user_id",
    "sis_id": "sis user id, sis_id, sid",
    "login": "sis login id, login, login id, username, user name, nutzername, benutzername, anmeldename, "
    "nom d'utilisateur, nom d’utilisateur, nombre de usuario, 用户名, 使用者名稱",
    "participant": "identifier, teilnehmer/in, identifiant, identificador, 标识符, moodle_participant",
    "full": "full name, full_name, name, vollständiger name, nom complet, nombre completo, 全名, 姓名, 姓名全称",
    "first": "first name, first_name, firstname, given name, vorname, prénom, prenom, nombre, 名, 名字",
    "last": "last name, last_name, lastname, surname, family name, nachname, nom, nom de famille, apellido(s), "
    "apellidos, apellido, 姓, 姓氏",
    "email": "email address, email, e-mail, e-mail address, e-mail-adresse, adresse de courriel, adresse courriel, "
    "courriel, dirección de correo, dirección email, correo electrónico, email地址, 电子邮件地址, 邮箱, 電子郵件信箱",
    "moodle_id": "id number, idnumber, id-nummer, numéro d'identification, numéro d’identification, número de id, "
    "número id, id号, id号码, 学号, 編號",
}
KNOWN = {normal(heading.strip()): name for name, all_of in HEADINGS.items() for heading in all_of.split(", ")}
NUMBERED = re.compile(r"(\D*[^\W\d].*?)\s*(\d+)")  # “Participant 88000”, “参与者88000”
TEST_STUDENT = ("student, test", "test student")  # Canvas's own, for instructors to look through


@dataclass(frozen=True)
class Table:
    """A platform's table: its platform, its kind, and what each row says of a person, field -> text."""

    platform: str  # "canvas", "moodle" or "plain"
    kind: str  # how the copy is called that is kept: "canvas", "moodle", "moodle-participants" or "plain"
    rows: tuple[Mapping[str, str], ...]
    remarks: tuple[str, ...] = ()


def read_table(path: Path) -> Table:
    """The people in a file; AutogradeError where it cannot be read or names nobody."""
    shown = printable(path.name)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise AutogradeError(f"{shown} cannot be read: {error.strerror}.") from error
    if path.suffix.lower() in WORKBOOKS:
        raise AutogradeError(f"{shown} is a workbook; save its table as “CSV UTF-8”.")
    if is_archive(path.name) or data.startswith((b"PK\3\4", b"\x1f\x8b")):
        raise AutogradeError(f"{shown} is an archive; it belongs to `autograde collect`.")
    if len(data) > BYTES_LIMIT:
        raise AutogradeError(f"{shown} is larger than {BYTES_LIMIT >> 20} MB, which no table of a class is.")
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise AutogradeError(
            f"{shown} is not UTF-8 (byte {error.start}), and names would be read wrong. "
            "Export it again, or save it as “CSV UTF-8”."
        ) from error
    head, fields, lines = best_reading(text)
    if not fields:
        seen = ", ".join(f"“{printable(one, 30)}”" for one in head[:8])
        raise AutogradeError(
            f"{shown} has no heading that tells who is who (its first line: {seen or 'empty'}). "
            "Known are Canvas's gradebook, Moodle's grading worksheet and participants, and headings such as "
            "student_id, first_name, last_name, email."
        )
    return table_of(shown, fields, lines)


def best_reading(text: str) -> tuple[list[str], dict[int, str], list[list[str]]]:
    """The headings, the columns that are known, and the rows below, with the separator that makes the most sense."""
    text = re.sub(r"\Asep=.\r?\n", "", text.replace("\0", ""))
    best: tuple[list[str], dict[int, str], list[list[str]]] = ([], {}, [])
    for separator in (",", ";", "\t"):
        try:
            lines = [line for line in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if any(line)]
        except csv.Error:
            continue
        for number, head in enumerate(lines[:5]):
            fields = columns(head, lines[number + 1 :])
            if len(fields) > len(best[1]) or not best[0]:
                best = head, fields, lines[number + 1 :]
    return best


def columns(head: Sequence[str], lines: Sequence[Sequence[str]]) -> dict[int, str]:
    """The fields by the numbers of their columns, each field once."""
    names = [" ".join(normal(text).casefold().split()) for text in head]
    found: dict[int, str] = {}
    for number, name in enumerate(names):
        field = KNOWN.get(name, "")
        if name == "id" and "student" in names:
            field = "canvas_id"
        if field and field not in found.values():
            found[number] = field
    for number in range(len(names)) if found else ():  # only beside a heading that is known
        cells = [line[number].strip() for line in lines if number < len(line) and line[number].strip()]
        if number not in found and cells and "email" not in found.values() and all("@" in cell for cell in cells):
            found[number] = "email"
        if number == 0 and number not in found and cells and all_numbered(cells):
            found[number] = "participant"
    return found


def all_numbered(cells: Sequence[str]) -> bool:
    """Whether all cells are the same word with a number, as Moodle calls participants in any language."""
    matches = [NUMBERED.fullmatch(cell) for cell in cells]
    return len({match[1] if match else None for match in matches}) == 1 and matches[0] is not None


def table_of(shown: str, fields: Mapping[int, str], lines: Sequence[Sequence[str]]) -> Table:
    """The table with its people; AutogradeError where there are none."""
    known = set(fields.values())
    canvas = {"student", "canvas_id"} <= known
    platform = "canvas" if canvas else "moodle" if known & {"participant", "moodle_id"} else "plain"
    kind = "moodle-participants" if platform == "moodle" and "participant" not in known else platform
    rows, remarks = [], []
    for line in lines:
        row = {field: clean(line[number]) for number, field in fields.items() if number < len(line)}
        if canvas and not row.get("canvas_id"):
            continue  # “Points Possible”, “Manual Posting”, and empty ends
        if row.get("student", "").casefold() in TEST_STUDENT and not row.get("sis_id"):
            remarks.append(f"{shown}: Canvas's test student was left out.")
        elif any(row.values()):
            rows.append(complete(row))
    if not rows:
        raise AutogradeError(f"{shown} has headings, but nobody below them.")
    return Table(platform, kind, tuple(rows), tuple(remarks))


def clean(text: str) -> str:
    """A cell as text on one line in normal form, without the apostrophe that guards a formula."""
    line = "".join(character if unicodedata.category(character) not in ("Cc", "Cs") else " " for character in text)
    line = " ".join(normal(line).split()).replace(";", ",")
    return without_guard(line)


def complete(row: dict[str, str]) -> dict[str, str]:
    """The row with names taken apart or put together, and Moodle's number alone."""
    student = row.pop("student", "")
    if student and "," in student and not row.get("last"):
        row["last"], row["first"] = (part.strip() for part in student.split(",", 1))
    elif student:
        row.setdefault("full", student)
    if not row.get("full"):
        row["full"] = full_name(row.get("first", ""), row.get("last", ""))
    if match := NUMBERED.fullmatch(row.get("participant", "")):
        row["participant"] = match[2]
    return {field: text for field, text in row.items() if text}


def full_name(first: str, last: str) -> str:
    """Both names as one, in the order of their script."""
    if first and last and all("\u3400" <= character <= "\u9fff" for character in first + last):
        return last + first
    return f"{first} {last}".strip()


def name_key(name: str) -> str:
    """A name for comparing: form, case, kinds of blanks and apostrophes put aside."""
    return seen_as(re.sub("[’ʼ‘`´]", "'", name))
