"""Sleep for a day."""
# ruff: noqa

# %% own
import time

time.sleep(86_400)
