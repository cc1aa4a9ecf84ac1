"""Close a forked process off: its own users, processes, network, mounts; limits; no way back. Linux only.

Called in the fork before it reads one byte of a student. The template already runs inside bubblewrap, so a mistake here
is contained; what this adds is that two students never share processes, files or memory.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import platform
import resource
import signal
import struct
import sys
from typing import Any

LIBC = ctypes.CDLL(None, use_errno=True)
NEW_NS, NEW_CGROUP, NEW_UTS, NEW_IPC = 0x00020000, 0x02000000, 0x04000000, 0x08000000
NEW_USER, NEW_PID, NEW_NET = 0x10000000, 0x20000000, 0x40000000
ALL_NAMESPACES = NEW_USER | NEW_NS | NEW_PID | NEW_NET | NEW_IPC | NEW_UTS | NEW_CGROUP
PR_SET_PDEATHSIG, PR_SET_SECCOMP, PR_CAPBSET_DROP, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 1, 22, 24, 36, 38
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_BIND, MS_REC, MS_PRIVATE = 1, 2, 4, 0x1000, 0x4000, 0x40000


def check(result: int, what: str) -> None:
    """Raise OSError with the system's reason when a C call has failed."""
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def unshare() -> None:
    """Give this process its own namespaces of every kind, and its children their own process numbers."""
    uid, gid = os.getuid(), os.getgid()
    check(LIBC.unshare(ALL_NAMESPACES), "unshare")
    for name, text in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1")):
        with open(f"/proc/self/{name}", "w", encoding="ascii") as stream:
            stream.write(text)


def mount_private(folders: dict[str, int]) -> None:
    """Mount a fresh /proc, read-only, and empty folders of limited size (path -> bytes), for this process alone."""
    check(LIBC.mount(None, b"/", None, MS_REC | MS_PRIVATE, None), "make mounts private")
    check(LIBC.mount(b"proc", b"/proc", b"proc", MS_NOSUID | MS_NODEV | MS_RDONLY, None), "mount /proc")
    for path, size in folders.items():
        inside = {
            prefix: os.open(prefix, os.O_PATH)
            for prefix in sorted({sys.prefix, sys.base_prefix})
            if below(prefix, path)
        }
        options = f"size={size},nr_inodes=4096,mode=700".encode()
        check(LIBC.mount(b"tmpfs", path.encode(), b"tmpfs", MS_NOSUID | MS_NODEV, options), f"mount {path}")
        for prefix, handle in inside.items():  # the interpreter may lie there: it stays, read-only as it was
            os.makedirs(prefix, mode=0o755, exist_ok=True)
            source = f"/proc/self/fd/{handle}".encode()
            check(LIBC.mount(source, prefix.encode(), None, MS_BIND | MS_REC, None), f"keep {prefix}")
            os.close(handle)


def below(path: str, folder: str) -> bool:
    """Whether a path lies inside a folder."""
    return os.path.commonpath([path, folder]) == folder


def hide(paths: list[str]) -> None:
    """Put an empty, read-only thing over each file and folder, for this process alone."""
    for path in paths:
        if os.path.isdir(path):
            check(LIBC.mount(b"tmpfs", path.encode(), b"tmpfs", MS_RDONLY, b"size=4096"), f"hide {path}")
        elif os.path.exists(path):
            check(LIBC.mount(b"/dev/null", path.encode(), None, MS_BIND, None), f"hide {path}")


def limit(limits: dict[str, int]) -> None:
    """Set resource limits by name: {"AS": bytes, "CPU": seconds, "NPROC": processes, …}."""
    for name, value in limits.items():
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (value, value))


def go_first() -> None:
    """Be the first to go when memory runs out; while /proc can be written to, it can be taken back."""
    with open("/proc/self/oom_score_adj", "w", encoding="ascii") as stream:
        stream.write("1000")


