"""What the operating system refuses, in plain words: which thing, where, and what to do next.

Every command ends through here when a file or folder cannot be read or written (`student/commands.PlainErrors`).
Left out: what a gradebook's database refuses (`grading/gradebook/access`).
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

AGAIN = "then run the same command again; what is done already is kept."
RIGHTS = (errno.EACCES, errno.EPERM, errno.EROFS)
FULL = (errno.ENOSPC, errno.EDQUOT)
SHAPES = (errno.EISDIR, errno.ENOTDIR, errno.EEXIST, errno.ENOTEMPTY)
OTHERS = {  # what is wrong with a path, and the next step
    errno.EFBIG: ("is larger than files may get here", f"Raise the limit (`ulimit -f unlimited`), {AGAIN}"),
    errno.ENAMETOOLONG: ("has a name that is too long for this disk", f"Shorten it, {AGAIN}"),
    errno.ELOOP: ("is a link that leads round in a circle", f"Put a real file or folder in its place, {AGAIN}"),
    errno.EIO: ("lies on a disk that fails (input/output error)", "Save a copy of this folder elsewhere first."),
    errno.ESTALE: ("lies on a network disk that was lost", f"Connect it again, {AGAIN}"),
    errno.ETXTBSY: ("is being run as a program", f"End that program, {AGAIN}"),
}
OF_THE_MACHINE = {  # what the machine as a whole has run out of
    errno.EMFILE: f"this process may not open more files. Raise the limit (`ulimit -n 4096`), {AGAIN}",
    errno.ENFILE: f"this machine has too many files open. End other programs, {AGAIN}",
    errno.ENOMEM: f"this machine has no memory left. End other programs or take fewer at once (--jobs 1), {AGAIN}",
    errno.EAGAIN: f"this machine allows no more processes. End other programs, {AGAIN}",
}


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Name this path in whatever the system refuses inside: writing to an open file does not say which it is."""
    try:
        yield
    except OSError as error:
        if error.filename is None:
            error.filename = str(path)
        raise


def explained(error: OSError, root: Path) -> str:
    """One or two sentences about what was refused; "" for what is no matter of files.

    root: paths below it are named as they lie in it.
    """
    number = error.errno or 0
    if number in FULL:
        return full(error, root)
    if number in OF_THE_MACHINE:
        return OF_THE_MACHINE[number]
    if number == errno.ENOENT and "temporary directory" in str(error):
        return f"no folder for temporary files can be written to. Make room in {tempfile.tempdir or '/tmp'}, {AGAIN}"
    named = error.filename2 or error.filename
    if not isinstance(named, (str, bytes)) or not named:
        return ""
    path = Path(os.path.abspath(os.fsdecode(named)))
    if number in RIGHTS:
        return refused(path, root)
    if number in (*SHAPES, errno.ENOENT) and (broken := broken_link(path)):
        target = shown(Path(os.readlink(broken)), root)
        return f"{shown(broken, root)} is a link to {target}, which is not there. Put that back, {AGAIN}"
    if number in SHAPES:
        return misshapen(path, root)
    if number == errno.ENOENT:
        return f"{shown(path, root)} is not there; somebody may have moved or removed it. Put it back, {AGAIN}"
    if number in OTHERS:
        what, step = OTHERS[number]
        return f"{shown(path, root)} {what}. {step}"
    return ""


def shown(path: Path, root: Path) -> str:
    """A path as messages name it, on one line."""
    name = str(path.relative_to(root)) if path.is_relative_to(root) and path != root else str(path)
    return "".join(c if c.isprintable() else f"⟨U+{ord(c):04X}⟩" for c in name)


def there(path: Path) -> Path:
    """The path itself, or the nearest folder above it that exists."""
    return next((place for place in (path, *path.parents) if os.path.lexists(place)), path)


