"""A sandbox takes the list of fonts that Matplotlib has made outside, and only what it can reach of it."""

import json
from copy import copy
from dataclasses import replace

import pytest

from autograde.grading.records import Bundle
from autograde.grading.sandbox.box import Box
from autograde.grading.sandbox.known_fonts import known_fonts
from autograde.grading.sandbox.session import Session
from tests.grading.small_class import need

DRAWS = Bundle("draws", (), ("numpy", "matplotlib.font_manager"), {}, "")
ASK = "from matplotlib import font_manager\nprint(sorted({f.name for f in font_manager.fontManager.ttflist} & %r))"


@pytest.fixture
def list_of_fonts(tmp_path, monkeypatch):
    """Matplotlib's list with two fonts more, one of the system's and one in somebody's home."""
    from matplotlib import font_manager

    made = copy(font_manager.fontManager)
    places = {"Of the system": "/usr/share/fonts/x.ttf", "At home": "/home/jane/.fonts/x.ttf"}
    made.ttflist = [*made.ttflist, *(replace(made.ttflist[0], fname=at, name=name) for name, at in places.items())]
    path = tmp_path / f"fontlist-v{made._version}.json"
    font_manager.json_dump(made, path)
    monkeypatch.setenv("MPLCONFIGDIR", str(tmp_path))
    return path


@pytest.mark.slow
def test_a_sandbox_knows_the_fonts_of_the_list_but_none_in_a_home(list_of_fonts):
    need("bwrap", "bubblewrap")
    box = Box(DRAWS)
    session = Session(box, [], 1, {})
    try:
        session.begin()
        ((said,),) = session.ask(30.0, {"do": "run", "source": ASK % {"Of the system", "At home", "DejaVu Sans"}})
    finally:
        session.end()
        box.close()
    assert said["text"] == "['DejaVu Sans', 'Of the system']\n"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"ttflist": 1, "afmlist": []}', '{"ttflist": [{}], "afmlist": []}'])
def test_a_list_that_is_none_is_left_out(list_of_fonts, text):
    assert list(known_fonts()) == [list_of_fonts.name]
    list_of_fonts.write_text(text, encoding="utf-8")
    assert not known_fonts()


def test_nothing_but_the_list_is_read(list_of_fonts):
    list_of_fonts.with_name("matplotlibrc").write_text("font.family: serif", encoding="utf-8")
    ((name, digits),) = known_fonts().items()
    assert name == list_of_fonts.name and "/home/" not in json.dumps(json.loads(bytes.fromhex(digits)))


def test_without_a_list_there_is_none(tmp_path, monkeypatch):
    monkeypatch.setenv("MPLCONFIGDIR", str(tmp_path / "nowhere"))
    assert known_fonts() == {}
