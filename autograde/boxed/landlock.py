"""Bind a process to folders that it may read or write, for good, with the kernel's Landlock: no namespaces needed.

It is all there is where namespaces are forbidden (level "landlock"), and hides the library's source where a process has
mounts of the sandbox but may not make its own (level "bubblewrap"). Left out: everything that is not a file or a
signal, which limits and the system call filter see to (`confine`).
"""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterable, Sequence

from .confine import LIBC, PR_SET_NO_NEW_PRIVS, check

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # the same numbers on all processors
VERSION, BENEATH_PATH = 1, 1
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR, TRUNCATE, IOCTL = 1 << 0, 1 << 1, 1 << 2, 1 << 3, 1 << 14, 1 << 15
OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL
READING = EXECUTE | READ_FILE | READ_DIR
RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}  # how many rights on files each version of Landlock knows
ALL_SCOPES = 0b11  # no signals and no unnamed local sockets to processes outside
SCOPES_SINCE = 6


def version() -> int:
    """The version of Landlock that this kernel offers; 0 for none."""
    return max(0, LIBC.syscall(CREATE_RULESET, None, ctypes.c_size_t(0), VERSION))


def restrict(readable: Iterable[str], writable: Iterable[str], hidden: Sequence[str] = ()) -> None:
    """Let this process, and all it will start, read below some paths, and write below others, and nothing else.

    Of what is hidden, the names can be seen and nothing read. Paths that do not exist are left out. OSError where the
    kernel has no Landlock.
    """
    readable = list(readable)
    open_to_read = [path for place in readable for path in without(place, [os.path.realpath(path) for path in hidden])]
    offered = version()
    every = (1 << RIGHTS.get(offered, 16)) - 1
    attributes = struct.pack("QQQ", every, 0b11 if offered >= 4 else 0, ALL_SCOPES if offered >= SCOPES_SINCE else 0)
    size = 8 if offered < 4 else 16 if offered < SCOPES_SINCE else 24
    rules = LIBC.syscall(CREATE_RULESET, attributes, ctypes.c_size_t(size), 0)
    check(0 if rules >= 0 else -1, "make a Landlock rule set")
    for paths, rights in ((readable, READ_DIR), (open_to_read, READING), (writable, every)):
        for path in paths:
            allow(rules, path, rights & every)
    check(LIBC.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no new privileges")
    check(LIBC.syscall(RESTRICT_SELF, rules, 0), "restrict this process")
    os.close(rules)


def allow(rules: int, path: str, rights: int) -> None:
    """Add rights on a file, or on a folder and all below it."""
    try:
        handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    rights &= OF_FILES if not os.path.isdir(path) else ~0
    try:
        if rights:
            rule = struct.pack("=Qi", rights, handle)
            check(LIBC.syscall(ADD_RULE, rules, BENEATH_PATH, rule, 0), f"allow {path}")
    finally:
        os.close(handle)


def without(path: str, hidden: Sequence[str]) -> list[str]:
    """A path, or where something hidden lies in it, the paths inside it that hold nothing hidden."""
    path = os.path.realpath(path)
    if path in hidden:
        return []
    if not any(one.startswith(f"{path}/") for one in hidden):
        return [path]
    return [inner for name in sorted(os.listdir(path)) for inner in without(f"{path}/{name}", hidden)]
