"""constraints.txt holds for every Python and system that the course supports: resolved with uv, nothing is installed.

Only ready-made wheels count, since students have no compiler. Left out: whether what was resolved then works (the whole
suite, on the machine that runs it).
"""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PYTHONS = ("3.11.0", "3.12.0", "3.13.0", "3.14.0")
SYSTEMS = {  # the name that uv has for a system -> the oldest macOS meant
    "x86_64-manylinux_2_28": "",
    "aarch64-manylinux_2_28": "",
    "aarch64-apple-darwin": "13.0",
    "x86_64-apple-darwin": "13.0",
    "x86_64-pc-windows-msvc": "",
}
everywhere = pytest.mark.parametrize("python", PYTHONS)
on_every_system = pytest.mark.parametrize("system", SYSTEMS)
pytestmark = pytest.mark.slow


def resolve(system: str, python: str, *options: str, macos: str = "") -> str:
    """What would be installed there, a line a package; the test ends where no package index can be reached."""
    command = [sys.executable, "-m", "uv", "pip", "compile", "--system-certs"]
    command += ["--quiet", "--no-header", "--no-annotate"]
    command += ["--no-python-downloads", "--only-binary", ":all:"]
    command += ["--python-platform", system, "--python-version", python]
    found = subprocess.run(
        [*command, "--constraint", "constraints.txt", *options, "pyproject.toml"],
        cwd=ROOT,
        env={**os.environ, "MACOSX_DEPLOYMENT_TARGET": macos or SYSTEMS[system]},
        capture_output=True,
        text=True,
        timeout=300,
    )
    if "client error (Connect)" in found.stderr or "dns error" in found.stderr:
        (pytest.fail if os.environ.get("REQUIRE_ALL") else pytest.skip)("no package index can be reached from here")
    assert found.returncode == 0, f"{system}, Python {python}: {found.stderr}\nRun `make constraints`."
    return found.stdout


@everywhere
@on_every_system
def test_the_course_with_all_its_extras_resolves_to_what_stands_here(system, python):
    found = dict(line.split("==") for line in resolve(system, python, "--all-extras", macos="14.0").splitlines())
    pinned = set(
        re.findall(r"^([^#\s=]+)==(\S+)", (ROOT / "constraints.txt").read_text(encoding="utf-8"), re.MULTILINE)
    )
    of_cuda = {name for name in found if name.startswith(("nvidia-", "cuda-", "triton"))}  # torch pins those itself
    ours = {(name, version) for name, version in found.items() if name not in of_cuda}
    assert ours <= pinned, "a package is not pinned: run `make constraints`"
    assert ("torch" in found) == (system != "x86_64-apple-darwin"), "Intel Macs alone have no build of torch"


@on_every_system
def test_students_get_nothing_heavy_that_they_do_not_need(system):
    found = {line.split("==")[0] for line in resolve(system, PYTHONS[0]).splitlines()}
    assert {"jupyterlab", "numpy", "matplotlib", "nbgrader"} <= found
    assert not {"torch", "sympy", "networkx", "distributed", "psycopg-binary", "playwright", "mypy", "uv"} & found


def test_every_pin_is_one_version_and_no_address():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("#") and "make constraints" in lines[0]
    for line in lines[1:]:
        assert re.fullmatch(r"[a-z0-9-]+==[A-Za-z0-9.]+( ; [\w\s'().<>=!]+)?", line), line
