"""One browser for each file of these tests, and what pictures are shown in: a plain page, nothing else."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.chromium import program


@pytest.fixture(scope="module")
def browser(playwright) -> Iterator[Browser]:
    chromium = playwright.chromium.launch(**program())
    yield chromium
    chromium.close()


@pytest.fixture
def page(browser) -> Iterator[Page]:
    """An empty page; whatever its console complains of fails the test at its end."""
    page = browser.new_page(viewport={"width": 1000, "height": 900})
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "request", lambda sent: complaints.append(sent.url) if not sent.url.startswith(("data:", "about:")) else None
    )
    yield page
    page.close()
    assert complaints == []
