"""Pictures: escaped text, alternative text, equal bytes for equal input."""

from __future__ import annotations

import base64
import re
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from matplotlib.figure import Figure

from backprop_lib.picture import Picture


@pytest.fixture(autouse=True)
def coarse():
    """Here figures have all their dots."""


NASTY = '<script>alert("x")</script> & "quotes"'


def figure() -> Figure:
    fig = Figure(figsize=(3, 2))
    fig.add_subplot().plot([1, 2], [3, 4])
    return fig


class Tags(HTMLParser):
    """Collects the tags and the attributes of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


@pytest.mark.parametrize("alt", ["", "  \n"])
def test_a_picture_without_alternative_text_is_refused(alt):
    with pytest.raises(ValueError, match="alternative text"):
        Picture("<svg></svg>", alt)
    with pytest.raises(ValueError, match="alternative text"):
        Picture.of_figure(figure(), alt)


def test_text_is_escaped_and_read_back_unchanged():
    picture = Picture.of_figure(figure(), NASTY, caption=NASTY)
    root = ET.fromstring(picture._repr_html_())
    assert [tag for tag, _ in Tags(picture._repr_html_()).seen] == ["figure", "img", "figcaption"]
    image, caption = root.find("img"), root.find("figcaption")
    assert image is not None and image.get("alt") == NASTY
    assert caption is not None and caption.text == NASTY


def test_without_a_caption_there_is_no_figcaption():
    assert "figcaption" not in Picture.of_figure(figure(), "two points")._repr_html_()


def test_the_panel_is_white_with_dark_text_whatever_the_page():
    panel = Tags(Picture.of_figure(figure(), "two points")._repr_html_()).seen[0][1]["style"]
    assert panel is not None
    for part in ("background:#ffffff", "color:#222222", "color-scheme:light", "max-width:100%"):
        assert part in panel


def test_a_figure_becomes_an_image_with_two_pixels_for_each_shown():
    picture = Picture.of_figure(figure(), "two points")
    encoded = re.search(r'base64,([^"]+)"', picture.html)
    assert encoded is not None
    data = base64.b64decode(encoded.group(1))
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(data[16:20], "big") == 600
    assert "width:300px" in picture.html


def test_equal_figures_give_equal_bytes_and_keep_the_figure():
    first, second = (Picture.of_figure(figure(), "two points", "look") for _ in range(2))
    assert first._repr_html_() == second._repr_html_()
    assert isinstance(first.figure, Figure)


def test_plain_text_says_what_one_would_see():
    assert repr(Picture("<svg></svg>", "a line")) == "Picture: a line"


def test_a_palette_keeps_the_colours_of_thin_lines_and_saves_most_of_the_bytes(monkeypatch):
    import io

    import numpy as np
    from PIL import Image

    from backprop_lib import picture, plots

    pairs = []
    reduce = picture.with_few_colours
    monkeypatch.setattr(picture, "with_few_colours", lambda one: (pairs.append((one, reduce(one))), pairs[-1][1])[1])
    assert plots.product_field().html.startswith("<img")
    before, after = pairs[0]
    few = Image.open(io.BytesIO(after)).convert("RGB")
    whole, few = (np.asarray(image).astype(int) for image in (before, few))
    assert np.abs(whole - few).max() <= 16  # of 255, in the worst channel of the worst pixel
    unreduced = io.BytesIO()
    before.save(unreduced, "png")
    assert len(after) < unreduced.getbuffer().nbytes / 3
