"""Lesson 10 in the sandbox: torch derives where an exercise says so, and nowhere else, whatever was kept before."""

import os
import shutil

import nbformat
import pytest

from autograde.grading.intake.bundle import make_bundle
from autograde.grading.run.job import make_job, run_job
from autograde.grading.sandbox.box import Box
from tests.grading.honest_work import WITH_TORCH, has_full_points
from tests.made_up_students import fill_in
from tests.torch_here import torch_or_skip

torch_or_skip()

pytestmark = pytest.mark.slow
LESSON = "10_pytorch"
MEAN = """
def mean_square_grad(x):
    a = torch.tensor(x, requires_grad=True)
    out = (3 * (a + 3) ** 2).mean()
    {way}
"""
OPEN = """
def autograd_gradient(values):
    a = torch.tensor(values, dtype=torch.float64, requires_grad=True)
    return mine((3 * (a + 3) ** 2).mean(), a)[0].tolist()
"""


@pytest.fixture(scope="module")
def bundle(course):
    return make_bundle(course, LESSON)


@pytest.fixture(scope="module")
def box(bundle):
    if shutil.which("bwrap") is None:
        (pytest.fail if os.environ.get("REQUIRE_ALL") else pytest.skip)("install bubblewrap to test the sandbox")
    made = Box(bundle)
    yield made
    made.close()


@pytest.fixture
def graded(course, bundle, box):
    """A function: answers and a cell of the student's own at the top -> points by exercise."""

    def grade(answers, own=""):
        notebook = nbformat.read(course.notebook("release", LESSON), as_version=4)
        fill_in(notebook, answers, "this test")
        if own:
            notebook.cells.insert(0, nbformat.v4.new_code_cell(own, id="own"))
        data = nbformat.writes(notebook).encode()
        reports = run_job(bundle, make_job(bundle, "student", data, [], b"secret"), box).reports
        return {name: (report["points"], report["diagnosis"]) for name, report in reports.items()}

    return grade


OWN = "import torch\nmine = torch.autograd.grad"


@pytest.mark.parametrize(
    ("own", "way"),
    [
        ("", "out.backward()\n    return a.grad.numpy()"),
        (OWN, "return mine(out, a)[0].numpy()"),
        ("import torch\nkept = torch.Tensor.backward", "kept(out)\n    return a.grad.numpy()"),
        (
            "from torch.autograd.graph import _engine_run_backward as run\nimport torch",
            "run((out,), (torch.ones_like(out),), False, False, (), accumulate_grad=True, allow_unreachable=True)\n"
            "    return a.grad.numpy()",
        ),
    ],
    ids=["plain", "kept grad", "kept backward", "kept engine"],
)
def test_a_gradient_by_hand_is_not_torchs(graded, own, way):
    assert graded(MEAN.format(way=way), own)["mean_square_grad"] == (0, "library gradient")


@pytest.mark.parametrize("sample", WITH_TORCH, ids=[sample.name for sample in WITH_TORCH])
def test_honest_work_has_full_points(sample, bundle, box, tmp_path):
    has_full_points(sample, bundle, box, tmp_path)


def test_what_was_kept_serves_where_torch_is_open(graded):
    found = graded(OPEN + MEAN.format(way="return mine(out, a)[0].numpy()"), OWN)
    assert found["autograd_gradient"] == (1, None) and found["mean_square_grad"] == (0, "library gradient")
