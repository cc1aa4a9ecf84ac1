"""Everything right, in another hand than the lesson's: gradients start at 0, sweeps wait for what is still to come."""

import math


def staged_forward(x, y):
    c = {"x": x, "y": y}
    c["sigy"] = 1 / (1 + math.exp(-y))
    c["num"] = x + c["sigy"]
    c["sigx"] = 1 / (1 + math.exp(-x))
    c["xpy"] = x + y
    c["xpysqr"] = c["xpy"] * c["xpy"]
    c["den"] = c["sigx"] + c["xpysqr"]
    c["invden"] = 1 / c["den"]
    return c["num"] / c["den"], c


def fork_backward(a, b, c, g):
    da = db = dc = 0.0
    dq, dr = g * (b + c), g * (a + b)
    da += dq
    db += dq
    db += dr
    dc += dr
    return [da, db, dc]


def staged_backward(cache, g=1.0):
    d = dict.fromkeys(("num", "den", "sigx", "xpy", "x", "y"), 0.0)
    d["num"] += g * cache["invden"]
    d["den"] -= g * cache["num"] / cache["den"] ** 2
    d["sigx"] += d["den"]
    d["xpy"] += 2 * cache["xpy"] * d["den"]
    d["x"] += d["num"] + d["xpy"] + d["sigx"] * cache["sigx"] * (1 - cache["sigx"])
    d["y"] += d["xpy"] + d["num"] * cache["sigy"] * (1 - cache["sigy"])
    return d["x"], d["y"]


def sum_over_paths(edges, src, dst):
    nodes = {name for start, end, _ in edges for name in (start, end)} | {src, dst}
    waiting = {node: sum(start == node for start, _, _ in edges) for node in nodes}
    grads = dict.fromkeys(nodes, 0)
    grads[dst] = 1
    ready = [node for node in nodes if not waiting[node]]
    while ready:
        node = ready.pop()
        for start, end, local in edges:
            if end == node:
                grads[start] += local * grads[end]
                waiting[start] -= 1
                if not waiting[start]:
                    ready.append(start)
    return float(grads[src])


def count_paths(edges, src, dst):
    nodes = {name for start, end, _ in edges for name in (start, end)} | {src, dst}
    waiting = {node: sum(start == node for start, _, _ in edges) for node in nodes}
    grads = dict.fromkeys(nodes, 0)
    grads[dst] = 1
    ready = [node for node in nodes if not waiting[node]]
    while ready:
        node = ready.pop()
        for start, end, _ in edges:
            if end == node:
                grads[start] += grads[end]
                waiting[start] -= 1
                if not waiting[start]:
                    ready.append(start)
    return grads[src]
