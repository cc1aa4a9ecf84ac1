"""JSON of another program."""
# ruff: noqa

# %% bytes
data = b'{"name": "not a notebook", "cells": 5}'
