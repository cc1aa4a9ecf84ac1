"""The browser of these tests, one for all files in a process, and pages that note what goes wrong in them."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Playwright

from tests.browser.served import PATIENCE
from tests.chromium import program, started


@pytest.fixture(scope="session")
def home(tmp_path_factory) -> dict[str, str]:
    """An environment with a home folder of its own, so that nobody's settings matter and none are changed."""
    folder = tmp_path_factory.mktemp("home")
    jupyter = {f"JUPYTER_{name}_DIR": str(folder / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    return {**os.environ, **jupyter, "HOME": str(folder), "IPYTHONDIR": str(folder / "ipython")}


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """Stopped before a test of another folder begins, which may need an event loop of its own."""
    with started() as playwright:
        yield playwright


@pytest.fixture(scope="package")
def browser(playwright, home) -> Iterator[Browser]:
    """Chromium, or a reason why the browser tests are left out."""
    chromium = playwright.chromium.launch(**program(), env=home)
    yield chromium
    chromium.close()


@pytest.fixture
def page(browser) -> Iterator[Page]:
    """An empty page; it and the pages it opens note complaints of the console and requests that leave this machine."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE)
    complaints, abroad = [], []
    context.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    context.on("request", lambda sent: abroad.append(sent.url) if is_abroad(sent.url) else None)
    page = context.new_page()
    page.complaints, page.abroad = complaints, abroad
    yield page
    context.close()


def is_abroad(url: str) -> bool:
    return not url.startswith(("http://127.0.0.1:", "data:", "blob:"))
