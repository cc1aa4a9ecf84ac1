"""What axe-core finds in a page that a student would stumble over."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def serious(page: Page, *within: str) -> list[str]:
    """What axe-core finds that is serious or worse, in parts of a page or in all of it.

    Left out: the sliders of ipywidgets, whose handles have no name and cannot be given one.
    """
    parts = [[part] for part in within or ["body"]]
    found = Axe().run(page, context={"include": parts, "exclude": [[".widget-slider"]]}).response
    return [
        f"{item['id']}: {node['html'][:200]}"
        for item in found["violations"]
        if item["impact"] in ("serious", "critical")
        for node in item["nodes"]
    ]
