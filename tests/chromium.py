"""The Chromium that browser tests use, or the reason why they are left out."""

import os
import shutil
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
)
AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


def program() -> dict[str, Any]:
    """How Playwright starts it."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        stop = pytest.fail if os.environ.get("REQUIRE_ALL") == "1" else pytest.skip
        stop("The browser tests need Chromium. On Debian or Ubuntu: sudo apt-get install chromium")
    return {"executable_path": path, "args": [*FLAGS, "--no-sandbox"] if AS_ROOT else [*FLAGS]}
