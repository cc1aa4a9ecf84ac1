"""Send stopping and deadly signals to every process, group and session number that there may be."""
# ruff: noqa

# %% own
import os
import signal

for number in (signal.SIGSTOP, signal.SIGTSTP, signal.SIGTTIN, signal.SIGKILL):
    for target in (*range(1, 3000), CANARY_PROCESS):
        for send, who in ((os.kill, target), (os.kill, -target), (os.killpg, target)):
            if target not in (os.getpid(), os.getpgrp()):
                try:
                    send(who, number)
                except OSError:
                    continue
for number in (signal.SIGSTOP, signal.SIGKILL):
    for target in (0, -1):
        try:
            os.kill(target, number)
        except OSError:
            continue
