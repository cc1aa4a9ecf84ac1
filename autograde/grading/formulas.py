"""Text that a spreadsheet would take for a formula: guarded where a table is written, as it was where one is read.

The guard is an apostrophe in front (OWASP ASVS 1.2.10). Left out: which tables there are.
"""

from __future__ import annotations

import unicodedata

FORMULA = "=+-@"


def harmless(text: str) -> str:
    """The text on one line, and with an apostrophe in front where a spreadsheet would take it for a formula."""
    line = "".join(c if unicodedata.category(c) not in ("Cc", "Cs", "Zl", "Zp") else " " for c in text)
    return f"'{line}" if begins_a_formula(line) else line


def without_guard(text: str) -> str:
    """The text without the apostrophe that guards a formula."""
    return text[1:] if text.startswith("'") and begins_a_formula(text[1:]) else text


def begins_a_formula(text: str) -> bool:
    """Whether the first character that is no blank is a formula's, in whatever width."""
    first = unicodedata.normalize("NFKC", text).lstrip()[:1]
    return bool(first) and first in FORMULA
