"""What lesson 07's exercises rest on: right expected values, candidates that are wrong exactly where they should be."""

import numpy as np
import pytest

from autograde.checking import draw
from autograde.players import layers
from backprop_lib.numerical import numerical_gradient
from tests.course_copy import module_of
from tests.torch_here import torch_or_skip

torch = torch_or_skip()
lesson = module_of("07_two_layer_net")
HUNTS = [hunt for (hunt,) in module_of("07_two_layer_net", "right_answers").RIGHT["find_bugs"]]

CANDIDATES = [(layer, variant) for layer, backwards in layers.BACKWARD.items() for variant in range(len(backwards))]


def every_probe(exercise):
    return [probe for seed in ("visible", "hidden 0 ", "hidden 1 a") for probe in draw(exercise, seed)]


@pytest.mark.parametrize(("layer", "variant"), CANDIDATES)
def test_a_candidate_is_wrong_exactly_if_the_exercise_says_so(layer, variant):
    sizes = (1.0, 1e-5) if layer == "between" else (1.0,)
    for size in sizes:
        for seed in range(5):
            triple = layers.candidate(layer, variant, seed, size)
            wanted = ["it"] if (layer, variant) in lesson.WRONG else []
            assert [list(hunt({"it": triple})) for hunt in HUNTS] == [wanted] * len(HUNTS)


def test_every_candidate_is_used_and_every_layer_has_a_right_one():
    used = {entry[:2] for group in lesson.GROUPS for entry in group}
    assert used == set(CANDIDATES)
    assert {layer for layer, variant in CANDIDATES if (layer, variant) not in lesson.WRONG} == set(layers.BACKWARD)


def test_candidates_tell_nothing_about_themselves():
    names = {
        function.__qualname__ for name, variant in CANDIDATES for function in layers.candidate(name, variant, 1)[:2]
    }
    assert len(names) == 2
    first, second = (list(draw(lesson.FIND_BUGS, seed)[1].args[0]) for seed in ("visible", "hidden 0 "))
    assert first != second


def test_expected_passes_are_torchs():
    for probe in every_probe(lesson.FORWARD_BACKWARD):
        x, y, params = probe.args
        leaves = {name: torch.tensor(values, requires_grad=True) for name, values in {"x": x, **params}.items()}
        a1 = torch.relu(leaves["x"] @ leaves["W1"] + leaves["b1"])
        loss = torch.nn.functional.mse_loss(a1 @ leaves["W2"] + leaves["b2"], torch.tensor(y).reshape(-1, 1))
        loss.backward()
        wanted_loss, wanted = lesson.pass_expected(probe)
        assert wanted_loss == pytest.approx(loss.item(), rel=1e-13)
        for name, leaf in leaves.items():
            np.testing.assert_allclose(wanted[name], leaf.grad.numpy(), rtol=0, atol=1e-12 * leaf.grad.abs().max())


def test_in_every_net_each_hidden_unit_is_on_and_off_and_none_sits_at_the_corner():
    for probe in every_probe(lesson.FORWARD_BACKWARD):
        x, _, params = probe.args
        z1 = x @ params["W1"] + params["b1"]
        assert np.abs(z1).min() > 0.05
        assert (z1 > 0).any(axis=0).all() and (z1 < 0).any(axis=0).all()


def test_expected_slopes_of_the_loss_and_of_relu_are_torchs():
    for probe in every_probe(lesson.MSE_BACKWARD):
        outp, targ = probe.args
        leaf = torch.tensor(outp, requires_grad=True)
        torch.nn.functional.mse_loss(leaf, torch.tensor(targ).reshape(outp.shape)).backward()
        np.testing.assert_allclose(lesson.mse_expected(probe), leaf.grad.numpy(), rtol=1e-13)
    for probe in every_probe(lesson.RELU_BACKWARD):
        g, x = probe.args
        leaf = torch.tensor(x, requires_grad=True)
        torch.relu(leaf).backward(torch.tensor(g))
        np.testing.assert_array_equal(lesson.relu_expected(probe), leaf.grad.numpy())


