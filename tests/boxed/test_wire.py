"""Plain data crosses unchanged; whatever else arrives raises Malformed or Disconnected, and nothing else."""

import base64
import contextlib
import json
import math
import socket
import struct
import threading
import time
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from hypothesis.extra import numpy as arrays

from autograde.boxed import wire
from autograde.plain import identical

NUMBERS = some.one_of(some.integers(-(2**900), 2**900), some.floats(allow_nan=True, allow_infinity=True))
TEXTS = some.text(some.characters(exclude_categories=["Cs"]), max_size=20)
SCALARS = some.one_of(some.none(), some.booleans(), NUMBERS, TEXTS)
DTYPES = some.sampled_from(sorted(wire.DTYPES))
ARRAYS = arrays.arrays(dtype=DTYPES, shape=arrays.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4))
KEYS = some.one_of(TEXTS, some.integers(-(2**60), 2**60))


def nested(inner):
    lists = some.lists(inner, max_size=4)
    return some.one_of(lists, lists.map(tuple), some.dictionaries(KEYS, inner, max_size=4))


PLAIN = some.recursive(some.one_of(SCALARS, ARRAYS), nested, max_leaves=20)
JSON = some.recursive(
    some.one_of(some.none(), some.booleans(), some.integers(), some.floats(), some.text(max_size=5)),
    lambda inner: some.one_of(
        some.lists(inner, max_size=4),
        some.dictionaries(some.sampled_from(["a", "d", "t", "f", "x", ""]), inner, max_size=2),
    ),
    max_leaves=20,
)


@given(PLAIN)
@settings(max_examples=300, deadline=None)
def test_plain_data_comes_back_as_it_was_sent(value):
    assert identical(wire.loads(wire.dumps(value)), value)


@pytest.mark.parametrize("thing", [object(), {1, 2}, b"bytes", 1 + 2j, np.array([None]), lambda: 0, ValueError()])
def test_nothing_else_can_be_sent(thing):
    with pytest.raises(wire.Malformed):
        wire.loads(wire.dumps([thing]))


