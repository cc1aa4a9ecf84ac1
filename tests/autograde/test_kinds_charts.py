"""What is told of a figure in plain data: true of wrong figures and of what is none, and never an exception."""

import numpy as np
import pytest

from autograde.exercise import Probe
from autograde.kinds import charts
from autograde.outcome_form import of_figure
from tests.autograde.odd_values import PLAIN, places, put

LINES = [{"label": name, "x": "epochs", "y": np.array(y)} for name, y in (("a", [2.0, 1.0]), ("b", [3.0]))]
AXES = {"lines": LINES, "legend": ["a", "b"], "xlabel": ["epoch"], "ylabel": ["loss"]}
AXES |= {"xscale": "linear", "yscale": "log", "title": True}
EXPECTED = {"axes": [AXES], "title": True}
PROBE = Probe("paint", ({},))
START = "The figure for “a” (2 losses), “b” (1 losses): "


def with_axes(**parts):
    """A figure that is right but for these parts of its axes."""
    return {"axes": [{**AXES, **parts}], "title": True}


def with_line(**parts):
    """A figure that is right but for these parts of its first line."""
    return with_axes(lines=[{**LINES[0], **parts}, LINES[1]])


def told(value):
    """What is said of a figure, without the words that every sentence begins with."""
    return charts.tells(PROBE, value, EXPECTED).removeprefix(START)


def test_anything_in_any_place_is_right_or_told():
    for place in places(EXPECTED):
        for odd in PLAIN:
            value = put(EXPECTED, place, odd)
            assert len(told(value)) > 1 or charts.accepts(PROBE, value, EXPECTED), (place, odd)
            assert charts.alike(PROBE, value, value, EXPECTED)
            assert of_figure(value, ()) or not charts.accepts(PROBE, value, EXPECTED), (place, odd)


def test_more_than_was_asked_for_is_right():
    level = {"label": "", "x": np.array([0.0, 1.0]), "y": np.array([0.7, 0.7])}
    richer = with_axes(lines=[*LINES, level], xlabel=["epoch", "step"], legend=["a", "b", "c"])
    assert charts.accepts(PROBE, EXPECTED, EXPECTED) and charts.accepts(PROBE, richer, EXPECTED)


@pytest.mark.parametrize(
    ("value", "came"),
    [
        (None, "nothing"),
        ({"type": "an object of type Axes"}, "an object of type Axes"),
        ("a", "a string"),
        ({}, "a dictionary"),
        ({"axes": 5, "title": 1}, "a dictionary"),
        (np.array(0.5), "an array of shape ()"),
    ],
)
def test_what_is_no_figure_is_told_to_be_none(value, came):
    assert told(value) == f"what came back is {came}, and no Figure."


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"axes": [], "title": True}, "it has 0 axes; all runs belong into one."),
        ({**EXPECTED, "title": False}, "it has no title."),
        (with_axes(lines=[]), "it has 0 lines for 2 runs; no line is labelled “a”; no line is labelled “b”."),
        (with_axes(lines=[*LINES, LINES[0]]), "it has 3 lines for 2 runs; 2 lines are labelled “a”."),
        (with_line(label=""), "1 of its 2 lines has no label."),
        (with_axes(lines=[{**line, "label": ""} for line in LINES]), "2 of its 2 lines have no label."),
        (with_line(y=np.zeros(0), x="epochs"), "the line “a” has 0 points for 2 losses."),
        (with_line(y=np.array([2.0, np.nan])), "the line “a” is at nan where the loss is 1."),
        (with_line(x=np.array([5.0, 7.0])), "the line “a” starts at x = 5 and ends at 7: not epoch by epoch."),
        (with_axes(legend=[]), "it has no legend."),
        (with_axes(legend=["a"]), "the legend does not name b."),
        (with_axes(xlabel=[]), "the x-axis label is empty and should name the epoch."),
        (with_axes(ylabel=["step", "batch"]), "the y-axis label names step and batch and should name the loss."),
        (with_axes(xscale="log"), "the x-axis is log, where epochs should count evenly."),
        (with_axes(yscale="linear"), "the y-axis is linear; for these losses it should be log."),
    ],
)
def test_every_fault_is_told(value, text):
    assert told(value) == text
    assert not charts.accepts(PROBE, value, EXPECTED)
    assert not charts.alike(PROBE, value, EXPECTED, EXPECTED)
