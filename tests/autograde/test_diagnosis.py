"""Wrong answers get their own name and cause; a cause that fits only some probes is not claimed."""

import math
from dataclasses import replace

import numpy as np
import pytest

from autograde.boxed import cells
from autograde.checking import evaluate
from autograde.exercise import Exercise, Kind, Probe
from autograde.exercises import find
from autograde.kinds import hunts
from tests.autograde.specimen import PRODUCT, gradient_exercise, misconception


def diagnosis(function, exercise=PRODUCT, **options):
    return evaluate(exercise, [function], **options).diagnosis


def right(g, x, y):
    return g * y, g * x


def not_implemented(g, x, y):
    raise NotImplementedError("later")


def crash(g, x, y):
    raise ValueError("no idea")


def estimate(g, x, y, h=1e-5):
    return (
        g * ((x + h) * y - (x - h) * y) / (2 * h),
        g * (x * (y + h) - x * (y - h)) / (2 * h),
    )


@pytest.mark.parametrize(
    ("function", "name"),
    [
        (right, None),
        (not_implemented, "not written"),
        (crash, "raised ValueError"),
        (lambda x, y: (y, x), "wrong parameters"),
        (lambda g, x, y: (g * x, g * y), "not swapped"),
        (lambda g, x, y: (g + y, g + x), "adds"),
        (lambda g, x, y: g * y, "wrong type"),
        (lambda g, x, y: object(), "wrong type"),
        (lambda g, x, y: None, "wrong type"),
        (lambda g, x, y: (g * y, g * x, 0.0), "wrong length"),
        (lambda g, x, y: (math.nan, g * x), "not a number"),
        (lambda g, x, y: (-g * y, -g * x), "sign"),
        (lambda g, x, y: (2 * g * y, 2 * g * x), "factor 2"),
        (lambda g, x, y: (g * y / 2, g * x / 2), "factor ½"),
        (lambda g, x, y: (y, x), "upstream ignored"),
        (estimate, "nearly right"),
        (lambda g, x, y: (float(np.float32(g * y)), float(np.float32(g * x))), "single precision"),
        (lambda g, x, y: (round(g * y, 3), round(g * x, 3)), "rounded"),
        (lambda g, x, y: (round(g * y, 1), round(g * x, 1)), "rounded"),
        (lambda g, x, y: (int(g * y), int(g * x)), "fraction cut off"),
        (lambda g, x, y: (0.0 * g, 0.0), "0, in part"),
        (lambda g, x, y: (round(g * y), round(g * x)), "rounded"),
        (lambda g, x, y: (round(1.03 * g * y, 1), round(g * x, 1)), "wrong value"),
        (lambda g, x, y: (g * y + 0.3, g * x), "wrong value"),
        (lambda g, x, y: (-g * y, -g * x) if y > 0 else (g * y, g * x), "sign, in part"),
        (lambda g, x, y: (-g * y, -g * x) if y > 0 else (2 * g * y, g * x), "wrong value"),
    ],
)
def test_each_wrong_answer_has_its_name(function, name):
    assert diagnosis(function) == name


def test_swapped_is_told_where_it_is_not_catalogued():
    bare = Exercise(**{**PRODUCT.__dict__, "misconceptions": ()})
    assert diagnosis(lambda g, x, y: (g * x, g * y), bare) == "swapped"


@pytest.mark.parametrize(
    ("function", "name"),
    [
        (lambda x: 2 * x, None),
        (lambda x: (2 * x).tolist(), "wrong type"),
        (lambda x: 2 * x[0], "wrong shape"),
        (lambda x: (2 * x).astype(np.float32), "wrong dtype"),
        (lambda x: (2 * x).T.copy(), "wrong shape"),
        (lambda x: 2 * x * len(x), "factor N"),
        (lambda x: 2 * x / len(x), "factor 1/N"),
        (lambda x: np.multiply(x, 2, out=x), "changes its input"),
        (lambda x: np.multiply(x, 3, out=x).copy(), "changes its input"),
    ],
)
def test_arrays(function, name):
    assert diagnosis(function, gradient_exercise()) == name


def test_result_that_lives_in_its_argument():
    identity = gradient_exercise(expected=lambda probe: probe.args[0])
    assert diagnosis(lambda x: x, identity) == "result aliases its input"


