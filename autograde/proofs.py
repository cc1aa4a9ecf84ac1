"""What must be true of every exercise before students meet it; each function returns the problems it found.

Used by the author's gate and by the tests. Right answers are tried on several seeds, because probes are random.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from autograde import kinds
from autograde.checking import draw, evaluate, evaluate_on, probes_of
from autograde.compiled import HOOKS
from autograde.diagnosis import catalogued, misconceptions_of, predicted
from autograde.errors import LessonError
from autograde.exercise import Exercise, Misconception, Probe
from autograde.judge import judge, same
from autograde.plain import is_plain_probe

SEEDS = ("", "a")
FEWEST = 3  # misconceptions of an exercise
OTHER_STYLES = 3  # right answers beside the lesson's own


def prove_solution(exercise: Exercise, functions: Sequence[Callable[..., Any]]) -> list[str]:
    """The lesson's own answer earns full points, on hidden probes of every seed too; visible ones are tried once."""
    report = evaluate(exercise, functions, hidden=True)
    for seed in SEEDS[1:]:
        if report.passed:
            probes = [(probe, seen) for probe, seen in probes_of(exercise, hidden=True, seed=seed) if not seen]
            report = evaluate_on(exercise, functions, probes, hidden=True)
    if report.passed:
        return []
    return [f"{exercise.name}: the lesson's solution is rejected: {report.findings[0].seen} Fix it or the probes."]


def prove_right_answers(exercise: Exercise, answers: Sequence[Sequence[Callable[..., Any]]]) -> list[str]:
    """There are three differently written right answers besides the lesson's own, and each earns full points."""
    problems = []
    if len(answers) < OTHER_STYLES:
        problems.append(
            f"{exercise.name}: {len(answers)} right answers, and {OTHER_STYLES} in different styles are needed. "
            f'Add them under RIGHT["{exercise.name}"] in right_answers.py.'
        )
    for number, functions in enumerate(answers, 1):
        found = prove_solution(exercise, functions)
        problems += [text.replace("the lesson's solution", f"right answer {number}") for text in found]
    return problems


def prove_stub(exercise: Exercise, functions: Sequence[Callable[..., Any]]) -> list[str]:
    """The untouched stub earns nothing and is recognised as not written."""
    report = evaluate(exercise, functions, hidden=True)
    if report.points or not report.untouched:
        return [
            f"{exercise.name}: the untouched stub earns {report.points:g} points ({report.diagnosis}). "
            "Give each function its own solution region."
        ]
    return []


def prove_expected(exercise: Exercise) -> list[str]:
    """Every probe has an expected result."""
    for probe in draw(exercise, "visible"):
        try:
            exercise.expected(probe)
        except Exception as error:
            line = traceback.extract_tb(error.__traceback__)[-1]
            place = f"{type(error).__name__} in {Path(line.filename).name}:{line.lineno}: {error}"
            return [f"{exercise.name}: `expected` raises {place}. Fix it."]
    return []


def prove_made(exercise: Exercise) -> list[str]:
    """Every misconception's wrong answer can be made: its code is Python and defines what it should."""
    problems = []
    for item in exercise.misconceptions:
        try:
            item.names  # noqa: B018 - made when it is first looked at
        except LessonError as error:
            problems.append(str(error))
    return problems


def prove_form(exercise: Exercise) -> list[str]:
    """Points add up, probes are plain data and belong to a part, and every function is probed."""
    problems = []
    if abs(sum(exercise.part_points.values()) - exercise.points) > 1e-9:
        problems.append(f"{exercise.name}: its parts do not add up to {exercise.points:g} points. Fix `parts`.")
    hooks: list[Callable[..., Any] | None] = [getattr(exercise.kind, name) for name in HOOKS]
    for hook in filter(None, hooks):
        try:
            kinds.name_of(hook)
        except ValueError as error:
            problems.append(f"{exercise.name}: {error}, and the students' edition cannot hold it. Move it there.")
    probes = draw(exercise, "visible")
    for name in set(exercise.function_names) - {probe.function for probe in probes}:
        problems.append(f"{exercise.name}: no probe calls {name}. Add one in `probes`.")
    for name in sorted({probe.function for probe in probes} - set(exercise.function_names)):
        known = ", ".join(exercise.function_names)
        problems.append(f"{exercise.name}: a probe calls {name}, and its functions are {known}. Fix `probes`.")
    for part in sorted({probe.part for probe in probes if probe.part} - set(exercise.part_points)):
        problems.append(f"{exercise.name}: a probe's part “{part}” has no points. Fix it, or name it in `parts`.")
    if exercise.places and all(probe.part for probe in probes):
        problems.append(
            f"{exercise.name}: every probe has a part, so its places decide none. Leave `part` out of some."
        )
    for part in set(exercise.part_points) - {exercise.part_of(probe) for probe in probes} - set(exercise.places):
        problems.append(f"{exercise.name}: no probe belongs to the part “{part}”. Set `part` on its probes.")
    if not all(is_plain_probe(probe.args) for probe in probes):
        problems.append(f"{exercise.name}: a probe holds more than plain data. Only plain data reaches the sandbox.")
    if len(exercise.misconceptions) < FEWEST:
        problems.append(
            f"{exercise.name}: {len(exercise.misconceptions)} misconceptions, and {FEWEST} are the fewest. "
            "Add what students really write."
        )
    for item in exercise.misconceptions:
        name = item.function
        mine = [probe for probe in probes if probe.function == name]
        if "?" not in item.message:
            problems.append(f"{exercise.name}: the message of “{item.name}” asks no question. End it with one.")
        if mine and "arity" in exercise.kind.run(item.names, mine[0]):
            problems.append(f"{exercise.name}: “{item.name}” takes other parameters than {name}. Give it the same.")
    names = [item.name for item in exercise.misconceptions]
    for name in sorted({name for name in names if names.count(name) > 1}):
        problems.append(f"{exercise.name}: two misconceptions are called “{name}”. Give each its own name.")
    return problems


