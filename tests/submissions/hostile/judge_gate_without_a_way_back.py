"""Replace the code that reduces gates, so that it sends a number where a table of nodes belongs."""
# ruff: noqa

# %% own
import autograde.players.engine as engine


def gate(functions, probe):
    value = {"data": {"a": 1.0}, "_backward": 5}
    return {"value": value, "changed": [], "shares": False, "warned": [], "printed": ""}


engine.gate = gate
