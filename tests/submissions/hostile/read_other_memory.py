"""Attach to other processes, and read and write their memory by system calls."""
# ruff: noqa

# %% own
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
ATTACH, SEIZE, TRACEME = 16, 0x4206, 0
for number in range(1, 40):
    if number == os.getpid():
        continue
    if libc.ptrace(ATTACH, number, 0, 0) == 0 or libc.ptrace(SEIZE, number, 0, 0) == 0:
        print("ATTACHED TO", number)
    buffer = ctypes.create_string_buffer(64)
    local = (ctypes.c_void_p * 2)(ctypes.addressof(buffer), 64)
    remote = (ctypes.c_void_p * 2)(0x400000, 64)
    if libc.process_vm_readv(number, local, 1, remote, 1, 0) > 0:
        print("READ FROM", number)
    if libc.process_vm_writev(number, local, 1, remote, 1, 0) > 0:
        print("WROTE TO", number)
print("traceme", libc.ptrace(TRACEME, 0, 0, 0), "pidfd", libc.syscall(438, 3, 0, 0))
