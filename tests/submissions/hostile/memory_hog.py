"""Take memory until there is no more."""
# ruff: noqa

# %% own
taken = []
try:
    while True:
        taken.append(bytearray(64 << 20))
except MemoryError:
    print("no more")


# %% grad_max
def grad_max(x, y):
    return bytes(8 << 30)
