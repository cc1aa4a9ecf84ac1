"""Take over the process and send the grader outputs that nobody could have shown."""
# ruff: noqa

# %% own
import sys

cells = sys.modules["boxed.cells"]
MANY = [{"output_type": "stream", "name": "stdout", "text": "flood " * 300_000}] * 8
WRONG = [
    {"output_type": "error", "traceback": 5, "ename": ["x"], "evalue": {"a": 1}},
    {"output_type": "display_data", "data": {"text/html": "MARKUP", "image/png": "bm90IGEgcGljdHVyZQ=="}},
    {"output_type": ["stream"], "text": 7},
    "text",
    None,
    [[]],
    {"output_type": "execute_result", "data": "MARKUP", "execution_count": "MARKUP"},
    {"output_type": "stream", "text": "\x1b[2J\x9b31m\ud800"},
]
turns = []


def forged(shell, source):
    turns.append(1)
    return WRONG if len(turns) % 2 else MANY


honest = cells.run_cell
cells.run_cell = lambda shell, source: honest(shell, source) and forged(shell, source) or forged(shell, source)
# %% own
print("shown by the forger")
# %% own
print("shown by the forger")
