"""Start threads until no more can be started, and let them live on."""
# ruff: noqa

# %% own
import threading
import time

started = 0
try:
    while started < 10_000:
        threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
        started += 1
except RuntimeError:
    print("no more")
