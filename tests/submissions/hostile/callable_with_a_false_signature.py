"""Hand over an object whose signature and call say whatever is asked for."""
# ruff: noqa

# %% own
import inspect


class Obliging:
    __signature__ = inspect.Signature()
    __name__ = __qualname__ = "grad_mul"

    def __call__(self, *args, **options):
        return Obliging()

    def __deepcopy__(self, memo):
        return self

    def __reduce__(self):
        return eval, ("print('unpickled')",)

    def __getattr__(self, name):
        return Obliging()


# %% grad_mul
grad_mul = Obliging()
