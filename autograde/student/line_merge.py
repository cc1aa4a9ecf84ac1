"""Three versions of a text, line by line: what the lesson said, what the student made of it, what the lesson says now.

Changes of different lines are both taken. Where both touched the same lines the lesson's stand, lines that a student
put between them follow, and lines that a student rewrote are handed back, for a cell of their own. Left out: which
texts are versions of each other (`pairing`) and what else a cell has (`cell_merge`).
"""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass

GUESS = re.compile(r"(guess\w*)\s*=(?!=)")


@dataclass(frozen=True, order=True)
class Change:
    """The lines from `start` to `end` of the older text are replaced by `lines`; none are where start == end."""

    start: int
    end: int
    mine: bool
    lines: tuple[str, ...]


def merge(base: str, mine: str, new: str) -> tuple[str, list[str]]:
    """The merged text, and the student's lines that have no place in it.

    Example: merge("a\\nb", "a\\nnote\\nb", "A\\nb") -> ("A\\nnote\\nb", [])
    """
    if mine in (base, new):
        return new, []
    before = base.split("\n")
    merged: list[str] = []
    aside: list[str] = []
    reached = 0
    for group in groups([*changes(before, mine, True), *changes(before, new, False)]):
        start, end = group[0].start, max(change.end for change in group)
        lines, homeless = settled(before, start, end, group)
        merged += before[reached:start] + lines
        aside += homeless
        reached = end
    return "\n".join(merged + before[reached:]), aside


def changes(before: list[str], after: str, mine: bool) -> Iterator[Change]:
    """What leads from one text to another."""
    lines = after.split("\n")
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, before, lines, autojunk=False).get_opcodes():
        if tag != "equal":
            yield Change(i1, i2, mine, tuple(lines[j1:j2]))


def groups(found: list[Change]) -> list[list[Change]]:
    """The changes in order; those that touch the same lines, or put lines at the same place, stand together."""
    grouped: list[list[Change]] = []
    end = -1
    for change in sorted(found):
        lines_put_there_already = bool(grouped) and all(other.start == other.end == end for other in grouped[-1])
        if change.start < end or (lines_put_there_already and change.start == change.end == end):
            grouped[-1].append(change)
        else:
            grouped.append([change])
        end = max(end, change.end)
    return grouped


def settled(before: list[str], start: int, end: int, group: list[Change]) -> tuple[list[str], list[str]]:
    """The lines that take the place of before[start:end], and the student's lines that found no place among them."""
    own = [change for change in group if change.mine]
    theirs = applied(before, start, end, [change for change in group if not change.mine])
    mine = applied(before, start, end, own)
    if len(own) == len(group):
        return mine, []
    written = [line for change in own for line in change.lines]
    if {line for line in written if line.strip()} <= set(theirs):
        return theirs, []
    if all(change.start == change.end for change in own):
        return theirs + written, []
    return theirs, mine


def applied(before: list[str], start: int, end: int, made: list[Change]) -> list[str]:
    """before[start:end] with these changes made."""
    lines: list[str] = []
    for change in made:
        lines += [*before[start : change.start], *change.lines]
        start = change.end
    return lines + before[start:end]


def merge_code(base: str, mine: str, new: str) -> tuple[str, list[str]]:
    """As `merge`, for code: a student's `guess = …` takes the place of the lesson's, whatever else has changed."""
    for name, guess in guesses(mine).items():
        if guess != guesses(base).get(name):
            base, new = (with_guess(text, name, guess) for text in (base, new))
    return merge(base, mine, new)


def guesses(code: str) -> dict[str, str]:
    """The statements `guess… = …` at the left edge of a cell's code, by name."""
    lines = code.split("\n")
    return {name: "\n".join(lines[start:end]) for name, (start, end) in guess_lines(code).items()}


def with_guess(code: str, name: str, guess: str) -> str:
    """The code with another statement in place of the guess of that name, where it has one."""
    lines = code.split("\n")
    if name in (found := guess_lines(code)):
        start, end = found[name]
        lines[start:end] = guess.split("\n")
    return "\n".join(lines)


def guess_lines(code: str) -> dict[str, tuple[int, int]]:
    """Where the guesses stand: name -> first line and the line after the last, counted from 0."""
    lines = code.split("\n")
    try:
        spans = [(node.lineno - 1, node.end_lineno or node.lineno) for node in ast.parse(code).body]
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # a guess that is no Python yet, or a magic command
        spans = [(place, place + 1) for place in range(len(lines))]
    matches = [(GUESS.match(lines[start]), start, end) for start, end in spans if start < len(lines)]
    return {match[1]: (start, end) for match, start, end in matches if match}
