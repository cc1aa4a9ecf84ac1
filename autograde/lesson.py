"""Read a lesson's text: a header-less py:percent file with marks `# %% solution="name"` and `# %% tests="name"`.
The tag hide-input folds a code cell that draws what the text speaks of.

Every rule that a build needs is checked here, with file and line in the message, before anything is written. What
needs running code (does the lesson run, do its answers pass) is the gate's business.
"""

from __future__ import annotations

import ast
import difflib
import functools
import re
from dataclasses import dataclass, field
from pathlib import Path

from autograde.announced import check_headings, check_opening
from autograde.defined import check_defined
from autograde.errors import LessonError
from autograde.exercise import Exercise

CELL = re.compile(r"^# ?%%")
MARKER = re.compile(r"#+ *(BEGIN|END)\b|\b(BEGIN|END) +(SOLUTION|HIDDEN|MARK)")
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
MARKS = ("solution", "tests")
FOLDED = '# %% tags=["hide-input"]'  # a code cell whose text is shown when it is asked for


@dataclass(frozen=True)
class Cell:
    """One cell of a lesson: its kind ("markdown" or "code"), text, first line in the file, and mark if it has one."""

    kind: str
    source: str
    line: int
    mark: str = ""
    exercise: str = ""
    folded: bool = False


@dataclass
class Lesson:
    """A lesson's cells and everything found wrong with its text ("course/01_slopes/lesson.py:118: …")."""

    name: str
    cells: list[Cell]
    problems: list[str] = field(default_factory=list)

    def marked(self, mark: str) -> list[Cell]:
        """The cells with a mark, in order."""
        return [cell for cell in self.cells if cell.mark == mark]

    @property
    def headings(self) -> list[str]:
        """All markdown headings, without the number signs."""
        found = []
        for cell in self.cells:
            if cell.kind == "markdown":
                found += re.findall(r"^#+ +(.+?) *$", cell.source, flags=re.MULTILINE)
        return found


def read(path: Path, exercises: tuple[Exercise, ...], shown: str = "") -> Lesson:
    """Read and check a lesson's text; the problems found are listed in `Lesson.problems`."""
    where = shown or str(path)
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise LessonError(f"{where}: not UTF-8 text (byte {error.start}). Save the file as UTF-8.") from error
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        raise LessonError(f"{where}:{error.lineno}: not valid Python: {error.msg}. Fix the line.") from error
    lesson = Lesson(path.parent.name, list(split(text)))
    checks = (
        check_start,
        check_marks,
        check_pairs,
        check_markers,
        check_guard,
        check_headings,
        check_opening,
        check_defined,
    )
    for check in checks:
        lesson.problems += [f"{where}:{line}: {message}" for line, message in check(lesson, text, tree, exercises)]
    return lesson


@functools.lru_cache(maxsize=64)
def split(text: str) -> tuple[Cell, ...]:
    """The cells of a lesson, as jupytext reads them, with the line that each one starts on; a text is read once."""
    lines = [number for number, line in enumerate(text.splitlines(), 1) if CELL.match(line)]
    import jupytext  # slow, and grading needs the rest of this module only

    notebook = jupytext.reads(text, fmt="py:percent")
    extra = len(notebook.cells) - len(lines)  # text before the first mark makes a cell of its own
    starts = [1] * max(extra, 0) + lines
    cells = []
    for cell, line in zip(notebook.cells, starts, strict=False):
        mark = next((name for name in MARKS if name in cell.metadata), "")
        exercise = cell.metadata.get(mark, "") if mark else ""
        folded = "hide-input" in cell.metadata.get("tags", ())
        exercise = exercise if isinstance(exercise, str) else ""
        cells.append(Cell(cell.cell_type, cell.source, line, mark, exercise, folded))
    return tuple(cells)


Problems = list[tuple[int, str]]


def check_start(lesson: Lesson, text: str, tree: ast.Module, exercises: tuple[Exercise, ...]) -> Problems:
    """The file starts with a markdown cell that starts with the title, and has no header."""
    first = lesson.cells[0] if lesson.cells else Cell("code", "", 1)
    if not CELL.match(text):
        return [(1, "text stands before the first cell. Start the file with `# %% [markdown]`, without any header.")]
    if first.kind != "markdown" or not first.source.startswith("# "):
        return [(1, "the first cell is not a title. Start it with `# %% [markdown]` and a line `# Title`.")]
    return []


