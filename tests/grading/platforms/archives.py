"""A class of forty and the archives that platforms make of what it hands in, after their documented naming.

Names are in Latin with accents (in both normal forms), Chinese, Arabic, with apostrophes; two people bear one name, and
one person has two accounts. Notebooks are the release with one answer, which bears its author's name.
"""

import functools
import io
import json
import tarfile
import unicodedata
import zipfile
from dataclasses import dataclass

from tests.course_copy import COURSE

LESSON, OTHER = "01_slopes", "02_circuits"
EXERCISE = "numerical_derivative"  # the first of LESSON
FIRST = [
    *("Ada", "Zoë", "Noël", "Łukasz", "José", "Siân", "Renée", "Jürgen", "Çelik"),
    *("Åsa", "Nguyễn", "Mária", "Tomáš", "Ștefan", "Ölvar", "Iñaki", "Eliška", "Mads"),
]
LAST = [
    *("Lovelace", "Müller", "Brontë", "Nowak", "Núñez", "O'Brien", "D’Angelo"),
    *("Groß", "Yılmaz", "Ångström", "Văn", "Šimková", "Dvořák", "Ionescu", "Ek"),
]
CHINESE = ("王伟", "李娜", "张敏", "刘洋", "陈静", "欧阳修")
ARABIC = ("محمد علي", "فاطمة حسن", "ليلى أحمد")


@dataclass(frozen=True)
class Member:
    """One of the class, with the numbers that platforms give."""

    first: str
    last: str
    number: int

    @property
    def full(self) -> str:
        return f"{self.first} {self.last}".strip()

    @property
    def login(self) -> str:
        return f"u{self.number:03d}"

    @property
    def email(self) -> str:
        return f"{self.login}@uni.example"

    @property
    def canvas_id(self) -> str:
        return str(50000 + self.number)

    @property
    def participant(self) -> str:
        return str(88000 + self.number)


