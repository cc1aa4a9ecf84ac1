"""Put hostile objects into the arguments, turn arrays into others, close what is printed to."""
# ruff: noqa

# %% own
import sys


class Raises:
    def __eq__(self, other):
        raise RuntimeError("asked")

    __hash__ = None


# %% numerical_gradient
def numerical_gradient(f, x, h=1e-5):
    x.shape = x.shape + (1, 1)
    x.dtype = "u1"
    sys.stdout.close()
    sys.stderr.detach()
    return x


# %% grad_mul
def grad_mul(x, y):
    sys.stdout = sys.stderr = None
    return x.__class__, y.__class__
