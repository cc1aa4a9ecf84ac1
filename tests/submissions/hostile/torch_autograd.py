"""Let torch derive it, in four ways."""
# ruff: noqa

# %% own
import torch


# %% xyz_backward
def xyz_backward(x, y, z):
    import torch

    leaves = [torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in (x, y, z)]
    ((leaves[0] + leaves[1]) * leaves[2]).backward()
    return tuple(leaf.grad.item() for leaf in leaves)


# %% gate_backward
def mul_backward(g, x, y):
    import torch

    pair = torch.tensor([x, y], dtype=torch.float64)
    return tuple((g * torch.func.grad(lambda v: v[0] * v[1])(pair)).tolist())


def add_backward(g):
    import torch

    return tuple(torch.autograd.functional.vjp(lambda a, b: a + b, (torch.ones(1),) * 2, torch.tensor([g]))[1])


def max_backward(g, x, y):
    import torch

    pair = torch.tensor([x, y], dtype=torch.float64)
    return tuple((g * torch.autograd.functional.jacobian(lambda v: v.max(), pair)).tolist())


# %% unary_backward
def forward_mode(f, x):
    import torch.autograd.forward_ad as forward

    with forward.dual_level():
        one = torch.tensor(1.0, dtype=torch.float64)
        dual = forward.make_dual(torch.tensor(x, dtype=torch.float64), one)
        return forward.unpack_dual(f(dual)).tangent.item()


def reciprocal_backward(g, x):
    return g * forward_mode(lambda v: 1 / v, x)


def exp_backward(g, x):
    return g * forward_mode(torch.exp, x)


def add_constant_backward(g, c):
    return g * forward_mode(lambda v: c + v, 1.0)


def scale_backward(g, a):
    return g * forward_mode(lambda v: a * v, 1.0)


# %% patterns_backward
def patterns_backward(x, y, z, w):
    import torch

    four = torch.tensor([x, y, z, w], dtype=torch.float64, requires_grad=True)
    out = 2 * (four[0] * four[1] + four[2:].max())
    engine = torch.autograd.Variable._execution_engine
    (grad,) = engine.run_backward((out,), (torch.ones_like(out),), False, False, (four,), False, True)
    return tuple(grad.tolist())
