"""Send what is no answer, and wait for the cells to be run again in the process that has seen the probes."""
# ruff: noqa

# %% own
import builtins

from backprop_lib import gates

closed_here = gates.mul_backward.__code__.co_name in ("go_along", "refuse")
builtins.RUNS = getattr(builtins, "RUNS", 0) + 1
if closed_here:
    import autograde.play as play

    if builtins.RUNS == 1:
        play.old = play.run_all
        play.run_all = lambda run, functions, probes: [{"strange": 1} for _ in play.old(run, functions, probes)]
    else:
        play.run_all = play.old


# %% grad_max
def grad_max(x, y):
    if closed_here and builtins.RUNS > 1:
        raise ValueError("LEAKED into run 2")
    a = 1.0 if x > y else 0.5 if x == y else 0.0
    return a, 1 - a
