"""The browser of these tests, one for each process, and pages that note what goes wrong in them."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.served import AS_ROOT, PATIENCE

FLAGS = (
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def home(tmp_path_factory) -> dict[str, str]:
    """An environment with a home folder of its own, so that nobody's settings matter and none are changed."""
    folder = tmp_path_factory.mktemp("home")
    jupyter = {f"JUPYTER_{name}_DIR": str(folder / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    return {**os.environ, **jupyter, "HOME": str(folder), "IPYTHONDIR": str(folder / "ipython")}


@pytest.fixture(scope="session")
def browser(home) -> Iterator[Browser]:
    """Chromium, or a reason why the browser tests are left out."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    program = next(filter(None, map(shutil.which, names)), None)
    if program is None:
        stop = pytest.fail if os.environ.get("REQUIRE_ALL") == "1" else pytest.skip
        stop("The browser tests need Chromium. On Debian or Ubuntu: sudo apt-get install chromium")
    flags = [*FLAGS, "--no-sandbox"] if AS_ROOT else [*FLAGS]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=flags, env=home)
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
