"""No attack: derive by a complex step, which is right to the last digit."""
# ruff: noqa

# %% own
import cmath


# %% xyz_backward
def xyz_backward(x, y, z):
    step = 1e-30j
    return (
        ((x + step + y) * z).imag / 1e-30,
        ((x + y + step) * z).imag / 1e-30,
        ((x + y) * (z + step)).imag / 1e-30,
    )


# %% unary_backward
def slope(f, x):
    return f(x + 1e-30j).imag / 1e-30


def reciprocal_backward(g, x):
    return g * slope(lambda x: 1 / x, x)


def exp_backward(g, x):
    return g * slope(cmath.exp, x)


def add_constant_backward(g, c):
    return g * slope(lambda x: c + x, 0.3)


def scale_backward(g, a):
    return g * slope(lambda x: a * x, 0.3)
