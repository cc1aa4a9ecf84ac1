"""What `autograde submit` writes down of a hand-in: which bytes, when, and what the checks had found until then.

A receipt is a JSON file. It is not signed, and whoever has one can write another: it tells which file somebody meant,
and proves nothing alone. Left out: making a hand-in (`student.submit`), looking for one (`grading.platforms.receipts`).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from autograde.errors import AutogradeError
from autograde.handed_in.cells import SubmittedCell

LONGEST = 100_000  # bytes of a receipt
NAME, DIGEST = re.compile(r"[\w.-]{1,100}"), re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Receipt:
    """One hand-in. Times are UTC; points are those of the last checks, by exercise.

    sha256: of the file's bytes.   code_sha256: of the text of its code cells, which saving it again does not change.
    release: which exercises and checks the lesson had (`release_of`).
    """

    lesson: str
    sha256: str
    code_sha256: str
    made: str
    saved: str
    release: str
    points: Mapping[str, float]
    max_points: float
    not_written: Sequence[str]

    @property
    def name(self) -> str:
        """The receipt's file: one for each content."""
        return f"{self.lesson}-{self.sha256[:12]}.json"

    @property
    def points_seen(self) -> float:
        """The sum of the points."""
        return round(sum(self.points.values()), 9)

    def to_json(self) -> str:
        """The receipt as the text of a file."""
        return json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n"


def read(path: Path) -> Receipt:
    """The receipt in a file, as it was given; AutogradeError for a file that is none."""
    try:
        with path.open("rb") as stream:
            data = json.loads(stream.read(LONGEST))
        found = Receipt(**{name: data[name] for name in Receipt.__dataclass_fields__})
        texts = (found.lesson, found.made, found.saved, found.release)
        if not all(isinstance(text, str) and len(text) <= 100 for text in texts) or not NAME.fullmatch(found.lesson):
            raise ValueError("a text is none")
        if not DIGEST.fullmatch(found.sha256) or not DIGEST.fullmatch(found.code_sha256):
            raise ValueError("a digest is none")
        float(found.points_seen + found.max_points)
    except OSError as error:
        raise AutogradeError(f"{path} cannot be read: {error.strerror}.") from error
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise AutogradeError(f"{path} is not a receipt of `autograde submit`.") from error
    return found


def digest_of(data: bytes) -> str:
    """SHA-256 in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def code_digest(cells: Sequence[SubmittedCell]) -> str:
    """The digest of what the code cells of a notebook say, whatever stands below them."""
    texts = [cell.source.rstrip() for cell in cells if cell.kind == "code"]
    return digest_of(json.dumps(texts).encode())


def release_of(cells: Sequence[SubmittedCell]) -> str:
    """Tells a lesson's releases apart by their exercises and checks, by the checksums of the cells given out."""
    known = [[cell.id, cell.checksum] for cell in cells if cell.checksum]
    return digest_of(json.dumps(known).encode())[:12]


def moment(seconds: float) -> str:
    """A time of the file system in UTC: "2026-11-29T21:05:03Z"."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
