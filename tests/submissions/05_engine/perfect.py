"""Everything right, in another hand than the lesson's: counting users for the order, slopes kept by the gates."""

import math


def topo_order(root):
    found, seen = [root], {id(root)}
    for node in found:
        for parent in node.parents:
            if id(parent) not in seen:
                seen.add(id(parent))
                found.append(parent)
    users = {id(node): 0 for node in found}
    for node in found:
        for parent in node.parents:
            users[id(parent)] += 1
    order, ready = [], [root]
    while ready:
        node = ready.pop()
        order.append(node)
        for parent in node.parents:
            users[id(parent)] -= 1
            if users[id(parent)] == 0:
                ready.append(parent)
    return order[::-1]


def add(a, b):
    out = Value(a.data + b.data, (a, b))

    def _backward():
        a.grad += out.grad
        b.grad += out.grad

    out._backward = _backward
    return out


def mul(a, b):
    out = Value(a.data * b.data, (a, b))

    def _backward():
        a.grad += b.data * out.grad
        b.grad += a.data * out.grad

    out._backward = _backward
    return out


def backward(root, g=1.0):
    order = topo_order(root)
    root.grad = g
    while order:
        order.pop()._backward()


def zero_grad(root):
    for node in topo_order(root):
        node.grad = 0.0


def relu(a):
    out = Value(a.data if a.data > 0 else 0.0, (a,))

    def _backward():
        a.grad += (out.data > 0) * out.grad

    out._backward = _backward
    return out


def exp(a):
    out = Value(math.exp(a.data), (a,))

    def _backward():
        a.grad += out.data * out.grad

    out._backward = _backward
    return out


def power(a, n):
    out = Value(a.data**n, (a,))

    def _backward():
        a.grad += n * a.data ** (n - 1) * out.grad

    out._backward = _backward
    return out


def div(a, b):
    out = Value(a.data / b.data, (a, b))

    def _backward():
        a.grad += out.grad / b.data
        b.grad += -out.data / b.data * out.grad

    out._backward = _backward
    return out
