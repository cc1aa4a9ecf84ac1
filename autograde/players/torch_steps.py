"""Play exercises that use torch: a dictionary of arrays goes in, plain arrays come out; and a class, SigmoidFunction.

torch is imported when something is played, never before, so that a course without torch can load its exercises; and
outside of the call that is timed, since an import that is broken off half way leaves a torch that crashes.
Like `play`, this module runs beside the student's code and holds no answers. Left out: all judging.
"""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Iterator
from typing import Any

import numpy as np

from autograde import play
from autograde.closed_functions import refuse
from autograde.players.fitting import record_if_it_fits

TENSOR = "a tensor"  # stands for a tensor where a plain number was to come back
NONE = "None"  # stands for a gradient that is not there
NO_LEAF = "not a leaf Tensor"  # of a warning, which alone tells why a gradient is missing
METHODS = ("forward", "backward")  # of a function of torch's own kind
ROUGH = 5  # decimals of float32 results that do not depend on the order of operations


def call(functions: play.Functions, probe: Any) -> play.Outcome:
    """Like `play.call`; a tensor that comes back is called a tensor, and a missing gradient comes with its warning."""
    whole_torch()
    return in_words(play.call(functions, probe))


def whole_torch() -> Any:
    """Torch, with the much more of it that the first optimizer of a process imports."""
    import torch

    torch.optim.SGD([torch.zeros((), requires_grad=True)])
    return torch


def in_words(outcome: play.Outcome) -> play.Outcome:
    """The outcome with tensors named, and with the warning about leaves beside an exception."""
    if outcome.get("opaque") == "Tensor":
        del outcome["opaque"]
        outcome["value"] = TENSOR
    if "failure" in outcome and any(NO_LEAF in text for text in outcome.get("warned", [])):
        outcome["failure"]["text"] += f" (torch warned: the .grad of a tensor that is {NO_LEAF} is being read)"
    return outcome


def attempt(function: Any, count: int, run: Any) -> play.Outcome:
    """The outcome of a run in which a student's function is called with `count` arguments."""
    return in_words(record_if_it_fits(function, count, run))


# ---- training steps --------------------------------------------------------------------------------------------------


def steps(functions: play.Functions, probe: Any) -> play.Outcome:
    """train_step on (params, batches, lr): for each batch (x, y) one step, all with the same leaves.

    A step becomes {"loss": what came back, "replaced": names that no longer stand for the tensors handed over,
    "parameters" and "gradients" of those tensors afterwards}.
    """
    torch = whole_torch()
    params, batches, lr = copy.deepcopy(list(probe.args))
    function = functions[probe.function]

    def run() -> Any:
        leaves = {name: torch.tensor(values, requires_grad=True) for name, values in params.items()}
        handed, found = dict(leaves), []
        for x, y in batches:
            loss = function(handed, torch.tensor(x), torch.tensor(y), lr)
            found.append(
                {
                    "loss": TENSOR if isinstance(loss, torch.Tensor) else loss,
                    "replaced": [name for name, leaf in leaves.items() if handed.get(name) is not leaf],
                    "parameters": {name: array(leaf) for name, leaf in leaves.items()},
                    "gradients": {name: array(leaf.grad) for name, leaf in leaves.items()},
                }
            )
        return found

    return attempt(function, 4, run)


def array(tensor: Any) -> np.ndarray | str:
    """A copy of a tensor's numbers; words for None and for what is no tensor."""
    if tensor is None:
        return NONE
    if not hasattr(tensor, "detach"):
        return type(tensor).__name__
    values: np.ndarray = tensor.detach().numpy().copy()
    return values.round(ROUGH) if values.dtype == np.float32 else values


# ---- a function of torch's own kind ----------------------------------------------------------------------------------


def own_function(functions: play.Functions, probe: Any) -> play.Outcome:
    """A subclass of torch.autograd.Function on (what, …): its output, its gradients, or two calls at once.

    ("forward", x): the output.   ("backward", x, g): the gradient on x, and what torch's own gradcheck says.
    ("two calls", x, g, other): the gradient on x when the function was called again, on other, before backward.
    ("one g", x, g, other): the gradient on x when the output is added to that of a call on other, so that torch hands
    the same g to both: whoever writes into it spoils the other's.
    What is no class is taken to make one when it is called.
    """
    torch = whole_torch()
    what, *arrays = copy.deepcopy(list(probe.args))
    made = functions[probe.function]
    if not isinstance(made, type) and (names := play.parameters_that_do_not_fit(made, [])) is not None:
        return {"arity": names}

    def run() -> Any:
        function: Any = made if isinstance(made, type) else made()
        x, *rest = (torch.tensor(values, requires_grad=not place) for place, values in enumerate(arrays))
        engine = Engine()
        with kernels_of_derivatives() as called:
            out = function.apply(x)
            if not isinstance(out, torch.Tensor):
                return {"output": type(out).__name__}
            if what == "forward":
                return {"output": array(out)}
            if what == "two calls":
                function.apply(rest[1])
            if what == "one g":
                out = out + function.apply(rest[1].requires_grad_())
            out.backward(rest[0].to(out.dtype))
        if called or engine.runs() != 1:
            refuse()
        gradient = x.grad if out.dtype == x.dtype or x.grad is None else x.grad.float()
        return {"gradient": array(gradient), "gradcheck": passes(function, x)}

    outcome = in_words(play.record(run, []))
    failure = outcome.get("failure")
    if failure and failure["type"] == "NotImplementedError" and not failure["callee"] and isinstance(made, type):
        written = [name for name in METHODS if not is_stub(vars(made).get(name))]
        failure["callee"] = next((name for name in METHODS if name not in written), "") if written else ""
    return outcome


def is_stub(method: Any) -> bool:
    """Whether a method does nothing but say that it is not written; what is missing is none."""
    code = getattr(getattr(method, "__func__", method), "__code__", None)
    return code is not None and set(code.co_names) == {"NotImplementedError"}


class Engine:
    """Counts the runs of torch's engine, also those that nobody asked Python for."""

    def __init__(self) -> None:
        self.first = self.number()

    def number(self) -> int:
        """The number that torch gives to the next run of its engine; asking for it is a run."""
        import torch

        found: list[int] = []
        node = torch.zeros((), requires_grad=True) * 1.0
        node.register_hook(lambda g: found.append(torch._C._current_graph_task_id()))
        node.backward()
        return found[0]

    def runs(self) -> int:
        """How often the engine has run since this was made."""
        return self.number() - self.first - 1


@contextlib.contextmanager
def kernels_of_derivatives() -> Iterator[list[str]]:
    """The names of torch's kernels of derivatives that are called within the block, which has no forward mode."""
    from torch.autograd import forward_ad
    from torch.utils._python_dispatch import TorchDispatchMode

    called: list[str] = []

    class Noted(TorchDispatchMode):
        def __torch_dispatch__(self, op: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            if "_backward" in str(op):
                called.append(str(op))
            return op(*args, **kwargs or {})

    with forward_ad._set_fwd_grad_enabled(False), Noted():
        yield called


def passes(function: Any, x: Any) -> bool:
    """Whether torch's gradcheck finds the backward pass right at x."""
    import torch

    try:
        return bool(torch.autograd.gradcheck(function.apply, (x,), raise_exception=False))
    except (RuntimeError, ValueError):
        return False
