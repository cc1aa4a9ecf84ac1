"""Files that are not quite notebooks: each gets one clear sentence, and none is changed."""

import json

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell, new_notebook

from autograde import notebook
from autograde.errors import NotebookError

GOOD = nbformat.writes(new_notebook(cells=[new_markdown_cell("# A title", id="a")]))
OLD = {
    "metadata": {"name": ""},
    "nbformat": 3,
    "nbformat_minor": 0,
    "worksheets": [
        {
            "metadata": {},
            "cells": [
                {
                    "cell_type": "code",
                    "collapsed": False,
                    "input": ["1 + 1"],
                    "language": "python",
                    "metadata": {},
                    "outputs": [],
                }
            ],
        }
    ],
}


def test_a_good_notebook(tmp_path):
    path = tmp_path / "good.ipynb"
    path.write_text(GOOD, encoding="utf-8")
    read, notes = notebook.read(path)
    assert read.cells[0].source == "# A title" and notes == []


def test_an_old_format_is_read_and_noted_and_not_changed(tmp_path):
    path = tmp_path / "old.ipynb"
    path.write_text(json.dumps(OLD), encoding="utf-8")
    before = path.read_bytes()
    read, notes = notebook.read(path)
    assert read.cells[0].source == "1 + 1"
    assert notes == ["old.ipynb is in the old notebook format 3; it was read as format 4 and not changed."]
    assert path.read_bytes() == before


def test_missing_cell_ids_are_supplied(tmp_path):
    path = tmp_path / "ids.ipynb"
    data = json.loads(GOOD)
    del data["cells"][0]["id"]
    path.write_text(json.dumps(data), encoding="utf-8")
    assert notebook.read(path)[0].cells[0].id


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not valid JSON .line 1"),
        (GOOD.encode()[:-30], "not valid JSON"),
        (b"\xff\xfe\x00", "not UTF-8 text .byte 0"),
        (b"[1, 2]", "it holds a list"),
        (b"{}", "it has no cells"),
        (b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}', "it has no cells"),
        (b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [7]}', "not a valid notebook"),
        (b'{"nbformat": 9, "nbformat_minor": 0, "metadata": {}, "cells": []}', "format 9, newer than this program"),
        (b"[" * 100_000, "nested too deeply"),
    ],
    ids=["empty", "truncated", "not utf-8", "list", "no keys", "no cells", "broken cell", "too new", "deep"],
)
def test_broken_files_are_named(tmp_path, content, message):
    path = tmp_path / "broken.ipynb"
    path.write_bytes(content)
    with pytest.raises(NotebookError, match=message) as caught:
        notebook.read(path)
    assert str(path) in str(caught.value)
    assert path.read_bytes() == content


def test_missing_files_and_folders(tmp_path):
    with pytest.raises(NotebookError, match="there is no file"):
        notebook.read(tmp_path / "none.ipynb")
    with pytest.raises(NotebookError, match="is a folder. Give the path of a notebook"):
        notebook.read(tmp_path)
    (tmp_path / "notes.txt").write_text("hello", encoding="utf-8")
    with pytest.raises(NotebookError, match="notebooks end in .ipynb"):
        notebook.read(tmp_path / "notes.txt")
