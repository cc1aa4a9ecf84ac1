"""Send the beginning of a message and then nothing; and one byte a second."""
# ruff: noqa

# %% own
import os
import socket
import stat
import struct
import time

for number in range(3, 256):
    try:
        if not stat.S_ISSOCK(os.fstat(number).st_mode):
            continue
    except OSError:
        continue
    end = socket.socket(fileno=os.dup(number))
    end.sendall(struct.pack(">I", 1000))
    while True:
        end.sendall(b" ")
        time.sleep(0.5)
