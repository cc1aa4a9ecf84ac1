"""Print 60 MB in one line."""
# ruff: noqa

# %% own
print("x" * 60_000_000)


# %% grad_max
def grad_max(x, y):
    print("y" * 20_000_000)
    return "z" * 20_000_000
