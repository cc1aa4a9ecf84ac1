"""What the lessons on backpropagation compute with: gates, circuits of gates, and checks by nudging.

In reading order: `gates` (each gate forward and backward), `circuit` (Value, the graph and the reverse sweep),
`numerical` (derivatives by central differences), `gradcheck` (a gradient judged against them).
Only these, which need nothing but NumPy, are imported here. Lessons that draw import what they draw with:
`from backprop_lib import draw, plots`. The others, by what they are about:

    the scalar engine    paths, visits (other ways and orders to go back), replay (run a graph again)
    arrays, by hand      layers, jacobian
    networks, training   mlp, classifier, optim, batches, train, live (the loss curve)
    the array engine     rules, tensor, replay_arrays; gpt, and gpt_scalars on the scalar engine
    data                 data, digits, names
    PyTorch              torch_bridge, torch_record
    drawings             draw (circuits: layout, wiring, svg), shape_boxes, picture (what all are); plots/, touch/
    words                words, guess
"""

from backprop_lib import gates
from backprop_lib.circuit import Value, maximum, topological_order
from backprop_lib.gradcheck import GradientReport, check_gradient
from backprop_lib.numerical import numerical_derivative, numerical_gradient, numerical_vjp

__all__ = [
    "GradientReport",
    "Value",
    "check_gradient",
    "gates",
    "maximum",
    "numerical_derivative",
    "numerical_gradient",
    "numerical_vjp",
    "topological_order",
]
