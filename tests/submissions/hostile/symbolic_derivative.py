"""Let a package for symbolic algebra derive it."""
# ruff: noqa


# %% xyz_backward
def xyz_backward(x, y, z):
    import sympy

    a, b, c = sympy.symbols("a b c")
    f = (a + b) * c
    return tuple(float(sympy.diff(f, s).subs({a: x, b: y, c: z})) for s in (a, b, c))


# %% unary_backward
def reciprocal_backward(g, x):
    import mpmath

    with mpmath.workdps(40):
        return g * float(mpmath.diff(lambda v: 1 / v, x))


def exp_backward(g, x):
    import mpmath

    with mpmath.workdps(40):
        return g * float(mpmath.diff(mpmath.exp, x))
