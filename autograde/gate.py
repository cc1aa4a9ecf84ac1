"""The author's gate, `autograde check`: everything that must hold before a lesson reaches students.

Each check returns the problems it found; a problem names the file and the fix. Nothing is changed on disk. What must
run code of a lesson runs in `trial`, a process for each lesson.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from autograde import build, hint_rules, hints, notebook, recall, trials
from autograde import lesson as lessons
from autograde.course import LESSON_FOLDER, Course
from autograde.errors import LessonError, NotebookError
from autograde.exercises import of_lesson
from autograde.solutions import secret_and_public_lines

Check = Callable[[Course], list[str]]


def check_numbering(course: Course) -> list[str]:
    """Lessons are numbered 01, 02, … without gaps, and each one has exercises."""
    problems = []
    for position, name in enumerate(course.folders, 1):
        where = f"course/{name}"
        if not LESSON_FOLDER.fullmatch(name):
            problems.append(f"{where}: not a lesson's name. Call the folder NN_name, in lower case.")
        elif int(name[:2]) != position:
            problems.append(f"{where}: number {name[:2]}, expected {position:02d}. Number lessons without gaps.")
        if name in course.lessons and not of_lesson(name, course):
            problems.append(f"{where}/exercises.py: no exercises. Define an `Exercise` in it for each of the lesson's.")
    for path in sorted((course.root / "course").glob("*/exercises.py")):
        if path.parent.name not in course.folders:
            problems.append(
                f"course/{path.parent.name}/lesson.py is missing, but exercises exist. Write it or drop them."
            )
    for name in (*course.settings.left_out, *course.settings.due):
        if name not in (known := [*course.folders, *course.own]):
            problems.append(
                f'course.toml: there is no lesson "{name}" and no source/{name}. There are {", ".join(known)}.'
            )
    return problems


def check_texts(course: Course) -> list[str]:
    """Marks, markers, headings and code of every lesson are in order."""
    problems = []
    for name in course.lessons:
        path = course.text(name)
        try:
            problems += lessons.read(path, of_lesson(name, course), course.shown(path)).problems
        except LessonError as error:
            problems.append(str(error))
    return problems


def check_hints(course: Course) -> list[str]:
    """Every exercise has three hints, short, pointing into the lesson, and without its answer."""
    problems = []
    for name in course.lessons:
        path, exercises = course.part(name, "hints"), of_lesson(name, course)
        where = course.shown(path)
        if not path.is_file():
            problems.append(f"{where} is missing. Write three hints for each exercise (form: autograde/hints.py).")
            continue
        try:
            given = hints.read(path)
        except LessonError as error:
            problems.append(str(error))
            continue
        try:
            lesson = lessons.read(course.text(name), exercises)
        except LessonError:
            continue  # check_texts has said why
        problems += [f"{where}: {problem}" for problem in hint_rules.problems(lesson, exercises, given)]
    return problems


def check_recall(course: Course) -> list[str]:
    """Every lesson but the last has questions for later warm-ups, each about an exercise of its own, one hardest."""
    problems = []
    for name in course.lessons:
        path = course.part(name, "recall")
        try:
            asked = recall.read(path)
        except LessonError as error:
            problems.append(str(error))
            continue
        where, known = course.shown(path), [exercise.name for exercise in of_lesson(name, course)]
        if not path.is_file() and name != course.lessons[-1]:
            problems.append(f"{where} is missing. Write {recall.FEWEST} questions or more (form: autograde/recall.py).")
        elif len(asked) < recall.FEWEST and name != course.lessons[-1]:
            problems.append(f"{where}: {len(asked)} questions, and later warm-ups need {recall.FEWEST}. Write more.")
        if asked and sum(question.hardest for question in asked) != 1:
            problems.append(f"{where}: write `hardest = true` in exactly one question.")
        strangers = sorted({question.exercise for question in asked} - set(known))
        problems += [f"{where}: {one} is no exercise of this lesson ({', '.join(known)})." for one in strangers]
    return problems


def check_sheet(course: Course) -> list[str]:
    """The formula sheet names exercises that exist, quotes the text, and its formulas, pictures and numbers hold."""
    from autograde.formula_sheet import proofs  # brings what converts formulas: only when lessons are proved

    return [problem for name in course.lessons for problem in proofs.problems(course, name)]


def check_fresh(course: Course) -> list[str]:
    """source/ and release/ are what the build makes of course/, and hold nothing else."""
    files: dict[Path, bytes] = {}
    problems = []
    for name in course.lessons:
        try:
            files |= build.render(course, name)
        except LessonError:  # check_texts or check_hints has said why
            problems.append(
                f"{course.shown(course.notebook('release', name))}: its lesson cannot be built as it stands."
            )
    with suppress(LessonError):  # check_sheet has said why
        files |= build.render_sheet(course)
    for path, data in files.items():
        if not path.is_file():
            problems.append(f"{course.shown(path)} is missing. Run `autograde build` and commit it.")
        elif path.read_bytes() != data:
            problems.append(
                f"{course.shown(path)} differs from its lesson. Lessons are edited in course/; "
                "run `autograde build` and commit."
            )
    strays = [f"{course.shown(path)} is no part of its lesson. Remove it." for path in build.stray_files(course)]
    return problems + strays


def check_leaks(course: Course) -> list[str]:
    """No line of a solution or of a hidden test stands in a released notebook, and no output."""
    problems = []
    for name in course.lessons:
        source, release = course.notebook("source", name), course.notebook("release", name)
        try:
            (instructors, _), (students, _) = notebook.read(source), notebook.read(release)
        except NotebookError:
            continue  # check_fresh says what is missing or differs
        secret, public = secret_and_public_lines(instructors.cells)
        for cell in students.cells:
            shown = {line.strip() for line in cell.source.splitlines()}
            for line in sorted(shown & (secret - public)):
                problems.append(
                    f"{course.shown(release)}: leaks the line `{line}`. Fix the marker, run `autograde build`."
                )
            if cell.get("outputs") or cell.get("execution_count"):
                problems.append(f"{course.shown(release)}: cell {cell.id} holds an output. Run `autograde build`.")
    return problems


CHECKS: tuple[tuple[str, Check], ...] = (
    ("lessons are numbered without gaps", check_numbering),
    ("lesson texts: marks, markers, headings", check_texts),
    ("hints: three for each exercise, none of them the answer", check_hints),
    ("recall: questions for later warm-ups", check_recall),
    ("formula sheet: exercises, formulas, pictures, numbers", check_sheet),
    ("source/ and release/ are fresh", check_fresh),
    ("release leaks nothing", check_leaks),
)
TRIALS = (  # seconds a lesson, each in a process of its own
    ("exercises: every misconception by its own name", "exercises"),
    ("lessons run solved, for full points", "solved"),
    ("lessons run unsolved, for nothing", "unsolved"),
    ("reading cells run without answers", "reading"),
)


def run_checks(
    course: Course, lessons: Sequence[str], advance: Callable[[], object] = lambda: None
) -> Iterator[tuple[str, list[str]]]:
    """Run every check and yield its name with the problems it found; trials of these lessons only, on all cores.

    advance is called after each check and each trial: `steps(lessons)` times in all.
    """
    for name, check in CHECKS:
        problems = check(course)
        advance()
        yield name, problems
    pool = ThreadPoolExecutor(os.cpu_count())  # a thread waits for its process
    try:
        running = {task: [pool.submit(trials.tried, course, task, lesson) for lesson in lessons] for _, task in TRIALS}
        for name, task in TRIALS:
            problems = []
            for trial in running[task]:
                problems += trial.result()
                advance()
            yield name, problems
    finally:
        pool.shutdown(cancel_futures=True)


def steps(lessons: Sequence[str]) -> int:
    """How often `run_checks` reports an advance."""
    return len(CHECKS) + len(TRIALS) * len(lessons)
