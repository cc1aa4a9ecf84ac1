"""A server extension that answers nbgrader's Validate button with points, in JupyterLab and in Notebook 7.

It takes the place of `nbgrader.server_extensions.validate_assignment`, at the same addresses; a notebook that is no
lesson of this course is answered by nbgrader as ever. The run has a process of its own, so that the server goes on
serving meanwhile, whatever a cell does. Left out: what is shown (`dialog`).
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from jupyter_server.utils import url_path_join
from nbgrader.server_extensions.validate_assignment.handlers import NbGraderVersionHandler, ValidateAssignmentHandler
from tornado import web

COMMAND = ("-P", "-m", "autograde.student.dialog")  # of Python, before the notebook's path
LOOKING = 0.1  # seconds between two looks at whether the run has ended


class ValidateHandler(ValidateAssignmentHandler):
    """Answers the button."""

    @web.authenticated
    async def post(self) -> None:
        """Run the notebook that the request names, and send what the dialog shows."""
        path = self.get_argument("path", None) or (self.get_json_body() or {}).get("path", "")
        root = Path(self.root_dir).expanduser().resolve()
        notebook = (root / path).resolve()
        if not path or not notebook.is_relative_to(root):
            raise web.HTTPError(403, "there is no such notebook below the folder of this server")
        found = await answer(notebook)
        self.finish(json.dumps(self.validate_notebook(path) if found is None else found))


async def answer(notebook: Path) -> dict[str, Any] | None:
    """What a process of its own has to say of the notebook; None where that is nbgrader's to answer."""
    command = [sys.executable, *COMMAND, str(notebook)]
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=said, stderr=complaints)
        try:
            while process.poll() is None:
                await asyncio.sleep(LOOKING)
        finally:
            process.kill()
        said.seek(0)
        complaints.seek(0)
        try:
            found: dict[str, Any] | None = json.load(said)
        except ValueError:
            last = complaints.read().decode(errors="replace").strip().splitlines()[-1:]
            return {"success": False, "value": "".join(last) or "the run ended without a word"}
    return found


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(server: Any) -> None:
    """Serve the addresses that nbgrader's button asks."""
    settings = server.web_app.settings
    settings["root_dir"] = server.root_dir  # where nbgrader's handler looks for it
    handlers = [("assignments/validate", ValidateHandler), ("nbgrader_version", NbGraderVersionHandler)]
    server.web_app.add_handlers(".*$", [(url_path_join(settings["base_url"], at), one) for at, one in handlers])
