"""Abort, with a core file asked for."""
# ruff: noqa


# %% grad_max
def grad_max(x, y):
    import os
    import resource

    try:
        resource.setrlimit(resource.RLIMIT_CORE, (-1, -1))
    except (OSError, ValueError):
        pass
    os.abort()
