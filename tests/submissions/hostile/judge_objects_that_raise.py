"""Return objects that raise whatever one asks them, alone and inside of everything."""
# ruff: noqa


# %% own
class Raises:
    def fail(self, *args, **kwargs):
        raise RuntimeError("asked")

    __eq__ = __ne__ = __array__ = __len__ = __iter__ = __bool__ = __float__ = __int__ = __repr__ = __str__ = fail
    __hash__ = __getitem__ = __contains__ = __deepcopy__ = __reduce_ex__ = __array_ufunc__ = fail
    __class__ = property(fail)


class Meta(type):
    def __eq__(cls, other):
        return True

    def __hash__(cls):
        return hash(float)

    __name__ = property(lambda cls: 1 / 0)


class Imitation(metaclass=Meta):
    pass


# %% grad_mul
def grad_mul(x, y):
    return Raises()


# %% grad_max
def grad_max(x, y):
    return Imitation(), Imitation


# %% predict_change
def predict_change(grad, delta):
    return {"x": Raises(), Raises.fail: 1.0}


# %% numerical_gradient
def numerical_gradient(f, x, h=1e-5):
    nested = []
    for _ in range(50_000):
        nested = [nested]
    return nested
