"""Recursion everywhere, and = for +=: right on circuits without forks."""

import math


def topo_order(root):
    order = []

    def visit(node):
        if node not in order:
            for parent in node.parents:
                visit(parent)
            order.append(node)

    visit(root)
    return order


def add(a, b):
    out = Value(a.data + b.data, (a, b))

    def _backward():
        a.grad = out.grad
        b.grad = out.grad

    out._backward = _backward
    return out


def mul(a, b):
    out = Value(a.data * b.data, (a, b))

    def _backward():
        a.grad = b.data * out.grad
        b.grad = a.data * out.grad

    out._backward = _backward
    return out


def backward(root, g=1.0):
    root.grad = g

    def go(node):
        node._backward()
        for parent in node.parents:
            go(parent)

    go(root)


def zero_grad(root):
    root.grad = 0.0
    for parent in root.parents:
        zero_grad(parent)


def relu(a):
    out = Value(max(a.data, 0.0), (a,))

    def _backward():
        a.grad += out.grad if a.data >= 0 else 0.0

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
        a.grad += n * a.data**n * out.grad

    out._backward = _backward
    return out


def div(a, b):
    return mul(a, power(b, -1))
