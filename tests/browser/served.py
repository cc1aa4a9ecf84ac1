"""JupyterLab as a student gets it, served to a browser: starting it, opening and running lessons, reading reports.

Left out: the browser itself and its pages (`conftest`), and what is expected of them (the tests).
"""

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page

from autograde.build import IMPORT
from autograde.course import Course
from autograde.student import lab

TOKEN = "for-this-test-only"
PATIENCE = 90_000  # milliseconds; a busy machine is slow, a broken page never comes
PORTS: dict[int, None] = {}  # of the servers of this process, which may have ended
NOW_AND_THEN = 200  # milliseconds between two looks; at every frame, looking costs more than what is waited for
AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
ALL_RUN = """() => {
    const numbered = '.jp-CodeCell .jp-InputPrompt:not(.jp-Placeholder-prompt)' // folded code has no number
    const prompts = [...document.querySelectorAll(numbered)].map(prompt => prompt.textContent)
    const widgets = [...document.querySelectorAll('[data-mime-type="application/vnd.jupyter.widget-view+json"]')]
    return prompts.every(text => /\\[\\d+\\]/.test(text)) && widgets.every(one => one.querySelector('.widget-text'))
}"""
ALL_CELLS = """number => {
    const shown = [...document.querySelectorAll('.jp-NotebookPanel')].filter(panel => panel.offsetParent)
    return shown.length == 1 && shown[0].querySelectorAll('.jp-Cell').length == number
}"""
TOP = """name => {
    const shown = [...document.querySelectorAll('.jp-NotebookPanel')].filter(panel => panel.offsetParent)[0]
    const heading = [...(shown?.querySelectorAll('h3') ?? [])].find(one => one.textContent.includes(name))
    return heading ? heading.getBoundingClientRect().top - shown.querySelector('.jp-WindowedPanel-outer')
        .getBoundingClientRect().top : null
}"""
AT_THE_TOP = f"name => {{ const top = ({TOP})(name); return top !== null && top > -5 && top < 60 }}"


def notebook(course: Course, lesson: str) -> Path:
    return course.root / lab.FOLDER / lesson / f"{lesson}.ipynb"


def solutions(course: Course, lesson: str) -> dict[str, str]:
    """The author's answers of a lesson, by the name of the exercise."""
    cells = json.loads(course.notebook("source", lesson).read_text(encoding="utf-8"))["cells"]
    return {cell["id"]: cell["source"] for cell in cells if cell["metadata"].get("nbgrader", {}).get("solution")}


def answer(course: Course, lesson: str, answers: dict[str, str]) -> None:
    """Write answers into the working copy of a lesson."""
    data = json.loads(notebook(course, lesson).read_text(encoding="utf-8"))
    for cell in data["cells"]:
        cell["source"] = answers.get(cell["id"], cell["source"])
    notebook(course, lesson).write_text(json.dumps(data), encoding="utf-8")


@contextmanager
def jupyterlab(
    course: Course, home: dict[str, str], *more: str, notebook: bool = False, start: Callable = subprocess.Popen
) -> Iterator[str]:
    """JupyterLab as `autograde lab` starts it, on a free port of this machine; gives the address to open.

    more: further options of the command line.   notebook: Jupyter Notebook in its place.   start: starts the command.
    """
    port = free_port()
    folder = course.root / lab.FOLDER
    lab.lay_out(course)
    options = ("--no-browser", f"--ServerApp.port={port}", "--ServerApp.port_retries=0")
    options += (f"--IdentityProvider.token={TOKEN}", *(["--allow-root"] if AS_ROOT else []), *more)
    base = next((word.partition("=")[2] for word in more if word.startswith("--ServerApp.base_url=")), "/")
    log = course.root / f"server-{port}.log"
    with log.open("w") as output:
        server = start(
            lab.command_line(course, folder, options, notebook),
            cwd=course.root,
            env={**lab.environment(home), "PATH": str(Path(sys.executable).parent)},  # without Node, which it would ask
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_for(f"http://127.0.0.1:{port}{base}api/status?token={TOKEN}", server, log)
        yield f"http://127.0.0.1:{port}{base}?token={TOKEN}"
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def free_port() -> int:
    """One that an earlier server had, if any: the browser knows scripts that it has compiled by their address."""
    for port in (*PORTS, 0):
        with socket.socket() as free:
            free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                free.bind(("127.0.0.1", port))
            except OSError:
                continue
            PORTS.setdefault(free.getsockname()[1])
            return int(free.getsockname()[1])
    raise AssertionError("no port is free")


def wait_for(url: str, server: subprocess.Popen, log: Path) -> None:
    """Return once the server answers; fail with its own words when it ends or stays silent."""
    end = time.monotonic() + PATIENCE / 1000
    while server.poll() is None and time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"JupyterLab did not start:\n{log.read_text()}")


