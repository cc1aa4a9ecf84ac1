"""All figures that Matplotlib draws, in one place to import from: `from backprop_lib import plots`.

Every function returns a `Picture` whose `.figure` is the Matplotlib figure. Nothing is shown and no global state
changes; alternative text is worked out from the data. Each figure answers one question, named in its docstring.
Left out: circuits (`draw`) and sliders (`nudge`).
"""

from backprop_lib.plots.planes import max_crease, product_field
from backprop_lib.plots.sigmoid import fused_and_staged, sigmoid_and_slope, sigmoid_forms
from backprop_lib.plots.slopes import error_against_h, slope_triangle, tangent
from backprop_lib.plots.tables import heat_maps, wishes

__all__ = [
    "error_against_h",
    "fused_and_staged",
    "heat_maps",
    "max_crease",
    "product_field",
    "sigmoid_and_slope",
    "sigmoid_forms",
    "slope_triangle",
    "tangent",
    "wishes",
]
