"""The same, started by a program that the answer runs when it is called."""
# ruff: noqa


# %% grad_mul
def grad_mul(x, y):
    import subprocess

    subprocess.Popen(
        ["/bin/sh", "-c", "trap '' TERM HUP INT; while :; do sleep 0.01; done"],
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return y, x
