"""No attack: nudge in fractions, where nothing is rounded."""
# ruff: noqa

# %% grad_mul
from fractions import Fraction


def grad_mul(x, y):
    x, y, h = Fraction(x), Fraction(y), Fraction(1, 1000)
    return (
        float(((x + h) * y - (x - h) * y) / (2 * h)),
        float((x * (y + h) - x * (y - h)) / (2 * h)),
    )
