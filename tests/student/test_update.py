"""`autograde update` and the start of `autograde lab`: files, news, one step back, and being stopped in between."""

import json
import os

import nbformat
import pytest
from click.testing import CliRunner

from autograde import progress
from autograde.cli import main
from autograde.errors import AutogradeError
from autograde.student import copies as kept
from autograde.student import lab, update
from autograde.student.first_copy import first_copy
from autograde.student.merge import Done
from tests.student.conftest import FIRST, SECOND, publish
from tests.student.small_release import changed, sources

ANSWER = "def mul(x):\n    return 2 * x"
MINE = changed(FIRST, mul=ANSWER, cell_01="One line.\nmy note\nAnother line.")


def run(*words):
    return CliRunner().invoke(main, words)


def copy_of(desk, lesson="01"):
    (copy,) = kept.copies(desk, (lesson,))
    return copy


def write_mine(desk, notebook=MINE):
    """A student's copy as JupyterLab saves it; its bytes."""
    kept.write(copy_of(desk).notebook, update.to_bytes(notebook))
    return copy_of(desk).notebook.read_bytes()


def test_the_start_merges_tells_and_leaves_news(desk):
    before = write_mine(desk)
    publish(desk.root, "01_one", SECOND)
    done = run("lab", "--copy-only")
    line = "01_one: 1 cell added. Your answers, notes and own cells are kept. One step back: "
    assert f"{line}autograde update 01_one --back" in done.output and "02_two" not in done.output
    mine = sources(nbformat.read(copy_of(desk).notebook, as_version=4))
    assert ANSWER in mine and "One line.\nmy note\nAnother line." in mine and "A new cell came in." in mine
    (item,) = json.loads((desk.root / lab.FOLDER / progress.FOLDER / "news.json").read_text(encoding="utf-8"))
    assert (
        item["lesson"] == "01_one" and item["text"] in done.output and item["back"] == "autograde update 01_one --back"
    )
    assert copy_of(desk).before.read_bytes() == before
    assert "01_one:" not in run("lab", "--copy-only").output, "once is enough"


def test_a_note_is_no_change_of_the_lesson(desk):
    before = write_mine(desk)
    assert list(update.at_start(desk)) == [] and copy_of(desk).notebook.read_bytes() == before
    assert run("update").output == "Your copies were up to date.\n"


def test_an_untouched_copy_becomes_the_release_as_a_first_copy_of_it_would(desk):
    path = publish(desk.root, "01_one", SECOND)
    assert run("update", "01_one").exit_code == 0
    assert json.loads(copy_of(desk).notebook.read_bytes()) == json.loads(first_copy(path.read_text(encoding="utf-8")))
    assert copy_of(desk).base.read_bytes() == path.read_bytes()


def test_one_step_back_is_to_the_byte_and_the_release_is_not_merged_again_by_itself(desk):
    before = write_mine(desk)
    publish(desk.root, "01_one", SECOND)
    run("update")
    done = run("update", "01", "--back")
    assert done.exit_code == 0 and "Reload Notebook from Disk" in done.output
    assert copy_of(desk).notebook.read_bytes() == before and not list(copy_of(desk).notebook.parent.glob("*_old_*"))
    assert list(update.at_start(desk)) == [] and run("update").output == "Your copies were up to date.\n"
    assert copy_of(desk).notebook.read_bytes() == before
    assert "1 cell added" in run("update", "01_one").output, "asked for by name it is"
    run("update", "01", "--back")
    publish(desk.root, "01_one", changed(SECOND, cell_01="A new cell came in, and was reworded."))
    assert ["1 cell added" in line for line in update.at_start(desk)] == [True], "and so is the next release"
    assert "no merge to go back from" in run("update", "02", "--back").output


def test_what_was_written_since_the_merge_stays_beside_the_notebook(desk):
    before = write_mine(desk)
    publish(desk.root, "01_one", SECOND)
    run("update")
    since = write_mine(desk, changed(SECOND, mul="def mul(x):\n    return 3 * x"))
    assert "01_one_old_1.ipynb" in run("update", "1", "--back").output
    assert copy_of(desk).notebook.read_bytes() == before
    assert copy_of(desk).notebook.with_name("01_one_old_1.ipynb").read_bytes() == since


@pytest.mark.parametrize("stopped_after", range(6))
def test_stopped_at_any_moment_nothing_is_lost_and_the_next_start_goes_on(desk, monkeypatch, stopped_after):
    before = write_mine(desk)
    publish(desk.root, "01_one", SECOND)
    writes, write = [], kept.write

    def write_or_stop(path, data):
        writes.append(path)
        if len(writes) > stopped_after:
            raise KeyboardInterrupt
        write(path, data)

    for module in (update, kept):
        monkeypatch.setattr(module, "write", write_or_stop)
    if stopped_after < 5:  # what a merge writes
        with pytest.raises(KeyboardInterrupt):
            update.update(copy_of(desk))
    for module in (update, kept):
        monkeypatch.setattr(module, "write", write)
    assert before in (copy_of(desk).notebook.read_bytes(), kept.bytes_of(copy_of(desk).before))
    list(update.at_start(desk))
    found = sources(nbformat.read(copy_of(desk).notebook, as_version=4))
    assert len(found) == len(SECOND["cells"]) and ANSWER in found and "A new cell came in." in found
    assert copy_of(desk).base.read_bytes() == copy_of(desk).release.read_bytes()
    run("update", "01", "--back")
    assert copy_of(desk).notebook.read_bytes() == before


