"""Right answers of lesson 01_slopes, each exercise in several hands: plain Python, NumPy, another algebraic form.

RIGHT maps an exercise to tuples of functions in the order of its `check`; every tuple must earn full points. Left
out: answers that reach the right number in a way the exercise forbids, such as estimating a derived gradient.
"""

import math

import numpy as np

# --- numerical_derivative ---------------------------------------------------------------------------------------------


def derivative_in_one_line(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / (2 * h)


def derivative_by_two_sides(f, x, h=1e-5):
    ahead = (f(x + h) - f(x)) / h
    behind = (f(x) - f(x - h)) / h
    return (ahead + behind) / 2


def derivative_over_real_distance(f, x, h=1e-5):
    right, left = x + h, x - h
    return float(f(right) - f(left)) / (right - left)


def derivative_in_numpy(f, x, h=1e-5):
    below, above = (f(np.float64(x) + step) for step in (-h, h))
    return np.asarray(above / h - below / h) / 2.0


# --- grad_mul ---------------------------------------------------------------------------------------------------------


def mul_plain(x, y):
    return y, x


def mul_reversed_list(x, y):
    return [x, y][::-1]


def mul_in_numpy(x, y):
    return np.array([[0.0, 1.0], [1.0, 0.0]]) @ np.array([x, y])


def mul_by_polarisation(x, y):
    # xy = ((x + y)² − (x − y)²) / 4, differentiated term by term
    plus, minus = (x + y) / 2, (x - y) / 2
    return plus - minus, plus + minus


# --- grad_max ---------------------------------------------------------------------------------------------------------


def max_by_cases(x, y):
    if x > y:
        return 1.0, 0.0
    if x < y:
        return 0.0, 1.0
    return 0.5, 0.5


def max_by_sign(x, y):
    lead = np.sign(x - y)
    return (1 + lead) / 2, (1 - lead) / 2


def max_by_shares(x, y):
    wins = [int(value == max(x, y)) for value in (x, y)]
    return [win / sum(wins) for win in wins]


def max_by_heaviside(x, y):
    share = np.heaviside(x - y, 0.5)
    return np.array([share, 1 - share])


# --- predict_change ---------------------------------------------------------------------------------------------------


def change_by_loop(grad, delta):
    total = 0
    for slope, step in zip(grad, delta, strict=True):
        total += slope * step
    return total


def change_by_dot(grad, delta):
    return np.dot(grad, delta)


def change_by_exact_sum(grad, delta):
    return math.fsum(slope * step for slope, step in zip(grad, delta, strict=True))


def change_as_matrix_product(grad, delta):
    return (np.asarray(grad)[None, :] @ np.asarray(delta)[:, None])[0, 0]


# --- numerical_gradient -----------------------------------------------------------------------------------------------


def gradient_on_copies(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    grad = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += h
        down[index] -= h
        grad[index] = (f(up) - f(down)) / (2 * h)
    return grad


def gradient_in_place_and_restored(f, x, h=1e-5):
    work = np.asarray(x, dtype=np.float64)
    grad = np.empty(work.shape)
    walker = np.nditer(work, flags=["multi_index"], op_flags=[["readwrite"]])
    for _ in walker:
        index = walker.multi_index
        old = float(work[index])
        work[index] = old + h
        up = f(work)
        work[index] = old - h
        down = f(work)
        work[index] = old
        grad[index] = (up - down) / (2 * h)
    return grad


def gradient_by_unit_vectors(f, x, h=1e-5):
    nudges = h * np.eye(x.size).reshape(x.size, *x.shape)
    return np.array([(f(x + nudge) - f(x - nudge)) / (2 * h) for nudge in nudges]).reshape(x.shape)


def gradient_from_flat_lists(f, x, h=1e-5):
    numbers = [float(number) for number in x.ravel()]
    slopes = []
    for k, number in enumerate(numbers):
        ends = [np.array([*numbers[:k], number + step, *numbers[k + 1 :]]).reshape(x.shape) for step in (h, -h)]
        slopes.append((f(ends[0]) - f(ends[1])) / h / 2)
    return np.array(slopes).reshape(x.shape)


RIGHT = {
    "numerical_derivative": [
        (derivative_in_one_line,),
        (derivative_by_two_sides,),
        (derivative_over_real_distance,),
        (derivative_in_numpy,),
    ],
    "grad_mul": [(mul_plain,), (mul_reversed_list,), (mul_in_numpy,), (mul_by_polarisation,)],
    "grad_max": [(max_by_cases,), (max_by_sign,), (max_by_shares,), (max_by_heaviside,)],
    "predict_change": [(change_by_loop,), (change_by_dot,), (change_by_exact_sum,), (change_as_matrix_product,)],
    "numerical_gradient": [
        (gradient_on_copies,),
        (gradient_in_place_and_restored,),
        (gradient_by_unit_vectors,),
        (gradient_from_flat_lists,),
    ],
}
