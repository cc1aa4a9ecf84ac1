"""What tests do with a picture in a page: show it, read what it says, press, drag; and its script's functions alone."""

import json
import math
from collections.abc import Sequence
from typing import Any

from playwright.sync_api import Locator, Page

from backprop_lib import touch
from backprop_lib.picture import Picture


def module_for_tests(name: str) -> str:
    """The functions of a module as globals of a page; without its picture."""
    return touch.script(name).removeprefix("(() => {").removesuffix("})()").replace("return { render };", "")


def computed(page: Page, function: str, given: Any) -> Any:
    """What a function in the page makes of this: both go as JSON, for Playwright takes long over many numbers."""
    return json.loads(page.evaluate(f"text => JSON.stringify(({function})(JSON.parse(text)))", json.dumps(given)))


def shown(page: Page, picture: Picture) -> None:
    page.set_content(picture._repr_html_())


def said(page: Page) -> str:
    return page.locator(".bp-said").inner_text()


def press(page: Page, name: str, times: int = 1) -> None:
    for _ in range(times):
        page.get_by_role("button", name=name).click()


def field(page: Page, name: str) -> Locator:
    """The control with this label; the drawings have labels too, with more words."""
    return page.get_by_label(name, exact=True)


def boxes(page: Page, selector: str) -> list[dict[str, float]]:
    """Place and size of all elements that are to be seen, asked for at once."""
    seen = "all => all.filter(one => one.checkVisibility()).map(one => one.getBoundingClientRect().toJSON())"
    found = page.locator(selector).evaluate_all(seen)
    return [box for box in found if box["width"] and box["height"]]


def centre(part: Locator) -> tuple[float, float]:
    """The middle of an element, in pixels of the page."""
    box = part.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page: Page, name: str, right: float, down: float = 0.0) -> None:
    """Drag the first part of this name; the pointer then moves on over it, which must not move it any more."""
    x, y = centre(page.locator(f'[data-part="{name}"]').first)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right, y + down, steps=4)
    page.mouse.up()
    page.mouse.move(x + right + 12, y + down)


def close(got: Sequence[float], right: Sequence[float]) -> bool:
    return all(math.isclose(a, b, rel_tol=1e-12, abs_tol=1e-12) for a, b in zip(got, right, strict=True))
