"""`autograde lab` without JupyterLab: the working copy, the first layout, the command line, the shipped settings."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograde.cli import main
from autograde.course import Course
from autograde.errors import AutogradeError
from autograde.student import lab
from autograde.student.first_copy import LANGUAGE


@pytest.fixture
def small(tmp_path: Path) -> Course:
    """A course with two published lessons; their content does not matter here."""
    (tmp_path / "course").mkdir()
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n", encoding="utf-8")
    publish(tmp_path, "01_one")
    publish(tmp_path, "02_two")
    return Course(tmp_path)


def publish(root: Path, name: str) -> Path:
    path = root / "release" / name / f"{name}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"cells": [], "metadata": {}, "name": name}), encoding="utf-8")
    return path


def contents(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file below a folder with its bytes and the time of its last change."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def test_the_first_copy_holds_every_lesson(small):
    folder, added = lab.working_copy(small)
    assert folder == small.root / "work" / "lessons" and added == ["01_one", "02_two"]
    copied = json.loads((folder / "02_two" / "02_two.ipynb").read_text(encoding="utf-8"))
    assert copied == {"cells": [], "metadata": {"language_info": LANGUAGE}, "name": "02_two"}


def test_beside_the_copies_stands_what_each_was_made_from_and_room_for_what_checks_find(small):
    folder, _ = lab.working_copy(small)
    for name in ("01_one", "02_two"):
        release = small.root / "release" / name / f"{name}.ipynb"
        assert (folder / ".progress" / "base" / release.name).read_bytes() == release.read_bytes()
    shutil.rmtree(folder / ".progress")
    assert lab.working_copy(small) == (folder, []), "copies made before there was such a folder"
    assert (folder / ".progress").is_dir() and not (folder / ".progress" / "base").exists()


def test_a_copy_names_the_python_that_its_kernel_will_name():
    from ipykernel.ipkernel import IPythonKernel

    assert IPythonKernel.language_info == LANGUAGE, "JupyterLab would mark every fresh copy as changed"


def test_a_later_copy_keeps_the_students_work_and_adds_new_lessons(small):
    folder, _ = lab.working_copy(small)
    mine, notes = folder / "01_one" / "01_one.ipynb", folder / "01_one" / "notes.txt"
    mine.write_text("my answer", encoding="utf-8")
    notes.write_text("my notes", encoding="utf-8")
    (small.root / "release" / "01_one" / "01_one.ipynb").write_text("a newer release", encoding="utf-8")
    publish(small.root, "03_three")
    assert lab.working_copy(small) == (folder, ["03_three"])
    assert mine.read_text(encoding="utf-8") == "my answer" and notes.read_text(encoding="utf-8") == "my notes"
    assert lab.working_copy(small) == (folder, [])


def test_a_deleted_notebook_comes_back_as_published(small):
    folder, _ = lab.working_copy(small)
    (folder / "02_two" / "02_two.ipynb").unlink()
    assert lab.working_copy(small) == (folder, ["02_two"])


def test_release_is_never_written_to(small):
    before = contents(small.root / "release")
    folder, _ = lab.working_copy(small)
    lab.lay_out(small)
    (folder / "01_one" / "01_one.ipynb").write_text("my answer", encoding="utf-8")
    lab.working_copy(small)
    assert contents(small.root / "release") == before


def test_checkpoints_and_notebooks_of_ones_own_are_no_lessons(small):
    folder, _ = lab.working_copy(small)
    for name in (".ipynb_checkpoints", "00 mine"):
        (folder / name).mkdir()
        (folder / name / "scratch.ipynb").write_text("{}", encoding="utf-8")
    assert [path.stem for path in lab.lessons_in(folder)] == ["01_one", "02_two"]


def test_an_empty_release_says_what_to_run(tmp_path):
    with pytest.raises(AutogradeError, match="release/ holds no lesson yet. Run `autograde build` first"):
        lab.working_copy(Course(tmp_path))
    assert not (tmp_path / "work").exists()


def test_copy_only_makes_the_copy_and_starts_nothing(small, monkeypatch):
    monkeypatch.setattr(subprocess, "call", lambda *args, **kwargs: pytest.fail("started JupyterLab"))
    monkeypatch.chdir(small.root)
    done = CliRunner().invoke(main, ["lab", "--copy-only"], catch_exceptions=False)
    assert done.exit_code == 0 and "added 01_one" in done.output and "work/lessons" in done.output.replace("\\", "/")


def test_the_first_start_shows_the_table_of_contents_and_later_ones_what_was_open(small):
    lab.lay_out(small)
    (layout,) = (small.root / "work" / "jupyterlab").iterdir()
    data = json.loads(layout.read_text(encoding="utf-8"))["data"]
    assert data["layout-restorer:data"]["left"]["current"] == "@jupyterlab/toc:plugin"
    layout.write_text('{"data": {"mine": 1}, "metadata": {"id": "default"}}', encoding="utf-8")
    lab.lay_out(small)
    assert json.loads(layout.read_text(encoding="utf-8"))["data"] == {"mine": 1}


def test_the_command_line(small):
    folder, _ = lab.working_copy(small)
    command = lab.command_line(small, folder, ("--no-browser", "--ServerApp.ip=::1"))
    assert command[:3] == [sys.executable, "-m", "jupyterlab"]
    assert "--ServerApp.ip=127.0.0.1" in command and f"--ServerApp.root_dir={folder}" in command
    assert command[-2:] == ["--no-browser", "--ServerApp.ip=::1"], "a user's own options come last, where they win"
    assert not any("release" in word for word in command)
    assert "--LabApp.default_url=/autograde/start" in command


def test_the_command_line_of_jupyter_notebook(small):
    folder, _ = lab.working_copy(small)
    command = lab.command_line(small, folder, notebook=True)
    assert command[:3] == [sys.executable, "-m", "notebook"] and f"--ServerApp.root_dir={folder}" in command
    assert "--JupyterNotebookApp.default_url=/autograde/start" in command
    assert not any(word.startswith("--LabApp.") for word in command), "it does not know them"


def test_the_server_runs_in_the_courses_folder_and_its_status_is_handed_on(small, monkeypatch):
    seen = {}

    def call(command, cwd, env):
        seen.update(command=command, cwd=cwd, env=env)
        return 3

    monkeypatch.setattr(subprocess, "call", call)
    folder, _ = lab.working_copy(small)
    before = dict(os.environ)
    assert lab.open_lab(small, folder, ("--port=9999",)) == 3
    assert seen["cwd"] == small.root and seen["command"][-1] == "--port=9999"
    assert seen["env"]["JUPYTER_CONFIG_PATH"].split(os.pathsep)[0] == str(lab.CONFIG)
    assert dict(os.environ) == before


def test_only_a_server_that_shows_this_folder_is_taken_for_a_running_one(small, monkeypatch):
    folder, _ = lab.working_copy(small)
    there = [{"root_dir": str(place), "url": "http://localhost:8888/", "token": "t"} for place in (small.root, folder)]
    monkeypatch.setattr("jupyter_server.serverapp.list_running_servers", lambda: iter(there))
    assert lab.running(folder) == "http://localhost:8888/autograde/start?token=t"
    assert lab.running(folder.parent) is None


def test_ending_with_control_c_is_no_failure(small, monkeypatch):
    def call(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(subprocess, "call", call)
    folder, _ = lab.working_copy(small)
    assert lab.open_lab(small, folder) == 0


def test_a_users_own_settings_folders_stay_behind_ours():
    mine = os.pathsep.join(["/mine", "/theirs"])
    folders = lab.environment({"JUPYTER_CONFIG_PATH": mine, "LANG": "C"})["JUPYTER_CONFIG_PATH"]
    assert folders == os.pathsep.join([str(lab.CONFIG), "/mine", "/theirs"])
    assert lab.environment({})["JUPYTER_CONFIG_PATH"] == str(lab.CONFIG)


def test_jupyterlab_finds_the_settings_that_are_shipped(monkeypatch, tmp_path):
    from jupyter_core.paths import jupyter_config_path
    from jupyter_server.extension.config import ExtensionConfigManager
    from jupyterlab_server.config import get_static_page_config

    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(lab.CONFIG))
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path))
    page = get_static_page_config()
    assert not page["buildCheck"] and not page["buildAvailable"], (
        "no page looks whether JupyterLab wants to be built anew"
    )
    off = {name for name, disabled in page["disabledExtensions"].items() if disabled}
    assert {"@jupyter/nbgrader:formgrader", "@jupyterlab/apputils-extension:announcements"} <= off
    assert "@jupyter/nbgrader:validate-assignment" not in off and "@jupyter/nbgrader" not in off
    extensions = ExtensionConfigManager(read_config_path=jupyter_config_path()).get_jpserver_extensions()
    assert extensions["nbgrader.server_extensions.formgrader"] is False
    assert extensions["nbgrader.server_extensions.validate_assignment"] is False, "ours answers its button"
    assert extensions["autograde.student.validate_button"] is True
    assert extensions["autograde.student.server"] is True


def test_nothing_is_switched_off_that_does_not_exist():
    from jupyter_core.paths import jupyter_path

    settings = json.loads((lab.CONFIG / "labconfig" / "page_config.json").read_text(encoding="utf-8"))
    folders = [Path(folder) for folder in jupyter_path()]
    scripts = [path for folder in folders for path in folder.glob("lab/static/*.js")]
    scripts += [path for folder in folders for path in folder.glob("labextensions/**/static/*.js")]
    text = b"".join(path.read_bytes() for path in scripts)
    missing = [name for name in settings["disabledExtensions"] if name.encode() not in text]
    assert not missing, f"JupyterLab no longer has {missing}: fix {lab.CONFIG}/labconfig/page_config.json"
