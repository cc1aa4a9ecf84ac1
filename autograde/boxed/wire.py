"""Plain data as bytes, strictly: None, bool, int, float, str, list, tuple, dict and real arrays; nothing is executed.

Both sides use it. The receiving side trusts no byte: size, depth, number of items, array types and sizes are limited,
and anything unexpected raises Malformed. A frame is four bytes of length and then JSON; there is no pickle anywhere.
Left out: what a message means, and whether its texts are fit to be shown (`text`).
"""

from __future__ import annotations

import base64
import json
import math
import socket
import struct
import time
from typing import Any

import numpy as np

FRAME_LIMIT = 16 << 20  # bytes of one message
DEPTH_LIMIT = 24
ITEM_LIMIT = 500_000
ARRAY_LIMIT = 4 << 20  # bytes of one array
KEY_LIMIT = 1 << 60  # of the integers that are keys: all below have hashes of their own
INTEGER_BITS = 1023  # a longer integer is no number that a float could hold
INTEGERS = {f"{kind}{bits}" for kind in ("int", "uint") for bits in (8, 16, 32, 64)}
DTYPES = {"bool", "float16", "float32", "float64", *INTEGERS}


class Malformed(ValueError):
    """A message that does not follow the rules."""


class Disconnected(ConnectionError):
    """The other side has gone, or is late."""


class Late(Disconnected):
    """The other side has not answered, or not listened, in time."""


def pack(value: Any) -> Any:
    """Plain data as JSON data: tuples, dicts and arrays are tagged, lists are lists."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else {"f": repr(value)}
    if isinstance(value, list):
        return [pack(item) for item in value]
    if isinstance(value, tuple):
        return {"t": [pack(item) for item in value]}
    if isinstance(value, dict):
        return {"d": [[pack(key), pack(item)] for key, item in value.items()]}
    if isinstance(value, np.ndarray):
        data = base64.b64encode(np.ascontiguousarray(value).tobytes()).decode()
        return {"a": [str(value.dtype), list(value.shape), data]}
    raise Malformed(f"not plain data: {type(value).__name__}")


def unpack(data: Any) -> Any:
    """The plain data that `pack` made; Malformed for anything else."""
    return _unpack(data, 0, [ITEM_LIMIT])


def _unpack(data: Any, depth: int, left: list[int]) -> Any:
    left[0] -= 1
    if depth > DEPTH_LIMIT or left[0] < 0:
        raise Malformed("too deep or too many items")
    if data is None or isinstance(data, (bool, float)):
        return data
    if isinstance(data, int):
        if data.bit_length() > INTEGER_BITS:
            raise Malformed("too large an integer")
        return data
    if isinstance(data, str):  # JSON can spell half of a character, which no file can hold
        return data if data.isascii() else data.encode("utf-8", "replace").decode("utf-8")
    if isinstance(data, list):
        return [_unpack(item, depth + 1, left) for item in data]
    if not isinstance(data, dict) or len(data) != 1:
        raise Malformed("not a tagged value")
    ((tag, body),) = data.items()
    if tag == "f" and body in ("inf", "-inf", "nan"):
        return float(body)
    if tag == "t" and isinstance(body, list):
        return tuple(_unpack(item, depth + 1, left) for item in body)
    if tag == "d" and isinstance(body, list) and all(isinstance(pair, list) and len(pair) == 2 for pair in body):
        pairs = [(_unpack(key, depth + 1, left), _unpack(item, depth + 1, left)) for key, item in body]
        if all(isinstance(key, str) or (isinstance(key, int) and abs(key) <= KEY_LIMIT) for key, _ in pairs):
            return dict(pairs)  # larger keys could be chosen so that all have one hash
    if tag == "a" and isinstance(body, list) and len(body) == 3:
        return _array(*body)
    raise Malformed("unknown tag")


def _array(dtype: Any, shape: Any, data: Any) -> np.ndarray:
    if not isinstance(dtype, str) or dtype not in DTYPES or not isinstance(data, str):
        raise Malformed("not an array of numbers")
    if not isinstance(shape, list) or len(shape) > 8:
        raise Malformed("not a shape")
    if not all(type(size) is int and 0 <= size <= ARRAY_LIMIT for size in shape):
        raise Malformed("not a shape")
    expected = math.prod(shape) * np.dtype(dtype).itemsize
    if expected > ARRAY_LIMIT or len(data) > 4 * (ARRAY_LIMIT // 3 + 1):
        raise Malformed("too large an array")
    try:
        raw = base64.b64decode(data, validate=True)
    except ValueError as error:
        raise Malformed("not base64") from error
    if len(raw) != expected:
        raise Malformed("an array whose data do not fill its shape")
    return np.frombuffer(raw, dtype=dtype).reshape(shape).copy()


def dumps(value: Any) -> bytes:
    """A value as the bytes of one message."""
    data = json.dumps(pack(value), separators=(",", ":"), allow_nan=False).encode("ascii")
    if len(data) > FRAME_LIMIT:
        raise Malformed("too large a message")
    return data


def loads(data: bytes) -> Any:
    """The value in the bytes of one message; Malformed for anything that `dumps` would not make."""
    if sum(map(data.count, (b",", b"[", b"{"))) > 2 * ITEM_LIMIT:  # before memory is spent on them
        raise Malformed("too many items")
    try:
        return unpack(json.loads(data.decode("utf-8"), parse_constant=_no_constant))
    except (ValueError, RecursionError, MemoryError) as error:
        raise Malformed(f"not a message: {type(error).__name__}") from error


def _no_constant(name: str) -> Any:
    raise Malformed(f"{name} is not JSON")


def send(connection: socket.socket, value: Any, seconds: float | None = None) -> None:
    """Send one message; Disconnected when the other side does not take it within so many seconds."""
    data = dumps(value)
    try:
        connection.settimeout(seconds)
        connection.sendall(struct.pack(">I", len(data)) + data)
    except TimeoutError as error:
        raise Late("not taken in time") from error
    except OSError as error:
        raise Disconnected(str(error)) from error


def receive(connection: socket.socket, seconds: float | None = None) -> Any:
    """The next message, within so many seconds; Disconnected when none comes, Malformed when it breaks the rules."""
    deadline = None if seconds is None else time.monotonic() + seconds
    (length,) = struct.unpack(">I", _exactly(connection, 4, deadline))
    if length > FRAME_LIMIT:
        raise Malformed("too large a message")
    return loads(_exactly(connection, length, deadline))


def _exactly(connection: socket.socket, count: int, deadline: float | None) -> bytes:
    parts = []
    while count:
        left = None if deadline is None else deadline - time.monotonic()
        if left is not None and left <= 0:
            raise Late("no answer in time")
        connection.settimeout(left)
        try:
            part = connection.recv(min(count, 1 << 20))
        except TimeoutError as error:
            raise Late("no answer in time") from error
        except OSError as error:
            raise Disconnected(str(error)) from error
        if not part:
            raise Disconnected("the connection ended")
        parts.append(part)
        count -= len(part)
    return b"".join(parts)
