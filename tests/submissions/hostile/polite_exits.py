"""End by exception, by IPython's own exit, and by closing all files."""
# ruff: noqa

# %% own
from IPython import get_ipython

get_ipython().ask_exit()
raise SystemExit("done")


# %% grad_max
def grad_max(x, y):
    raise KeyboardInterrupt
