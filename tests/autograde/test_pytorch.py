"""Lesson 10's exercises: what of torch is open and what is closed, and that messages fit what a student did."""

import subprocess
import sys

import numpy as np
import pytest

from autograde.checking import evaluate
from autograde.closed_functions import Closed
from autograde.closing import closed
from autograde.exercises import find, of_lesson
from tests.course_copy import module_of
from tests.torch_here import torch_or_skip

torch = torch_or_skip()
lesson, right = module_of("10_pytorch"), module_of("10_pytorch", "right_answers")
RIGHT, Recomputing = right.RIGHT, right.Recomputing


def square(v):
    return v * v


ONE = torch.tensor(1.0)
WAYS = {
    "backward": lambda x: square(x).backward(),
    "autograd.backward": lambda x: torch.autograd.backward([square(x)]),
    "autograd.grad": lambda x: torch.autograd.grad(square(x), x),
    "functional": lambda x: torch.autograd.functional.jacobian(square, x),
    "func.grad": lambda x: torch.func.grad(square)(x),
    "func.vjp": lambda x: torch.func.vjp(square, x)[1](ONE),
    "func.jacrev": lambda x: torch.func.jacrev(square)(x),
    "func.jvp": lambda x: torch.func.jvp(square, (x,), (ONE,)),
    "func.jacfwd": lambda x: torch.func.jacfwd(square)(x),
    "the engine's own door": lambda x: torch.autograd.graph._engine_run_backward(
        (square(x),), (ONE,), False, False, (), accumulate_grad=True, allow_unreachable=True
    ),
}


@pytest.mark.filterwarnings("ignore:.torch.jit.script. is deprecated:DeprecationWarning")  # torch's own, on jvp
@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_torch_is_closed_unless_the_exercise_opens_it(way):
    WAYS[way](torch.tensor(3.0, requires_grad=True))
    with closed(), pytest.raises(Closed):
        WAYS[way](torch.tensor(3.0, requires_grad=True))
    with closed(opens=("torch",)):
        WAYS[way](torch.tensor(3.0, requires_grad=True))


def test_torch_is_open_in_four_exercises_and_nowhere_else():
    from autograde.exercises import every

    opened = {name for name, exercise in every().items() if "torch" in exercise.opens}
    assert opened == {"autograd_gradient", "train_step", "wrong_gradients", "SigmoidFunction"}
    assert [exercise.points for exercise in of_lesson("10_pytorch")] == [1, 1, 2, 2, 2, 2]


def test_autograd_where_a_formula_is_asked_for():
    def cheat(x):
        a = torch.tensor(x, requires_grad=True)
        (3 * (a + 3) ** 2).mean().backward()
        return a.grad.numpy()

    report = evaluate(find("mean_square_grad"), [cheat])
    assert report.points == 0 and report.diagnosis == "library gradient" and "at line" in str(report)


def step(
    update="p -= lr * p.grad",
    zero="p.grad = None",
    roof="torch.no_grad()",
    loss="loss.item()",
    over="params.values()",
    z='x @ params["W1"]',
    error="outp - y.reshape(outp.shape)",
    decorator="",
):
    source = f"""
{decorator}
def train_step(params, x, y, lr):
    for p in {over}:
        {zero}
    outp = torch.relu({z} + params["b1"]) @ params["W2"] + params["b2"]
    loss = (({error}) ** 2).mean()
    loss.backward()
    with {roof}:
        for name, p in list(params.items()):
            {update}
    return {loss}
"""
    names = {"torch": torch}
    exec(source, names)
    return names["train_step"]


@pytest.mark.parametrize(
    ("change", "diagnosis", "words"),
    [
        ({}, None, "6 inputs"),
        ({"update": "p -= lr * p.gard"}, "raised AttributeError", "gard"),
        ({"update": "p -= lr * P.grad"}, "raised NameError", "P"),
        ({"zero": "p.grad.zero_()"}, "zeroes None", "'NoneType' object has no attribute 'zero_'"),
        ({"roof": "torch.enable_grad()"}, "update recorded in the graph", "a leaf Variable"),
        ({"update": "params[name] = p - lr * p.grad"}, "other tensors in the dictionary, under no_grad", "b1, W2, b2"),
        ({"zero": "pass"}, "never zeroes", "step 2 of 2"),
        ({"loss": "loss"}, "hands back a tensor", "returned a tensor"),
        ({"error": "outp.squeeze() - y"}, "squeezes the output", "y of shape (N,) 0.5/0.5"),
        ({"z": 'x @ params["W1"].T'}, "weights the other way round", "cannot be multiplied"),
        ({"decorator": "@torch.no_grad()"}, "forward pass not recorded", "does not require grad"),
        ({"over": "params"}, "loops over names", "'str' object has no attribute 'grad'"),
        ({"loss": "None"}, "wrong value", "returned None"),
        ({"update": "p -= p.grad"}, "wrong value", "left b2 at"),
    ],
)
def test_messages_on_training_steps(change, diagnosis, words):
    report = evaluate(find("train_step"), [step(**change)])
    assert report.diagnosis == diagnosis or (diagnosis == "wrong value" and not report.passed), report
    assert words in str(report), report
    if diagnosis in ("raised AttributeError", "raised NameError", "wrong value"):
        assert "Likely cause: Before" not in str(report), "a typo is no misconception"


