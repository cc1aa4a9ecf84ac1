"""What a notebook takes from around it and will not find where it is graded: modules, and files beside it.

The grader has the notebook alone, and the packages that the course itself needs. Only cells of the student's own are
asked. Left out: what a cell does to come by a module or a file in another way; a run would tell.
"""

from __future__ import annotations

import ast
import functools
import importlib.metadata
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from autograde.handed_in.definitions import TOO_HARD, parsed

ALWAYS = frozenset({"autograde", "backprop_lib", "numpy", "matplotlib", "IPython", "ipywidgets", "mpl_toolkits"})
INSTALLS = re.compile(r"^\s*[!%]\s*(?:python3? -m )?(?:pip|conda|mamba|uv)\b.*\binstall\b", re.MULTILINE)
LONGEST = 200  # characters of a file's name


def remarks(sources: Sequence[str], folder: Path, release: Path, torch: bool) -> Iterator[str]:
    """One sentence for everything that will be missing.

    sources: the student's code cells.   folder: the notebook's.   release: the folder of the lesson's own data files.
    torch: whether the lesson has PyTorch.
    """
    for name in dict.fromkeys(name for source in sources for name in imports(source)):
        if beside(folder, name) and not beside(release, name):
            yield (
                f"{name} is a module of your own beside the notebook. The grader gets the notebook alone: "
                "paste what you use of it into a cell."
            )
        elif name == "torch" and not torch:
            yield "torch is there in its own lesson alone; here a cell that imports it stops. Use NumPy."
        elif name != "torch" and not is_there(name):
            yield f"{name} will not be there where this is graded: a cell that imports it stops."
    for name in dict.fromkeys(name for source in sources for name in files(source, folder)):
        if not (release / name).is_file():
            yield (
                f"“{name}” is a file of your own. The grader gets the notebook alone: what you read from the file has "
                "to stand in a cell."
            )
    if any(INSTALLS.search(source) for source in sources):
        yield "A cell installs packages; where this is graded nothing can be installed."


def imports(source: str) -> Iterator[str]:
    """The packages that a cell imports, wherever in it; those that it tries to import are left out."""
    try:
        waiting: list[ast.AST] = [parsed(source)]
    except TOO_HARD:
        return
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]
        skipped = node.body if isinstance(node, ast.Try) and node.handlers else []
        waiting += [child for child in ast.iter_child_nodes(node) if child not in skipped]


def files(source: str, folder: Path) -> Iterator[str]:
    """The files that a cell's texts name, seen from the notebook's folder."""
    try:
        nodes = list(ast.walk(parsed(source)))
    except TOO_HARD:
        return
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and is_file(folder, node.value):
            yield node.value


def is_file(folder: Path, name: str) -> bool:
    """Whether a text is the name of a file there."""
    if not 0 < len(name) <= LONGEST or not name.isprintable():
        return False
    try:
        return (folder / name).is_file()
    except (OSError, ValueError):
        return False


def beside(folder: Path, module: str) -> bool:
    """Whether a module lies in the folder."""
    return (folder / f"{module}.py").is_file() or (folder / module / "__init__.py").is_file()


def is_there(module: str) -> bool:
    """Whether a module comes with Python or with what the course itself needs."""
    if module in ALWAYS or module in sys.stdlib_module_names:
        return True
    return not owners().get(module, {module}).isdisjoint(needed())


@functools.cache
def owners() -> dict[str, set[str]]:
    """The distributions that bring each module here."""
    return {module: set(map(plain, names)) for module, names in importlib.metadata.packages_distributions().items()}


@functools.cache
def needed() -> frozenset[str]:
    """The distributions that this course needs, directly or through others, extras left out."""
    found: set[str] = set()
    waiting = sorted(owners().get("autograde", {"matplotlib"}))
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        try:
            wanted = importlib.metadata.requires(name) or []
        except importlib.metadata.PackageNotFoundError:
            continue
        waiting += [plain(re.split(r"[^\w.-]", text, maxsplit=1)[0]) for text in wanted if "extra ==" not in text]
    return frozenset(found)


def plain(name: str) -> str:
    """A distribution's name in its one spelling."""
    return re.sub(r"[-_.]+", "-", name).lower()
