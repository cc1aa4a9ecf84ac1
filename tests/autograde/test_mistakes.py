"""Mistakes are read as edits of the lesson's answers or as code, and every entry that does not fit is named."""

import shutil

import pytest

from autograde import proofs, solutions
from autograde.checking import evaluate
from autograde.course import Course
from autograde.errors import LessonError
from autograde.exercises import of_lesson
from tests.course_copy import ROOT

LESSON = '''\
# %% [markdown]
r"""
# 01 · Two gates
"""

# %%
import numpy as np

scale = 2.0


def doubled(x):
    return scale * x


class Node:
    def __init__(self, data):
        self.data = data


# %% solution="double"
def double(x):
    """Return 2 * x; never doubled(x) + x."""
    ### BEGIN SOLUTION
    total = doubled(x)
    return total
    ### END SOLUTION


def triple(x):
    """Return three times x."""
    ### BEGIN SOLUTION
    total = double(x) + x
    return total
    ### END SOLUTION


# %%
scale = 7.0
'''
EXERCISES = """\
from autograde.exercise import Exercise, Probe

def shifted(x):
    return x + 100

PAIR = Exercise(
    name="double",
    lesson="01_pair",
    section="Two gates",
    points=2,
    functions=("double(x)", "triple(x)"),
    probes=lambda rng: [Probe(name, (x,)) for name in ("double", "triple") for x in (1.5, -0.7)],
    expected=lambda probe: {"double": 2, "triple": 3}[probe.function] * probe.args[0],
)
"""


@pytest.fixture
def course(tmp_path):
    """A course of one lesson with two functions in a cell."""
    folder = tmp_path / "course" / "01_pair"
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    (folder / "lesson.py").write_text(LESSON, encoding="utf-8")
    (folder / "exercises.py").write_text(EXERCISES, encoding="utf-8")
    return Course(tmp_path)


def wrong(course, text):
    """The mistakes of the course with this catalogue, by name."""
    course.part("01_pair", "mistakes").write_text(text, encoding="utf-8")
    (exercise,) = of_lesson("01_pair", course)
    return {item.name: item for item in exercise.misconceptions}


def test_an_answer_is_its_code_without_docstrings_and_markers(course):
    answer = solutions.read(course.text("01_pair")).answers["double"]
    assert answer.startswith("def double(x):\n    total = doubled(x)\n    return total\n\ndef triple(x):\n")
    assert "###" not in answer and '"""' not in answer


def test_an_edit_makes_the_wrong_answer_and_tells_the_function(course):
    found = wrong(
        course,
        """
        [double."left as it is"]
        edit = ["doubled(x)", "x"]
        says = '''Nothing was
          doubled. What does twice say?'''
        [double."one too many"]
        edit = ["double(x) + x", "double(x) + 2 * x"]
        like = "left as it is"
        section = "Elsewhere"
        """,
    )
    first, other = found["left as it is"], found["one too many"]
    assert (first.function, first.names["double"](3.0)) == ("double", 3.0)
    assert (other.function, other.names["triple"](3.0)) == ("triple", 12.0), "the right `double` of the lesson is used"
    assert first.message == other.message == "Nothing was doubled. What does twice say?"
    assert (first.section, other.section) == ("", "Elsewhere")


def test_what_is_bound_after_the_answer_is_not_seen(course):
    assert (
        wrong(course, '[double.same]\nedit = ["total = doubled(x)", "total = doubled(x) + 1"]\nsays = "Why?"')[
            "same"
        ].names["double"](1.0)
        == 3.0
    ), "scale is 2 there, and 7 only below"


def test_two_edits_in_a_named_function(course):
    found = wrong(
        course,
        '[double.half]\nfunction = "triple"\nsays = "Why?"\n'
        'edit = ["total =", "sum_ =", "return total", "return sum_ / 2"]',
    )
    assert found["half"].function == "triple" and found["half"].names["triple"](2.0) == 3.0


def test_code_may_use_the_lesson_and_the_exercises_beside_it(course):
    found = wrong(
        course,
        """
        [double.shifted]
        says = "Why?"
        code = '''
import math
def double(x):
    return shifted(doubled(x)) + Node(1).data + math.pi * np.zeros(())
'''
        """,
    )
    assert found["shifted"].function == "double" and found["shifted"].names["double"](1.0) == 103.0


