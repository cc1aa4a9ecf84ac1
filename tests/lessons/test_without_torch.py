"""Where torch cannot be imported a lesson that needs it is noticed, and lesson 10 says what to install.

Left out: that every other lesson runs there (`test_notebooks`), and what the library says (`test_torch_bridge`).
"""

import subprocess
import sys

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from autograde import trials
from backprop_lib.torch_bridge import MISSING
from tests import warm_python
from tests.course_copy import ROOT
from tests.torch_here import without_torch

pytestmark = pytest.mark.slow
NEEDS_TORCH = "10_pytorch"


@pytest.fixture(autouse=True)
def no_torch(monkeypatch):
    monkeypatch.setattr(trials, "subprocess", warm_python)
    with without_torch(), warm_python.kernels():
        yield


@pytest.mark.parametrize("where", ["text", "library"])
def test_a_lesson_that_needs_torch_is_noticed(copy, where):
    text = copy.text("01_slopes")
    need = {"text": "import torch\n", "library": "from backprop_lib import torch_bridge\n\ntorch_bridge.need_torch()\n"}
    start = text.read_text(encoding="utf-8").replace("# %%\n", f"# %%\n{need[where]}", 1)
    text.write_text(start, encoding="utf-8")
    assert "torch" in " ".join(trials.tried(copy, "solved", "01_slopes"))


@pytest.mark.parametrize("stage", ["source", "release"])
def test_lesson_10_says_in_one_sentence_what_to_install(course, stage):
    notebook = nbformat.read(course.notebook(stage, NEEDS_TORCH), as_version=4)
    resources = {"metadata": {"path": str(ROOT)}}
    with pytest.raises(CellExecutionError):
        NotebookClient(notebook, timeout=120, resources=resources, shutdown_kernel="immediate").execute()
    shown = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert len(shown) == 1, "the first cell stops, and nothing runs after it"
    (sentence,) = shown[0].traceback
    assert sentence.startswith("PyTorch is not installed here: run `make torch`")
    assert sentence.endswith("then try again.") and sentence.count(". ") == 0 and "\n" not in sentence


def test_its_checks_and_validate_say_the_same_sentence(course):
    code = "from autograde import check; check('autograd_gradient', lambda values: values)"
    checked = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert MISSING in checked.stderr
    command = [sys.executable, "-m", "autograde", "validate", str(course.notebook("release", NEEDS_TORCH))]
    validated = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert (validated.returncode, validated.stderr.strip()) == (2, f"autograde: {NEEDS_TORCH}.ipynb: {MISSING}")
