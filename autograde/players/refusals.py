"""Call a student's function where a ValueError may be the right answer, and write it down as a result.

Any other exception stays a failure, as in `play`. Left out: which calls ought to be refused, and what the error says.
"""

from __future__ import annotations

from typing import Any

from autograde import play
from autograde.play import Functions, Outcome

REFUSED = "ValueError"


def call_or_refuse(functions: Functions, probe: Any) -> Outcome:
    """Like `play.call`, but a ValueError becomes the result REFUSED."""
    outcome = play.call(functions, probe)
    if isinstance(outcome.get("value"), str):  # a text is no exception, whatever it says
        outcome["opaque"] = "str"
        del outcome["value"]
    if "failure" in outcome and outcome["failure"]["type"] == REFUSED:
        del outcome["failure"]
        outcome["value"] = REFUSED
        outcome["shares"] = False
    return outcome
