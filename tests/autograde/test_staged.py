"""Lesson 04: what slow answers are told, what is closed, and how long calls are written down."""

import math
import time

import pytest

from autograde import play, words
from autograde.checking import draw, evaluate
from autograde.exercises import find
from backprop_lib import paths
from tests.course_copy import module_of

lesson = module_of("04_staged")
BACKWARD, COUNTS, FORWARD, SUMS = map(find, ("staged_backward", "count_paths", "staged_forward", "sum_over_paths"))
RIGHT = module_of("04_staged", "right_answers").RIGHT


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(play, "CALL_SECONDS", 0.2)


def forgetful_sum(edges, src, dst):
    if src == dst:
        return 1.0
    return sum(local * forgetful_sum(edges, end, dst) for start, end, local in edges if start == src)


def forgetful_count(edges, src, dst):
    return 1 if src == dst else sum(forgetful_count(edges, end, dst) for start, end, _ in edges if start == src)


def forgetful_last(edges, src, dst):
    if src == dst:
        return 1.0
    total = 0.0
    for start, end, local in edges:
        if start == src:
            total = local * forgetful_last(edges, end, dst)
    return total


@pytest.mark.parametrize("hidden", [False, True])
@pytest.mark.parametrize(
    ("exercise", "function", "name"),
    [
        (SUMS, forgetful_sum, "exponential recursion"),
        (COUNTS, forgetful_count, "exponential recursion"),
        (SUMS, forgetful_last, "one path, the last"),
    ],
)
def test_a_slow_answer_is_told_apart_from_an_endless_one_and_from_a_wrong_one(
    impatient, exercise, function, name, hidden
):
    start = time.perf_counter()
    report = evaluate(exercise, [function], hidden=hidden)
    assert (report.points, report.diagnosis) == (0, name)
    assert time.perf_counter() - start < 2, "one call may run too long, no more"


def test_a_loop_that_never_ends_is_still_called_that(impatient):
    def endless(edges, src, dst):
        while True:
            pass

    assert evaluate(SUMS, [endless]).diagnosis == "runs too long"


@pytest.mark.parametrize("exercise", [SUMS, COUNTS], ids=lambda exercise: exercise.name)
@pytest.mark.parametrize(
    "function",
    [
        lambda e, s, d: paths.sum_over_paths(e, s, d),
        lambda e, s, d: paths.count_paths(e, s, d),
        lambda e, s, d: len(list(paths.paths(e, s, d))),
    ],
)
def test_the_library_is_closed(exercise, function):
    report = evaluate(exercise, [function])
    assert (report.points, report.diagnosis) == (0, "library gradient")
    assert paths.count_paths([("a", "b", 3.0)], "a", "b") == 1, "and open again afterwards"


@pytest.mark.parametrize("exercise", [SUMS, COUNTS], ids=lambda exercise: exercise.name)
def test_right_answers_take_no_time_on_the_ladder(exercise):
    for (function,) in RIGHT[exercise.name]:
        start = time.perf_counter()
        assert evaluate(exercise, [function]).passed
        assert time.perf_counter() - start < 1


def test_expected_values_are_those_of_the_library():
    for exercise, reference in ((SUMS, paths.sum_over_paths), (COUNTS, paths.count_paths)):
        for seed in range(5):
            for probe in draw(exercise, f"test {seed}"):
                assert exercise.expected(probe) == pytest.approx(reference(*probe.args), rel=1e-11, abs=1e-13)


def test_the_curriculum_s_probes_are_among_the_visible_ones():  # docs/curriculum.md, lesson 04
    left_out = draw(BACKWARD, "visible")[0]
    assert len(left_out.args) == 1 and lesson.backward_expected(left_out) == pytest.approx(
        (-0.5932503, -0.8989755), abs=1e-7
    )
    assert [probe.note for probe in draw(COUNTS, "visible")][-1] == "a ladder with 2⁶⁰ paths"
    assert COUNTS.expected(draw(COUNTS, "visible")[-1]) == 2**60
    assert SUMS.expected(draw(SUMS, "visible")[1]) == pytest.approx(-0.18857119)


def test_messages_show_one_number_not_ten():
    def zero_den(x, y):
        cache = lesson.stages(x, y)
        return 0.0, {**cache, "den": float("nan")}

    def forgets_a_key(x, y):
        return 0.0, {"x": x, "y": y}

    seen = evaluate(FORWARD, [zero_den]).findings[0].seen
    assert 'in its cache, "den" is nan; expected' in seen and '"num"' not in seen
    assert 'no number under "sigy"' in evaluate(FORWARD, [forgets_a_key]).findings[0].seen
    assert "None" in evaluate(FORWARD, [lambda x, y: None]).findings[0].seen
    seen = evaluate(BACKWARD, [lambda cache, g=1.0: (0.0, g)]).findings[0].seen
    assert seen.startswith("staged_backward with the cache of x = 1.5, y = −0.4 and g left out returned (0, 1)")
    assert "None" in evaluate(BACKWARD, [lambda cache, g=1.0: None]).findings[0].seen


def test_a_change_of_the_cache_is_noticed():
    def greedy(cache, g=1.0):
        return RIGHT["staged_backward"][0][0](cache, g), cache.clear()

    assert evaluate(BACKWARD, [lambda cache, g=1.0: greedy(cache, g)[0]]).diagnosis == "changes its input"


def test_a_long_list_is_shown_by_its_first_entries():
    assert words.result(list(range(160))) == "[0, 1, 2, 3, … 160 entries in all]"
    assert words.result([1, 2, 3]) == "[1, 2, 3]"


def test_an_answer_of_0_at_a_dead_end_is_not_told_that_it_is_1_wherever_a_path_exists():
    def count_paths(edges, src, dst):
        if src == dst:
            return 1
        ways = [count_paths(edges, end, dst) for start, end, _ in edges if start == src]
        return math.prod(ways) if ways else 0

    def impatient_count(edges, src, dst):  # the ladder would take as long as the universe is old
        return 1 if len(edges) > 100 else count_paths(edges, src, dst)

    assert evaluate(COUNTS, [impatient_count]).diagnosis == "ways multiplied, 0 at a dead end"


@pytest.mark.parametrize("exercise", [SUMS, COUNTS], ids=lambda exercise: exercise.name)
def test_a_node_that_no_edge_leaves_has_no_path_and_not_no_result(exercise):
    def silent(edges, src, dst):
        return RIGHT[exercise.name][0][0](edges, src, dst) if any(edge[0] == src for edge in edges) else None

    assert "None comes back" in str(evaluate(exercise, [silent]))


def test_a_list_in_place_of_the_cache_is_told_as_what_it_is():
    seen = evaluate(FORWARD, [lambda x, y: (0.0, [x, y])]).findings[0].seen
    assert "returned a tuple of a number and a list, where a pair (f, cache) was expected" in seen
