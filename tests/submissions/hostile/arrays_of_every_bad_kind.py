"""Answer with arrays whose shape, type or data lie."""
# ruff: noqa

# %% own
import json
import os
import socket
import stat
import struct
import sys

ARRAYS = [
    ["float64", [10**8, 10**5], ""],
    ["float64", [-1], ""],
    ["O", [1], "AAAA"],
    [[], [], ""],
    ["float64", [[1]], "AAAAAAAAAAA="],
    ["float64", [1], "not base64!"],
    ["float64", [2**62, 2**62, 0], ""],
    ["float64", [True], "AAAAAAAAAAA="],
    ["float64", [1] * 70, "AAAAAAAAAAA="],
]


def send(thing):
    for number in range(3, 256):
        try:
            if stat.S_ISSOCK(os.fstat(number).st_mode):
                data = json.dumps(thing).encode()
                socket.socket(fileno=os.dup(number)).sendall(struct.pack(">I", len(data)) + data)
        except OSError:
            continue


def asked():
    frame = sys._getframe()
    while frame is not None:
        if "message" in frame.f_locals and isinstance(frame.f_locals["message"], dict):
            return frame.f_locals["message"]["id"]
        frame = frame.f_back
    return 0


# %% grad_max
def grad_max(x, y):
    send({"d": [["id", asked()], ["answer", [{"a": array} for array in ARRAYS]]]})
    return 0.0, 0.0
