"""A picture that a notebook shows: markup, alternative text, caption, and the Matplotlib figure when there is one.

Every picture stands on its own white panel, so it reads the same on a light page, on a dark page and on paper.
All text is escaped, equal input gives equal bytes, and a picture without alternative text cannot be made.
Left out: what is drawn (`draw`, `plots`).
"""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import numpy as np

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from PIL.Image import Image

PANEL = (
    "box-sizing:border-box;max-width:100%;margin:8px 0;padding:12px;background:#ffffff;color:#222222;"
    "color-scheme:light;border:1px solid #d0d0d0;border-radius:6px;overflow-x:auto;break-inside:avoid"
)
CAPTION = "margin:8px 0 0 0;color:#222222;font:14px/1.45 sans-serif;text-align:left"
NARROWEST = 480  # a panel's width at least, so that the caption of a small drawing has room for a sentence a line
PIXELS_PER_INCH = 100  # at display size; a figure is stored with twice as many


class Picture:
    """What `circuit`, `steps` and every function of `plots` return; shown when it is a cell's last expression.

    html: the graphic itself (inline SVG or an image), safe markup. A figure is turned into its image when it is first
        asked for: where nobody looks, as in a grader, nothing is drawn.
    alt: what one would see, in words; never empty.
    caption: what to look at; shown below the graphic.
    figure: the Matplotlib figure behind the image, or None.
    """

    def __init__(
        self,
        html: str | Callable[[], str],
        alt: str,
        caption: str = "",
        figure: Figure | None = None,
        width: float | None = None,
    ) -> None:
        if not alt.strip():
            raise ValueError("a picture needs alternative text: say in `alt` what one would see")
        self._html = html
        self.alt = alt
        self.caption = caption
        self.figure = figure
        self.width = width

    @property
    def html(self) -> str:
        if not isinstance(self._html, str):
            self._html = self._html()
        return self._html

    @classmethod
    def of_svg(cls, svg: ET.Element, alt: str, caption: str = "") -> Picture:
        """A picture from an SVG tree; the tree carries its own title and description."""
        return cls(ET.tostring(svg, encoding="unicode"), alt, caption, width=float(svg.get("width", "0")) or None)

    @classmethod
    def of_figure(cls, fig: Figure, alt: str, caption: str = "") -> Picture:
        """A picture from a Matplotlib figure, in the style of this moment: a PNG, two pixels for each one shown."""
        from matplotlib import rc_context, rcParams

        style: Any = dict(rcParams.copy())
        del style["backend"]
        width = round(fig.get_figwidth() * PIXELS_PER_INCH)

        def draw() -> str:
            with rc_context(style):
                png = with_few_colours(drawn(fig, 2 * PIXELS_PER_INCH))
            image = ET.Element("img")
            image.set("src", "data:image/png;base64," + base64.b64encode(png).decode("ascii"))
            image.set("alt", alt)
            image.set("style", f"display:block;width:{width}px;max-width:100%;height:auto;background:#ffffff")
            return ET.tostring(image, encoding="unicode")

        return cls(draw, alt, caption, figure=fig, width=width)

    def _repr_html_(self) -> str:
        panel = PANEL if self.width is None else f"{PANEL};width:{max(self.width + 26, NARROWEST):g}px"
        caption = ""
        if self.caption:
            element = ET.Element("figcaption", style=CAPTION)
            element.text = self.caption
            caption = ET.tostring(element, encoding="unicode")
        return f'<figure style="{panel}">{self.html}{caption}</figure>'

    def __repr__(self) -> str:
        return f"Picture: {self.alt}"


def drawn(fig: Figure, dots: int) -> Image:
    """A figure on white, with so many dots an inch, laid out and drawn in one go: `savefig` draws it once for each."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL.Image import fromarray  # Matplotlib needs it too

    before = fig.canvas, fig.dpi, fig.get_facecolor()
    canvas: Any = FigureCanvasAgg(fig)
    try:
        fig.dpi = dots
        fig.set_facecolor("white")
        canvas.draw()
    finally:
        fig.set_canvas(before[0])
        fig.dpi = before[1]
        fig.set_facecolor(before[2])
    return fromarray(np.asarray(canvas.buffer_rgba())[..., :3])


def with_few_colours(image: Image) -> bytes:
    """A PNG of the same picture with a palette of 256 colours: a saved notebook carries a fraction of the bytes.

    The palette covers rare colours too, so that a thin line keeps its own: on the busiest figure here no channel of any
    pixel moves by more than 8 of 255. Compressed harder it would lose another tenth, for five times the time.
    """
    from PIL.Image import Dither, Quantize

    made = io.BytesIO()
    few = image.quantize(256, method=Quantize.MAXCOVERAGE, dither=Dither.NONE)
    few.save(made, "png", compress_level=7)
    return made.getvalue()