def check_marks(lesson: Lesson, text: str, tree: ast.Module, exercises: tuple[Exercise, ...]) -> Problems:
    """Every mark is one of the two known ones, quoted, on a code cell, and names an exercise of this lesson."""
    problems: Problems = []
    names = [exercise.name for exercise in exercises]
    for number, line in enumerate(text.splitlines(), 1):
        if not CELL.match(line) or line.strip() in ("# %%", "# %% [markdown]", FOLDED):
            continue
        match = re.fullmatch(r'# %% (\w+)="(\w*)"', line.rstrip())
        if match is None or match[1] not in MARKS:
            problems.append(
                (
                    number,
                    f"cannot read the mark `{line.strip()}`. Write `# %%`, `# %% [markdown]`, `{FOLDED}`, "
                    '`# %% solution="name"` or `# %% tests="name"`.',
                )
            )
        elif match[2] not in names:
            near = difflib.get_close_matches(match[2], names, n=1, cutoff=0.4)
            fix = f'Did you mean "{near[0]}"?' if near else "Add it to exercises.py beside the lesson."
            problems.append((number, f'{match[1]}="{match[2]}" is not an exercise of this lesson. {fix}'))
    return problems


def check_pairs(lesson: Lesson, text: str, tree: ast.Module, exercises: tuple[Exercise, ...]) -> Problems:
    """Every exercise has one solution cell and after it one tests cell that ends in its check."""
    problems: Problems = []
    for exercise in exercises:
        found = {mark: [c for c in lesson.marked(mark) if c.exercise == exercise.name] for mark in MARKS}
        for mark, cells in found.items():
            if len(cells) != 1:
                line = cells[1].line if cells else 1
                what = "more than one cell has" if cells else "no cell has"
                problems.append((line, f'{what} the mark {mark}="{exercise.name}". Each exercise has exactly one.'))
        if all(len(cells) == 1 for cells in found.values()):
            solution, tests = found["solution"][0], found["tests"][0]
            if tests.line < solution.line:
                problems.append((tests.line, f'tests="{exercise.name}" stands before its solution. Move it below.'))
            wanted = f'check("{exercise.name}", {", ".join(exercise.handed)})'
            if not tests.source.rstrip().endswith(wanted):
                problems.append((tests.line, f"the tests cell does not end in `{wanted}`. Make it the last line."))
    return problems


def check_markers(lesson: Lesson, text: str, tree: ast.Module, exercises: tuple[Exercise, ...]) -> Problems:
    """Only the two known markers, balanced, in solution cells; every function of an exercise has its own region."""
    problems: Problems = []
    for cell in lesson.cells:
        inside, regions = False, 0
        for offset, line in enumerate(cell.source.splitlines(), 1):
            number, marker = cell.line + offset, line.strip()
            if marker == BEGIN and not inside:
                inside, regions = True, regions + 1
            elif marker == END and inside:
                inside = False
            elif marker in (BEGIN, END):
                problems.append((number, f"`{marker}` has no counterpart. Markers come in pairs: `{BEGIN}`, `{END}`."))
            elif MARKER.search(marker):
                problems.append((number, f"unknown marker `{marker}`. Write `{BEGIN}` or `{END}`, nothing else."))
        if inside:
            problems.append((cell.line, f"`{BEGIN}` without `{END}` in this cell. Add the line after the solution."))
        if regions and cell.mark != "solution":
            problems.append((cell.line, 'a solution stands in a cell without a mark. Write `# %% solution="name"`.'))
        exercise = next((item for item in exercises if item.name == cell.exercise), None)
        if exercise and cell.mark == "solution" and regions != (wanted := regions_of(exercise, tree)):
            problems.append(
                (
                    cell.line,
                    f"{regions} solution regions, but the exercise has {wanted} functions "
                    f"({', '.join(exercise.handed)}). Give each function its own region.",
                )
            )
    return problems


def regions_of(exercise: Exercise, tree: ast.Module) -> int:
    """How many solution regions an exercise has: one a function, for a class one a method, one for a dictionary."""
    if exercise.kind.table:
        return 1
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    bodies = [classes[name].body for name in exercise.function_names if name in classes]
    methods = sum(isinstance(node, ast.FunctionDef) for body in bodies for node in body)
    return len(exercise.functions) - len(bodies) + methods


def check_guard(lesson: Lesson, text: str, tree: ast.Module, exercises: tuple[Exercise, ...]) -> Problems:
    """No code has slipped into a markdown cell: the file's statements are those of its code cells."""
    problems: Problems = []
    spans = [*[cell.line for cell in lesson.cells[1:]], len(text.splitlines()) + 1]
    for node in tree.body:
        is_text = isinstance(node, ast.Expr) and isinstance(getattr(node.value, "value", None), str)
        cell = next((c for c, end in zip(lesson.cells, spans, strict=True) if c.line <= node.lineno < end), None)
        if cell and cell.kind == "markdown" and not is_text:
            problems.append((node.lineno, "code stands in a markdown cell. Put a line `# %%` before it."))
    return problems