@given(some.binary(max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_a_value_or_malformed(data):
    with contextlib.suppress(wire.Malformed):
        wire.loads(data)


@given(JSON)
@settings(max_examples=500, deadline=None)
def test_any_json_is_a_value_or_malformed(value):
    with contextlib.suppress(wire.Malformed):
        wire.loads(json.dumps(value).encode())


def array(dtype, shape, data=""):
    return json.dumps({"a": [dtype, shape, data]}).encode()


EIGHT = base64.b64encode(bytes(8)).decode()
BAD = {
    "not JSON": b"{",
    "not UTF-8": b'"\xff"',
    "nothing": b"",
    "NaN": b"NaN",
    "an infinity": b"[-Infinity]",
    "a million levels": b"[" * 1_000_000 + b"]" * 1_000_000,
    "more levels than plain data has": b"[" * 40 + b"]" * 40,
    "two tags": b'{"t": [], "d": []}',
    "an unknown tag": b'{"pickle": "gASVAAAA"}',
    "no tag": b"{}",
    "a number in disguise": b'{"f": "1e5"}',
    "a list as a number": b'{"f": []}',
    "a tuple of nothing": b'{"t": null}',
    "a pair of three": b'{"d": [[1, 2, 3]]}',
    "a list as a key": b'{"d": [[[1], 2]]}',
    "a number as a key": b'{"d": [[1.5, 2]]}',
    "an integer of 4,000 digits": b"1" + b"0" * 4000,
    "an integer of 5,000 digits": b"1" + b"0" * 5000,
    "objects": array("object", [1], EIGHT),
    "a dtype that is a list": array([], [], ""),
    "a dtype that is a dictionary": array({}, [], ""),
    "text": array("<U8", [1], EIGHT),
    "a structure": array("f8,f8", [1], EIGHT),
    "a negative shape": array("float64", [-1], EIGHT),
    "a shape of floats": array("float64", [1.0], EIGHT),
    "a shape of truths": array("float64", [True], EIGHT),
    "a shape that is a number": array("float64", 1, EIGHT),
    "a nested shape": array("float64", [[1]], EIGHT),
    "too many dimensions": array("float64", [1] * 9, EIGHT),
    "a shape bomb": array("float64", [10**8, 10**5], ""),
    "a shape beyond all bounds": array("float64", [2**62, 2**62, 0], ""),
    "data that are too short": array("float64", [2], EIGHT),
    "data that are too long": array("float32", [1], EIGHT),
    "data that are no base64": array("float64", [1], "not base64!!"),
    "data beyond ASCII": array("float64", [1], "äöü"),
    "data that are a number": array("float64", [1], 5),
}


@pytest.mark.parametrize("data", BAD.values(), ids=BAD)
def test_what_breaks_a_rule_is_malformed(data):
    with pytest.raises(wire.Malformed):
        wire.loads(data)


@pytest.mark.parametrize("data", [b"[]," * 4_000_000, b"{}," * 4_000_000, b"0," * 8_000_000], ids=["[]", "{}", "0"])
def test_items_are_counted_before_memory_is_spent_on_them(data):
    message = b"[" + data + b"0]"
    tracemalloc.start()
    try:
        with pytest.raises(wire.Malformed, match="too many items"):
            wire.loads(message)
        assert tracemalloc.get_traced_memory()[1] < 10 << 20
    finally:
        tracemalloc.stop()


def test_half_a_character_does_not_get_through():
    assert wire.loads(b'["\\ud83d", "\\ud83d\\ude00"]') == ["?", "\U0001f600"]


def test_a_float_keeps_every_bit():
    values = [0.1, -0.0, 5e-324, 1.7976931348623157e308, math.inf, -math.inf, math.nan]
    back = wire.loads(wire.dumps(values))
    assert [struct.pack("d", value) for value in back] == [struct.pack("d", value) for value in values]


# --- frames -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def pair():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def test_messages_arrive_in_order(pair):
    ours, theirs = pair
    for number in range(3):
        wire.send(theirs, {"number": number})
    assert [wire.receive(ours, 1.0)["number"] for _ in range(3)] == [0, 1, 2]


def test_a_large_frame_is_refused_by_its_announcement(pair):
    ours, theirs = pair
    theirs.sendall(struct.pack(">I", 300 << 20))
    with pytest.raises(wire.Malformed, match="too large a message"):
        wire.receive(ours, 1.0)


def test_a_large_message_is_not_sent(pair):
    with pytest.raises(wire.Malformed, match="too large a message"):
        wire.send(pair[0], "x" * (wire.FRAME_LIMIT + 1))


@pytest.mark.parametrize("sent", [b"", b"\0\0", struct.pack(">I", 10), struct.pack(">I", 10) + b"[1, 2"])
def test_half_a_message_is_waited_for_no_longer_than_agreed(pair, sent):
    ours, theirs = pair
    theirs.sendall(sent)
    with pytest.raises(wire.Disconnected, match="no answer in time"):
        wire.receive(ours, 0.1)


def test_a_trickle_of_bytes_does_not_stretch_the_time(pair):
    ours, theirs = pair
    stop = threading.Event()

    def trickle():
        theirs.sendall(struct.pack(">I", 10_000))
        while not stop.wait(0.02):
            theirs.sendall(b" ")

    thread = threading.Thread(target=trickle)
    thread.start()
    started = time.monotonic()
    try:
        with pytest.raises(wire.Disconnected, match="no answer in time"):
            wire.receive(ours, 0.3)
        assert time.monotonic() - started < 5
    finally:
        stop.set()
        thread.join()


def test_the_end_of_the_other_side_is_noticed(pair):
    ours, theirs = pair
    theirs.sendall(struct.pack(">I", 10) + b"[1")
    theirs.close()
    with pytest.raises(wire.Disconnected, match="the connection ended"):
        wire.receive(ours, 1.0)
    with pytest.raises(wire.Disconnected):
        wire.send(ours, 1, 1.0)


def test_who_takes_no_message_is_not_waited_for(pair):
    ours, _ = pair
    with pytest.raises(wire.Disconnected):  # noqa: PT012  (some messages fit)
        for _ in range(100):
            wire.send(ours, "x" * 1_000_000, 0.1)
