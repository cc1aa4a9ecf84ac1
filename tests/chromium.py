"""The Chromium that browser tests use, or the reason why they are left out."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
    "--disable-site-isolation-trials",  # with the next: pages share a process, and the scripts that it has compiled
    "--renderer-process-limit=1",
    "--js-flags=--no-opt --no-maglev",  # no page lives long enough to pay for what optimizing its scripts costs
)
AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


@contextmanager
def started() -> Iterator[Playwright]:
    """What starts browsers; while it runs, a process can have no other of it and no event loop of its own."""
    from playwright.sync_api import sync_playwright  # slow to import: for the tests that need it

    with sync_playwright() as playwright:
        yield playwright


def program() -> dict[str, Any]:
    """How Playwright starts it."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        stop = pytest.fail if os.environ.get("REQUIRE_ALL") == "1" else pytest.skip
        stop("The browser tests need Chromium. On Debian or Ubuntu: sudo apt-get install chromium")
    return {"executable_path": path, "args": [*FLAGS, "--no-sandbox"] if AS_ROOT else [*FLAGS]}
