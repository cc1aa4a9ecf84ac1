"""Prints, plots and comparisons with the library around the answers."""
# ruff: noqa


# %% grad_mul
def grad_mul(x, y):
    return y, x


print(grad_mul(2.0, 3.0))
assert np.allclose(grad_mul(2.0, 3.0), numerical.numerical_gradient(lambda v: v[0] * v[1], [2.0, 3.0]), rtol=1e-8)
# %% own
import matplotlib.pyplot as plt

for number in range(3):
    plt.plot(np.linspace(0, 1, 50), np.linspace(0, 1, 50) ** number)
    plt.show()
help(grad_mul)
grad_mul.__doc__


# %% predict_change
def predict_change(grad, delta):
    return np.dot(grad, delta)


numerical.numerical_derivative(lambda x: x**2, 3.0)
# %% own
import inspect

from backprop_lib import gates

print(inspect.getsource(grad_mul), gates.mul_backward(1.0, 2.0, 3.0) == grad_mul(2.0, 3.0))
