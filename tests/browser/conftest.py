"""The browser of these tests, one for all files in a process, and pages that note what goes wrong in them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from tests.browser.served import PATIENCE
from tests.chromium import program, started


@pytest.fixture(scope="session")
def home(tmp_path_factory) -> dict[str, str]:
    """An environment with a home folder of its own, so that nobody's settings matter and none are changed.

    Only what is stored to save time is shared: Matplotlib's list of fonts alone takes a kernel two seconds to make.
    """
    stored = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    folder = tmp_path_factory.mktemp("home")
    jupyter = {f"JUPYTER_{name}_DIR": str(folder / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    return {
        **os.environ,
        **jupyter,
        "HOME": str(folder),
        "IPYTHONDIR": str(folder / "ipython"),
        "XDG_CACHE_HOME": stored,
    }


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


@pytest.fixture(scope="package")
def context(browser) -> Iterator[BrowserContext]:
    """What pages share: the scripts of JupyterLab, which are slow to compile, and a cookie for each server."""
    with a_context(browser) as context:
        yield context


@contextmanager
def a_context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture
def page(context) -> Iterator[Page]:
    """An empty page; it and the pages it opens note complaints of the console and requests that leave this machine."""
    with a_page(context) as page:
        yield page


@contextmanager
def a_page(context: BrowserContext) -> Iterator[Page]:
    """A page that notes `complaints` and `abroad`, its own and those of the pages it opens; all are closed after it."""
    complaints, abroad, before = [], [], context.pages
    heard = {
        "console": lambda said: complaints.append(said.text) if said.type == "error" else None,
        "weberror": lambda error: complaints.append(str(error.error)),
        "request": lambda sent: abroad.append(sent.url) if is_abroad(sent.url) else None,
    }
    for event, hear in heard.items():
        context.on(event, hear)
    page = context.new_page()
    page.complaints, page.abroad = complaints, abroad
    yield page
    for event, hear in heard.items():
        context.remove_listener(event, hear)
    for opened in context.pages:
        if opened not in before:
            opened.close()


def is_abroad(url: str) -> bool:
    return not url.startswith(("http://127.0.0.1:", "data:", "blob:"))
