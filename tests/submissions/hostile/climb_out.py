"""New namespaces, mounts, another root, devices, kernel modules: every way up."""
# ruff: noqa

# %% own
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
tries = {
    "unshare user": lambda: libc.unshare(0x10000000),
    "unshare net": lambda: libc.unshare(0x40000000),
    "clone user": lambda: libc.syscall(56, 0x10000011, 0, 0, 0, 0),
    "clone3": lambda: libc.syscall(435, (ctypes.c_uint64 * 11)(0x10000000, *[0] * 10), 88),
    "mount": lambda: libc.mount(b"tmpfs", b"/tmp", b"tmpfs", 0, None),
    "umount /proc": lambda: libc.umount2(b"/proc", 2),
    "umount /tmp": lambda: libc.umount2(b"/tmp", 2),
    "chroot": lambda: libc.chroot(b"/tmp"),
    "setuid 0": lambda: libc.setuid(0),
    "setgid 0": lambda: libc.setgid(0),
    "mknod": lambda: libc.mknod(b"/tmp/device", 0o60666, 0xFE00),
    "bpf": lambda: libc.syscall(321, 0, 0, 0),
    "io_uring": lambda: libc.syscall(425, 1, ctypes.create_string_buffer(120)),
    "userfaultfd": lambda: libc.syscall(323, 0),
    "perf": lambda: libc.syscall(298, ctypes.create_string_buffer(120), 0, -1, -1, 0),
    "keyctl": lambda: libc.syscall(250, 0, -3, 0),
    "kernel log": lambda: libc.syscall(103, 3, ctypes.create_string_buffer(100), 100),
    "handle": lambda: libc.syscall(304, -100, ctypes.create_string_buffer(200), 0),
    "hostname": lambda: libc.sethostname(b"mine", 4),
    "prlimit up": lambda: libc.prlimit(0, 6, (ctypes.c_uint64 * 2)(4096, 4096), None),
    "x32": lambda: libc.syscall(0x40000000 + 41, 2, 1, 0),
}
for name, attempt in tries.items():
    if attempt() >= 0:
        print("SUCCEEDED", name)
for path in (
    "/proc/self/uid_map",
    "/proc/sys/kernel/hostname",
    "/proc/sys/user/max_user_namespaces",
    "/proc/sysrq-trigger",
):
    try:
        with open(path, "w") as file:
            file.write("0 0 1")
        print("WROTE", path)
    except OSError:
        continue
print("still", os.getuid())
