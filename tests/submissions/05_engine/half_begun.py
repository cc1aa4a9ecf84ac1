"""Gates without a way back or with one that is called at once; gradients set to None; a pass that never starts."""


def add(a, b):
    return Value(a.data + b.data, (a, b))


def mul(a, b):
    out = Value(a.data * b.data, (a, b))

    def send():
        a.grad += out.grad * b.data
        b.grad += out.grad * a.data

    out._backward = send()
    return out


def backward(root, g=1.0):
    for node in reversed(topo_order(root)):
        node._backward()


def zero_grad(root):
    for node in topo_order(root):
        node.grad = None
