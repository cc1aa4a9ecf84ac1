"""Wait for somebody to type something."""
# ruff: noqa

# %% own
name = input("password: ")
# %% own
import getpass

getpass.getpass()
# %% own
import sys

sys.stdin.read()
