"""The two exercises of a lesson that exists for tests. `double_backward` stands first here and second in the text."""

from autograde.before import Misconception
from autograde.exercise import Exercise, Probe
from autograde.probe_numbers import numbers

LESSON, SECTION = "01_doubling", "A line through 0"

BACKWARD = Exercise(
    name="double_backward",
    lesson=LESSON,
    section=SECTION,
    points=6,
    functions=("double_backward(g)",),
    probes=lambda rng: [Probe("double_backward", (g,)) for g in (1.5, -0.7, *numbers(rng, 3))],
    expected=lambda probe: 2 * probe.args[0],
    misconceptions=(
        Misconception("slope left out", lambda g: g, "What arrives is handed on. How steep is the line?"),
        Misconception("slope alone", lambda g: 2.0, "Whatever arrives, the same comes out. Where did g go?"),
        Misconception("downhill", lambda g: -2 * g, "The sign is turned. Does the line rise or fall?"),
    ),
)
DOUBLE = Exercise(
    name="double",
    lesson=LESSON,
    section=SECTION,
    points=4,
    functions=("double(x)",),
    probes=lambda rng: [Probe("double", (x,)) for x in (1.5, -0.7, *numbers(rng, 3))],
    expected=lambda probe: 2 * probe.args[0],
    misconceptions=(
        Misconception("square", lambda x: x * x, "The result grows faster than x. Which number times x is twice x?"),
        Misconception("plus two", lambda x: x + 2, "Two was added. What does twice say?"),
        Misconception("half", lambda x: x / 2, "The result is smaller than x. What does twice say?"),
    ),
)