def prove_misconceptions(exercise: Exercise) -> list[str]:
    """Every misconception loses points under its own name, and no two give the same outcomes.

    Each is checked as a student's answer is, on the visible probes. Hidden ones are needed for those alone that pass
    all visible ones: where no two entries agree on the visible probes (`collisions`), they do not agree on more.
    """
    problems = []
    for item in exercise.misconceptions:
        report = evaluate(exercise, stand_in(exercise, item))
        name = report.diagnosis
        if report.passed:
            name = predicted_name(exercise, item, probes_of(exercise, hidden=True))
        problem = misnamed(exercise, item, name)
        problems += [problem] if problem else []
    return problems + collisions(exercise) + bare_exceptions(exercise)


def misnamed(exercise: Exercise, item: Misconception, diagnosis: str | None) -> str:
    """The problem with a misconception that is diagnosed like this, or passes (None); empty text: no problem."""
    if diagnosis is None:
        return f"{exercise.name}: the misconception “{item.name}” passes. Add a probe that tells it."
    if diagnosis != item.name:
        return (
            f"{exercise.name}: the misconception “{item.name}” is diagnosed as “{diagnosis}”. "
            "Make them differ on a probe, or drop one."
        )
    return ""


def predicted_name(exercise: Exercise, item: Misconception, probes: Sequence[tuple[Probe, bool]]) -> str | None:
    """The name under which a misconception fails by its predicted outcomes; None where it passes."""
    mine = [(probe, seen) for probe, seen in probes if probe.function == item.function]
    verdicts = [judge(exercise, probe, predicted(exercise, item, probe), seen) for probe, seen in mine]
    if all(verdict.passed for verdict in verdicts):
        return None
    found = catalogued(exercise, item.function, verdicts)
    return found.name if found else "none of the catalogue"


def collisions(exercise: Exercise) -> list[str]:
    """Pairs of misconceptions about one function that no probe of the visible check tells apart."""
    problems = []
    probes = draw(exercise, "visible")
    for name in exercise.function_names:
        mine = [probe for probe in probes if probe.function == name]
        items = misconceptions_of(exercise, name)
        outcomes = [[predicted(exercise, item, probe) for probe in mine] for item in items]
        for (one, left), (other, right) in combinations(zip(items, outcomes, strict=True), 2):
            if all(same(a, b, exercise.quiet, exercise.kind.phrases) for a, b in zip(left, right, strict=True)):
                problems.append(f"{exercise.name}: “{one.name}” and “{other.name}” give the same results. Add a probe.")
    return problems


def bare_exceptions(exercise: Exercise) -> list[str]:
    """Misconceptions that raise on every input, with no phrase that tells their exception from others of its type.

    Also those that use a name that nothing defines (any more), which no student's answer would match.
    """
    problems = []
    probes = draw(exercise, "visible")
    for item in exercise.misconceptions:
        outcomes = [predicted(exercise, item, probe) for probe in probes if probe.function == item.function]
        texts = [outcome["failure"]["text"] for outcome in outcomes if "failure" in outcome]
        unknown = next((o["failure"] for o in outcomes if "failure" in o and o["failure"]["type"] == "NameError"), None)
        if unknown:
            problems.append(
                f"{exercise.name}: the misconception “{item.name}” stops: {unknown['text']}. Define it there."
            )
            continue
        told = any(phrase in text for text in texts for phrase in exercise.kind.phrases)
        if texts and len(texts) == len(outcomes) and not told:
            problems.append(
                f"{exercise.name}: the misconception “{item.name}” raises on every input, and so everybody who raises "
                f"{outcomes[0]['failure']['type']} would be told it. Add a part of its text to the kind's `phrases`."
            )
    return problems


def stand_in(exercise: Exercise, item: Misconception) -> list[Callable[..., Any]]:
    """What `check` is handed where the misconception stands in its place and the right results in the others'."""
    if item.names.keys() >= set(exercise.handed):
        return [item.names[name] for name in exercise.handed]
    return [item.names.get(name) or oracle(exercise, name) for name in exercise.function_names]


def oracle(exercise: Exercise, name: str) -> Callable[..., Any]:
    """A function that returns the expected results of plain calls."""
    return lambda *args: exercise.expected(Probe(name, args))
