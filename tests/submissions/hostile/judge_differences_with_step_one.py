"""No attack: nudge by 1, which is exact for sums and products."""
# ruff: noqa


# %% xyz_backward
def xyz_backward(x, y, z):
    def f(x, y, z):
        return (x + y) * z

    here = f(x, y, z)
    return f(x + 1, y, z) - here, f(x, y + 1, z) - here, f(x, y, z + 1) - here
