"""The order taken from the library, a slip of the pen in mul, and a gate for numbers instead of nodes."""

import math


def topo_order(root):
    return circuit.topological_order(root)


def add(a, b):
    out = Value(a.data + b.data, (a, b))

    def send():
        for node in (a, b):
            node.grad += out.grad

    out._backward = send
    return out


def mul(a, b):
    out = Value(a.data * b.data, (a, b))

    def send():
        a.grad += out.grad * b.dat
        b.grad += out.grad * a.dat

    out._backward = send
    return out


def exp(a):
    return math.exp(a.data)
