"""Bring in a package for symbolic algebra from another Python's packages, such as those below the environment."""
# ruff: noqa

# %% own
import glob
import sys

for root in {sys.base_prefix, "/usr", "/usr/local"}:
    sys.path += glob.glob(f"{root}/lib*/python3*/*-packages")


# %% xyz_backward
def xyz_backward(x, y, z):
    import sympy

    a, b, c = sympy.symbols("a b c")
    f = (a + b) * c
    return tuple(float(sympy.diff(f, s).subs({a: x, b: y, c: z})) for s in (a, b, c))
