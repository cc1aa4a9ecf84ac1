"""Record a calculation on `tensor.Tensor` once and run it again with other numbers: `replay`, with an array a node.

    loss = …                          # built from Tensors, once
    again = ArrayRecording(loss)
    X[...], labels[...] = next_batch  # arrays that were given to the calculation, overwritten in place
    again.run()                       # the loss for what is in them now; leaves' grad as after zero_grad and backward()

The operations, their inputs and their order stay; every node's data is computed anew. What changes between runs must
keep its shape. Arrays that were given as float64 (or, for indices and labels, as whole numbers) are looked at again in
every run; lists were copied when the graph was built. Left out: noticing that a shape has changed.
"""

from __future__ import annotations

import numpy as np

from backprop_lib.rules import RULES
from backprop_lib.tensor import Tensor, arrays_of, backward_through, topological_order


class ArrayRecording:
    """A calculation as the list of its nodes, inputs before users.

    root: the node that the calculation ends in, one number.
    Example: w = Tensor([[3.0]]); again = ArrayRecording((w * w).sum()); w.data[:] = 5.0; again.run() -> 25.0.
    """

    def __init__(self, root: Tensor) -> None:
        self.root = root
        order = topological_order(root)
        self._leaves = [node for node in order if not node.inputs]
        self._nodes = [node for node in order if node.inputs]

    def run(self) -> float:
        """Compute the root from what the leaves and arrays hold now, and every gradient; return the root's number."""
        for node in self._leaves:
            node.grad = None
        for node in self._nodes:
            node.data = np.asarray(RULES[node.op].forward(*arrays_of(node), *node.settings))
        backward_through(self._nodes, self.root, np.ones(()))
        return float(self.root.data)
