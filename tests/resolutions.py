"""constraints.txt holds for every Python and system that the course supports: resolved with uv, nothing is installed.

    python -m tests.resolutions

resolves for each of them, as `make constraints` does at its end, and writes `resolutions.json` where all hold: digests
of what was resolved, which an everyday test compares (`changed`). Only ready-made wheels count, since students have no
compiler. Left out: whether what was resolved then works (the whole suite, on the machine that runs it).
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILE = Path(__file__).with_suffix(".json")
ANEW = "python -m tests.resolutions"
PYTHONS = ("3.11.0", "3.12.0", "3.13.0", "3.14.0")
SYSTEMS = {  # the name that uv has for a system -> the oldest macOS meant
    "x86_64-manylinux_2_28": "",
    "aarch64-manylinux_2_28": "",
    "aarch64-apple-darwin": "13.0",
    "x86_64-apple-darwin": "13.0",
    "x86_64-pc-windows-msvc": "",
}
OF_STUDENTS = {"jupyterlab", "numpy", "matplotlib", "nbgrader"}
HEAVY = {"torch", "sympy", "networkx", "distributed", "psycopg-binary", "playwright", "mypy", "uv"}


class Unreachable(Exception):
    """No package index can be reached from here."""


def resolve(system: str, python: str, *options: str, macos: str = "") -> dict[str, str]:
    """What would be installed there, package by package; ValueError where it cannot be."""
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
        raise Unreachable
    if found.returncode:
        raise ValueError(found.stderr)
    return {name: version for name, _, version in (line.partition("==") for line in found.stdout.splitlines())}


def fault_with_all_extras(system: str, python: str) -> str:
    """What is wrong with the course and all its extras there; "" where all is as it stands in constraints.txt."""
    found = resolve(system, python, "--all-extras", macos="14.0")
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    pinned = set(re.findall(r"^([^#\s=]+)==(\S+)", text, re.MULTILINE))
    of_cuda = {name for name in found if name.startswith(("nvidia-", "cuda-", "triton"))}  # torch pins those itself
    loose = {(name, version) for name, version in found.items() if name not in of_cuda} - pinned
    if loose:
        return f"not pinned: {sorted(loose)}"
    if ("torch" in found) == (system == "x86_64-apple-darwin"):
        return "Intel Macs alone have no build of torch"
    return ""


def fault_of_students(system: str) -> str:
    """What is wrong with what students get there, who need nothing heavy."""
    found = resolve(system, PYTHONS[0]).keys()
    missing, heavy = OF_STUDENTS - found, HEAVY & found
    return f"without {sorted(missing)}, with {sorted(heavy)}" if missing or heavy else ""


def fingerprint() -> dict[str, str]:
    """What the resolutions hang on: the requirements, the pins, and for what and how it is resolved."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    names = ("requires-python", "dependencies", "optional-dependencies")
    asked = json.dumps([*(project["project"].get(name) for name in names), project["tool"]["uv"]], sort_keys=True)
    texts = {
        "requirements in pyproject.toml": asked,
        "constraints.txt": (ROOT / "constraints.txt").read_text(encoding="utf-8"),
        "resolutions.py": Path(__file__).read_text(encoding="utf-8"),
    }
    return {name: hashlib.sha256(text.encode()).hexdigest() for name, text in texts.items()}


def changed() -> list[str]:
    """What is no longer as it was when it was resolved."""
    then = json.loads(FILE.read_text(encoding="utf-8"))
    return [name for name, digest in fingerprint().items() if then.get(name) != digest]


def main() -> int:
    """Resolve for all, say what does not hold, and write down what was resolved where all does."""
    cases = itertools.product(SYSTEMS, PYTHONS)
    found = {f"{system}, Python {python}": outcome(fault_with_all_extras, system, python) for system, python in cases}
    found |= {f"{system}, students": outcome(fault_of_students, system) for system in SYSTEMS}
    wrong = [f"{where}: {fault}" for where, fault in found.items() if fault]
    if wrong:
        print("constraints.txt does not hold:", *wrong, sep="\n  ")
        return 1
    FILE.write_text(json.dumps(fingerprint(), indent=1) + "\n", encoding="utf-8")
    print(f"constraints.txt holds in all {len(found)} cases; {FILE.name} is written.")
    return 0


def outcome(fault: Callable[..., str], *place: str) -> str:
    """What is wrong somewhere, in words, where nothing can be resolved as well."""
    try:
        return fault(*place)
    except Unreachable:
        return "no package index can be reached from here"
    except ValueError as error:
        return str(error)


if __name__ == "__main__":
    sys.exit(main())