def test_a_product_of_wrong_sizes_is_told_without_the_loop_that_numpy_uses():
    report = str(evaluate(gradient_exercise(), [lambda x: np.ones((4, 3)) @ np.ones((2, 5))]))
    assert "matmul: the sizes that must be equal differ: 3 in the first factor, 2 in the second" in report
    assert "gufunc" not in report


def test_transposed_square_matrix():
    from autograde.exercise import Probe

    square = gradient_exercise(probes=lambda rng: [Probe("square_gradient", (rng.normal(size=(3, 3)),))])
    assert diagnosis(lambda x: 2 * x.T, square) == "transposed"


def test_one_axis_cannot_stand_transposed():
    from autograde.exercise import Probe

    row = gradient_exercise(probes=lambda rng: [Probe("square_gradient", (rng.normal(size=3),))])
    assert diagnosis(lambda x: 2 * x * (1 + 3e-10), row) == "nearly right"


def test_warning_counts_only_where_the_exercise_is_quiet():
    def warns(x):
        np.exp(np.float64(1000.0))
        return 2 * x

    assert diagnosis(warns, gradient_exercise()) is None
    assert diagnosis(warns, gradient_exercise(quiet=True)) == "warns"


def test_messages_say_call_result_and_expectation_and_keep_the_formula():
    text = str(evaluate(PRODUCT, [lambda g, x, y: (g * x, g * y)]))
    assert "product_backward(1.5, 2.5, −0.7) returned (3.75, −1.05); expected (−1.05, 3.75)" in text
    assert "Which factor does each one multiply?" in text and "section “A section”" in text
    assert "g * y" not in text


def test_a_changed_argument_is_named_and_an_exceptions_sentence_ends():
    changed = str(evaluate(gradient_exercise(), [lambda x: np.multiply(x, 2, out=x)]))
    assert "changes its argument x = a" in changed
    crashed = str(evaluate(PRODUCT, [eval("lambda g, x, y: {}[1]")]))
    assert "product_backward(1.5, 2.5, −0.7) raised KeyError: 1." in crashed


def test_a_result_of_the_wrong_type_is_named_once():
    text = str(evaluate(PRODUCT, [lambda g, x, y: None]))
    assert "returned None, where a tuple with 2 entries was expected." in text
    text = str(evaluate(PRODUCT, [lambda g, x, y: -0.7]))
    assert "returned −0.7: a float, where a tuple with 2 entries was expected." in text


def test_a_mismatch_inside_a_result_is_told_with_its_place():
    text = str(evaluate(PRODUCT, [lambda g, x, y: (g * y, None)]))
    assert "entry 2 of the result is None, where one number was expected" in text


def test_printing_instead_of_returning():
    report = evaluate(PRODUCT, [lambda g, x, y: print(g * y, g * x)])
    assert report.diagnosis == "prints instead of returning" and "It printed: " in str(report)


def test_where_an_estimate_would_do_nothing_is_said_of_small_errors():
    loose = replace(PRODUCT, rtol=0.0, atol=1e-6)
    assert diagnosis(lambda g, x, y: (g * y + 3e-6, g * x), loose) == "wrong value"
    assert diagnosis(lambda g, x, y: (round(g * y, 2), round(g * x, 2)), loose) == "rounded"


def test_how_many_digits_are_right_is_said_and_nothing_about_a_derivation():
    text = str(evaluate(PRODUCT, [lambda g, x, y: (g * y * (1 + 3e-9), g * x)]))
    assert "Right to about 8 digits and no further" in text and "derive" not in text
    assert "rounded to 3 decimals" in str(evaluate(PRODUCT, [lambda g, x, y: (round(g * y, 3), round(g * x, 3))]))


@pytest.mark.parametrize("count", [3, 4])
def test_failing_inputs_of_many_kinds_have_nothing_in_common_that_is_worth_a_list(count):
    def probes(rng):
        marked = [Probe("square_gradient", (np.array([1.5 + k]),), note=f"kind {k}") for k in range(count)]
        return [Probe("square_gradient", (np.array([7.5]),)), *marked]

    text = str(evaluate(gradient_exercise(probes=probes), [lambda x: 2 * x + 0.1 * (x < 7)]))
    assert ("(kind 0, kind 1, kind 2)" in text) == (count == 3), text
    assert f"Wrong on {count} of {count + 1} inputs" in text


