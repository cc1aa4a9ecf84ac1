"""Replace IPython's own run_cell, run_code and run_cell_async."""
# ruff: noqa

# %% own
from IPython import get_ipython
from IPython.core.interactiveshell import ExecutionResult, InteractiveShell


def nothing(self, *args, **options):
    return ExecutionResult(None)


async def nothing_async(self, *args, **options):
    return ExecutionResult(None)


kind = type(get_ipython())
for name in ("run_cell_async", "run_ast_nodes", "run_code"):
    setattr(kind, name, nothing_async)
    setattr(InteractiveShell, name, nothing_async)