@functools.cache
def members() -> list[Member]:
    """Forty people, the last two of one name."""
    latin = [(FIRST[n % len(FIRST)], LAST[(n * 7 + n // len(LAST)) % len(LAST)]) for n in range(29)]
    others = [(name, "") for name in CHINESE] + [tuple(name.split()) for name in ARABIC]
    names = [*latin, *others, ("Wei", "Wang"), ("Wei", "Wang")]
    assert len(names) == 40 and len(set(names)) == 39
    return [Member(first, last, number) for number, (first, last) in enumerate(names, 1)]


@functools.cache
def release(lesson: str) -> str:
    return COURSE.notebook("release", lesson).read_text(encoding="utf-8")


@functools.cache
def notebook(who: str, lesson=LESSON, answered=True, exercise=EXERCISE) -> bytes:
    """A notebook of somebody's, with an answer in it or without."""
    document = json.loads(release(lesson))
    for cell in document["cells"]:
        if answered and cell["metadata"].get("nbgrader", {}).get("grade_id") == exercise:
            cell["source"] = f"def {exercise}(f, x, h=1e-5):\n    return {who!r}"
    document["metadata"]["author"] = who
    return json.dumps(document, ensure_ascii=False).encode()


def zipped(files) -> bytes:
    """A zip of pairs (name, bytes); names may occur twice."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            with_time = zipfile.ZipInfo(name, (2026, 10, 1, 12, 0, 0))
            archive.writestr(with_time, data)
    return held.getvalue()


def tarred(files, mode="w:gz") -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode=mode) as archive:
        for name, data in files:
            about = tarfile.TarInfo(name)
            about.size = len(data)
            archive.addfile(about, io.BytesIO(data))
    return held.getvalue()


def squeezed(one: Member) -> str:
    return "".join(c for c in unicodedata.normalize("NFC", one.last + one.first).lower() if c.isalnum())


def canvas(hand_ins, first=700):
    """Names of Canvas: pairs of (member, bytes, late), attachments counted from `first`."""
    return [
        (f"{squeezed(one)}_{'LATE_' if late else ''}{one.canvas_id}_{first + number}_01_slopes-1.ipynb", data)
        for number, (one, data, late) in enumerate(hand_ins)
    ]


def moodle(hand_ins, folders=True, blind=False, form="NFD", group=""):
    """Names of Moodle, as macOS spells them, with a text typed online beside each."""
    files = []
    for one, data, _ in hand_ins:
        name = group + ("Participant" if blind else unicodedata.normalize(form, one.full))
        before = f"{name}_{one.participant}_assignsubmission"
        files.append((f"{before}_file_{'/' if folders else ''}slopes (1).ipynb", data))
        files.append((f"{before}_onlinetext_{'/' if folders else ''}onlinetext.html", b"<p>done</p>"))
    return files


def gradescope(hand_ins):
    lines = ["---"]
    files = []
    for number, (one, data, _) in enumerate(hand_ins, 4000):
        lines += [f"submission_{number}:", "  :submitters:", f"  - :name: {json.dumps(one.full)}"]
        lines += [f"    :sid: '{one.login}'", f"    :email: {one.email}"]
        lines += ["  :created_at: 2026-10-01 12:00:00.250000000 Z", "  :score: 3.0", "  :status: processed"]
        files.append((f"assignment_1_export/submission_{number}/01_slopes.ipynb", data))
    text = "\n".join(lines) + "\n"
    return [*files, ("assignment_1_export/submission_metadata.yml", text.encode())]


def classroom(hand_ins):
    return [(f"Lesson one/{one.full} - 01_slopes.ipynb", data) for one, data, _ in hand_ins]


def brightspace(hand_ins):
    files = [
        (f"12345-67890 - {one.full} - Oct {1 + number % 28}, 2026 {9 + number % 3}05 AM/01_slopes.ipynb", data)
        for number, (one, data, _) in enumerate(hand_ins)
    ]
    return [*files, ("index.html", b"<html></html>")]


def blackboard(hand_ins):
    files = []
    for one, data, _ in hand_ins:
        before = f"Lesson%201_{one.login}_attempt_2026-10-01-09-30-00"
        files.append((f"{before}_01_slopes.ipynb", data))
        text = f"Name: {one.full} ({one.login})\nAssignment: Lesson 1\nOriginal filename: 01_slopes.ipynb\n"
        files.append((f"{before}.txt", text.encode()))
    return files


def plain(hand_ins):
    return [(f"hand-ins/{one.full}/{LESSON}/my slopes-Copy1.ipynb.json", data) for one, data, _ in hand_ins]


PLATFORMS = {
    "canvas": canvas,
    "moodle": moodle,
    "gradescope": gradescope,
    "classroom": classroom,
    "brightspace": brightspace,
    "blackboard": blackboard,
    "plain": plain,
}


def canvas_gradebook(people) -> str:
    """Canvas's export, with its two rows that are nobody's, its test student, and an assignment."""
    lines = ["Student,ID,SIS User ID,SIS Login ID,Section,01 Slopes (901)", "    Points Possible,,,,,8"]
    for one in people:
        name = f'"{one.last}, {one.first}"' if one.last else one.first
        lines.append(f"{name},{one.canvas_id},,{one.login},A,")
    lines.append('"Student, Test",99999,,abc,A,')
    return "\ufeff" + "\r\n".join(lines) + "\r\n"


WORKSHEETS = {  # identifier's word, and headings: identifier, full name, e-mail
    "en": ("Participant ", "Identifier,Full name,Email address,Status,Grade,Maximum Grade"),
    "de": ("Teilnehmer/in ", "ID,Vollständiger Name,E-Mail-Adresse,Status,Bewertung,Bestwertung"),
    "fr": ("Participant ", "Identifiant,Nom complet,Adresse de courriel,Statut,Note,Note maximale"),
    "es": (
        "Participante ",
        "Identificador,Nombre completo,Dirección de correo,Estado,Calificación,Calificación máxima",
    ),
    "zh": ("参与者 ", "编号,全名,Email地址,状态,成绩,最高分"),
}


def moodle_worksheet(people, language="en", separator=",") -> str:
    """Moodle's grading worksheet."""
    word, head = WORKSHEETS[language]
    rows = [f"{word}{one.participant},{one.full},{one.email},Submitted,,8.00" for one in people]
    return "\ufeff" + "\n".join([head, *rows]).replace(",", separator) + "\n"