def test_a_right_entry_is_named_and_what_is_wrong_is_counted():
    text = str(evaluate(PRODUCT, [lambda g, x, y: (g * y, g * x + (x == y))]))
    assert "Wrong on 1 of 5 inputs (equal factors); the first entry is always right." in text
    assert "Read again: lesson section “A section”" in text
    assert "Wrong on all 5 inputs." in str(evaluate(PRODUCT, [lambda g, x, y: (g * y + 1, g * x + 1)]))


def test_a_mistake_in_one_entry_keeps_its_name():
    assert diagnosis(lambda g, x, y: (g * x, g * x)) is not None
    report = evaluate(PRODUCT, [lambda g, x, y: (g + y, g * x)])
    assert report.diagnosis == "adds" and "the second entry is always right" in str(report)
    assert "Likely cause: For entry 1 alone: Do rates along a chain add?" in str(report)
    assert "Likely cause: Do rates" in str(evaluate(PRODUCT, [lambda g, x, y: (g + y, g + x)]))


def test_a_mistake_in_just_the_wrong_entries_goes_before_one_that_spoils_others_too():
    def keeps_the_last_row(g, x, W, b):
        return g @ W.T, x.T @ g, g[-1]  # which lives in g's memory, so that no mistake fits as a whole

    report = evaluate(find("linear_backward"), [keeps_the_last_row])
    assert report.diagnosis == "db last sample only" and "Likely cause: db holds what the last sample" in str(report)


def test_a_mistake_with_something_else_on_a_special_input_keeps_its_name():
    report = evaluate(PRODUCT, [lambda g, x, y: (g * x, g * y) if x != y else (0.0, 0.0)])
    assert report.diagnosis == "not swapped"
    cause = "Likely cause: Apart from special inputs (equal factors): Which factor does each one multiply?"
    assert cause in str(report), "what the mistake does not explain is not claimed for it"
    assert "Likely cause: Which factor" in str(evaluate(PRODUCT, [lambda g, x, y: (g * x, g * y)]))
    assert diagnosis(lambda g, x, y: (g * x, g * y) if x != 2.5 else (0.0, 0.0)) == "wrong value", "a usual input"


class Grad:
    grad = None


def raises(kind, text):
    """An answer that ends in an exception of this type and text, as torch words it."""

    def answer(g, x, y):
        raise kind(text)

    return answer


def test_of_two_mistakes_the_one_that_fits_a_part_is_told_for_that_part():
    probes = [
        *(Probe("product_backward", (g, 2.3, -0.7), "small g") for g in (0.3, 0.4, 0.6)),
        *(Probe("product_backward", (g, 2.3, -0.7), "large g") for g in (3.1, 4.7)),
    ]
    two = replace(PRODUCT, probes=lambda rng: probes, parts={"large g": 1.0, "small g": 1.0})

    def twice_wrong(g, x, y):
        return (g * x, g * y) if g < 1 else (g * y + 0.3, g * x)

    found = evaluate(two, [twice_wrong]).findings[0]
    assert found.name == "not swapped" and found.cause.startswith("In the part “small g”: Which factor")
    told = replace(PRODUCT.misconceptions[0], message="Right for equal factors. Which one does each multiply?")
    beside = replace(two, misconceptions=(told,))  # it speaks of inputs of other parts, on which more is wrong
    assert evaluate(beside, [twice_wrong]).diagnosis == "wrong value"
    once = evaluate(
        replace(two, probes=lambda rng: probes[:1] + probes[3:]), [lambda g, x, y: (g * x, g * y + (g > 1))]
    )
    assert once.diagnosis == "wrong value"  # one input is too little to go by


