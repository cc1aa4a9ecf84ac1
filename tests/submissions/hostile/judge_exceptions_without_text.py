"""Raise exceptions that have no text, no name and no traceback, and warnings of that kind."""
# ruff: noqa

# %% own
import warnings


class Speechless(Exception):
    def __str__(self):
        raise SystemExit(3)

    __traceback__ = property(lambda self: 1 / 0)


class Number(UserWarning):
    def __str__(self):
        return 5


# %% grad_mul
def grad_mul(x, y):
    raise Speechless()


# %% grad_max
def grad_max(x, y):
    raise type("\u202e" * 9, (BaseException,), {})("\x1b[2J\ud800" * 9)


# %% predict_change
def predict_change(grad, delta):
    warnings.warn(Number())
    raise ExceptionGroup("x", [Speechless()])


# %% numerical_gradient
def numerical_gradient(f, x, h=1e-5):
    raise GeneratorExit
