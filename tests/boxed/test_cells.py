"""What a cell shows in the sandbox is kept as in a notebook: figures become pictures, markup does not come out."""

import base64
import os
import shutil

import pytest

from autograde import play
from autograde.boxed import cells
from autograde.grading.records import Bundle
from autograde.grading.sandbox.box import Box
from autograde.grading.sandbox.session import Session

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def box():
    if shutil.which("bwrap") is None:
        (pytest.fail if os.environ.get("REQUIRE_ALL") else pytest.skip)("install bubblewrap to test the sandbox")
    box = Box(Bundle("none", (), ("matplotlib.pyplot",), {}, ""))
    yield box
    box.close()


def shown(box, *sources):
    """The outputs of the last of some cells."""
    session = Session(box, [], 1, {})
    session.begin()
    outputs = [session.ask(30.0, {"do": "run", "source": source})[0] for source in sources]
    session.end()
    return outputs[-1]


def pictures(outputs):
    """What is shown as PNG."""
    found = [output["data"]["image/png"] for output in outputs if "image/png" in output.get("data", {})]
    return [base64.b64decode(picture) for picture in found]


PLOT = "import matplotlib.pyplot as plt\nplt.plot([1, 2, 4])"


@pytest.mark.parametrize("end", ["", "\nplt.show()", "\nNone"])
def test_a_figure_left_open_is_shown_once(box, end):
    found = pictures(shown(box, PLOT + end))
    assert len(found) == 1 and found[0].startswith(b"\x89PNG")


def test_it_is_closed_with_its_cell(box):
    assert shown(box, PLOT, "plt.get_fignums()")[-1]["data"]["text/plain"] == "[]"


def test_a_figure_that_is_a_cells_value_is_shown(box):
    source = "from matplotlib.figure import Figure\nf = Figure()\nf.subplots().plot([1, 2])\nf"
    assert len(pictures(shown(box, source))) == 1


def test_a_figure_that_cannot_be_drawn_spoils_nothing(box):
    outputs = shown(box, PLOT + "\nplt.title('$\\\\frac{$')\nprint('done')")
    assert "done" in "".join(output.get("text", "") for output in outputs)
    assert not [output for output in outputs if output["output_type"] == "error"]


def test_a_function_that_is_missing_is_told_without_a_line_of_ours():
    outcome = play.call({"f": cells.function_of({}, "f")}, play.Call("f", (1.0,)))
    assert "its cell stopped with an error" in outcome["failure"]["text"] and outcome["failure"]["source"] == ""
    assert play.is_library("/course/boxed/cells.py"), "in the sandbox it does not lie below autograde"


def test_a_name_that_holds_no_function_is_told_as_in_the_notebook():
    outcome = play.call({"f": cells.function_of({"f": 5}, "f")}, play.Call("f", (1.0,)))
    assert outcome["failure"]["type"] == "TypeError" and "'int' object is not callable" in outcome["failure"]["text"]


def test_markup_stays_inside(box):
    (output,) = shown(box, "from IPython.display import HTML\nHTML('<b>bold</b>')")
    assert set(output["data"]) == {"text/plain"}


def test_markup_that_nobody_will_see_is_not_made(box):
    source = "class Slow:\n    def _repr_html_(self): print('made')\n    def __repr__(self): return 'slow'\nSlow()"
    (output,) = shown(box, source)
    assert output["data"] == {"text/plain": "slow"}
