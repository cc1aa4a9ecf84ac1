"""Cells in the Python of long ago."""
# ruff: noqa

# %% own
#!print "hello"
# %% own
#!raise "error"
