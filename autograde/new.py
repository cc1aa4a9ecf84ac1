"""Skeletons for authors, `autograde new`: a lesson's folder, and an exercise that works from the start and is edited.

The skeleton's exercise doubles its input, so that `autograde check` is green before the first change and says what each
change broke. Left out: what a lesson should teach.
"""

from __future__ import annotations

import keyword
import re
from pathlib import Path

from autograde.course import LESSON_FOLDER, Course
from autograde.errors import AutogradeError
from autograde.exercises import every, of_lesson
from autograde.whole_file import replace

LESSON = '''\
# %% [markdown]
r"""
# {number} · {title}

What this lesson answers, in two sentences. One exercise, 2 points.

## What you will be able to do

- what somebody can do after it, in a line each.

**Builds on** lessons by number. **Takes** about 90 minutes.
"""

# %%
from autograde import check

# %% [markdown]
r"""
## First section
"""

# %% [markdown]
r"""
## Recap

What was found out, in one paragraph.

## Glossary

| English | 中文 | meaning |
|---|---|---|

## Go further

- Author, *Title*, year.
"""
'''
LAST = re.compile(r'^# %% \[markdown\]\nr"""\n## Recap$', re.MULTILINE)  # the cell that ends a lesson
EXERCISES = '''\
"""The exercises of lesson {number}: what they ask.

Expected values are closed forms, never the lesson's solutions. Left out: any solution.
"""

from __future__ import annotations

from autograde.exercise import Exercise, Probe

LESSON = "{lesson}"
'''
CATALOGUE = """\
# What students get wrong in lesson {number}: edits of its own answers, and what to say (form: autograde/mistakes.py).
"""
HINTS = """\
# Three hints for each exercise: a question, the line of the lesson, a parallel case with other numbers. \
Never the answer.
"""
RECALL = """\
# Questions about lesson {number} for the warm-ups of later lessons, four or so (form: autograde/recall.py).
"""
ANSWERS = '''\
"""Right answers of lesson {number}, each exercise in several hands.

RIGHT maps an exercise to tuples of functions in the order of its `check`; every tuple must earn full points.
"""

RIGHT = {{}}
'''
CELLS = '''
# %% [markdown]
r"""
### Exercise {place} · {name} (2 points)

Twice x. What is checked: numbers of either sign.
"""


# %% solution="{name}"
def {name}(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION


# %% tests="{name}"
check("{name}", {name})
'''
EXERCISE = """

{constant} = Exercise(
    name="{name}",
    lesson=LESSON,
    section="{section}",
    points=2,
    functions=("{name}(x)",),
    probes=lambda rng: [Probe("{name}", (x,)) for x in (1.5, -0.7, *map(float, rng.uniform(-3, 3, 3).round(2)))],
    expected=lambda probe: 2 * probe.args[0],
)
"""
MISTAKES = """
# --- {name} ---
[{name}.square]
edit = ["2 * x", "x * x"]
says = "It grows faster than x. Which number times x is twice x?"
[{name}."plus two"]
edit = ["2 * x", "2 + x"]
says = "Two was added. What does twice say?"
[{name}.half]
edit = ["2 * x", "x / 2"]
says = "It is smaller than x. What does twice say?"
"""
HINT = """
[{name}]
question = '''
A question, in about 40 words. What becomes of 1, and of −1?
'''
reading = '''
In “{section}”: the sentence that matters, in about 60 words.
'''
parallel = '''
A case like this one with other numbers, in at most 160 words. Three times 7 is 21; three times −7 is −21.
'''
"""
ANSWER = """
RIGHT["{name}"] = [(lambda x: x + x,), (lambda x: x / 0.5,), (lambda x: sum((x, x)),)]
"""


def new_lesson(course: Course, name: str) -> list[Path]:
    """Write the six files of a lesson called NN_name and return them; AutogradeError where it cannot be one."""
    number = f"{len(course.lessons) + 1:02d}"
    if not LESSON_FOLDER.fullmatch(name):
        raise AutogradeError(f'"{name}" is no name of a lesson. Call it {number}_name, in lower case.')
    if course.text(name).parent.exists():
        raise AutogradeError(f"course/{name} exists already. Edit its files.")
    if name[:2] != number:
        raise AutogradeError(f"The next lesson is number {number}. Call it {number}{name[2:]}.")
    words = {"number": number, "title": name[3:].replace("_", " ").capitalize(), "lesson": name}
    files = {
        "lesson": LESSON,
        "exercises": EXERCISES,
        "mistakes": CATALOGUE,
        "hints": HINTS,
        "recall": RECALL,
        "right_answers": ANSWERS,
    }
    course.text(name).parent.mkdir()
    for part, text in files.items():
        replace(course.part(name, part), text.format(**words).encode())
    return [course.part(name, part) for part in files]


def new_exercise(course: Course, lesson: str, name: str) -> list[Path]:
    """Put an exercise's skeleton behind a lesson's last one, in its five files; AutogradeError for a bad name."""
    course.select((lesson,))
    if not name.isidentifier() or keyword.iskeyword(name) or name != name.lower():
        raise AutogradeError(f'"{name}" is no name of a function. Use lower case, digits and underscores.')
    if (known := every(course).get(name)) is not None:
        raise AutogradeError(f"{known.lesson} has an exercise {name} already. Choose another name.")
    text = course.text(lesson).read_text(encoding="utf-8")
    checks = [match.end() for match in re.finditer(r'^# %% tests="\w+"\n(?:(?!# %%).*\n)*', text, re.MULTILINE)]
    last = LAST.search(text)
    end = checks[-1] if checks else last.start() if last else len(text)  # behind the last exercise
    headings = re.findall(r"^## +(.+?) *$", text[:end], re.MULTILINE)
    if not headings:
        raise AutogradeError(f"course/{lesson}/lesson.py has no section. Add a heading `## …` for the exercise first.")
    place = f"{int(lesson[:2])}.{len(of_lesson(lesson, course)) + 1}"
    words = {"place": place, "name": name, "constant": name.upper(), "section": headings[-1]}
    whole = f"{text[:end].rstrip()}\n{CELLS.format(**words)}\n{text[end:].lstrip()}".rstrip() + "\n"
    replace(course.text(lesson), whole.encode())
    parts = {"exercises": EXERCISE, "mistakes": MISTAKES, "hints": HINT, "right_answers": ANSWER}
    for part, added in parts.items():
        path = course.part(lesson, part)
        path.touch()
        replace(path, (path.read_text(encoding="utf-8").rstrip() + "\n" + added.format(**words)).encode())
    return [course.part(lesson, part) for part in ("lesson", *parts)]
