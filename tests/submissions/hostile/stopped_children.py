"""Leave children behind that are stopped, in sessions of their own, so that nothing wakes them to end."""
# ruff: noqa

# %% own
import os
import signal

for _ in range(5):
    if os.fork() == 0:
        os.setsid()
        if os.fork():
            os._exit(0)
        os.setsid() if os.getpid() != os.getpgrp() else None
        os.kill(os.getpid(), signal.SIGSTOP)
        os._exit(0)
