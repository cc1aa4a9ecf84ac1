"""`nbgrader release_feedback` and `fetch_feedback` with our pages, nbgrader's own, and both in either order.

The exchange's own classes run, in this process; one student's hand-in came through it, the other's did not.
Left out: two users of one machine.
"""

import copy
import shutil
from dataclasses import replace

import pytest
from nbgrader.auth import Authenticator
from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import ExchangeFetchFeedback, ExchangeReleaseFeedback

from autograde.build import nbgrader_config
from autograde.grading.gradebook.gradebook_reader import read_marks
from autograde.grading.gradebook.store import Store
from autograde.grading.nbgrader_adapter.exchange_files import SECRET, keep_secret
from autograde.grading.reports.feedback import write_feedback
from autograde.grading.reports.statements import asked
from tests.course_copy import copy_course
from tests.grading.both_ways import EXERCISES, made_up
from tests.grading.classroom import LESSON, gradebook
from tests.grading.small_class import with_gradebook

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]
THROUGH_EXCHANGE, BY_HAND = "kim", "李 雷"
TIME = "2030-01-01 12:30:00.000000 UTC"


def result(student):
    return made_up(student, dict.fromkeys(EXERCISES, 1.0))


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A course in which both students' notebooks are graded; kim's came with the secret of the exchange."""
    course = with_gradebook(copy_course(tmp_path_factory.mktemp("course"), lessons=(LESSON,)))
    results = [result(THROUGH_EXCHANGE), result(BY_HAND)]
    for made in results:
        notebook = course.notebook("release", LESSON).read_text(encoding="utf-8")
        Store(course).save(replace(made, notebook=notebook))
        place = course.root / "work" / "submitted" / made.student / LESSON
        place.mkdir(parents=True)
        shutil.copy(course.notebook("release", LESSON), place)
    (course.root / "work" / "submitted" / THROUGH_EXCHANGE / LESSON / SECRET).write_text("known to kim alone")
    Store(course).save_stamp(LESSON, THROUGH_EXCHANGE, TIME)
    gradebook(course, results)
    return course, results


@pytest.fixture
def course(graded, tmp_path):
    """The course with no page yet, and nothing but grading done."""
    course, results = graded
    shutil.rmtree(course.root / "work" / "feedback", ignore_errors=True)
    for made in results:
        Store(course).notebook(LESSON, made.student).with_name(SECRET).unlink(missing_ok=True)
        keep_secret(course, LESSON, made.student)
    return course


def settings(course, tmp_path, **more):
    config = copy.deepcopy(nbgrader_config(course.root))
    config.Exchange.root, config.Exchange.cache = str(tmp_path / "exchange"), str(tmp_path / "cache")
    config.ExchangeFetchFeedback.assignment_dir = str(tmp_path / "home")
    config.CourseDirectory.update({"assignment_id": LESSON, **more})
    (tmp_path / "exchange").mkdir(exist_ok=True)
    (tmp_path / "exchange").chmod(0o777)
    return config


def run(step, course, tmp_path, **more):
    config = settings(course, tmp_path, **more)
    directory = CourseDirectory(config=config)
    given = {"authenticator": Authenticator(config=config)} if step is not GenerateFeedback else {}
    step(coursedir=directory, config=config, **given).start()


def ours(course):
    marks = read_marks(course)
    for student in (THROUGH_EXCHANGE, BY_HAND):
        write_feedback(course, asked(course, LESSON), result(student), marks)


def theirs(course, tmp_path, force):
    config = settings(course, tmp_path)
    generate = GenerateFeedback(coursedir=CourseDirectory(config=config), config=config)
    generate.force = force
    generate.start()


def fetched(course, tmp_path):
    """What kim gets, as the student's own nbgrader finds it: by the secret in the copy that the exchange left there."""
    run(ExchangeReleaseFeedback, course, tmp_path)
    cache = tmp_path / "cache" / "backprop" / f"{THROUGH_EXCHANGE}+{LESSON}+{TIME}"
    cache.mkdir(parents=True, exist_ok=True)
    (cache / SECRET).write_text("known to kim alone")
    shutil.copy(course.notebook("release", LESSON), cache)
    (tmp_path / "home").mkdir(exist_ok=True)
    run(ExchangeFetchFeedback, course, tmp_path, student_id=THROUGH_EXCHANGE)
    (page,) = (tmp_path / "home").rglob("*.html")
    return page.read_text(encoding="utf-8")


def released(tmp_path):
    return [path.name for path in (tmp_path / "exchange" / "backprop" / "feedback").iterdir()]


OURS = "default-src 'none'"  # the rule at the head of our pages


def test_our_pages_are_released_and_fetched(course, tmp_path):
    ours(course)
    assert OURS in fetched(course, tmp_path)
    assert len(released(tmp_path)) == 2, "who handed in another way stops nobody"


def test_a_page_that_nobody_can_fetch_has_a_name_that_nobody_can_guess_and_keeps_it(course, tmp_path):
    ours(course)
    run(ExchangeReleaseFeedback, course, tmp_path)
    first = sorted(released(tmp_path))
    ours(course)
    run(ExchangeReleaseFeedback, course, tmp_path)
    assert sorted(released(tmp_path)) == first
    secret = course.root / "work" / "feedback" / BY_HAND / LESSON / SECRET
    assert len(set(secret.read_text())) > 8 and len(secret.read_text()) == 128


@pytest.mark.parametrize("force", [False, True])
def test_nbgraders_pages_after_ours(course, tmp_path, force):
    ours(course)
    theirs(course, tmp_path, force)
    assert (OURS not in fetched(course, tmp_path)) == force, "nbgrader keeps a page that is there, unless forced"
    assert len(released(tmp_path)) == 2


def test_our_pages_after_nbgraders(course, tmp_path):
    theirs(course, tmp_path, force=True)
    ours(course)
    assert OURS in fetched(course, tmp_path)


def test_a_secret_that_is_a_link_or_too_large_is_none(course, tmp_path):
    place = course.root / "work" / "submitted" / BY_HAND / LESSON / SECRET
    graded = Store(course).notebook(LESSON, BY_HAND).with_name(SECRET)
    place.symlink_to(course.root / "nbgrader_config.py")
    keep_secret(course, LESSON, BY_HAND)
    assert not graded.exists()
    place.unlink()
    place.write_text("x" * 2000)
    keep_secret(course, LESSON, BY_HAND)
    place.unlink()
    assert not graded.exists()
