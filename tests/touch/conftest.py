"""One browser and one page for all of these tests in a process, and what pictures are shown in: nothing else.

A browser costs about as much as fifty of these tests, and a page as much as several; a page that has gone to an empty
document knows nothing of the one before. A test that changes more than the document takes a page of its own.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Playwright

from tests.chromium import program, started


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """Stopped before a test of another folder begins, which may need an event loop of its own."""
    with started() as playwright:
        yield playwright


@pytest.fixture(scope="package")
def browser(playwright) -> Iterator[Browser]:
    chromium = playwright.chromium.launch(**program())
    yield chromium
    chromium.close()


@pytest.fixture(scope="package")
def shared(browser) -> Page:
    """The page that tests take in turn."""
    return browser.new_page(viewport={"width": 1000, "height": 900})


@pytest.fixture
def page(shared) -> Iterator[Page]:
    """An empty document; whatever its console complains of fails the test at its end."""
    yield from watched(shared)


@pytest.fixture(scope="package")
def phone(browser) -> Page:
    """A page as narrow as a phone, for a test to write a document into."""
    return browser.new_page(viewport={"width": 380, "height": 700})


@pytest.fixture(scope="package")
def without_scripts(browser) -> Page:
    """A page in which no script runs, for a test to write a document into."""
    return browser.new_context(java_script_enabled=False).new_page()


@pytest.fixture
def page_of_its_own(browser) -> Iterator[Page]:
    """A page that nothing is shown in later."""
    page = browser.new_page(viewport={"width": 1000, "height": 900})
    yield from watched(page)
    page.close()


def watched(page: Page) -> Iterator[Page]:
    """The page, at an empty document and with the mouse away from it, while its complaints are collected."""
    # a document that has seen the mouse before a picture is written into it captures no pointer
    page.mouse.move(-10, -10)
    page.goto("about:blank")
    complaints: list[str] = []
    heard = {
        "console": lambda said: complaints.append(said.text) if said.type == "error" else None,
        "pageerror": lambda error: complaints.append(str(error)),
        "request": lambda sent: complaints.append(sent.url) if not sent.url.startswith(("data:", "about:")) else None,
    }
    for event, hear in heard.items():
        page.on(event, hear)
    yield page
    for event, hear in heard.items():
        page.remove_listener(event, hear)
    assert complaints == []
