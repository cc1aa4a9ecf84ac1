"""Answer with JSON a million levels deep, in another process with millions of items."""
# ruff: noqa

# %% own
import os
import socket
import stat
import struct


def end():
    for number in range(3, 256):
        try:
            if stat.S_ISSOCK(os.fstat(number).st_mode):
                return socket.socket(fileno=os.dup(number))
        except OSError:
            continue


data = b"[" * 1_000_000 + b"]" * 1_000_000
end().sendall(struct.pack(">I", len(data)) + data)
# %% own
data = b'{"d":[["id",1],["answer",[' + b"[]," * 3_000_000 + b"[]]]]}"
end().sendall(struct.pack(">I", len(data)) + data)
