"""The command that walls a process in with bubblewrap: what it sees, and as whom it runs. Linux only.

Inside there are the interpreter and its packages, the course's library and a stand-in for `autograde`, all read-only;
no network, no home, no other process, no exercise. Left out: what runs inside (`box`, `autograde.boxed`), and whether
this machine lets bubblewrap do all that (`levels`).
"""

from __future__ import annotations

import functools
import os
import shutil
import sys
import sysconfig
from pathlib import Path

import autograde
from autograde.errors import BoxError

PACKAGE = Path(autograde.__file__).resolve().parent
INSIDE = "/course"  # where the course's own modules lie inside the box
HOME = "/home/student"
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
GRADER_UID = 61184  # whom a grader started as root becomes before any student's code runs
DISK = 64 << 20  # bytes of each writable folder
# where packages lie below a root: those of Pythons, of environments within it, and what conda keeps unpacked
OF_PACKAGES = [f"{place}lib*/python3*/*-packages" for place in ("", "local/", "envs/*/", "pkgs/*/")]
OF_PACKAGES += ["pkgs/*/site-packages"]
INSTALL = "On Debian or Ubuntu: sudo apt install bubblewrap. On Fedora: sudo dnf install bubblewrap."


def bubblewrap(hidden: tuple[str, ...] = ()) -> list[str]:
    """The command that builds the box, in which the packages `hidden` are empty; BoxError without bubblewrap."""
    program = shutil.which("bwrap")
    if program is None:
        raise BoxError(f"no sandbox: bubblewrap is not installed. {INSTALL}")
    return [
        *(as_ordinary_user(program) if os.getuid() == 0 else []),
        *(program, "--die-with-parent", "--new-session", "--clearenv", "--hostname", "grader"),
        *("--unshare-all", "--unshare-user", "--uid", "65534", "--gid", "65534", "--cap-drop", "ALL"),
        *(*room("/tmp"), *room("/home"), *room(HOME)),  # before the mounts, which may lie in them
        *reachable([*system_folders(hidden), *mounted(course_modules(), INSIDE)]),
        *("--proc", "/proc", "--dev", "/dev", *room("/dev/shm"), "--remount-ro", "/dev", "--remount-ro", "/home"),
        *(part for name, value in environment(HOME, "/tmp").items() for part in ("--setenv", name, value)),
        *("--chdir", "/", "--remount-ro", "/", "--"),
    ]


def room(path: str) -> list[str]:
    """The mount of an empty folder that can be written to, of limited size."""
    return ["--size", str(DISK), "--tmpfs", path]


def as_ordinary_user(program: str) -> list[str]:
    """For a grader started as root: become an ordinary user who sees what the box needs, and only that.

    Limits on processes do not bind root, so nothing of a student's ever runs under its number.
    """
    mounts = reachable([*system_folders(), *mounted(course_modules(), None)])
    view = [program, "--die-with-parent", "--perms", "1777", "--tmpfs", "/tmp", *mounts]
    view += ["--bind", "/proc", "/proc", "--dev-bind", "/dev", "/dev"]
    user = [f"--reuid={GRADER_UID}", f"--regid={GRADER_UID}", "--clear-groups", "--inh-caps=-all"]
    return [*view, "--chdir", "/", "--", "setpriv", *user]


def reachable(mounts: list[str]) -> list[str]:
    """The mounts, and before them the folders above, which bubblewrap would open to root alone."""
    targets = [Path(mounts[at + 2]) for at, part in enumerate(mounts) if part.startswith(("--ro-bind", "--symlink"))]
    above = {parent for path in targets for parent in path.parents if not parent.is_relative_to("/usr")} - {Path("/")}
    return [part for path in sorted(above) for part in ("--perms", "0755", "--dir", str(path))] + mounts


def system_folders(hidden: tuple[str, ...] = ()) -> list[str]:
    """Mounts of the interpreter, its packages and the system's libraries, all read-only; hidden packages are empty."""
    mounts = []
    for path in map(Path, system_paths()):
        if path.is_symlink() and path.parent == Path("/"):
            mounts += ["--symlink", os.readlink(path), str(path)]
        elif path.exists():
            mounts += ["--ro-bind", str(path), str(path)]
    for folder in installed(hidden):
        mounts += ["--tmpfs", folder, "--remount-ro", folder]
    return mounts


def system_paths() -> list[str]:
    """Where the interpreter, its packages and the system's libraries lie."""
    system = ["/usr", *(f"/{name}" for name in ("bin", "sbin", "lib", "lib32", "lib64"))]
    system += [f"/etc/{name}" for name in ("ld.so.cache", "fonts", "localtime", "alternatives")]
    return system + [path for path in sorted({sys.base_prefix, sys.prefix}) if not Path(path).is_relative_to("/usr")]


def installed(hidden: tuple[str, ...]) -> list[str]:
    """Folders of the packages `hidden`, and of this course where it was not installed in editable mode.

    Looked for among the packages of every Python within reach: students' code may put any folder into sys.path.
    """
    return [
        f"{place}/{name}"
        for place in package_folders()
        for name in ("autograde", "backprop_lib", *hidden)
        if (Path(place) / name).is_dir()
    ]


@functools.cache
def package_folders() -> tuple[str, ...]:
    """Where packages lie that students' code could import, each folder once."""
    roots = [path for path in map(Path, system_paths()) if path.is_dir() and not path.is_symlink()]
    found = [Path(sysconfig.get_paths()[kind]) for kind in ("purelib", "platlib")]
    found += sorted(place for root in roots for within in OF_PACKAGES for place in root.glob(within))
    real = {place.resolve(): str(place) for place in reversed(found)}  # lib64 is mostly another name of lib
    return tuple(real[place] for place in real if any(place.is_relative_to(root.resolve()) for root in roots))


def course_modules() -> dict[str, Path]:
    """What students' code may import of the course: the library, and a stand-in for `autograde`; name -> file."""
    inner = {"autograde/__init__.py": "boxed/standin.py"}
    beside_students = ("play", "plain", "capped_text", "kept_state", "time_limit", "closed_functions", "closing")
    inner |= {f"autograde/{name}.py": f"{name}.py" for name in beside_students}
    inner |= {"autograde/players": "players", "boxed": "boxed"}
    return {"backprop_lib": PACKAGE.parent / "backprop_lib"} | {name: PACKAGE / path for name, path in inner.items()}


def mounted(modules: dict[str, Path], folder: str | None) -> list[str]:
    """Mounts of modules below a folder, or with None where they lie; all read-only."""
    places = {path: f"{folder}/{name}" if folder else str(path) for name, path in modules.items()}
    return [part for path, place in places.items() for part in ("--ro-bind", str(path), place)]


def environment(home: str, temporary: str) -> dict[str, str]:
    """The whole environment inside: single-threaded numerics, no display, nothing of the grader's own."""
    threads = dict.fromkeys(THREADS, "1")
    folders = {"MPLCONFIGDIR": f"{temporary}/matplotlib", "IPYTHONDIR": f"{temporary}/ipython", "TMPDIR": temporary}
    python = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0", "MPLBACKEND": "agg", "CUDA_VISIBLE_DEVICES": ""}
    return {**threads, **folders, **python, "HOME": home, "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"}


def python(start: str, folder: str) -> list[str]:
    """The command that runs a line of Python with the course's modules in that folder."""
    return [sys.executable, "-P", "-c", f"import sys; sys.path.insert(0, {folder!r}); {start}"]
