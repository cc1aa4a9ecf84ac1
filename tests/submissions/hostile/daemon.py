"""Leave a detached process behind, two forks and a session away, that ignores every signal."""
# ruff: noqa

# %% own
import os
import signal
import time

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
            try:
                signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError):
                continue
        for end in range(256):
            try:
                os.close(end)
            except OSError:
                continue
        while True:
            try:
                with open(CANARY_FILE, "a") as file:
                    file.write("full points")
            except OSError:
                time.sleep(0.01)
    os._exit(0)