def give_up_rights(sockets: bool = True) -> None:
    """Drop every capability for good and forbid system calls that no notebook needs.

    sockets: whether local sockets may be made. Outside of a network of its own, a process could reach servers by them.
    """
    for capability in range(64):
        LIBC.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
    header, data = struct.pack("Ii", 0x20080522, 0), bytes(24)
    check(LIBC.capset(header, data), "drop capabilities")
    check(LIBC.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no new privileges")
    install_filter(sockets)


# Numbers of system calls that are refused, on x86-64 and arm64 (0: it has none). Everything about mounts, namespaces,
# other processes' memory, the kernel itself and its log, keys, asynchronous rings that would go past this filter, and
# memory that the limits do not count: files without a folder, and segments that outlive their processes.
CALLS = """
acct 163 89, add_key 248 217, bpf 321 280, chroot 161 51, delete_module 176 106, fanotify_init 300 262,
finit_module 313 273, fsconfig 431 431, fsmount 432 432, fsopen 430 430, fspick 433 433, init_module 175 105,
io_uring_enter 426 426, io_uring_register 427 427, io_uring_setup 425 425, kcmp 312 272, kexec_file_load 320 294,
kexec_load 246 104, keyctl 250 219, memfd_create 319 279, memfd_secret 447 447, mount 165 40,
mount_setattr 442 442, move_mount 429 429, open_by_handle_at 304 265, open_tree 428 428, perf_event_open 298 241,
personality 135 92, pidfd_getfd 438 438, pivot_root 155 41, process_madvise 440 440, process_vm_readv 310 270,
process_vm_writev 311 271, ptrace 101 117, quotactl 179 60, reboot 169 142, request_key 249 218, setns 308 268,
shmget 29 194, swapoff 168 225, swapon 167 224, syslog 103 116, umount2 166 39, unshare 272 97,
userfaultfd 323 282, ioperm 173 0, iopl 172 0, modify_ldt 154 0
"""
MACHINES = ("x86_64", "aarch64")
FORBIDDEN = {
    machine: {name: int(numbers[at]) for name, *numbers in map(str.split, CALLS.split(",")) if int(numbers[at])}
    for at, machine in enumerate(MACHINES)
}
SOCKETS = {"x86_64": (41, 53), "aarch64": (198, 199)}  # socket and socketpair
CLONE = {"x86_64": 56, "aarch64": 220}
CLONE3 = 435
ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
ALLOW, KILL, REFUSE = 0x7FFF0000, 0x80000000, 0x00050000
LOAD, JUMP_EQUAL, JUMP_SET, JUMP_GREATER, RETURN = 0x20, 0x15, 0x45, 0x35, 0x06
AF_UNIX = 1


def filter_program(machine: str, sockets: bool = True) -> bytes:
    """The seccomp filter as a BPF program: refuse the forbidden calls, new namespaces, and sockets but local ones.

    Without `sockets`, only connected pairs are left.
    """

    def step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
        return struct.pack("HBBI", code, if_true, if_false, value)

    refuse, nosys = step(RETURN, REFUSE | errno.EPERM), step(RETURN, REFUSE | errno.ENOSYS)
    program = step(LOAD, 4) + step(JUMP_EQUAL, ARCHITECTURE[machine], 1, 0) + step(RETURN, KILL) + step(LOAD, 0)
    if machine == "x86_64":
        program += step(JUMP_GREATER, 0x40000000, 0, 1) + refuse  # the x32 numbers would go past the list
    for number in sorted(FORBIDDEN[machine].values()):
        program += step(JUMP_EQUAL, number, 0, 1) + refuse
    program += step(JUMP_EQUAL, CLONE3, 0, 1) + nosys  # its flags lie in memory; glibc then uses clone
    namespaces = ALL_NAMESPACES
    program += step(JUMP_EQUAL, CLONE[machine], 0, 4) + step(LOAD, 16)
    program += step(JUMP_SET, namespaces, 0, 1) + refuse + step(RETURN, ALLOW)
    if not sockets:
        program += step(JUMP_EQUAL, SOCKETS[machine][0], 0, 1) + refuse
    for number in SOCKETS[machine]:
        program += step(JUMP_EQUAL, number, 0, 4) + step(LOAD, 16) + step(JUMP_EQUAL, AF_UNIX, 0, 1)
        program += step(RETURN, ALLOW) + refuse
    return program + step(RETURN, ALLOW)


def install_filter(sockets: bool = True) -> None:
    """Put the filter in force for this process and all it will start; it cannot be taken off."""
    machine = {"AMD64": "x86_64", "arm64": "aarch64"}.get(platform.machine(), platform.machine())
    if machine not in FORBIDDEN:
        raise OSError(errno.ENOTSUP, f"no system call filter for {machine}")
    program = filter_program(machine, sockets)

    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]

    loaded: Any = Program(len(program) // 8, program)
    check(LIBC.prctl(PR_SET_SECCOMP, 2, ctypes.byref(loaded), 0, 0), "install the system call filter")


def die_with_parent() -> None:
    """Be killed when the parent ends, however it ends."""
    check(LIBC.prctl(PR_SET_PDEATHSIG, 9, 0, 0, 0), "die with the parent")


def adopt_orphans() -> None:
    """Become the parent of every process whose own parent ends, below this one."""
    check(LIBC.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), "adopt orphans")


def kill_children() -> None:
    """Kill all processes below this one, and those that they leave behind meanwhile."""
    for _ in range(1000):  # a process that forks for ever is limited in number; each round takes all there are
        with open(f"/proc/self/task/{os.getpid()}/children", encoding="ascii") as stream:
            children = [int(number) for number in stream.read().split()]
        if not children:
            return
        for number in children:
            os.kill(number, signal.SIGKILL)
        for number in children:
            os.waitpid(number, 0)


def let_go(keep: int) -> None:
    """Close every open file but one; the three standard streams, which are the grader's own, become nothing."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    for name in os.listdir("/proc/self/fd"):
        if int(name) not in (0, 1, 2, keep):
            with contextlib.suppress(OSError):  # the handle of this very listing
                os.close(int(name))
