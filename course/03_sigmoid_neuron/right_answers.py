"""Right answers to the exercises of lesson 03, each written in at least three ways; every one must earn full points.

They differ in style (plain Python, NumPy, another algebraic form) and in what they return (tuple, list, array).
Left out: wrong answers, which are the misconceptions in `exercises.py`.
"""

import math

import numpy as np


def sigmoid_by_masks(x):
    x = np.asarray(x, dtype=float)
    s = np.empty_like(x)
    rising = x >= 0
    s[rising] = 1 / (1 + np.exp(-x[rising]))
    small = np.exp(x[~rising])
    s[~rising] = small / (1 + small)
    return s if s.ndim else float(s)


def sigmoid_by_logaddexp(x):
    return np.exp(-np.logaddexp(0, -x))


def sigmoid_by_size(x):
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1, small) / (1 + small)


def sigmoid_number_by_number(x):
    if isinstance(x, np.ndarray):
        return np.array([sigmoid_number_by_number(entry) for entry in x])
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


def sigmoid_clipped_far_out(x):
    return 1 / (1 + np.exp(-np.clip(x, -500, 500)))


def sigmoid_backward_step_by_step(g, s):
    local = (1 - s) * s
    return g * local


def sigmoid_backward_in_numpy(g, s):
    return np.multiply(g, np.subtract(s, np.square(s)))


def neuron_in_plain_python(w, x):
    dot = w[0] * x[0] + w[1] * x[1] + w[2]
    f = 1.0 / (1.0 + math.exp(-dot))
    ddot = (1 - f) * f
    dx = [w[0] * ddot, w[1] * ddot]
    dw = [x[0] * ddot, x[1] * ddot, 1.0 * ddot]
    return dx, dw


def neuron_in_numpy(w, x):
    w, x = np.array(w, dtype=float), np.append(x, 1.0)
    f = 1 / (1 + np.exp(-w @ x))
    return f * (1 - f) * w[:2], f * (1 - f) * x


def neuron_with_the_library(w, x):
    from backprop_lib import gates

    f = gates.sigmoid(w[0] * x[0] + w[1] * x[1] + w[2])
    return [tuple(weight * f * (1 - f) for weight in w[:2]), tuple(value * f * (1 - f) for value in (*x, 1))]


def neuron_by_cosh(w, x):
    ddot = 1 / (2 + 2 * math.cosh(w[0] * x[0] + w[1] * x[1] + w[2]))
    return (w[0] * ddot, w[1] * ddot), (x[0] * ddot, x[1] * ddot, ddot)


def staged_gate_by_gate(x):
    n = -x
    e = math.exp(n)
    d = 1 + e
    s = 1 / d
    dd = -1 / d**2
    de = 1 * dd
    dn = e * de
    dx = -1 * dn
    return (n, e, d, s), (dx, dn, de, dd)


def staged_from_the_output(x):
    s = 1 / (1 + math.exp(-x))
    return [-x, 1 / s - 1, 1 / s, s], [s * (1 - s), s * (s - 1), -(s**2), -(s**2)]


def staged_in_numpy(x):
    e = np.exp(-x)
    values = np.array([-x, e, 1 + e, 1 / (1 + e)])
    return values, np.array([e, -e, -1, -1]) / values[2] ** 2


def tanh_backward_as_a_product(g, t):
    return g * (1 + t) * (1 - t)


def tanh_backward_through_sigmoid(g, t):
    s = (t + 1) / 2
    return 4 * g * s * (1 - s)


RIGHT = {
    "sigmoid": [
        (sigmoid_by_masks,),
        (sigmoid_by_logaddexp,),
        (sigmoid_by_size,),
        (sigmoid_number_by_number,),
        (sigmoid_clipped_far_out,),
    ],
    "sigmoid_backward": [
        (sigmoid_backward_step_by_step,),
        (sigmoid_backward_in_numpy,),
        (lambda g, s: g * s - g * s**2,),
    ],
    "neuron_backward": [
        (neuron_in_plain_python,),
        (neuron_in_numpy,),
        (neuron_with_the_library,),
        (neuron_by_cosh,),
    ],
    "sigmoid_staged": [(staged_gate_by_gate,), (staged_from_the_output,), (staged_in_numpy,)],
    "tanh_backward": [
        (lambda g, t: g * (1 - t**2),),
        (tanh_backward_as_a_product,),
        (tanh_backward_through_sigmoid,),
        (lambda g, t: g - g * np.square(t),),
    ],
}
