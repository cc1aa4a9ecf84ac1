"""Read from address 0."""
# ruff: noqa

# %% own
import ctypes

ctypes.string_at(0)
