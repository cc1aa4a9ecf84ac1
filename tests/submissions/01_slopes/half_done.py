"""The first two exercises are right, the others have not been begun."""


def numerical_derivative(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / (2 * h)


def grad_mul(x, y):
    return y, x
