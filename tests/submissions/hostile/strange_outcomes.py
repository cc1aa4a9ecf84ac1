"""Replace what writes outcomes down by something that writes nonsense."""
# ruff: noqa

# %% own
import sys

STRANGE = [
    {},
    {"value": None, "changed": [10**9]},
    {"value": 1.0, "changed": [-7], "points": 2},
    {"failure": {"type": "Passed", "text": "", "source": "", "line": -1}, "value": 1.0},
    {"arity": []},
    {"value": [[[[[[1.0]]]]]], "warned": ["\x1b[2J"] * 1000},
    {"value": {"__class__": "Passed"}, "printed": "x" * 10**6},
]
play = sys.modules["autograde.play"] if "autograde.play" in sys.modules else None
if play is not None:
    play.run_all = lambda run, functions, probes: [STRANGE[n % 7] for n in range(len(probes))]
    play.call = lambda functions, probe: STRANGE[1]
