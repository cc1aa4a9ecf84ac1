"""Spoil what the process itself needs: imports, names, limits, the garbage collector, the shell."""
# ruff: noqa

# %% own
import atexit
import builtins
import gc
import sys

sys.setrecursionlimit(2**31 - 1)
atexit.register(lambda: open("/tmp/left-behind", "w"))
gc.disable()
gc.callbacks.append(lambda *args: 1 / 0)
sys.stdout = sys.stderr = None
sys.excepthook = lambda *args: None
sys.meta_path.clear()
sys.path.clear()
sys.modules["json"] = None


class Last:
    def __del__(self):
        while True:
            pass


last = Last()
cycle = [last]
cycle.append(cycle)
# %% own
from IPython import get_ipython

get_ipython().user_ns.clear()
get_ipython().reset()
del get_ipython().user_ns