def test_of_two_mistakes_the_one_in_a_member_of_its_own_is_told_for_that_member():
    def twice_wrong(g, x, W, b):
        return 1.3 * g @ W.T, x.T @ g, g.mean(axis=0)

    found = evaluate(find("linear_backward"), [twice_wrong]).findings[0]
    assert found.name == "db mean" and found.cause.startswith("For db: db is right for one row")

    def w_is_off(xs, ys, w, lr, epochs):  # what is known of the history is told by "w is right"
        w, history = find("sgd_linear").expected(Probe("sgd_linear", (xs, ys, w, lr, epochs)))
        return w + 1, [len(xs) * loss for loss in history]

    assert evaluate(find("sgd_linear"), [w_is_off]).diagnosis == "wrong value"


def test_a_cause_without_a_catalogue_may_leave_special_inputs_apart():
    found = evaluate(PRODUCT, [lambda g, x, y: (-g * y, -g * x) if x != y else (g, g)]).findings[0]
    assert found.name == "sign" and found.cause.startswith("Apart from special inputs (equal factors): Each result")
    assert diagnosis(lambda g, x, y: (-g * y, -g * x + 0.1) if x != y else (g, g)) == "wrong value"


def test_a_written_answer_that_calls_a_stub_is_told_so():
    def product(x, y):
        raise NotImplementedError

    def calls(g, x, y):
        return product(g, y), product(g, x)

    report = evaluate(PRODUCT, [calls])
    assert report.diagnosis == "calls what is not written" and not report.untouched
    assert "calls product, which is not written yet" in str(report)


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda g, x, y: undefined, "Nothing is called “undefined” where the function runs"),  # noqa: F821
        (cells.function_of({}, "mul_backward"), "No cell has left a function called “mul_backward”"),
        (lambda g, x, y: None * g, "Something that is used there is None"),
        (lambda g, x, y: g(x), "A bracket stands behind something that is no function"),
        (lambda g, x, y: [g][3], "An index points past the end"),
        (lambda g, x, y: {}["dx"], "The dictionary has no such key"),
        (lambda g, x, y: g.grad, "What stands before the dot has nothing called “grad”"),
        (lambda g, x, y: math.exp(1e9), "A number became too large for a float"),
        (lambda g, x, y: np.zeros(2) if np.zeros(2) else 1, "one yes or no is asked for"),
        (lambda g, x, y: np.zeros(2) + np.zeros(3), "whose shapes do not fit"),
        (lambda g, x, y: np.zeros((2, 3)) @ np.zeros((2, 3)), "the inner sizes have to agree"),
        (lambda g, x, y: np.zeros(2, int).__iadd__(0.5), "An array of whole numbers cannot take up the fractions"),
        (lambda g, x, y: sum(g), "One thing is taken apart as if it were several"),
        (lambda g, x, y: math.exp(np.zeros(3)), "A function for single numbers was handed an array"),
        (lambda g, x, y: np.zeros((2, 3)).__setitem__(0, np.zeros(2)), "has not the shape of the place"),
        (lambda g, x, y: np.zeros(6).reshape(4, 2), "only if it has exactly as many entries"),
        (lambda g, x, y: np.zeros(3).__setitem__(0, [1, 2]), "A whole row is to go where one number belongs"),
        (lambda g, x, y: float(np.zeros(3)), "float makes one number of one number"),
        (lambda g, x, y: math.exp(float(g) + np.zeros(3)), "A function for single numbers was handed an array"),
        (lambda g, x, y: float([g]), "here it was handed a list"),
        (lambda g, x, y: float("dx"), "A text stands where numbers are meant"),
        (lambda g, x, y: np.ones((2, 2)) @ "W1", "A text stands where numbers are meant"),
        (raises(TypeError, "optimizer can only optimize Tensors, but one of the params is str"), "A text stands where"),
        (raises(TypeError, "unsupported operand type(s) for @: 'Tensor' and 'str'"), "A text stands where numbers"),
        (lambda g, x, y: g @ x, "The message names both types: which is not an array"),
        (lambda g, x, y: {[g]: x}, "stands where only what never changes can"),
        (lambda g, x, y: [a for a, b in (1, 2)], "Names and values do not come out even"),
        (lambda g, x, y: [a for a, b in ([1, 2, 3],)], "Names and values do not come out even"),
        (lambda g, x, y: (lambda pair: pair[2])((g, x)), "An index points past the end. Where does counting begin"),
        (lambda g, x, y: np.zeros(3).shape[1], "fewer axes than the line counts on"),
        (lambda g, x, y: sorted([g, x])["x"], "asked for an entry by its name"),
        (lambda g, x, y: np.zeros(3).item(), "Several numbers are to become one"),
        (lambda g, x, y: np.zeros((2, 3))[2, 0], "An index points past the end of its axis"),
        (lambda g, x, y: np.zeros(3)[0.5], "A place in an array or a list is told by whole numbers"),
        (lambda g, x, y: sorted([g, x])[0.5], "A place in an array or a list is told by whole numbers"),
        (lambda g, x, y: np.zeros((0, 2)).max(), "nothing left to choose from"),
        (lambda g, x, y: max([]), "nothing left to choose from"),
        (lambda g, x, y: np.zeros((2, 3)).transpose(0, 2, 1), "fewer axes than the line counts on"),
        (lambda g, x, y: np.broadcast_to(x, 3).__setitem__(0, 1), "may be read and not written"),
        (lambda g, x, y: np.zeros(3).sum * 2, "Behind which name are the brackets missing?"),
        (lambda g, x, y: np.zeros(3).max[0], "Behind which name are the brackets missing?"),
        (lambda g, x, y: "g" - x, "which did you not expect?"),
        (lambda g, x, y: Grad.grad * 2, "A .grad is, until a backward pass has brought something to just this tensor"),
        (lambda g, x, y: None.zero_(), "A .grad is, until a backward pass has brought something to just this tensor"),
        (raises(RuntimeError, "Can't call numpy() on Tensor that requires grad."), "the record would be lost"),
        (raises(RuntimeError, "one of the variables … modified by an inplace operation"), "was overwritten after the"),
        (
            raises(RuntimeError, "a Tensor with 3 elements cannot be converted to Scalar"),
            "Several numbers are to become",
        ),
        (raises(TypeError, "save_for_backward can only save variables"), "keeps tensors and nothing else"),
        (raises(RuntimeError, "grad can be implicitly created only for scalar outputs"), "begins at one number"),
        (raises(RuntimeError, "a leaf Variable that requires grad … in an in-place operation."), "is changed in place"),
        (raises(RuntimeError, "expected m1 and m2 to have the same dtype"), "Numbers of two types meet"),
    ],
)
def test_an_exception_is_answered_by_what_it_says(function, words):
    assert words in str(evaluate(PRODUCT, [function]))


