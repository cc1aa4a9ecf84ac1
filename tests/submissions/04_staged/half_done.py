"""The first two exercises are done, the third was begun without the numerator's branch, the others are untouched."""

import math


def staged_forward(x, y):
    def sigma(v):
        return 1 / (1 + math.exp(-v))

    cache = {"x": x, "y": y, "sigy": sigma(y), "sigx": sigma(x), "xpy": x + y, "xpysqr": (x + y) ** 2}
    cache["num"] = x + cache["sigy"]
    cache["den"] = cache["sigx"] + cache["xpysqr"]
    cache["invden"] = 1 / cache["den"]
    return cache["num"] * cache["invden"], cache


def fork_backward(a, b, c, g):
    return (b + c) * g, (a + 2 * b + c) * g, (a + b) * g


def staged_backward(cache, g=1.0):
    dnum, dinvden = g * cache["invden"], g * cache["num"]
    dden = -dinvden / cache["den"] ** 2
    dxpy = dden * 2 * cache["xpy"]
    dx = dxpy + dden * (1 - cache["sigx"]) * cache["sigx"]
    dy = dxpy + dnum * (1 - cache["sigy"]) * cache["sigy"]
    return dx, dy
