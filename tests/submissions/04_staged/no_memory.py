"""Right gradients; sums and numbers of paths by a recursion that forgets: right on small graphs, endless on ladders."""

import math


def staged_forward(x, y):
    sigy, sigx = 1 / (1 + math.exp(-y)), 1 / (1 + math.exp(-x))
    xpy = x + y
    den = sigx + xpy**2
    cache = {"x": x, "y": y, "sigy": sigy, "num": x + sigy, "sigx": sigx, "xpy": xpy, "xpysqr": xpy**2, "den": den}
    cache["invden"] = 1 / den
    return cache["num"] * cache["invden"], cache


def fork_backward(a, b, c, g):
    return g * (b + c), g * (b + c) + g * (a + b), g * (a + b)


def staged_backward(cache, g=1.0):
    dnum = cache["invden"] * g
    dden = -cache["num"] * g * cache["invden"] ** 2
    dxpy = 2 * cache["xpy"] * dden
    dx = dxpy + dden * (1 - cache["sigx"]) * cache["sigx"] + dnum
    dy = dxpy + dnum * (1 - cache["sigy"]) * cache["sigy"]
    return dx, dy


def sum_over_paths(edges, src, dst):
    if src == dst:
        return 1.0
    return sum(local * sum_over_paths(edges, end, dst) for start, end, local in edges if start == src)


def count_paths(edges, src, dst):
    if src == dst:
        return 1
    return sum(count_paths(edges, end, dst) for start, end, _ in edges if start == src)