def test_an_exception_inside_another_function_of_the_student_is_placed_there():
    def product(x, y):
        return float(np.array([x, y]))

    text = str(evaluate(PRODUCT, [lambda g, x, y: (product(g, y), product(g, x))]))
    assert "This happens inside product, which is called on the way. float makes one number" in text


def test_an_exception_of_the_function_itself_is_placed_nowhere():
    def product_backward(g, x, y):
        return float(np.array([x, y]))

    assert "This happens inside" not in str(evaluate(PRODUCT, [product_backward]))


def test_a_name_that_is_no_name_is_not_repeated():
    def shouts(g, x, y):
        raise NameError("name '<script>' is not defined")

    assert "<script>" not in str(evaluate(PRODUCT, [shouts])).partition("Likely cause")[2]


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda x: 2.0, "One number came back for an array"),
        (lambda x: (2 * x).tolist(), "A list is no array"),
        (lambda x: (2 * x).sum(axis=0).tolist(), "an array made of it would not have the shape"),
        (lambda x: [1.0, [2.0]], "an array made of it would not have the shape"),
        (lambda x: set((2 * x).ravel().tolist()), "A set holds each thing once and keeps no order"),
        (lambda x: (2 * row for row in x), "it hands its values over one by one"),
        (lambda x: None, "None came back. Is there no return on the way, or does it return what a call gives"),
        (lambda x: None if x[0, 0] > 5 else 2 * x, "On some inputs None comes back"),
        (lambda x: x.sum, "Behind which name are the brackets missing?"),
        (lambda x: (2 * x).astype(np.float32), "Numbers of float32 keep about seven digits"),
        (lambda x: (2 * x).astype(int), "can it hold fractions?"),
        (lambda x: "two", "What does the docstring promise"),
    ],
)
def test_a_result_of_another_form_is_answered_by_what_it_is(function, words):
    assert words in str(evaluate(gradient_exercise(), [function]))


