"""Call a student's function where a ValueError may be the right answer, and write it down as a result.

A ValueError of a narrower class is one as well, as it is for `except ValueError`. Any other exception stays a failure,
as in `play`. Left out: which calls ought to be refused, and what the error says.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from autograde import play
from autograde.play import Functions, Outcome

REFUSED = "ValueError"


def call_or_refuse(functions: Functions, probe: Any) -> Outcome:
    """Like `play.call`, but a ValueError becomes the result REFUSED."""
    outcome = play.call({probe.function: told_apart(functions[probe.function])}, probe)
    if isinstance(outcome.get("value"), str):  # a text is no exception, whatever it says
        outcome["opaque"] = "str"
        del outcome["value"]
    if "failure" in outcome and outcome["failure"]["type"] == REFUSED:
        del outcome["failure"]
        outcome["value"] = REFUSED
        outcome["shares"] = False
    return outcome


def told_apart(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, with a ValueError in place of one of a narrower class."""

    @functools.wraps(function)
    def told(*args: Any) -> Any:
        try:
            return function(*args)
        except ValueError as error:
            if type(error) is ValueError:
                raise
            raise ValueError(play.text_of(error)) from None

    return told
