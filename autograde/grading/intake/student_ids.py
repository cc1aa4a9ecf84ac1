"""Which names of folders are students' ids: letters of any script, blanks, and punctuation that file systems allow.

An id is brought to one normal form (NFC). What could be mistaken for another name, or cannot be seen, is no id until a
person has renamed it: control and direction marks, invisible characters, and names that differ in nothing else.
Left out: the folders themselves (`student_folders`).
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase

LONGEST, LONGEST_BYTES = 100, 230  # characters; bytes that leave room for “.json.part” in a file's name
FORBIDDEN = '\\/:*?"<>|'  # some file systems allow none of these, and nbgrader reads * and ? as a pattern
UNSEEN = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"  # invisible, though no format marks
JOINERS = "\u200c\u200d"  # Persian and the scripts of India are written with them


def normal(name: str) -> str:
    """The name in its normal form, in which a letter and its accent are one character."""
    return unicodedata.normalize("NFC", name)


def fits(student: str, patterns: Sequence[str]) -> bool:
    """Whether an id is one of these names, in either form, or fits one of these patterns ("li-*")."""
    return any(student == pattern or fnmatchcase(student, pattern) for pattern in map(normal, patterns))


def nobodys(patterns: Sequence[str], students: Iterable[str]) -> list[str]:
    """The patterns that fit none of the students."""
    known = set(students)
    return [pattern for pattern in patterns if not any(fits(student, [pattern]) for student in known)]


def trouble(name: str) -> str:
    """Why a name cannot be a student's id, in words that follow “its name”; "" for a name that can."""
    if not name or name[0] in ".-":
        return f"begins with “{name[:1]}”"
    if name != name.strip():
        return "begins or ends with a blank"
    for place, character in enumerate(name):
        if character in FORBIDDEN:
            return f"holds “{character}”, which some file systems do not allow"
        if is_unseen(name, place):
            return f"holds a character that cannot be seen (U+{ord(character):04X})"
    if len(name) > LONGEST or len(name.encode()) > LONGEST_BYTES:
        return f"is longer than {LONGEST} characters or {LONGEST_BYTES} bytes"
    return "" if name == normal(name) else "holds letters and accents as separate characters"


def is_unseen(name: str, place: int) -> bool:
    """Whether a character shows nothing, or changes how others are shown."""
    character = name[place]
    if character in JOINERS and 0 < place < len(name) - 1:
        return not (joins(name[place - 1], name[place + 1]))
    variant = 0xFE00 <= ord(character) <= 0xFE0F or 0xE0100 <= ord(character) <= 0xE01EF
    return (
        variant or character in UNSEEN or unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
    )


def joins(before: str, after: str) -> bool:
    """Whether a joiner between two characters changes the shape of letters, as Arabic and Indic spelling has it."""
    arabic = unicodedata.bidirectional(before) == "AL" == unicodedata.bidirectional(after)
    return arabic or unicodedata.combining(before) == 9  # a virama


def seen_as(name: str) -> str:
    """What is left of a name when form, case, kinds of blanks and whatever cannot be seen are put aside."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    visible = "".join(
        character for place, character in enumerate(plain) if character not in JOINERS and not is_unseen(plain, place)
    )
    return " ".join(visible.split())


def alike(names: Iterable[str]) -> dict[str, list[str]]:
    """Names that nobody can tell apart: each such name -> the others."""
    groups: dict[str, list[str]] = defaultdict(list)
    for name in names:
        groups[seen_as(name)].append(name)
    return {
        name: [other for other in group if other != name]
        for group in groups.values()
        if len(group) > 1
        for name in group
    }
