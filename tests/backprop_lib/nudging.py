"""A network's gradients against slopes that nudging measures."""

from backprop_lib import check_gradient


def agrees_with_nudging(net, X, y):
    """Every entry of every parameter's gradient is the slope that nudging measures."""
    net.loss(X, y)
    net.backward()
    for name, values in net.parameters().items():
        gradient = net.gradients()[name].copy()

        def loss_at(moved, values=values):
            kept = values.copy()
            values[:] = moved
            loss = net.loss(X, y)
            values[:] = kept
            return loss

        assert check_gradient(loss_at, values.copy(), gradient).ok, name
