"""Write down a run that calls a student's function inside, unless that takes another number of arguments.

`play.record` asks whether what it calls fits its arguments; here that is the run, and the student's function stands in
it. Left out: what a run does (`engine`, `training`, …).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from autograde.play import Outcome, parameters_that_do_not_fit, record


def record_if_it_fits(
    function: Callable[..., Any], count: int, run: Callable[..., Any], args: Sequence[Any] = (), seconds: float = 0.0
) -> Outcome:
    """The outcome of run(*args); {"arity": …} where the student's function cannot be called with `count` arguments.

    seconds: as in `play.record`.
    """
    names = parameters_that_do_not_fit(function, [None] * count)
    return {"arity": names} if names is not None else record(run, list(args), seconds)