def refused(path: Path, root: Path) -> str:
    """What is said where the rights to a place are missing, and whose it is."""
    place = there(path)
    folder = place if place.is_dir() else place.parent
    if not hasattr(os, "statvfs"):  # Windows
        return f"{shown(path, root)} cannot be read or written. Close the programs that have it open, {AGAIN}"
    with contextlib.suppress(OSError):
        if os.statvfs(folder).f_flag & os.ST_RDONLY:
            return (
                f"{shown(place, root)} is on a disk that is mounted for reading only. "
                "Mount it for writing, or work in a copy of this folder."
            )
    if allowed(place, os.R_OK | os.W_OK) and place != folder:  # a file in a folder that takes no new ones
        place = folder
    try:
        kept = place.stat()
    except OSError:
        return f"{shown(place, root)} cannot be reached: a folder above it is closed to you. Open it, {AGAIN}"
    rights, name = stat.filemode(kept.st_mode), shown(place, root)
    verb = "read" if path.is_file() and not allowed(path, os.R_OK) else "written to"
    if allowed(place, os.R_OK | os.W_OK):  # root, or a file that is marked as never to be changed
        return f"{name} cannot be {verb}: the system protects it. Look at it with `lsattr -d {name}`, {AGAIN}"
    if kept.st_uid == os.geteuid():
        return f"{name} cannot be {verb}: you took that right away ({rights}). Type `chmod u+rwX {name}`, {AGAIN}"
    owner = owner_of(kept.st_uid)
    return f"{name} cannot be {verb}: it belongs to {owner} ({rights}). Ask {owner} to make it yours, {AGAIN}"


def allowed(place: Path, rights: int) -> bool:
    """Whether this process has these rights."""
    return os.access(place, rights, effective_ids=True)


def owner_of(user: int) -> str:
    """A user's name, or the number where the machine knows none."""
    import pwd  # not on Windows

    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return f"user {user}"


def misshapen(path: Path, root: Path) -> str:
    """What is said where a folder lies in the place of a file, or the other way round."""
    if path.is_dir():
        return f"{shown(path, root)} is a folder, where a file belongs. Move it elsewhere, {AGAIN}"
    place = there(path)
    return f"{shown(place, root)} is no folder, but one belongs there. Move it elsewhere, {AGAIN}"


def broken_link(path: Path) -> Path | None:
    """The link that leads nowhere on the way to a place, if there is one."""
    return next((place for place in (path, *path.parents) if place.is_symlink() and not place.exists()), None)


def full(error: OSError, root: Path) -> str:
    """What is said of a full disk; where the system names no file, the places are looked at that commands write to."""
    named = error.filename2 or error.filename
    if isinstance(named, (str, bytes)) and named:
        path = there(Path(os.path.abspath(os.fsdecode(named))))
        lacks = room(path) or ("space", "space is used up, or your share of it")
    else:
        if output_is_stuck():
            return "what this command prints cannot be written: there is no room where it goes. Send it elsewhere."
        places = (place for place in (root, Path(tempfile.gettempdir()), Path.cwd()) if room(place))
        path = next(places, root)
        lacks = room(path) or ("space", "space is used up, or your share of it")
    if error.errno == errno.EDQUOT:
        lacks = ("space", "your share of it is used up")
    thing, why = lacks
    remove = "Remove files that you do not need" if thing == "files" else "Make room"
    return f"the disk with {shown(path, root)} is full: {why}. {remove}, {AGAIN}"


def room(path: Path) -> tuple[str, str] | None:
    """What a disk has run out of; None where there is some of all."""
    try:
        disk = os.statvfs(path)
    except (OSError, AttributeError):  # Windows has no such call
        return None
    if disk.f_files and not disk.f_favail:
        return "files", "it has space, but takes no more files (no inodes are left)"
    if disk.f_bavail * disk.f_frsize < 1 << 20:
        return "space", f"{disk.f_bavail * disk.f_frsize >> 10} kB are left"
    return None


def output_is_stuck() -> bool:
    """Whether what is printed can go nowhere; then it is dropped, or Python would complain about it at its end."""
    try:
        sys.stdout.write("\n")
        sys.stdout.flush()
    except (OSError, ValueError):
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return True
    return False
