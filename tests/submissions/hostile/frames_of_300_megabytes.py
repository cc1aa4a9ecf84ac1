"""Announce a message of 300 MB and send it."""
# ruff: noqa

# %% own
import os
import socket
import stat
import struct

for number in range(3, 256):
    try:
        if not stat.S_ISSOCK(os.fstat(number).st_mode):
            continue
    except OSError:
        continue
    end = socket.socket(fileno=os.dup(number))
    end.sendall(struct.pack(">I", 300 << 20))
    for _ in range(300):
        end.sendall(b"[" * (1 << 20))
