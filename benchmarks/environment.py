"""How large is a student's environment, how long does it take to make, and what in it is heavy?

    python -m benchmarks.environment

`install.py` runs in a copy of this clone, with pip's own cache and network. PyTorch is added afterwards, where its
small build is to be had.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WANTED = 700  # MB, without PyTorch
HEAVIEST = 8


def main() -> None:
    """Make the environment and print its figures."""
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "course"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        shutil.copy(ROOT / "install.py", clone)
        seconds = timed(clone)
        base = megabytes(clone / ".venv")
        print(f"the course: {base:.0f} MB on disk (wanted: under {WANTED}), made in {seconds:.0f} s")
        packages = next((clone / ".venv").glob("lib/python*/site-packages"))
        sizes = sorted(((megabytes(path), path.name) for path in packages.iterdir()), reverse=True)
        for size, name in sizes[:HEAVIEST]:
            print(f"    {size:5.0f} MB  {name}")
        seconds = timed(clone, "--torch")
        print(f"with PyTorch: {megabytes(clone / '.venv') / base:.2f} times that, {seconds:.0f} s more")


def timed(clone: Path, *options: str) -> float:
    """Seconds that `install.py` takes; what it says goes to stderr."""
    started = time.perf_counter()
    subprocess.run([sys.executable, "install.py", *options], cwd=clone, stdout=sys.stderr, check=not options)
    return time.perf_counter() - started


def megabytes(path: Path) -> float:
    """What a file or folder takes on the disk."""
    files = [path] if path.is_file() else [file for file in path.rglob("*") if not file.is_symlink()]
    return sum(file.lstat().st_blocks * 512 for file in files) / (1 << 20)


if __name__ == "__main__":
    main()