def open_as_left(page: Page, address: str, course: Course) -> None:
    """Open JupyterLab as it was left; wait until the lesson's kernel is ready and all its cells stand."""
    page.goto(address.replace("/?", "/lab?"))
    page.locator(".jp-NotebookPanel:visible .jp-Cell").first.wait_for()
    shown = page.locator(".lm-DockPanel-tabBar .lm-mod-current .lm-TabBar-tabLabel").inner_text()
    stands(page, course.notebook("release", shown.removesuffix(".ipynb")))


def stands(page: Page, released: Path | None) -> None:
    """Wait until the kernel of the notebook that is shown is ready, and all cells of its release stand."""
    page.locator(".jp-NotebookPanel:visible .jp-Cell").first.wait_for()
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    if released:
        cells = json.loads(released.read_text(encoding="utf-8"))["cells"]
        page.wait_for_function(ALL_CELLS, arg=len(cells), polling=NOW_AND_THEN)


def turn_to(page: Page, address: str, course: Course, path: str) -> None:
    """Close the notebook that JupyterLab shows and open another, by the menu; JupyterLab is loaded where it is not yet.

    path: below the working copy, or the name of a lesson.
    """
    file = path if path.endswith(".ipynb") else f"{path}/{path}.ipynb"
    name = Path(file).name
    if "/lab/" not in page.url:
        page.goto(address.replace("/?", f"/lab/tree/{file}?reset&"))
    tab = page.locator(".lm-DockPanel-tabBar .lm-mod-current .lm-TabBar-tabLabel")
    page.locator(".jp-NotebookPanel").first.wait_for()
    if tab.inner_text() != name:
        open_in_its_place(page, file)
    stands(page, course.notebook("release", path) if file != path else None)


def open_in_its_place(page: Page, file: str) -> None:
    """Close the notebook that JupyterLab shows and open this or another, by the menu."""
    page.locator(".lm-DockPanel-tabBar .lm-mod-current .lm-TabBar-tabCloseIcon").click()
    page.locator(".jp-NotebookPanel").first.wait_for(state="detached")
    page.get_by_role("menuitem", name="File", exact=True).click()
    page.get_by_role("menuitem", name="Open from Path").click()
    page.locator(".jp-Dialog input").fill(file)
    page.keyboard.press("Enter")
    page.locator(".lm-DockPanel-tabBar .lm-mod-current", has_text=Path(file).name).wait_for()


def run_all(page: Page) -> None:
    """Run > Run All Cells, and wait until every code cell has its number and every field is drawn."""
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.wait_for_function(ALL_RUN, polling=NOW_AND_THEN)
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()


def cell_with(page: Page, start: str):
    """The code cell whose text starts like this."""
    return page.locator(
        ".jp-CodeCell", has=page.locator(".cm-content", has_text=re.compile(f"^({IMPORT})?\\s*{re.escape(start)}"))
    )


def reports(page: Page) -> dict[str, str]:
    """What each tests cell shows, by the name of the exercise."""
    found = {}
    for cell in cell_with(page, 'check("').all():
        name = cell.locator(".cm-content").text_content().split('"')[1]
        found[name] = " ".join(cell.locator(".jp-OutputArea-output").all_text_contents())
    return found


def solved(shown: dict[str, str]) -> set[str]:
    return {name for name, text in shown.items() if "points, solved" in text or "point, solved" in text}


def look_at(page: Page, cell, path: Path) -> None:
    """A screenshot with the cell's end in view; twice, because cells above take their height only when drawn."""
    for _ in range(3):
        cell.evaluate("cell => cell.scrollIntoView({block: 'end'})")
        page.wait_for_timeout(300)
    page.screenshot(path=path)
