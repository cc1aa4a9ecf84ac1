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
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE)
    context.new_page()  # stays: the process of the pages ends with the last of them, and forgets what it has compiled
    yield context
    context.close()


@pytest.fixture
def page(context) -> Iterator[Page]:
    """An empty page; it and the pages it opens note complaints of the console and requests that leave this machine."""
    with a_page(context) as page:
        yield page


@contextmanager
def a_page(context: BrowserContext) -> Iterator[Page]:
    """A page that notes `complaints` and `abroad`, its own and those of the pages it opens; all are closed after it.

    These are in `family`, as other pages of the context may be open too.
    """
    page = context.new_page()
    page.complaints, page.abroad, page.family = [], [], []

    def request(url: str) -> None:
        if is_abroad(url):
            page.abroad.append(url)

    def listen(opened: Page) -> None:
        page.family.append(opened)
        opened.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
        opened.on("pageerror", lambda error: page.complaints.append(str(error)))
        opened.on("request", lambda sent: request(sent.url))
        opened.on("popup", listen)
        request(opened.url)  # it is known only once this was answered

    listen(page)
    yield page
    for opened in page.family:
        opened.close()


def is_abroad(url: str) -> bool:
    return not url.startswith(("http://127.0.0.1:", "data:", "blob:", "about:"))
