"""A wrong topo_order, on which a right backward and zero_grad are built; the gates are right, the rest is open."""


def topo_order(root):
    order = [root]
    for node in order:
        for parent in node.parents:
            if parent not in order:
                order.append(parent)
    return order


def add(a, b):
    out = Value(a.data + b.data, (a, b))

    def send():
        a.grad += out.grad
        b.grad += out.grad

    out._backward = send
    return out


def mul(a, b):
    out = Value(a.data * b.data, (a, b))

    def send():
        a.grad += out.grad * b.data
        b.grad += out.grad * a.data

    out._backward = send
    return out


def backward(root, g=1.0):
    root.grad = g
    for node in reversed(topo_order(root)):
        node._backward()


def zero_grad(root):
    for node in topo_order(root):
        node.grad = 0.0