@pytest.mark.parametrize(("accepts", "words"), [(hunts.accepts, "in any order."), (None, "Does the order count here")])
def test_a_set_for_a_list_is_answered_by_whether_the_order_counts(accepts, words):
    exercise = gradient_exercise(expected=lambda probe: ["W1", "b1"], kind=Kind(accepts=accepts))
    assert words in str(evaluate(exercise, [lambda x: {"W1", "b1"}]))


def named_entries(value):
    """An exercise whose right result is this pair of a number and named arrays, or a truth value beside an array."""
    return gradient_exercise(expected=lambda probe: value(probe.args[0]), rtol=1e-6)


def test_a_mistake_explains_no_wrong_result_where_it_gives_a_right_one_however_alike_they_are():
    kin = replace(PRODUCT, kind=Kind(alike=lambda probe, value, other, expected: True))

    def found(wrong):
        return evaluate(kin, [wrong]).diagnosis

    assert found(lambda g, x, y: (g * x + 1, g * y + 1) if x != y else (g * y, g * x)) == "not swapped"
    assert found(lambda g, x, y: (g * x + 1, g * y + 1)) == "adds"  # which is wrong for equal factors too


def test_a_mistake_in_a_nested_entry_keeps_its_name():
    wrong = misconception("squared", lambda x: (x.sum(), {"W": x**2, "b": x[0] ** 2}), "Why?", "square_gradient")
    nested = replace(
        named_entries(lambda x: (x.sum(), {"W": x, "b": x[0]})),
        misconceptions=(wrong,),
        kind=Kind(tells=lambda probe, value, expected: "told"),
    )
    assert diagnosis(lambda x: (x.sum(), {"W": x**2, "b": 1 * x[0]}), nested) == "squared"
    assert diagnosis(lambda x: (x.sum(), {"W": x**3, "b": 1 * x[0]}), nested) == "wrong value"
    assert diagnosis(lambda x: (x.sum(), {"W": x[0] ** 2, "b": 1 * x[0]}), nested) == "wrong shape"


def test_truth_values_beside_numbers_do_not_hide_what_the_numbers_show():
    checked = replace(named_entries(lambda x: {"gradient": 2 * x, "ok": True}), rtol=1e-8)
    assert diagnosis(lambda x: {"gradient": -2 * x, "ok": False}, checked) == "sign"
    assert diagnosis(lambda x: {"gradient": -2 * x * (1 + 5e-9), "ok": True}, checked) == "sign", (
        "as exact as asked for"
    )
    assert diagnosis(lambda x: {"gradient": (2 * x).astype("f4").astype(float) + x * 1e-5, "ok": False}, checked) == (
        "nearly right"
    )
    assert diagnosis(lambda x: {"gradient": 2 * x, "ok": False}, checked) == "wrong value"
    assert diagnosis(lambda x: {"gradient": 2 * x[0], "ok": False}, checked) == "wrong shape"


def test_a_difference_beyond_four_digits_is_shown():
    text = str(evaluate(PRODUCT, [lambda g, x, y: (g * y * (1 + 1e-8), g * x)]))
    got, expected = text.split("returned ")[1].split(". ")[0].split("; expected ")
    assert got != expected


def test_answers_that_know_only_the_visible_probes_fail_the_hidden_ones_and_learn_nothing():
    table = {probe.args: PRODUCT.expected(probe) for probe in visible_probes()}

    def literal(g, x, y):
        return table.get((g, x, y), (0.0, 0.0))

    assert evaluate(PRODUCT, [literal]).passed
    report = evaluate(PRODUCT, [literal], hidden=True)
    assert report.points < report.max_points
    assert "right on the inputs of the check in the notebook" in str(report)
    assert not any(character.isdigit() for character in report.findings[0].seen)


def visible_probes():
    from autograde.checking import draw

    return draw(PRODUCT, "visible")


def test_a_cause_must_fit_the_hidden_probes_too():
    def swaps_for_small_g(g, x, y):
        return (g * x, g * y) if (g, x, y) in {probe.args for probe in visible_probes()} else (g * y, g * x)

    assert diagnosis(swaps_for_small_g) == "not swapped"
    assert diagnosis(swaps_for_small_g, hidden=True) == "wrong value"
