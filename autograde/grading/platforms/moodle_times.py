"""When people handed in, from Moodle's grading worksheet: its archives do not say it.

The worksheet tells times in words and in its reader's time zone, which is taken to be this machine's. A time that an
older attempt bears already is of that attempt: then the worksheet is older than the archive.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from autograde.course import Course
from autograde.grading.intake.student_ids import normal
from autograde.grading.platforms.roster_tables import NUMBERED, best_reading

COLUMN = (  # “Last modified (submission)” in English, German, French, Spanish and Chinese
    *("last modified (submission)", "zuletzt geändert (abgabe)", "dernière modification (travail remis)"),
    *("última modificación (entrega)", "última modificación (envío)", "最后修改(提交)", "最后修改（提交）"),
)
MONTHS = (  # the beginnings of their names in the same languages
    *("jan ene", "feb fév fev", "mar mär maer", "apr avr abr", "may mai", "jun juin", "jul juil"),
    *("aug aoû aou ago", "sep", "oct okt", "nov", "dec dez déc dic"),
)
WESTERN = re.compile(
    r"(\d{1,2})\.?\s+(?:de\s+)?([^\W\d_]{3,})\.?\s+(?:de\s+)?(\d{4})\D+(\d{1,2})[:.](\d\d)(?:[:.](\d\d))?"
)
EASTERN = re.compile(r"(\d{4})年\s*(\d{1,2})月\s*(\d{1,2})日\D*(\d{1,2}):(\d\d)(?::(\d\d))?")


def moodle_times(course: Course, lesson: str) -> dict[str, str]:
    """Participant -> when they handed in, ISO in UTC; empty where no worksheet of the lesson was read in."""
    path = course.root / "work" / "roster" / f"moodle-{lesson}.csv"
    if not path.is_file():
        return {}
    head, fields, lines = best_reading(path.read_bytes().decode("utf-8-sig", "replace"))
    names = [normal(name).casefold().replace(" (", "(").strip() for name in head]
    wanted = {name.replace(" (", "(") for name in COLUMN}
    column = next((number for number, name in enumerate(names) if name in wanted), None)
    who = next((number for number, name in fields.items() if name == "participant"), None)
    if column is None or who is None:
        return {}
    found = {}
    for line in lines:
        match = NUMBERED.fullmatch(line[who].strip()) if len(line) > max(column, who) else None
        if match and (time := moment(line[column])):
            found[match[2]] = time
    return found


def moment(text: str) -> str:
    """A time as Moodle words it, ISO in UTC; "" where it is none."""
    if match := EASTERN.search(text):
        year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
    elif match := WESTERN.search(text):
        day, year, hour, minute, second = (int(match[place] or 0) for place in (1, 3, 4, 5, 6))
        word = match[2].casefold()
        month = next((number for number, all_of in enumerate(MONTHS, 1) if begins(word, all_of)), 0)
    else:
        return ""
    half = re.search(r"\b([ap])\.?\s?m\b", text[match.end() :], re.IGNORECASE)
    if half or re.search("[上下]午", text):
        hour = hour % 12 + 12 * bool((half and half[1].lower() == "p") or "下午" in text)
    try:
        return datetime(year, month, day, hour, minute, second).astimezone().astimezone(UTC).isoformat()
    except (ValueError, OverflowError):
        return ""


def begins(word: str, all_of: str) -> bool:
    """Whether a month's name begins with one of these."""
    return any(word.startswith(start) for start in all_of.split())
