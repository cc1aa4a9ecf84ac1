"""`autograde formgrader` serves Formgrader, the menu that leads to it, and nothing of the students' pages."""

import json
import os
import re
import socket
import subprocess
import time
import urllib.error
import urllib.request

import pytest
from click.testing import CliRunner

from autograde.cli import main
from autograde.grading import formgrader_command
from tests.course_copy import copy_course
from tests.grading.small_class import LESSON, with_gradebook

TOKEN = "for-this-test-only"
AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """What answers for an address below the server's."""
    course = with_gradebook(copy_course(tmp_path_factory.mktemp("course"), lessons=(LESSON,)))
    home = tmp_path_factory.mktemp("home")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ("--no-browser", f"--ServerApp.port={port}", "--ServerApp.port_retries=0")
    options += (f"--IdentityProvider.token={TOKEN}", *(["--allow-root"] if AS_ROOT else []))
    env = formgrader_command.environment({**os.environ, "HOME": str(home), "JUPYTER_RUNTIME_DIR": str(home)})
    with (home / "log").open("w") as log:
        running = subprocess.Popen(
            formgrader_command.command_line(course, options), cwd=course.root, env=env, stdout=log, stderr=log
        )

    def get(address):
        asked = urllib.request.Request(
            f"http://127.0.0.1:{port}/{address}", headers={"Authorization": f"token {TOKEN}"}
        )
        with urllib.request.urlopen(asked) as answer:
            return answer.url, answer.read().decode()

    try:
        for _ in range(600):
            try:
                get("api/status")
                break
            except OSError:
                assert running.poll() is None, (home / "log").read_text()
                time.sleep(0.2)
        yield get
    finally:
        running.terminate()
        running.wait()


@pytest.mark.slow
def test_it_opens_at_formgrader_with_the_course_and_its_menu_and_without_students_pages(server):
    url, text = server("")
    assert "/formgrader" in url and "Manage Assignments" in text
    (lesson,) = json.loads(server("formgrader/api/assignments")[1])
    assert lesson["name"] == LESSON
    settings = json.loads(re.search(r'id="jupyter-config-data"[^>]*>(.*?)</script>', server("lab")[1], re.DOTALL)[1])
    assert "@jupyter/nbgrader" in {one["name"] for one in settings["federated_extensions"]}
    assert not [name for name in settings.get("disabledExtensions", []) if "nbgrader" in name]
    with pytest.raises(urllib.error.HTTPError, match="404"):
        server("autograde/start")


@pytest.mark.slow
def test_it_listens_to_this_machine_alone_and_not_as_root(monkeypatch, tmp_path):
    course = copy_course(tmp_path, (), lessons=(LESSON,))
    (tmp_path / "course").mkdir()
    assert "--ServerApp.ip=127.0.0.1" in formgrader_command.command_line(course)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "getuid", lambda: 0, raising=False)
    done = CliRunner().invoke(main, ["formgrader"])
    assert done.exit_code == 2 and "does not run as root" in done.output
    called = []
    monkeypatch.setattr(formgrader_command.subprocess, "call", lambda words, **where: called.append(words) or 3)
    done = CliRunner().invoke(main, ["formgrader", "--allow-root", "--port", "9999"])
    assert done.exit_code == 3 and called[0][-3:] == ["--allow-root", "--port", "9999"]
