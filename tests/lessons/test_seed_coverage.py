"""Every idea of the documents this course grew from, and every correction of their errors, has its place in a lesson.

A row names the lesson, the section's heading, and phrases that must stand there (regular expressions over the
section's prose and code). The letters are those of the curriculum: A to E are the five documents, X the corrections.
"""

import re

import pytest

from autograde.build import read_lesson

COVERAGE = {
    "C1 data are fixed, parameters move": ("01_slopes", "What moves and what stays", ["data", "parameters"]),
    "C2 f = xy at (4, −3)": ("01_slopes", "Nudge one input", [r"x, y = 4\.0, -3\.0", "three times"]),
    "C3 the derivative as a limit": ("01_slopes", "Let the nudge shrink", ["limit", r"lim_\{h"]),
    "C4 the gradient vector": ("01_slopes", "Two slopes make one arrow", [r"\\nabla f", "gradient"]),
    "C5 add and max": ("01_slopes", "Plus passes, max chooses", [r"\\max\(x, y\)\$ at \$x = 4\$", "Both slopes are 1"]),
    "C6 (x + y)z at (−2, 5, −4)": ("02_circuits", "Backward, one node at a time", ["−12|q = 3", "dq = −4"]),
    "C7 a gate is local": ("02_circuits", "What a gate knows", ["upstream gradient", "local gradient"]),
    "C8 unary gates": ("02_circuits", "Gates with one input", ["1/x", "eˣ", "c \\+ x", "a·x"]),
    "C8 the sigmoid expression": (
        "03_sigmoid_neuron",
        "A neuron is a circuit you can read",
        [r"w = \[2\.0, -3\.0, -3\.0\]"],
    ),
    "C9 σ′ = (1 − σ)σ, 0.1966": ("03_sigmoid_neuron", "The ±1 trick", [r"\(1 − σ\(x\)\) · σ\(x\)", "0.1966"]),
    "C10 neuron code": ("03_sigmoid_neuron", "The whole neuron, backwards", ["dw uses x, and dx uses w"]),
    "C13 patterns": ("02_circuits", "Add distributes, max routes, multiply swaps", ["distributes", "routes", "swaps"]),
    "C16 any function is a gate": ("03_sigmoid_neuron", "Fuse gates, split gates", ["any function with a derivative"]),
    "D1 the graph": ("02_circuits", "Split a formula into gates", ["computational graph"]),
    "D2 the worked example": ("02_circuits", "Backward, one node at a time", [r"\\frac\{\\partial f\}\{\\partial q\}"]),
    "E4 a node multiplies what it receives": ("02_circuits", "What a gate knows", ["What arrives", "hands on"]),
    "X13 shares at a tie sum to 1": ("01_slopes", "One rule for ties", ["sum to 1", r"\(1, 1\)"]),
    "X14 four digits": ("03_sigmoid_neuron", "Four digits, or the check lies", ["at least four digits"]),
    "X15 constants need no gradient": (
        "02_circuits",
        "Who needs a gradient?",
        ["a constant of the formula", "not needed"],
    ),
    "X16 ∂f/∂q is needed": ("02_circuits", "Backward, one node at a time", ["useless", "cannot leave out"]),
    "X17 d/dx is no fraction": ("01_slopes", "Let the nudge shrink", ["nothing is divided"]),
    "X20 ≈, exact only for straight lines": (
        "01_slopes",
        "Almost equal",
        [r"\\approx", "not \\$=\\$", "straight line the gap is 0"],
    ),
    "X21 runnable code": ("03_sigmoid_neuron", "A neuron is a circuit you can read", [r"math\.exp\(-dot\)"]),
    "X22 training steps against the gradient": ("02_circuits", "Up or down?", [r"steps \*\*against\*\* it"]),
    "X24 ∂loss/∂output arrives": ("02_circuits", "What a gate knows", [r"mathrm\{output\}"]),
}


def section(course, lesson: str, heading: str) -> str:
    """All cells from a heading to the next one of the same rank, prose and code."""
    text = "\n\n".join(cell.source for cell in read_lesson(course, lesson).cells)
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    found = [body for name, body in zip(parts[1::2], parts[2::2], strict=True) if name.strip() == heading]
    assert len(found) == 1, f"{lesson} has no section “{heading}”"
    return found[0]


@pytest.mark.parametrize("item", COVERAGE)
def test_the_item_is_taught(course, item):
    lesson, heading, phrases = COVERAGE[item]
    text = section(course, lesson, heading)
    for phrase in phrases:
        assert re.search(phrase, text), f"{item}: “{phrase}” is gone from {lesson}, “{heading}”"
