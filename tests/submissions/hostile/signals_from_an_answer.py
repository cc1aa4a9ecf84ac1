"""Kill and stop the own process group when called, from a thread and from a grandchild as well."""
# ruff: noqa


# %% grad_max
def grad_max(x, y):
    import os
    import signal
    import threading

    def send(number):
        for target in (0, -1, 1, os.getppid()):
            try:
                os.kill(target, number)
            except OSError:
                continue

    threading.Thread(target=send, args=(signal.SIGSTOP,)).start()
    if os.fork() == 0:
        if os.fork() == 0:
            send(signal.SIGSTOP)
            send(signal.SIGKILL)
        os._exit(0)
    send(signal.SIGKILL)
    return 1.0, 0.0
