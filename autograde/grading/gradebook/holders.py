"""Who holds a gradebook that cannot be had now: processes of this machine, or sessions of a PostgreSQL server.

Left out: what is said when a gradebook stays closed (`access`).
"""

from __future__ import annotations

import contextlib
import os
import shlex
from collections.abc import Iterator
from pathlib import Path

import psutil
from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from autograde.grading.gradebook.gradebook_reader import file_of

LOCKS = Path("/proc/locks")  # Linux: one line a lock; kind, mode, process, device:inode, range
BESIDE = ("", "-journal", "-wal", "-shm")  # SQLite's files beside a database
LONGEST = 80  # signs of a command
BLOCKING = text(
    "SELECT DISTINCT there.pid, there.usename, there.application_name, host(there.client_addr) AS host"
    " FROM pg_stat_activity waits, unnest(pg_blocking_pids(waits.pid)) AS blocking, pg_stat_activity there"
    " WHERE waits.datname = current_database() AND there.pid = blocking ORDER BY there.pid"
)


def holders(url: str) -> list[str]:
    """Who holds the gradebook at this address, in words; empty where nobody does, or it cannot be known."""
    path = file_of(url)
    return list(on_this_machine(path)) if path else list(on_the_server(url))


def on_this_machine(path: Path) -> Iterator[str]:
    """The other processes that have locked a file; where the system does not tell, those that have it open.

    The file itself is never opened: closing it again would end this process's own locks.
    """
    locking = lockers(path)
    found = psutil.process_iter() if locking is None else map(process_of, sorted(locking))
    for process in found:
        if process is not None and process.pid != os.getpid() and (opened := opens(process, path)) is not False:
            if opened is None and locking is None:
                continue  # not ours to look into, and nothing else points at it
            with contextlib.suppress(psutil.Error):
                yield f"process {process.pid} ({command_of(process)})"


def lockers(path: Path) -> set[int] | None:
    """Numbers of the processes that hold a lock on a file or the files beside it; None where that cannot be known."""
    try:
        lines = [line.split() for line in LOCKS.read_text(encoding="ascii", errors="replace").splitlines()]
    except OSError:
        return None
    nodes = set()
    for ending in BESIDE:
        with contextlib.suppress(OSError):
            nodes.add(str(path.with_name(path.name + ending).stat().st_ino))
    held = (line for line in lines if "->" not in line and len(line) >= 8)  # "->": one that waits
    return {int(line[4]) for line in held if line[5].rpartition(":")[2] in nodes and int(line[4]) > 0}


def process_of(number: int) -> psutil.Process | None:
    """A process, unless it has ended."""
    try:
        return psutil.Process(number)
    except psutil.Error:
        return None


def opens(process: psutil.Process, path: Path) -> bool | None:
    """Whether a process has a file open; None where we may not look."""
    try:
        names = {str(path.resolve()) + ending for ending in BESIDE}
        return any(file.path in names for file in process.open_files())
    except psutil.AccessDenied:
        return None
    except psutil.Error:
        return False


def command_of(process: psutil.Process) -> str:
    """What was typed to start a process, on one short line."""
    words = shlex.join(process.cmdline()) or process.name()
    line = "".join(c if c.isprintable() else "?" for c in words)
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def on_the_server(url: str) -> Iterator[str]:
    """The sessions of a PostgreSQL server that others wait for."""
    if not url.startswith("postgres"):
        return
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            for row in connection.execute(BLOCKING):
                name = f", {row.application_name}" if row.application_name else ""
                where = f" from {row.host}" if row.host else ""
                yield f"session {row.pid} of {row.usename}{where}{name}"
    except SQLAlchemyError:
        return
    finally:
        engine.dispose()
