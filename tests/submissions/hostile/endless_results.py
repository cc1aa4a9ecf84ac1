"""Return a list that holds itself, one nested ten thousand deep, and an endless generator."""
# ruff: noqa


# %% grad_mul
def grad_mul(x, y):
    result = []
    result.append(result)
    return result


# %% grad_max
def grad_max(x, y):
    result = []
    for _ in range(10_000):
        result = [result]
    return result


# %% predict_change
def predict_change(grad, delta):
    return iter(int, 1)
