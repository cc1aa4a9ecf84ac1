"""Text and pictures of a student's, made fit to be shown on a page: no escape codes, nothing invisible, within bounds.

Markup is not touched here: the templates escape every text. Left out: what the sandbox kept (`autograde.boxed.cells`).
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from autograde.grading.run import png

TEXT_LIMIT, LINES_LIMIT = 20_000, 120  # characters and lines of one output
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?")
HIDDEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}  # controls, direction marks, lone surrogates, private use, odd line ends
JOINERS = "\u200c\u200d"  # they shape words of some scripts, and emoji


def readable(text: str) -> str:
    """The text without terminal codes, and with characters that hide or reorder others written out as ⟨U+202E⟩."""
    text = ESCAPES.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        f"⟨U+{ord(character):04X}⟩"
        if unicodedata.category(character) in HIDDEN and character not in "\n\t" + JOINERS
        else character
        for character in text
    )


def shortened(text: str) -> str:
    """The beginning of a long text, with a word on how much was left out."""
    lines = text[:TEXT_LIMIT].split("\n")
    kept = "\n".join(lines[:LINES_LIMIT])
    left = text[len(kept) :].strip("\n")
    if not left:
        return kept
    amount = f"{left.count(chr(10)) + 1} more lines" if "\n" in left else f"{len(left)} more characters"
    return f"{kept}\n… {amount} stand in the graded notebook."


def picture(data: Any) -> str | None:
    """A PNG of reasonable size as an address for an image; None for anything else."""
    raw = png.decoded(data)
    return None if raw is None else "data:image/png;base64," + png.encoded(raw)


def outputs(cell: dict[str, Any]) -> list[dict[str, str]]:
    """What a cell of a graded notebook showed, each {"kind": "text", "error" or "picture", "text", "source"}."""
    found = []
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        source = picture(data.get("image/png"))
        text = data.get("text/plain", output.get("text", ""))
        if output.get("output_type") == "error":
            lines = output.get("traceback") or [f"{output.get('ename', '')}: {output.get('evalue', '')}"]
            found.append({"kind": "error", "text": prepared("\n".join(lines)), "source": ""})
        elif source:
            found.append({"kind": "picture", "text": prepared(joined(text)), "source": source})
        elif joined(text).strip():
            found.append({"kind": "text", "text": prepared(joined(text)), "source": ""})
    return found


def prepared(text: str) -> str:
    """A text as it is shown: its beginning, readable."""
    return readable(shortened(text.strip("\n")))


def joined(text: Any) -> str:
    """A notebook's text field, which may be a string or a list of lines."""
    return "".join(part for part in text if isinstance(part, str)) if isinstance(text, (list, str)) else ""
