"""What an exercise is made of: probes, expected values, misconceptions. Data and small functions, nothing that judges.

Left out: how a function is called (`play`), how results are compared (`judge`) and what is said about them
(`diagnosis`). The exercises themselves lie in `course/`, a folder for each lesson. Each object equals only
itself, so that what follows from it can be remembered by it.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from autograde import play

if TYPE_CHECKING:
    from backprop_lib.picture import Picture


@dataclass(frozen=True, eq=False)
class Probe:
    """One call that an answer is tried on, in plain data only (see `plain`).

    function: the student's function that is called, one of `Exercise.functions`.
    args: the positional arguments.
    part: the part of the exercise whose points this probe decides; empty means the function's name.
    note: what is special about this input ("a tie", "x below y"); it appears in messages.
    facts: what messages and pictures need to know of this input besides, in plain data; it never reaches the sandbox.
    """

    function: str
    args: tuple[Any, ...]
    part: str = ""
    note: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Misconception:
    """A wrong answer that students really write, and what to tell them; read from `mistakes.toml` (`mistakes`).

    name: short, lower case, unique within the exercise ("not swapped").
    message: one cause and one question that points at the idea; never the formula.
    function: which of the exercise's functions is wrong.
    bind: () -> what stands for the student's names: the wrong function, the others, and what the exercise is given.
    section: the lesson heading to revisit; empty means the exercise's own.
    """

    name: str
    message: str
    function: str
    bind: Callable[[], Mapping[str, Any]]
    section: str = ""

    @functools.cached_property
    def names(self) -> Mapping[str, Any]:
        """What stands for the student's names, made when it is first needed."""
        return self.bind()

    def outcome(self, exercise: Exercise, probe: Probe) -> play.Outcome:
        """What the misconception does on a probe of its function."""
        return exercise.kind.run(self.names, probe)


@dataclass(frozen=True)
class Kind:
    """A kind of answer: how it is run beside the student's code, what is right, told and drawn (functions of `kinds`).

    run: one of the functions of `play` and `players`; it calls the student's functions.
    accepts: (probe, value, expected) -> bool where several results are right; expected then only shows one of them.
    alike: (probe, value, wrong value, expected) -> whether two wrong results show the same mistake, where results of
        one mistake differ from student to student.
    calls: probe -> how a call is written in messages, where the plain arguments would not do.
    tells: (probe, value, expected) -> one sentence on a wrong result, where "returned … expected …" would not do.
    draws: (probe, value, expected) -> a picture of a wrong result, or None.
    shows: (probe, value, expected) -> a few words on a right result, where a pass has more to show than that it is one:
        the report then has the words of each visible input, and what `draws` makes of the last.
    given: names of the notebook's own that `check` is handed after the functions ("Value"); they are not judged.
    table: name of the dictionary that `check` is handed in place of functions; `Exercise.functions` are then its keys.
    phrases: parts of exceptions' texts that tell causes apart: two exceptions are the same outcome only if they hold
        the same of these. Without any, exceptions of one type are alike.
    seconds: how long one call may take, where the player allows more than usual; the grader waits as long.
    rounds: how many further draws of probes a hidden check adds.
    """

    run: Callable[[Mapping[str, Callable[..., Any]], Probe], play.Outcome] = play.call
    accepts: Callable[[Probe, Any, Any], bool] | None = None
    alike: Callable[[Probe, Any, Any, Any], bool] | None = None
    calls: Callable[[Probe], str] | None = None
    tells: Callable[[Probe, Any, Any], str] | None = None
    draws: Callable[[Probe, Any, Any], Picture | None] | None = None
    shows: Callable[[Probe, Any, Any], str] | None = None
    given: tuple[str, ...] = ()
    table: str = ""
    phrases: tuple[str, ...] = ()
    seconds: float = 0.0
    rounds: int = 3


@dataclass(frozen=True, eq=False)
class Exercise:
    """One graded exercise; its name is the nbgrader grade_id of its solution cell.

    name, lesson, section: the exercise's id, its lesson's id ("01_slopes") and the lesson heading it practises.
    points: what full marks are worth.
    functions: signatures of the functions handed to `check`, in that order, as they are called: ("grad_mul(x, y)",).
    probes: rng -> probes; planted cases and smallest numbers first, the rest drawn from rng.
    expected: probe -> the right result, from a closed form or numerical differentiation, never the lesson's solution.
    misconceptions: the catalogue of wrong answers with names, put in when the lesson's folder is read.
    parts: part name -> points, for partial credit; empty means an equal share for each function.
    places: those parts that are places of the result, not inputs of their own (`places`): part name -> ways to them.
    kind: what kind of answer it asks for; without one, calls that return numbers.
    rtol, atol: a result passes where |value - expected| <= rtol * max|expected| + atol.
    upstream: index of the argument that is the upstream gradient, if there is one.
    quiet: a warning during the call counts as a mistake.
    closes: library functions beyond the backward and numerical ones that are closed while this one is checked,
        as "module.function" ("gates.sigmoid").
    opens: what stays open of that: ("torch",) where torch.autograd is the point of the exercise, ("candidates",) where
        functions with bugs are handed over, ("rules",) the array engine's table, and one of the closed functions by its
        name ("layers.unbroadcast").
    """

    name: str
    lesson: str
    section: str
    points: float
    functions: tuple[str, ...]
    probes: Callable[[np.random.Generator], Sequence[Probe]]
    expected: Callable[[Probe], Any]
    misconceptions: tuple[Misconception, ...] = ()
    parts: Mapping[str, float] = field(default_factory=dict)
    places: Mapping[str, tuple[tuple[int | str, ...], ...]] = field(default_factory=dict)
    kind: Kind = field(default_factory=Kind)
    rtol: float = 1e-12
    atol: float = 0.0
    upstream: int | None = None
    quiet: bool = False
    closes: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what would surface far from here: a tuple without its comma, points in quotes."""
        if not isinstance(self.functions, tuple):
            raise TypeError(f"`functions` is a tuple of signatures, with a comma behind one: ({self.functions!r},)")
        if isinstance(self.points, str) or not self.points > 0:
            raise ValueError(f"`points` is a number above 0, not {self.points!r}")

    @property
    def function_names(self) -> tuple[str, ...]:
        """Names of the functions handed to `check`, in order: ("grad_mul",)."""
        return tuple(signature.partition("(")[0] for signature in self.functions)

    def signature(self, name: str) -> str:
        """How one of the functions is called: "grad_mul(x, y)"."""
        return self.functions[self.function_names.index(name)]

    def parameters(self, name: str) -> list[str]:
        """What one of the functions calls its arguments: ["x", "y"]."""
        inner = self.signature(name).partition("(")[2].removesuffix(")")
        return [parameter.partition("=")[0].strip() for parameter in inner.split(",")]

    @property
    def handed(self) -> tuple[str, ...]:
        """Everything that `check` is handed, in order: the functions, then what is given ("topo_order", "Value")."""
        return (self.kind.table,) if self.kind.table else (*self.function_names, *self.kind.given)

    @property
    def part_points(self) -> dict[str, float]:
        """Points of each part: the stated parts, or an equal share for each function."""
        return dict(self.parts) or {name: self.points / len(self.functions) for name in self.function_names}

    def part_of(self, probe: Probe) -> str:
        """Name of the part that a probe decides."""
        return probe.part or probe.function