def test_a_mistake_is_rejected_by_its_name(course):
    item = wrong(course, '[double.x]\nedit = ["doubled(x)", "x"]\nsays = "Why?"')["x"]
    (exercise,) = of_lesson("01_pair", course)
    assert evaluate(exercise, proofs.stand_in(exercise, item)).diagnosis == "x"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[doubel.x]\nedit = ["a", "b"]\nsays = "?"', "[doubel] is no exercise of this lesson (double)"),
        ('[double.x]\nsays = "?"', "either `edit` or `code`"),
        ('[double.x]\nedit = ["doubled(x)", "x"]', "either `says` or `like`"),
        ('[double.x]\nedit = ["doubled(x)", "x"]\nlike = "y"', 'no entry above it is called "y"'),
        ('[double.x]\nedit = ["doubled(x)", "x"]\nsays = 3', "everything but `edit` is a text"),
        ('[double.x]\nedit = ["doubled(x)", "x"]\nsay = "?"', "has no key `say`. Did you mean `says`?"),
        ('[double.x]\nedit = ["doubled(x)", "x"]\nreason = "?"', "Keys: edit, code, says, like, section, function."),
        ('[double]\nx = 3', '[double."x"] is no table. Its keys are'),
        ('[double.x]\ncode = "def other(x): return x"\nsays = "?"', "which is meant: double, triple"),
        ('[double.x\nedit = 3', "course/01_pair/mistakes.toml: "),
    ],
)  # fmt: skip
def test_an_entry_that_does_not_fit_is_named(course, text, message):
    with pytest.raises(LessonError) as caught:
        wrong(course, text)
    assert message in str(caught.value) and str(caught.value).startswith("course/01_pair/mistakes.toml")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[double.x]\nedit = ["doubled(x)", "doubled(x"]\nsays = "Why?"', "is no Python"),
        ('[double.x]\nedit = ["total", "b"]\nsays = "?"', "`total` stands 4 times in the lesson's answer"),
        ('[double.x]\nedit = ["tota1", "b"]\nsays = "?"', "`tota1` stands 0 times"),
        ('[double.x]\nedit = ["never", "b"]\nsays = "?"', "`never` stands 0 times"),
        ('[double.x]\nedit = ["doubled(x)"]\nsays = "?"', "`edit` is a list of texts in pairs"),
        ('[double.x]\nedit = []\nsays = "?"', "`edit` is a list of texts in pairs"),
        ('[double.x]\nedit = "doubled(x)"\nsays = "?"', "`edit` is a list of texts in pairs"),
        ('[double.x]\nedit = [["a", "b"]]\nsays = "?"', "`edit` is a list of texts in pairs"),
        ('[double.x]\nfunction = "double"\ncode = "def double(x: what): return x"\nsays = "Why?"', "NameError: name"),
        ('[double.x]\nfunction = "double"\ncode = "two = 2"\nsays = "Why?"', "the wrong answer defines no double"),
    ],
)  # fmt: skip
def test_what_cannot_be_made_is_told_by_the_gate(course, text, message):
    wrong(course, text)
    (exercise,) = of_lesson("01_pair", course)
    assert any('mistakes.toml: [double."x"]: ' in text and message in text for text in proofs.prove_made(exercise))


def test_a_mistake_whose_edit_is_lost_hides_no_other_cause(course):
    edits = '[double.lost]\nedit = ["gone", "x"]\nsays = "?"\n[double.same]\nedit = ["doubled(x)", "x"]\nsays = "?"'
    wrong(course, edits)
    (exercise,) = of_lesson("01_pair", course)
    assert evaluate(exercise, [lambda x: x, lambda x: 3 * x]).diagnosis == "same"
    assert evaluate(exercise, [lambda x: 7 * x, lambda x: 3 * x]).diagnosis == "wrong value"


def test_an_answer_that_lacks_the_function_is_told_where_it_is_edited(course):
    text = course.text("01_pair").read_text(encoding="utf-8")
    course.text("01_pair").write_text(text.replace("def triple(", "def tripel("), encoding="utf-8")
    found = wrong(course, '[double.x]\nfunction = "triple"\ncode = "def triple(x): return x"\nsays = "Why?"')
    with pytest.raises(LessonError, match="the lesson's answer defines no triple"):
        found["x"].bind()


def test_a_module_that_cannot_be_imported_is_told_with_its_line(course):
    path = course.part("01_pair", "exercises")
    path.write_text("import math\nfrom autograde.kinds import caled\n", encoding="utf-8")
    with pytest.raises(LessonError, match=r"^course/01_pair/exercises\.py:2: ImportError: .*caled.*\. Fix the line\.$"):
        of_lesson("01_pair", course)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('functions=("double(x)", "triple(x)"),', 'functions=("double(x)"),', "`functions` is a tuple of signatures"),
        ("points=2", 'points="2"', "`points` is a number above 0, not '2'"),
        ("points=2", "points=-2", "`points` is a number above 0, not -2"),
    ],
)
def test_an_exercise_that_is_none_is_told_with_its_place(course, old, new, told):
    path = course.part("01_pair", "exercises")
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(LessonError, match=r"^course/01_pair/exercises\.py") as caught:
        of_lesson("01_pair", course)
    assert told in str(caught.value)
