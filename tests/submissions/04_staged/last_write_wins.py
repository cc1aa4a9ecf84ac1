"""The forward pass and the counting are right; wherever shares should add, the last one to come overwrites the rest."""

import math


def staged_forward(x, y):
    sigy, sigx, xpy = 1 / (1 + math.exp(-y)), 1 / (1 + math.exp(-x)), x + y
    num, xpysqr = x + sigy, xpy**2
    den = sigx + xpysqr
    invden = 1 / den
    cache = {"x": x, "y": y, "sigy": sigy, "num": num, "sigx": sigx, "xpy": xpy, "xpysqr": xpysqr, "den": den}
    return num * invden, {**cache, "invden": invden}


def fork_backward(a, b, c, g):
    q, r = a + b, b + c
    dq, dr = g * r, g * q
    da = dq
    db = dq
    db = dr
    dc = dr
    return da, db, dc


def staged_backward(cache, g=1.0):
    dnum = cache["invden"] * g
    dinvden = cache["num"] * g
    dden = -1 / cache["den"] ** 2 * dinvden
    dsigx = dden
    dxpysqr = dden
    dxpy = 2 * cache["xpy"] * dxpysqr
    dx = dxpy
    dy = dxpy
    dx = (1 - cache["sigx"]) * cache["sigx"] * dsigx
    dx = dnum
    dsigy = dnum
    dy = (1 - cache["sigy"]) * cache["sigy"] * dsigy
    return dx, dy


def sum_over_paths(edges, src, dst):
    if src == dst:
        return 1.0
    total = 0.0
    for start, end, local in edges:
        if start == src:
            total = local * sum_over_paths(edges, end, dst)
    return total


def count_paths(edges, src, dst):
    known = {dst: 1}

    def ways(node):
        if node not in known:
            known[node] = sum(ways(end) for start, end, _ in edges if start == node)
        return known[node]

    return ways(src)
