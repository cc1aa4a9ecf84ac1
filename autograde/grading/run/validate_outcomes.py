"""What comes back from the sandbox, taken as hostile: checked for its form, cut to size, made fit to be shown.

The process inside may have been taken over by the student's code, so whatever it keeps to by itself is done here again.
Left out: the bytes of a message (`autograde.boxed.wire`), and whether an outcome is right (`autograde.judge`).
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograde import play
from autograde.boxed.text import clean
from autograde.exercise import Probe
from autograde.grading.run import png
from autograde.outcome_form import is_outcome
from autograde.plain import REFUSED

TEXT_LIMIT, NOTEBOOK_LIMIT = 20_000, 6_000_000  # characters of one text, of all outputs
PIXELS = 64  # of a picture that count as one character more: a browser unpacks all of them
OUTPUTS_LIMIT, LINES_LIMIT, LINE_LIMIT = 80, 30, 400  # outputs of a cell, lines of a traceback, characters of a line
LEFT_OUT = "… the rest was left out: this notebook shows more than fits"
TYPES = {name for place in (builtins, np) for name, item in vars(place).items() if isinstance(item, type)}
TYPES |= {"Closed", "TooLong"}  # names that a student cannot choose freely


class Screen:
    """The outputs of one notebook's cells, as far as they are fit to be shown and there is room for them."""

    def __init__(self) -> None:
        self.left = NOTEBOOK_LIMIT

    def take(self, outputs: Any, count: int) -> list[dict[str, Any]]:
        """The outputs of one cell in the notebook format, whatever the sandbox sent."""
        shown = []
        for output in outputs[:OUTPUTS_LIMIT] if isinstance(outputs, list) else []:
            made = form(output, count)
            self.left -= sum(map(len, texts_of(made)))
            self.left -= png.pixels(made.get("data", {}).get("image/png", "")) // PIXELS
            if self.left < 0:
                shown.append({"output_type": "stream", "name": "stdout", "text": LEFT_OUT})
                break
            shown.append(made)
        return shown


def texts_of(output: dict[str, Any]) -> list[str]:
    """All texts and pictures of an output in the notebook format."""
    return [output.get("text", ""), *output.get("traceback", []), *output.get("data", {}).values()]


def form(output: Any, count: int) -> dict[str, Any]:
    """An output in the notebook format; unknown forms become nothing to look at."""
    output = output if isinstance(output, dict) else {}
    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return {"output_type": "stream", "name": name, "text": text(output.get("text"), TEXT_LIMIT + 100)}
    if kind == "error":
        names = {key: text(output.get(key), LINE_LIMIT) for key in ("ename", "evalue")}
        lines = output.get("traceback")
        lines = [text(line, LINE_LIMIT) for line in lines[:LINES_LIMIT]] if isinstance(lines, list) else []
        return {"output_type": "error", **names, "traceback": lines or [f"{names['ename']}: {names['evalue']}"]}
    data = harmless(output.get("data"))
    if kind == "execute_result":
        return {"output_type": kind, "data": data, "metadata": {}, "execution_count": count}
    return {"output_type": "display_data", "data": data, "metadata": {}}


def text(data: Any, longest: int) -> str:
    """A text that may be shown; nothing for what is no text."""
    return clean(data, longest) if isinstance(data, str) else ""


def harmless(data: Any) -> dict[str, str]:
    """The forms of a display that cannot run or draw anything of their own: plain text, and a PNG picture."""
    found = {}
    if isinstance(data, dict):
        if isinstance(data.get("text/plain"), str):
            found["text/plain"] = text(data["text/plain"], TEXT_LIMIT)
        if (picture := png.decoded(data.get("image/png"))) is not None:
            found["image/png"] = png.encoded(picture)
    return found


def outcomes(data: Any, probes: Sequence[tuple[Probe, bool]], run: Callable[..., Any]) -> list[Any] | None:
    """The outcomes of these probes, each with whether it may be shown; None unless all of them have the right form.

    run: the player that has written them down.
    """
    if not isinstance(data, list) or len(data) != len(probes):
        return None
    if not all(is_outcome(item, probe, run) for item, (probe, _) in zip(data, probes, strict=True)):
        return None
    return [shown(item) if seen else unseen(item) for item, (_, seen) in zip(data, probes, strict=True)]


def shown(outcome: dict[str, Any]) -> dict[str, Any]:
    """An outcome whose texts are fit to be shown."""
    found = dict(outcome)
    for key, longest in (("printed", play.PRINTED_LIMIT), ("opaque", 60)):
        if key in found:
            found[key] = text(found[key], longest)
    for key, longest in (("warned", LINE_LIMIT), ("arity", 60)):
        if key in found:
            found[key] = [text(item, longest) for item in found[key][:20]]
    if "failure" in found:
        failure = found["failure"]
        name = failure["type"] if re.fullmatch(r"\w{1,60}", failure["type"]) else "Exception"
        line = failure["line"] if 0 <= failure["line"] < 1_000_000 else 0
        words = {key: text(failure[key], LINE_LIMIT) for key in ("text", "source", "callee")}
        found["failure"] = {"type": name, **words, "line": line}
    if "alone" in found:
        found["alone"] = shown(found["alone"])
    return found


def unseen(outcome: dict[str, Any]) -> dict[str, Any]:
    """An outcome of a hidden probe without any text of the student's: it could carry the probe out of the grader."""
    found = {key: item for key, item in outcome.items() if key not in ("printed", "warned", "member", "alone")}
    if outcome.get("warned"):
        found["warned"] = [""]
    if "opaque" in found:
        found["opaque"] = found["opaque"] if found["opaque"] in TYPES or found["opaque"] in REFUSED else "object"
    if "arity" in found:
        found["arity"] = []
    if "failure" in found:
        name = found["failure"]["type"]
        found["failure"] = {
            "type": name if name in TYPES else "Exception",
            "text": "",
            "source": "",
            "line": 0,
            "callee": "",
        }
    return found
