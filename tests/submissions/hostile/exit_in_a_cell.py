"""End the process at once."""
# ruff: noqa

# %% own
import os

os._exit(0)
