"""All figures that Matplotlib draws, in one place to import from: `from backprop_lib import plots`.

Every function returns a `Picture` whose `.figure` is the Matplotlib figure. Nothing is shown and no global state
changes; alternative text is worked out from the data. Each figure answers one question, named in its docstring.
Left out: circuits (`draw`) and sliders (`nudge`).
"""

from backprop_lib.plots.attention import attention, bars
from backprop_lib.plots.boundary import boundary
from backprop_lib.plots.candidates import candidates
from backprop_lib.plots.checks import error_maps, gradient_scatter
from backprop_lib.plots.clipping import arrows
from backprop_lib.plots.curves import clinic, loss_curves, rate_sweep
from backprop_lib.plots.engines import engines
from backprop_lib.plots.flow import by_depth, dead_units, gradient_flow
from backprop_lib.plots.forks import forks, path_counts
from backprop_lib.plots.jacobians import jacobians
from backprop_lib.plots.pictures import pictures
from backprop_lib.plots.pipeline import pipeline
from backprop_lib.plots.planes import product_field
from backprop_lib.plots.regions import regions
from backprop_lib.plots.runs import loss_runs
from backprop_lib.plots.shapes import copied_and_added, products
from backprop_lib.plots.sigmoid import fused_and_staged, sigmoid_forms
from backprop_lib.plots.slopes import error_against_h, slope_triangle, tangent
from backprop_lib.plots.staged import staged
from backprop_lib.plots.stopping import stopping
from backprop_lib.plots.tables import heat_maps, wishes
from backprop_lib.plots.wires import wires

__all__ = [
    "arrows",
    "attention",
    "bars",
    "boundary",
    "by_depth",
    "candidates",
    "clinic",
    "copied_and_added",
    "dead_units",
    "engines",
    "error_against_h",
    "error_maps",
    "forks",
    "fused_and_staged",
    "gradient_flow",
    "gradient_scatter",
    "heat_maps",
    "jacobians",
    "loss_curves",
    "loss_runs",
    "path_counts",
    "pictures",
    "pipeline",
    "product_field",
    "products",
    "rate_sweep",
    "regions",
    "sigmoid_forms",
    "slope_triangle",
    "staged",
    "stopping",
    "tangent",
    "wires",
    "wishes",
]
