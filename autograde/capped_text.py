"""A stream for what a student's code prints: it keeps the beginning, however much is written.

Like `play`, it runs beside the student's code. Left out: control characters, which whoever shows the text takes away.
"""

from __future__ import annotations

import io


class CappedText(io.StringIO):
    """Keeps so many characters, counts those that are lost, and does not let itself be closed."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit, self.kept, self.lost = limit, 0, 0

    def write(self, text: str) -> int:
        """Keep what there is room for."""
        part = str(text)[: max(0, self.limit - self.kept)]
        self.kept += len(part)
        self.lost += len(text) - len(part)
        super().write(part)
        return len(text)

    def close(self) -> None:
        """Stay open: print(file=…) may come after it."""
