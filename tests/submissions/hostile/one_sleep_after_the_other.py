"""Sleep in every cell, each time less long than a cell may take, so that the sum holds up the grader."""
# ruff: noqa

# %% own
import time

time.sleep(1)

# %% own
time.sleep(1)

# %% own
time.sleep(1)

# %% own
time.sleep(1)

# %% own
time.sleep(1)

# %% own
time.sleep(1)

# %% own
time.sleep(1)

# %% own
time.sleep(1)
