"""What stock nbgrader gives is measured once and recorded: the points in KINDS, what they were measured of beside this.

    python -m tests.grading.stock_kinds.recorded

measures every kind through stock nbgrader (some minutes), says where the points differ from the recorded ones,
and writes `recorded.json` only where none does. An everyday test compares that file with the samples, the settings and
the versions of today (`changed`). Run it on a quiet machine: stock nbgrader gives up where a kernel answers late.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import re
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.course_copy import ROOT
from tests.forked_command import run
from tests.grading import stock_kinds
from tests.grading.stock_kinds import ASSIGNMENT, KINDS
from tests.grading.stock_kinds.kinds import Kind
from tests.grading.stock_kinds.measure import CELLS
from tests.nbgrader_command import nbgrader, own_jupyter

FILE = Path(__file__).with_name("recorded.json")
ANEW = "python -m tests.grading.stock_kinds.recorded"
SECONDS = 8  # what one cell may take, on the clock; a busy machine needs some for an honest one
SAMPLES = ("__init__.py", "kinds.py", "measure.py")  # assignment, kinds with their recorded points, how these are read
PACKAGES = (  # whatever runs a notebook, reads one or keeps points; NumPy, because answers and tests cells use it
    *("nbgrader", "nbconvert", "nbclient", "nbformat", "ipykernel", "ipython", "jupyter-client", "jupyter-core"),
    *("numpy", "pyzmq", "sqlalchemy", "tornado", "traitlets"),
)
STOCK = """\
import os, sys
from pathlib import Path

c = get_config()
here = Path(__file__).resolve().parent
(here / "work").mkdir(exist_ok=True)
os.environ["PATH"] = os.pathsep.join([os.path.dirname(sys.executable), os.environ.get("PATH", os.defpath)])
c.CourseDirectory.root = str(here)
c.CourseDirectory.submitted_directory = "work/submitted"
c.CourseDirectory.autograded_directory = "work/autograded"
c.CourseDirectory.db_url = f"sqlite:///{here}/work/gradebook.db"
c.Execute.shutdown_kernel = "immediate"
"""


def measured(folder: Path, config: str, kinds: Mapping[str, Kind], seconds: int = SECONDS) -> dict[str, dict[str, Any]]:
    """What these kinds get under these settings: {kind: {"points", "success", "log", "row"}}."""
    stock_kinds.lay_out(folder, config)
    nbgrader(folder, "generate_assignment", ASSIGNMENT)
    stock_kinds.submit(folder, dict(kinds))
    words = (str(folder), str(seconds))
    with own_jupyter() as environment:
        status, said = run("tests.grading.stock_kinds.measure", *words, cwd=ROOT, environment=environment)
    assert status == 0, said
    found = json.loads(said.splitlines()[-1])
    return {
        name: {**one, "row": tuple(one["points"].get(cell, "no row") for cell in CELLS)} for name, one in found.items()
    }


def differences(found: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """A line for each kind that stock nbgrader treats otherwise than it is recorded."""
    lines = []
    for name, one in found.items():
        kind = KINDS[name]
        got, wanted = (one["row"], not one["success"]), (kind.stock, kind.lost)
        if got != wanted:
            lines.append(f"{name}: {got[0]}{', an error' * got[1]}; recorded {wanted[0]}{', an error' * wanted[1]}")
    return lines


def fingerprint() -> dict[str, str]:
    """What the recorded points hang on: digests of samples and settings, and the pinned versions."""
    pins = re.findall(r"^([a-z0-9-]+)==(.+)$", (ROOT / "constraints.txt").read_text(encoding="utf-8"), re.MULTILINE)
    folder = Path(__file__).parent
    return {
        **{name: digest((folder / name).read_text(encoding="utf-8")) for name in SAMPLES},
        "settings": digest(f"{SECONDS}\n{STOCK}"),
        **{name: " | ".join(version for pinned, version in pins if pinned == name) for name in PACKAGES},
    }


def digest(text: str) -> str:
    """A text's SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()


def changed() -> list[str]:
    """The names in the fingerprint that are no longer as they were when the points were measured."""
    then = json.loads(FILE.read_text(encoding="utf-8"))
    now = fingerprint()
    return sorted(name for name in then.keys() | now.keys() if then.get(name) != now.get(name))


def main() -> int:
    """Measure, compare, and write down what was measured where it agrees."""
    then = fingerprint()
    other = [f"{name} {importlib.metadata.version(name)}, pinned {then[name]}" for name in PACKAGES if not held(name)]
    if other:
        print("Install what constraints.txt pins first (make install-dev):", *other, sep="\n  ")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        found = measured(Path(folder) / "stock", STOCK, KINDS)
    lines = differences(found)
    if lines:
        print("Stock nbgrader differs from what is recorded in kinds.py:", *lines, sep="\n  ")
        return 1
    FILE.write_text(json.dumps(then, indent=1) + "\n", encoding="utf-8")
    print(f"Stock nbgrader gives the recorded points for all {len(found)} kinds; {FILE.name} is written.")
    return 0


def held(name: str) -> bool:
    """Whether a package is installed here in a version that is pinned."""
    pins = [pin.partition(" ")[0] for pin in fingerprint()[name].split(" | ")]
    return importlib.metadata.version(name) in pins


if __name__ == "__main__":
    sys.exit(main())