def test_a_class_that_is_no_class_and_one_without_a_way_back():
    report = evaluate(find("SigmoidFunction"), [lambda x: 1 / (1 + torch.exp(-x))])
    assert report.diagnosis == "wrong parameters"

    class Half(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return torch.sigmoid(x)

    report = evaluate(find("SigmoidFunction"), [Half])
    assert report.points == 0.5 and report.diagnosis == "raised NotImplementedError"
    assert "Likely cause" not in str(report), "a method that is missing is no stub"

    class Shape(Recomputing):
        @staticmethod
        def backward(ctx, g):
            return Recomputing.backward(ctx, g).sum()

    assert evaluate(find("SigmoidFunction"), [Shape]).points == 0.5


def gate(kept="s", way_back="(s,) = ctx.saved_tensors; return g * s * (1 - s)"):
    source = f"""
class SigmoidFunction(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        s = torch.sigmoid(x)
        ctx.save_for_backward({kept})
        return s

    @staticmethod
    def backward(ctx, g):
        {way_back}
"""
    names = {"torch": torch}
    exec(source, names)
    return names["SigmoidFunction"]


@pytest.mark.parametrize(
    ("change", "diagnosis"),
    [
        ({}, None),
        ({"way_back": "s = ctx.saved_tensors; return g * s * (1 - s)"}, "saved tensors not unpacked"),
        ({"way_back": "s = ctx.saved_tensors; return s * (1 - s) * g"}, "saved tensors not unpacked, g last"),
        ({"kept": ""}, "keeps nothing"),
        ({"way_back": 'raise NotImplementedError("replace this line with your answer")'}, "backward still the stub"),
        ({"way_back": "raise NotImplementedError"}, "backward still the stub"),
        ({"way_back": "(s,) = ctx.saved_tensors; return g * t"}, "raised NameError"),
    ],
)
def test_messages_on_gates(change, diagnosis):
    report = evaluate(find("SigmoidFunction"), [gate(**change)])
    assert report.diagnosis == diagnosis and report.points == (0.5 if change else 2), report


def test_one_method_that_is_not_written_is_named_and_both_are_an_untouched_answer():
    class Backward(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            raise NotImplementedError("replace this line with your answer")

        @staticmethod
        def backward(ctx, g):
            return g

    report = evaluate(find("SigmoidFunction"), [Backward])
    assert "calls forward, which is not written yet" in str(report) and not report.untouched
    Backward.backward = staticmethod(lambda ctx, g: Backward.forward(ctx, g))
    stub = type("Stub", (torch.autograd.Function,), {"forward": Backward.forward, "backward": Backward.forward})
    assert evaluate(find("SigmoidFunction"), [stub]).untouched


def test_a_small_error_is_seen_beside_a_gradcheck_that_fails():
    class Short(Recomputing):
        @staticmethod
        def forward(ctx, x):
            return Recomputing.forward(ctx, x.float()).to(x.dtype)

    report = evaluate(find("SigmoidFunction"), [Short])
    assert report.diagnosis == "nearly right"
    got, expected = str(report).split("gave ")[1].split(".\n")[0].split("; expected ")
    assert got.split(" as ")[0] != expected


def test_an_optimizer_is_loaded_before_the_clock_runs():
    """The first one of a process imports much of torch; an import stopped half way would leave a broken torch."""
    code = """
import sys
import numpy as np
import torch
from autograde.exercises import find
from autograde.checking import draw
exercise = find("train_step")
before = "torch._dynamo" in sys.modules
found = []
exercise.kind.run({"train_step": lambda *given: found.append("torch._dynamo" in sys.modules)}, draw(exercise, "")[0])
print(before, found)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[0] == "False [True]"


def test_an_error_deep_in_torch_names_no_line_of_its_own():
    class Two(Recomputing):
        @staticmethod
        def backward(ctx, g):
            return g, g

    text = str(evaluate(find("SigmoidFunction"), [Two]))
    assert "incorrect number of gradients" in text and "at line" not in text


def test_right_answers_do_not_depend_on_the_state_of_torch():
    torch.manual_seed(5)
    before = torch.random.get_rng_state()
    for name, answers in RIGHT.items():
        assert evaluate(find(name), answers[0]).passed, name
    assert torch.equal(torch.random.get_rng_state(), before) and torch.is_grad_enabled()


def test_expected_steps_agree_with_torch():
    from autograde.checking import draw

    for probe in draw(find("train_step"), "visible"):
        params, batches, lr = probe.args
        leaves = {name: torch.tensor(values, requires_grad=True) for name, values in params.items()}
        for (x, y), wanted in zip(batches, lesson.step_expected(probe), strict=True):
            loss = RIGHT["train_step"][0][0](leaves, torch.tensor(x), torch.tensor(y), lr)
            assert loss == pytest.approx(wanted["loss"], rel=1e-12)
            for name, leaf in leaves.items():
                assert np.allclose(leaf.detach().numpy(), wanted["parameters"][name], rtol=1e-11, atol=1e-12)


def nested(torch, x, s, g):
    with torch.enable_grad():
        y = x.detach().requires_grad_()
        out = 1 / (1 + torch.exp(-y))
    engine = torch.autograd.Variable._execution_engine
    return engine.run_backward((out,), (g,), False, False, (y,), allow_unreachable=True, accumulate_grad=False)[0]


def node(torch, x, s, g):
    with torch.enable_grad():
        return torch.sigmoid(x.detach().requires_grad_()).grad_fn(g)


@pytest.mark.parametrize(
    "backward",
    [nested, node, lambda torch, x, s, g: torch.ops.aten.sigmoid_backward(g, s)],
    ids=["the engine itself", "a node of a record", "a kernel"],
)
def test_a_function_of_ones_own_is_not_derived_by_torch(backward):
    import torch

    class Derived(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            s = torch.sigmoid(x)
            ctx.save_for_backward(x, s)
            return s

        @staticmethod
        def backward(ctx, g):
            return backward(torch, *ctx.saved_tensors, g)

    report = evaluate(find("SigmoidFunction"), [Derived], hidden=True)
    assert (report.points, report.diagnosis) == (0.5, "library gradient")
