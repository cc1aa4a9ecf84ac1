"""The rules of the house that a reader relies on: imports run one way, modules stay short and say what they do."""

import ast
import functools
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.course_copy import LESSONS

ROOT = Path(__file__).resolve().parent.parent
EXERCISES = sorted((ROOT / "course").glob("*/exercises.py"))
MODULES = sorted(path for folder in ("backprop_lib", "autograde") for path in (ROOT / folder).rglob("*.py"))
LONGEST = 220  # lines; a longer module says why in its head docstring ("Longer than …")
IDS = [str(path.relative_to(ROOT)) for path in MODULES]


@functools.cache
def parsed(path: Path) -> ast.Module:
    """A module's text as a tree."""
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path: Path) -> set[str]:
    """Dotted names of everything a module imports."""
    names = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


@pytest.mark.parametrize("path", MODULES, ids=IDS)
def test_imports_run_one_way(path):
    names = imported(path)
    if path.is_relative_to(ROOT / "backprop_lib"):
        assert not any(name.split(".")[0] == "autograde" for name in names), "the library knows no grading"
        if path.name != "torch_bridge.py":
            assert not any(name.split(".")[0] == "torch" for name in names), "torch belongs in the bridge only"


@pytest.mark.parametrize("path", EXERCISES, ids=lambda path: path.parent.name)
def test_a_lessons_exercises_import_no_judging_and_no_other_lesson(path):
    allowed = [
        "call_text",
        "exercise",
        "errors",
        "kinds",
        "plain",
        "play",
        "players",
        "probe_numbers",
        "time_limit",
        "words",
    ]
    ours = {name for name in imported(path) if name.startswith("autograde.")}
    assert {name.split(".")[1] for name in ours} <= set(allowed), ours


@pytest.mark.parametrize("path", MODULES, ids=IDS)
def test_the_engine_knows_no_lesson(path):
    tree = parsed(path)
    holders = [node for node in ast.walk(tree) if isinstance(node, (ast.Module, ast.FunctionDef, ast.ClassDef))]
    documents = {ast.get_docstring(node, clean=False) for node in holders}  # they may give one as an example
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    known = [lesson for text in texts if text not in documents for lesson in LESSONS if lesson in text]
    assert not known, f"{path.name} names {known}"


@pytest.mark.parametrize("path", MODULES, ids=IDS)
def test_modules_are_short_and_say_what_they_do(path):
    text = path.read_text(encoding="utf-8")
    head = ast.get_docstring(parsed(path)) or ""
    assert head, f"{path.name} opens without a docstring"
    assert len(text.splitlines()) <= LONGEST or "Longer than" in head, f"{path.name} is longer than {LONGEST} lines"


@pytest.mark.parametrize("package", ["autograde", "autograde/boxed", "autograde/grading", "backprop_lib"])
def test_a_packages_head_says_where_to_look(package):
    head = ast.get_docstring(parsed(ROOT / package / "__init__.py"))
    inside = {path.parent if path.name == "__init__.py" else path for path in MODULES}
    names = {path.stem for path in inside if path.parent == ROOT / package and not path.stem.startswith("_")}
    assert names - set(re.findall(r"\w+", head)) == set()


@pytest.mark.parametrize("path", MODULES, ids=IDS)
def test_public_functions_have_docstrings(path):
    for node in parsed(path).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{path.name}: {node.name} has no docstring"


@pytest.mark.parametrize("module", ["torch", "matplotlib", "IPython", "ipywidgets"])
def test_the_library_imports_heavy_packages_late(module):
    code = f"import sys, backprop_lib; print({module!r} in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_no_package_registrys_host_name_stands_in_any_file():
    hosts = ["pypi" + ".org", "files.python" + "hosted.org", "download.py" + "torch.org", "registry.npm" + "js.org"]
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in listed.splitlines():
        data = (ROOT / name).read_bytes() if (ROOT / name).is_file() else b""
        assert not any(host.encode() in data for host in hosts), f"{name} names a package registry"


def test_every_package_is_installed():
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"]
    here = [path.parent for top in ("autograde", "backprop_lib") for path in (ROOT / top).rglob("__init__.py")]
    assert sorted(listed) == sorted(".".join(folder.relative_to(ROOT).parts) for folder in here)
