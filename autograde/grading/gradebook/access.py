"""How a gradebook that cannot be opened, read or written is told of: who holds it, what is wrong with it, what to do.

SQLite waits for a lock by itself, as long as the gradebook's address says (`timeout`); after some seconds, it is
said on stderr who holds it. Left out: finding the holders (`holders`), files in general (`system_errors`).
"""

from __future__ import annotations

import errno
import sqlite3
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from autograde.course import Course
from autograde.errors import AutogradeError
from autograde.grading.gradebook.gradebook_reader import file_of
from autograde.grading.gradebook.holders import holders
from autograde.system_errors import AGAIN, full, misshapen, refused, there

PATIENCE = 5.0  # seconds of waiting before it is said for whom
WAIT_IN_DATABASE = "SET LOCAL lock_timeout = '60s'"  # PostgreSQL would wait for ever
NO_LOCK = "55P03"  # PostgreSQL's number for a lock that was not to be had
DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
KEPT = "all results so far are kept in work/results"


@contextmanager
def plainly(course: Course, url: str, verb: str) -> Iterator[None]:
    """Turn a database's refusals inside into AutogradeErrors, and tell who is waited for after a while.

    verb: what is being done to the gradebook: "opened", "read" or "written".
    """
    timer = threading.Timer(PATIENCE, tell_who, [url])
    timer.daemon = True
    timer.start()
    try:
        yield
    except (SQLAlchemyError, ImportError) as error:
        raise AutogradeError(said(error, course, url, verb)) from error
    finally:
        timer.cancel()


def tell_who(url: str) -> None:
    """Say who holds the gradebook, if somebody does: what takes long may also be work."""
    if found := holders(url):
        print(f"Waiting for the gradebook. It is held by {' and '.join(found)}.", file=sys.stderr, flush=True)


def said(error: Exception, course: Course, url: str, verb: str) -> str:
    """One or two sentences about a gradebook that cannot be had."""
    cause = getattr(error, "orig", None) or error
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF  # the rest says more than anybody needs
    if code in BUSY or getattr(cause, "sqlstate", "") == NO_LOCK:
        who = " and ".join(holders(url)) or "another program, perhaps on another machine"
        return f"the gradebook is locked by {who}. Wait for it or close it, then run this again; {KEPT}."
    path = file_of(url)
    if path and (about := of_the_file(code, path, course)):
        return f"the gradebook cannot be {verb}: {about}"
    name = course.shown(path) if path else "its server"
    if verb == "written":
        return (
            f"the gradebook cannot be written ({first_line(error)}). A{KEPT[1:]}; "
            f"run the same command again when {name} can be reached."
        )
    return (
        f"the gradebook cannot be {verb} ({first_line(error)}). Its address is c.CourseDirectory.db_url in "
        "nbgrader_config.py. If nbgrader is newer than the gradebook, run `nbgrader db upgrade`."
    )


def of_the_file(code: int, path: Path, course: Course) -> str:
    """What is wrong with the file of an SQLite gradebook; "" for anything else."""
    if code in DAMAGED:
        return f"{course.shown(path)} is damaged, or no gradebook. Put your latest copy of it in its place, {AGAIN}"
    if code == sqlite3.SQLITE_READONLY:
        return refused(path, course.root)
    if code == sqlite3.SQLITE_FULL:
        return full(OSError(errno.ENOSPC, "full", str(path)), course.root)
    if code == sqlite3.SQLITE_CANTOPEN:
        if path.is_dir() or not there(path.parent).is_dir():
            return misshapen(path, course.root)
        return refused(path, course.root) if path.parent.is_dir() else ""
    if code == sqlite3.SQLITE_IOERR:
        return f"the disk with {course.shown(path)} is full or fails. Make room or look at it, {AGAIN}"
    return ""


def first_line(error: Exception) -> str:
    """What a database driver says, without the statement and the web address that SQLAlchemy adds."""
    return (str(getattr(error, "orig", None) or error).strip().splitlines() or [type(error).__name__])[0]