def test_slopes_of_the_named_functions_are_what_nudging_measures():
    rng = np.random.default_rng(2)
    for name, f in layers.SCALARS.items():
        x = lesson.draw(rng, 2, 3, largest=1.3)
        np.testing.assert_allclose(lesson.true_slope(name, x), numerical_gradient(f, x), rtol=1e-7, atol=1e-17)


def test_planted_errors_are_far_from_rounding_and_from_the_limit():
    for probe in every_probe(lesson.GRAD_CHECK):
        ok, _, error = lesson.check_expected(probe)
        rtol = probe.args[3] if len(probe.args) > 3 else 1e-6
        assert np.isnan(error) or error == np.inf or (error == 0 if rtol == 1e-6 and ok else error > 5e-6)


def test_a_checker_s_rounding_does_not_reach_the_verdict():
    probe = next(p for p in draw(lesson.GRAD_CHECK, "visible") if p.note == "a right gradient")
    outcome = layers.check_named({"grad_check": lambda f, x, a, rtol=1e-6: (True, (2,), 3.1e-11)}, probe)
    assert outcome["value"] == (True, (0,), 0.0)


def test_a_missing_gradient_is_noted_and_extra_ones_are_welcome():
    probe = draw(lesson.FORWARD_BACKWARD, "visible")[0]
    loss, grads = lesson.pass_expected(probe)
    less = {name: values for name, values in grads.items() if name != "x"}
    run = layers.network_pass
    assert run({"forward_backward": lambda x, y, params: (loss, less)}, probe)["value"][1]["missing"] == ["x"]
    assert (
        "missing" not in run({"forward_backward": lambda x, y, params: (loss, {**grads, "z": loss})}, probe)["value"][1]
    )


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "no pair"),
        ((1.0, {}), "no gradient on x"),
        ((None, "as they are"), "no single number"),
        ((0.5, "as they are"), "wrong loss; right x, W1, b1, W2, b2"),
    ],
)
def test_a_pass_that_is_no_pass_is_told(value, words):
    probe = draw(lesson.FORWARD_BACKWARD, "visible")[0]
    expected = lesson.pass_expected(probe)
    if isinstance(value, tuple) and value[1] == "as they are":
        value = (value[0], expected[1])
    assert words in lesson.FORWARD_BACKWARD.kind.tells(probe, value, expected)


def test_a_wrong_shape_and_the_first_wrong_entry_are_told():
    probe = draw(lesson.FORWARD_BACKWARD, "visible")[0]
    loss, grads = lesson.pass_expected(probe)
    turned = {**grads, "W1": grads["W1"].T}
    assert "gradient on W1 has shape (2, 1), W1 has shape (1, 2)" in lesson.FORWARD_BACKWARD.kind.tells(
        probe, (loss, turned), (loss, grads)
    )
    off = {**grads, "b1": grads["b1"] + np.array([0.0, 5.0])}
    told = lesson.FORWARD_BACKWARD.kind.tells(probe, (loss, off), (loss, grads))
    assert "wrong b1; right loss, x, W1, W2, b2" in told and "b1[1] is" in told


@pytest.mark.parametrize(("value", "words"), [(None, "no list of names"), (["nobody"], "no candidate's name")])
def test_an_answer_that_names_nobody_is_told(value, words):
    probe = draw(lesson.FIND_BUGS, "visible")[0]
    assert words in lesson.FIND_BUGS.kind.tells(probe, value, lesson.hunt_expected(probe))


def test_missed_and_suspected_candidates_are_told_with_what_they_compute():
    probe = draw(lesson.FIND_BUGS, "visible")[0]
    wrong = lesson.hunt_expected(probe)
    right = [name for name in probe.args[0] if name not in wrong]
    told = lesson.FIND_BUGS.kind.tells(probe, [*wrong[1:], *right], wrong)
    assert f"missed {wrong[0]} (" in told and f"without reason {right[0]} (" in told
    assert "named some twice" in lesson.FIND_BUGS.kind.tells(probe, wrong + wrong, wrong)
