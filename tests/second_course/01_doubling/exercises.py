"""The two exercises of a lesson that exists for tests. `double_backward` stands first here and second in the text."""

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
)
DOUBLE = Exercise(
    name="double",
    lesson=LESSON,
    section=SECTION,
    points=4,
    functions=("double(x)",),
    probes=lambda rng: [Probe("double", (x,)) for x in (1.5, -0.7, *numbers(rng, 3))],
    expected=lambda probe: 2 * probe.args[0],
)
