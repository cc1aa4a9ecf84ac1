"""Two sliders that nudge the inputs of f(x, y): what the gradient predicts beside what happens.

The sliders need ipywidgets and a running notebook. A table of a few nudges goes with them: it stays hidden beside live
sliders, and is what one sees on saved pages, which cannot run them, and in scripts and terminals.
Gradients are central differences, so any f of two floats will do. Left out: more than two inputs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

from backprop_lib.numerical import numerical_derivative
from backprop_lib.words import number

REACH = 1.0  # how far the sliders go, to either side
TRIED = (  # each input alone, both, both halved, one against the other; then large steps
    *((0.1, 0.0), (0.0, 0.1), (0.1, 0.1), (0.05, 0.05), (-0.1, 0.1)),
    *((1.0, 0.0), (0.0, 1.0), (1.0, 1.0), (0.5, 0.5)),
)
BARS = (("predicted", "#A84A00", "#FBE3D3"), ("true", "#222222", "#D9D9D9"))
WHITE = "background:#ffffff;color:#222222"
PANEL = f"box-sizing:border-box;max-width:100%;{WHITE};padding:8px 12px;font:14px/1.6 sans-serif"
# In JupyterLab and Notebook the table gives way to the sliders above it; a saved page has no such panel.
HIDE = ".jp-NotebookPanel .jp-OutputArea-child:has(.widget-slider) ~ .jp-OutputArea-child .bp-nudges{display:none}"


class Nudge:
    """What `nudge` returns: shown as sliders where a notebook runs, as a table elsewhere.

    In a notebook they are two outputs. In one output a saved page would take the sliders for shown and leave a blank.
    """

    def __init__(self, f: Callable[[float, float], float], names: tuple[str, str], at: tuple[float, float]) -> None:
        self.f, self.names, self.at = f, names, at
        x, y = at
        self.value = float(f(x, y))
        self.gradient = (
            numerical_derivative(lambda v: float(f(v, y)), x),
            numerical_derivative(lambda v: float(f(x, v)), y),
        )

    def changes(self, dx: float, dy: float) -> tuple[float, float]:
        """The change that the gradient predicts for a nudge, and the true change."""
        predicted = self.gradient[0] * dx + self.gradient[1] * dy
        return predicted, float(self.f(self.at[0] + dx, self.at[1] + dy)) - self.value

    def heading(self) -> str:
        """Where f is and how steep it is there, in one line."""
        (a, b), (x, y), (gx, gy) = self.names, self.at, self.gradient
        return (
            f"f = {_short(self.value)} at {a} = {_short(x)}, {b} = {_short(y)}; gradient ({_short(gx)}, {_short(gy)})"
        )

    def rows(self) -> list[list[str]]:
        """A few nudges: a row of titles, then for each nudge what the gradient predicts, what happens, and the gap."""
        rows = [[*(f"nudge of {name}" for name in self.names), "predicted", "true", "gap"]]
        for dx, dy in TRIED:
            predicted, true = self.changes(dx, dy)
            rows.append([_short(v) for v in (dx, dy, predicted, true, true - predicted)])
        return rows

    def table(self) -> str:
        """The rows in plain text, one a line."""
        rows = self.rows()
        lines = ["  ".join(cell.rjust(len(title)) for cell, title in zip(row, rows[0], strict=True)) for row in rows]
        return "\n".join([self.heading(), *lines])

    def table_html(self) -> str:
        """The rows as an HTML table, which hides where live sliders stand above it."""
        panel = ET.Element("div", {"class": "bp-nudges", "style": PANEL})
        ET.SubElement(panel, "style").text = HIDE
        table = ET.SubElement(panel, "table", style=f"border-collapse:collapse;margin:0;{WHITE}")
        ET.SubElement(table, "caption", style="text-align:left;padding:0 0 4px;color:#222222").text = self.heading()
        for place, row in enumerate(self.rows()):
            line = ET.SubElement(table, "tr", style="background:#ffffff")
            for cell in row:
                look = "text-align:right;padding:2px 12px 2px 0;border-bottom:1px solid #d0d0d0"
                entry = ET.SubElement(line, "td" if place else "th", style=look)
                entry.text = cell
                if not place:
                    entry.set("scope", "col")
        return ET.tostring(panel, encoding="unicode", short_empty_elements=False)

    def bars(self, dx: float, dy: float) -> str:
        """Predicted and true change as two bars with their numbers, in HTML."""
        changes = self.changes(dx, dy)
        longest = max(abs(gradient) for gradient in self.gradient) * 2 * REACH or 1.0
        panel = ET.Element("div", style=PANEL)
        for (name, edge, fill), change in zip(BARS, changes, strict=True):
            row = ET.SubElement(panel, "div", style="display:flex;align-items:center")
            ET.SubElement(row, "span", style="width:12em").text = f"{name} change: {_short(change)}"
            half = min(1.0, abs(change) / longest) * 140
            left = 140 - (half if change < 0 else 0)
            look = f"margin-left:{left:.1f}px;width:{half:.1f}px;height:12px;background:{fill};border:1px solid {edge}"
            ET.SubElement(row, "span", style=look).text = " "
        gap = changes[1] - changes[0]
        words = f"Gap: {_short(gap)}."
        if _short(gap) != "0":
            words += " Halve both nudges: by what factor does the gap shrink?"
        ET.SubElement(panel, "div").text = words
        return ET.tostring(panel, encoding="unicode", short_empty_elements=False)

    def sliders(self) -> Any:
        """The ipywidgets box, or None when there is no notebook to show it."""
        try:
            import ipywidgets
            from IPython import get_ipython
        except ImportError:
            return None
        shell = get_ipython()
        if getattr(shell, "kernel", None) is None:
            return None
        moves = [
            ipywidgets.FloatSlider(
                0.0, min=-REACH, max=REACH, step=0.01, description=f"nudge {name}", readout_format=".2f"
            )
            for name in self.names
        ]
        picture = ipywidgets.HTML(self.bars(0.0, 0.0))

        def update(_: Any) -> None:
            picture.value = self.bars(moves[0].value, moves[1].value)

        for move in moves:
            move.observe(update, names="value")
        return ipywidgets.VBox([*moves, picture])

    def _ipython_display_(self) -> None:
        from IPython.display import display

        box = self.sliders()
        if box is not None:
            view = {**box._repr_mimebundle_(), "text/plain": "Sliders stand here while the notebook runs."}
            display(view, raw=True)
        display({"text/html": self.table_html(), "text/plain": self.table()}, raw=True)

    def __repr__(self) -> str:
        return self.table()


def nudge(f: Callable[[float, float], float], **start: float) -> Nudge:
    """Nudge the two inputs of f and compare: nudge(lambda x, y: x * y, x=4, y=-3).

    Inputs go to f in the order in which they are named here.
    """
    if len(start) != 2:
        raise TypeError(
            f"nudge needs a start for exactly two inputs, such as x=4, y=-3; got {len(start)}: {list(start)}"
        )
    (a, x), (b, y) = start.items()
    return Nudge(f, (a, b), (float(x), float(y)))


def _short(x: float) -> str:
    """Four digits; what is below a millionth is noise of the differences and reads 0."""
    return number(0.0 if abs(x) < 1e-6 else x)
