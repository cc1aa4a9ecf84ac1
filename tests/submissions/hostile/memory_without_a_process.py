"""Take memory that belongs to no process: shared segments, files without a folder, hidden pages."""
# ruff: noqa

# %% own
import ctypes
import mmap
import os

libc = ctypes.CDLL(None, use_errno=True)
try:
    print("MADE A FILE IN MEMORY", os.memfd_create("mine"))
except OSError as error:
    print(type(error).__name__)
if libc.shmget(0, 1 << 20, 0o1600) >= 0:
    print("MADE A SEGMENT")
hidden = []
try:
    while True:
        pages = mmap.mmap(-1, 256 << 20)
        for page in range(0, 256 << 20, 4096):
            pages[page] = 1
        pages.madvise(mmap.MADV_DONTNEED)
        hidden.append(pages)
except (OSError, MemoryError):
    print("no more")
