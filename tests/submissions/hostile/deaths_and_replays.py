"""Work for a while and die, again and again, so that all the work is replayed after each death."""
# ruff: noqa

# %% own
import os
import time

time.sleep(0.3)

# %% own
time.sleep(0.3)
os._exit(1)

# %% own
time.sleep(0.3)
os._exit(1)

# %% own
time.sleep(0.3)
os._exit(1)

# %% own
time.sleep(0.3)
os._exit(1)

# %% own
time.sleep(0.3)
os._exit(1)

# %% own
time.sleep(0.3)
os._exit(1)

# %% own
time.sleep(0.3)
os._exit(1)
