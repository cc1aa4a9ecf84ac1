"""Return dictionaries, sets and strings where lists of names are compared."""
# ruff: noqa


# %% backward_order
class Order(list):
    def index(self, item):
        return 0

    def __contains__(self, item):
        return True

    def __len__(self):
        return 3


def backward_order(circuit):
    return Order(circuit)


# %% patterns_backward
def patterns_backward(x, y, z, w):
    return {0: 1.0, 1: 1.0, 2: 1.0, 3: 1.0}


# %% xyz_backward
def xyz_backward(x, y, z):
    return "xyz"
