"""`autograde reset`: a fresh stub or a fresh lesson, with what was there beside it."""

import nbformat
import pytest
from click.testing import CliRunner
from nbformat.sign import NotebookNotary

from autograde import progress
from autograde.cli import main
from autograde.student import copies as kept
from autograde.student import lab, reset, update
from tests.student.conftest import FIRST
from tests.student.small_release import changed, names, sources

ANSWER = "def mul(x):\n    return 2 * x"
REPORT = {"output_type": "stream", "name": "stdout", "text": "2 of 2 points"}


@pytest.fixture
def copy(desk):
    """The copy of a student who has answered and was given points."""
    (copy,) = kept.copies(desk, ("01",))
    mine = changed(FIRST, mul=ANSWER, cell_01="One line.\nmy note\nAnother line.")
    next(cell for cell in mine["cells"] if cell["id"] == "test_mul").update(outputs=[REPORT], execution_count=3)
    kept.write(copy.notebook, update.to_bytes(mine))
    entry = {"points": 2, "failures": 1, "in_a_row": 0}
    progress.write(reset.records(copy), {"mul": entry, "other": entry})
    return copy


def run(*words):
    return CliRunner().invoke(main, ["reset", *words])


def read(path):
    return nbformat.read(path, as_version=4)


def test_an_exercise_gets_its_stub_and_the_old_answer_stands_below_as_text(copy):
    done = run("01", "mul")
    assert done.exit_code == 0 and "mul has its stub again" in done.output and "Reload Notebook" in done.output
    found = read(copy.notebook)
    at = names(found).index("mul")
    assert found.cells[at] == FIRST["cells"][2]
    assert found.cells[at + 1].cell_type == "markdown"
    assert found.cells[at + 1].source == f"{reset.EARLIER}\n\n```python\n{ANSWER}\n```"
    assert "One line.\nmy note\nAnother line." in sources(found), "the rest is as it was"
    assert found.cells[at + 2].id == "test_mul" and not found.cells[at + 2].outputs, "no report on the old answer"
    assert list(progress.read("01_one", copy.folder)) == ["other"]


def test_earlier_answers_pile_up_and_an_untouched_stub_leaves_none(copy):
    run("01", "mul")
    length = len(read(copy.notebook).cells)
    assert "no answer to keep" in run("01", "mul").output and len(read(copy.notebook).cells) == length
    mine = read(copy.notebook)
    mine.cells[names(mine).index("mul")].source = "def mul(x):\n    return 3 * x"
    kept.write(copy.notebook, update.to_bytes(mine))
    run("01", "mul")
    assert sum(text.startswith(reset.EARLIER) for text in sources(read(copy.notebook))) == 2
    nbformat.validate(read(copy.notebook))


def test_cells_of_the_exercise_that_were_deleted_come_back(copy):
    mine = read(copy.notebook)
    mine.cells = [cell for cell in mine.cells if cell.id not in ("mul", "test_mul")]
    kept.write(copy.notebook, update.to_bytes(mine))
    assert run("01", "mul").exit_code == 0
    assert names(read(copy.notebook)) == names(FIRST)


def test_a_lesson_becomes_the_release_and_the_old_notebooks_lie_beside_it(copy):
    before = copy.notebook.read_bytes()
    assert "01_one_old_1.ipynb" in run("01_one").output
    assert sources(read(copy.notebook)) == sources(FIRST) and copy.base.read_bytes() == copy.release.read_bytes()
    assert copy.notebook.with_name("01_one_old_1.ipynb").read_bytes() == before
    assert progress.read("01_one", copy.folder) == {}
    assert "01_one_old_2.ipynb" in run("one").output
    assert [path.stem for path in lab.lessons_in(copy.folder)] == ["01_one", "02_two"], "older ones are no lessons"
    assert copy.notebook.with_name("01_one_old_1.ipynb").read_bytes() == before


def test_an_exercise_that_is_not_there_is_told_with_the_nearest(copy):
    before = copy.notebook.read_bytes()
    done = run("01", "mull")
    assert done.exit_code == 2 and 'no exercise "mull". Did you mean "mul"?' in done.output
    assert copy.notebook.read_bytes() == before


def test_a_file_that_is_no_notebook_is_left_alone_by_exercise_and_kept_by_lesson(copy):
    copy.notebook.write_text("{", encoding="utf-8")
    assert run("01", "mul").exit_code == 2 and copy.notebook.read_text(encoding="utf-8") == "{"
    assert run("01").exit_code == 0
    assert copy.notebook.with_name("01_one_old_1.ipynb").read_text(encoding="utf-8") == "{"


def test_a_copy_from_before_releases_were_kept(copy):
    kept.write(copy.base, None)
    assert run("01", "mul").exit_code == 0
    assert ANSWER in "\n".join(sources(read(copy.notebook))) and copy.base.is_file()


@pytest.mark.parametrize("trusted", [True, False])
def test_a_notebook_that_was_trusted_stays_so_and_no_other(copy, trusted, tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "signatures"))
    notary = NotebookNotary()
    if trusted:
        notary.sign(read(copy.notebook))
    assert run("01", "mul").exit_code == 0
    assert NotebookNotary().check_signature(read(copy.notebook)) == trusted