@pytest.mark.parametrize("text", ['{"cells": [', "[]", '{"nbformat": 4, "cells": 3}', ""])
def test_a_file_that_is_no_notebook_is_left_alone_and_told(desk, text):
    copy_of(desk).notebook.write_text(text, encoding="utf-8")
    publish(desk.root, "01_one", SECOND)
    publish(desk.root, "02_two", SECOND)
    lines = list(update.at_start(desk))
    assert "01_one: left as it is, although there is a newer release" in lines[0] and "02_two: 1 cell added" in lines[1]
    assert copy_of(desk).notebook.read_text(encoding="utf-8") == text


def test_nothing_is_merged_while_jupyterlab_runs_on_the_notebooks(desk, monkeypatch):
    before = write_mine(desk)
    publish(desk.root, "01_one", SECOND)
    monkeypatch.setattr(lab, "running", lambda folder: "http://localhost:8888/lab")
    (line,) = update.at_start(desk)
    assert line.startswith("01_one: there is a newer release") and "File > Shut Down" in line
    done = run("update")
    assert done.exit_code == 2 and "JupyterLab is running" in done.output
    assert copy_of(desk).notebook.read_bytes() == before


def test_a_copy_from_before_releases_were_kept_is_merged_by_what_it_holds(desk):
    write_mine(desk)
    kept.write(copy_of(desk).base, None)
    assert list(update.at_start(desk)) == [] and copy_of(desk).base.is_file()
    kept.write(copy_of(desk).base, b"not JSON")
    publish(desk.root, "01_one", SECOND)
    assert "1 cell added" in next(update.at_start(desk))
    found = sources(nbformat.read(copy_of(desk).notebook, as_version=4))
    assert ANSWER in found and "One line.\nmy note\nAnother line." in found and len(found) == len(SECOND["cells"])


def test_a_full_disk_is_told_and_leaves_the_copy(desk, monkeypatch):
    before = write_mine(desk)
    publish(desk.root, "01_one", SECOND)

    def full(path, data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(update, "write", full)
    assert "No space left on device" in next(update.at_start(desk))
    assert copy_of(desk).notebook.read_bytes() == before


def test_a_fault_of_the_merge_keeps_nobody_from_starting(desk, monkeypatch):
    before = write_mine(desk)
    publish(desk.root, "01_one", SECOND)
    monkeypatch.setattr(update, "merge", lambda *all: 1 / 0)
    done = run("lab", "--copy-only")
    assert done.exit_code == 0 and "01_one: left as it is: unexpected ZeroDivisionError" in done.output
    assert copy_of(desk).notebook.read_bytes() == before


@pytest.mark.parametrize(
    ("done", "words"),
    [
        (Done(), ""),
        (Done(reworded=1, dropped=2), "1 cell reworded, 2 dropped. Your answers"),
        (Done(added=3, kept=1), "3 cells added. Cells that you had changed too: 1; your version stands below each"),
        (Done(new_stubs=["mul"]), "New stub below your answer: mul. Your answers"),
        (Done(restored=["test_mul"]), "Deleted cells that give points are back: test_mul. Your answers"),
    ],
)
def test_what_was_done_is_told_in_a_line(done, words):
    told = update.told(done)
    assert told.startswith(words) and "\n" not in told and bool(told) == bool(words)


def test_writing_replaces_the_whole_file_and_keeps_its_mode(tmp_path):
    path = tmp_path / "a.ipynb"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o600)
    kept.write(path, b"new")
    assert path.read_bytes() == b"new" and (os.name != "posix" or path.stat().st_mode & 0o777 == 0o600)
    assert [found.name for found in tmp_path.iterdir()] == ["a.ipynb"]


@pytest.mark.parametrize("name", ["03", "on", "01_on"])
def test_a_lesson_that_is_not_there_is_told_with_those_that_are(desk, name):
    with pytest.raises(AutogradeError, match=f'no lesson "{name}". Lessons: 01_one, 02_two'):
        kept.copies(desk, (name,))
    assert "say which lesson" in run("update", "--back").output


def test_news_that_cannot_be_read_count_as_none(desk):
    path = desk.root / lab.FOLDER / progress.FOLDER / "news.json"
    path.write_text("[1, ", encoding="utf-8")
    publish(desk.root, "01_one", SECOND)
    assert len(list(update.at_start(desk))) == 1 and len(kept.news(desk.root / lab.FOLDER)) == 1
