"""A bracket lost in a text editor."""
# ruff: noqa

# %% bytes
data = data.replace(b'"cells": [', b'"cells": ', 1)
