"""Watch what all processes of a student use together; the kernel's own limits hold for each process alone. Linux only.

Whoever keeps a student's process asks a few times a second. Buffers of sockets are memory that no process has mapped,
so open files are counted. Left out: limits of one process (`confine.limit`), and the private folders, which are limited
in size.
"""

from __future__ import annotations

import contextlib
import os
from mmap import PAGESIZE

CROWD, PATIENCE = 8, 12  # more processes at work than this, so many times in a row, would slow down other students'
FILES = 1024  # that all may have open together: each may be a socket with a buffer of half a megabyte


class Watch:
    """The processes below one process, their memory and open files, and how many of them are at work."""

    def __init__(self, top: int, memory: int) -> None:
        """Watch `top` and all below; together they may use so many bytes, and map twice as many new ones."""
        self.top, self.memory, self.crowded = top, memory, 0
        self.size = self.numbers(os.getpid())[0]  # what every fork has mapped from the start

    def too_much(self) -> bool:
        """Whether the processes together use more than they may."""
        processes = below(self.top)
        if sum(map(self.files, processes)) > FILES:
            return True
        sizes = [self.numbers(process) for process in processes]
        if sum(max(0, mapped - self.size) for mapped, _ in sizes) > 2 * self.memory:
            return True  # also catches memory that was mapped, filled and hidden from the resident count
        if sum(resident for _, resident in sizes) > self.memory and sum(map(self.share, processes)) > self.memory:
            return True
        self.crowded = self.crowded + 1 if sum(map(self.at_work, processes)) > CROWD else 0
        return self.crowded >= PATIENCE

    def numbers(self, process: int) -> tuple[int, int]:
        """Bytes that a process has mapped, and bytes of it that are in memory, shared ones included."""
        with contextlib.suppress(OSError), open(f"/proc/{process}/statm", "rb") as stream:
            mapped, resident = map(int, stream.read().split()[:2])
            return mapped * PAGESIZE, resident * PAGESIZE
        return 0, 0

    def share(self, process: int) -> int:
        """Bytes in memory, what is shared divided by the number of those who share it; all of it where unreadable."""
        with contextlib.suppress(OSError), open(f"/proc/{process}/smaps_rollup", "rb") as stream:
            for line in stream.read().splitlines():
                if line.startswith(b"Pss:"):
                    return int(line.split()[1]) << 10
        return self.numbers(process)[1]

    def files(self, process: int) -> int:
        """Number of files that a process has open."""
        with contextlib.suppress(OSError):
            return len(os.listdir(f"/proc/{process}/fd"))
        return 0

    def at_work(self, process: int) -> int:
        """Number of a process's threads that want a processor now."""
        return sum(text.rpartition(")")[2].split()[:1] == ["R"] for text in of_tasks(process, "stat"))


def below(top: int) -> list[int]:
    """The numbers of all processes from `top` downwards."""
    found = [top]
    for process in found:
        found += map(int, " ".join(of_tasks(process, "children")).split())
    return found


def of_tasks(process: int, name: str) -> list[str]:
    """The content of one file for each thread of a process; nothing of what has ended meanwhile."""
    texts = []
    with contextlib.suppress(OSError):
        for task in os.listdir(f"/proc/{process}/task"):
            with contextlib.suppress(OSError), open(f"/proc/{process}/task/{task}/{name}", "rb") as stream:
                texts.append(stream.read().decode("ascii", "replace"))
    return texts


def seconds(process: int) -> float:
    """Seconds of the processor that a process has used, with its children that have ended."""
    with contextlib.suppress(OSError), open(f"/proc/{process}/stat", "rb") as stream:
        return sum(map(int, stream.read().rpartition(b")")[2].split()[11:15])) / os.sysconf("SC_CLK_TCK")
    return 0.0
