"""Let the engine for arrays put the nodes of the engine for numbers in order."""
# ruff: noqa


# %% topo_order
def topo_order(root):
    from backprop_lib import tensor

    tensor.Tensor = object
    type(root).inputs = property(lambda node: node.parents)
    return tensor.topological_order(root)
