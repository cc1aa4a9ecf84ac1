"""Circuits in pictures: values above the wires, gradients below, and the same stepped gate by gate.

`circuit(root)` draws everything that root depends on; `steps(root)` walks through the forward and the backward pass.
No drawing program and no script is needed. Any node class works that has data, grad and parents; op and label are
used where they exist.
Left out: how a drawing is made (`svg`), what is said about it (`words`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from xml.etree import ElementTree as ET

from backprop_lib.circuit import topological_order
from backprop_lib.picture import Picture
from backprop_lib.svg import Drawing, Mark, element
from backprop_lib.words import describe, label_of, number, tell

LIMIT = 60  # nodes in one drawing
SHOWN = ("both", "values", "none")


def circuit(
    root: Any, show: str = "both", digits: int = 4, wrong: Mapping[Any, float] | None = None, caption: str = ""
) -> Picture:
    """Draw the circuit that ends in root; each wire carries its value above and its gradient below.

    show: "both", "values" or "none". wrong: {node: right gradient}; such a gradient is struck out, the right one
    stands under it, and a dashed outline marks the first wrong node on the way back.
    """
    if show not in SHOWN:
        raise ValueError(f'show is one of "both", "values", "none", not {show!r}')
    if wrong and show != "both":
        raise ValueError(f'wrong marks gradients, and show={show!r} leaves them out; use show="both"')
    nodes = nodes_of(root)
    right = {id(node): number(value, digits) for node, value in (wrong or {}).items()}
    if unknown := [label_of(node) or repr(node) for node in wrong or () if id(node) not in set(map(id, nodes))]:
        raise ValueError(f"wrong names nodes that are not part of this circuit: {', '.join(unknown)}")
    values = [number(node.data, digits) if show != "none" else "" for node in nodes]
    gradients = [number(node.grad, digits) if show == "both" else "" for node in nodes]
    rights = [right.get(id(node), "") for node in nodes]
    first = next((i for i in reversed(range(len(nodes))) if rights[i]), None)
    alt = describe(nodes, values, gradients, rights)
    above, below = ([[Mark(text)] if text else [] for text in texts] for texts in (values, gradients))
    svg = Drawing(nodes, above, below, rights, first).svg(alt)
    return Picture.of_svg(svg, alt, caption)


def nodes_of(root: Any) -> list[Any]:
    """Every node that root depends on, inputs first; refuses what is no node and what is too large to read."""
    missing = [name for name in ("data", "grad", "parents") if not hasattr(root, name)]
    if missing:
        raise TypeError(
            f"a drawing starts at the output node of a circuit, an object with data, grad and parents; "
            f"{type(root).__name__} has no {' and no '.join(missing)}"
        )
    nodes = topological_order(root)
    if len(nodes) > LIMIT:
        raise ValueError(
            f"this circuit has {len(nodes)} nodes, and a drawing is readable up to {LIMIT}. Draw a part of it: "
            f"circuit(node) shows only what that node depends on."
        )
    return nodes


def steps(root: Any, caption: str = "") -> Picture:
    """Step through the circuit, forward and then backward, one gate at a time; the arrow keys move between the steps.

    Where nodes keep their local gradients, the backward pass is worked out here, from root.grad or else from 1, and
    `backward` need not have run; elsewhere the gradients found on the nodes are shown. The nodes are not changed.
    Needs neither a script nor a kernel: radio buttons and CSS. On paper, and where CSS is removed, the finished
    circuit stands above the list of all steps.
    """
    nodes = nodes_of(root)
    story = tell(nodes)
    values = [[_mark(node.data, frame)] for node, frame in zip(nodes, story.value_at, strict=True)]
    gradients = []
    for entries in story.gradients:
        untils = [frame for _, frame in entries[1:]] + [0]
        gradients.append([_mark(g, frame, until) for (g, frame), until in zip(entries, untils, strict=True)])
    lamps = [(i, f"n{frame}") for i, frame in story.lamps]
    final = [marks[-1].text if marks else "" for marks in gradients]
    seen = describe(nodes, [marks[0].text for marks in values], final)
    alt = f"{seen} In {len(story.sentences)} steps: {' '.join(story.sentences)}"
    svg = Drawing(nodes, values, gradients, lamps=lamps, numbered=True).svg(seen)
    form = _stepper(svg, story.sentences, "bp-" + hashlib.sha256(alt.encode()).hexdigest()[:10])
    width = max(520.0, float(svg.get("width", "0")))
    return Picture(ET.tostring(form, encoding="unicode"), alt, caption, width=width)


def _mark(x: Any, frame: int, until: int = 0) -> Mark:
    """A number that appears with one frame and, if another takes its place, goes with that one's frame."""
    classes = f"f f{frame} u{until}" if until else f"f f{frame}"
    return Mark(number(x), classes, now=f"n{frame}", hidden=bool(until))


def _stepper(svg: ET.Element, sentences: Sequence[str], scope: str) -> ET.Element:
    """Radio buttons, the drawing and the sentences, in a form: forms keep the buttons of two pictures apart."""
    count = len(sentences)
    form = element(None, "form", class_=scope, method="dialog")
    form.set("style", "margin:0;font:14px/1.5 sans-serif;color:#222222")
    lines = max(map(len, sentences)) // 64 + 1
    element(form, "style", "\n".join(_rules(scope, count, lines)))
    hint = f"{count} steps. Click a button, then move with the arrow keys ← →"
    element(form, "p", hint, class_="bp-hint", style="margin:0 0 4px 0;font-size:12.5px")
    for k in range(1, count + 1):
        name = f"Step {k} of {count}"
        radio = element(form, "input", type="radio", name="step", class_=f"r r{k}", aria_label=name, title=name)
        radio.set("data-lm-suppress-shortcuts", "true")  # else JupyterLab takes the arrow keys for itself
        radio.set("style", "width:16px;height:16px;margin:2px 3px")
        if k == 1:
            radio.set("checked", "checked")
    form.append(svg)
    told = element(form, "ol", aria_live="polite", style="list-style:none;margin:6px 0 0 0;padding:0;max-width:46em")
    for k, sentence in enumerate(sentences, 1):
        element(told, "li", sentence, class_=f"t t{k}", style="margin:0;padding:0")
    return form


def _rules(scope: str, count: int, lines: int) -> Iterator[str]:
    """CSS: what appears with step k (f), what shows only in step k (n, t), what goes with step k (u). Paper: all."""
    p = f".{scope}"
    yield "@media print{" + f"{p} input,{p} .bp-hint{{display:none}}" + "}"
    yield "@media screen{"
    yield f"{p} svg .f{{visibility:hidden}} {p} .t{{display:none;min-height:{1.5 * lines:g}em}}"
    for k in range(1, count + 1):
        reached = [f"{p} .r{k}:checked~svg .", f"{p} .r{k}~.r:checked~svg ."]
        yield ",".join(f"{r}f{k}" for r in reached) + "{visibility:visible}"
        yield ",".join(f"{r}u{k}" for r in reached) + "{visibility:hidden!important}"
        yield f"{p} .r{k}:checked~svg .n{k}{{visibility:visible}} {p} .r{k}:checked~ol .t{k}{{display:block}}"
    yield "}"
