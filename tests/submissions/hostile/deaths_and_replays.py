"""Work for a while and die, again and again, so that all the work is replayed after each death."""
# ruff: noqa

# %% own
import os
import time

time.sleep(1.5)

# %% own
time.sleep(1.5)
os._exit(1)

# %% own
time.sleep(1.5)
os._exit(1)

# %% own
time.sleep(1.5)
os._exit(1)

# %% own
time.sleep(1.5)
os._exit(1)

# %% own
time.sleep(1.5)
os._exit(1)

# %% own
time.sleep(1.5)
os._exit(1)

# %% own
time.sleep(1.5)
os._exit(1)
