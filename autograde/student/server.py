"""The server's part of the desk: the start page at `autograde/start`, and the formula sheet beside it.

A Jupyter server extension, switched on by jupyter_config/ and so by `autograde lab` alone. Only who may see the
notebooks may see these pages. Left out: what the page knows (`start`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from tornado.web import HTTPError, authenticated

from autograde.student import start

NOTHING_FROM_ELSEWHERE = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)


class Page(JupyterHandler):
    """A page that is made afresh for every request."""

    @property
    def content_security_policy(self) -> str:
        """The page needs nothing but itself."""
        return NOTHING_FROM_ELSEWHERE

    def show(self, text: str) -> None:
        """Answer with a page that no browser may keep."""
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        self.finish(text)


class StartPage(Page):
    """Where a student is, and what comes next."""

    @authenticated
    def get(self) -> None:
        """The page as the records stand now."""
        found = start.read(Path(self.settings["server_root_dir"]).expanduser())
        self.show(start.html(found, self.base_url, notebook_app=is_notebook_app(self.serverapp)))


class SheetPage(Page):
    """The formula sheet."""

    @authenticated
    def get(self) -> None:
        """The sheet's file, its links led into the notebooks."""
        path = start.sheet()
        if path is None:
            raise HTTPError(404, "This course has no formula sheet.")
        text = path.read_text(encoding="utf-8")
        self.show(start.sheet_html(text, self.base_url, notebook_app=is_notebook_app(self.serverapp)))


def is_notebook_app(serverapp: Any) -> bool:
    """Whether Jupyter Notebook was started, not JupyterLab."""
    return getattr(getattr(serverapp, "starter_app", None), "name", "") == "notebook"


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(serverapp: Any) -> None:
    base = serverapp.web_app.settings["base_url"]
    pages = [("start", StartPage), ("sheet", SheetPage)]
    serverapp.web_app.add_handlers(".*$", [(url_path_join(base, "autograde", name), page) for name, page in pages])
