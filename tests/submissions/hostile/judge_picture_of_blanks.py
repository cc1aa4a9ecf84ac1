"""Pictures that are 400,000 blanks and one wrong character at the end."""
# ruff: noqa

# %% own
from IPython.display import display

for _ in range(10):
    display({"image/png": "iVBORw0KGgo" + " " * 399_000 + "!"}, raw=True)
# %% own
for filling in ("\n" * 399_000, "=" * 399_000, "A" * 399_000, "A=" * 199_000, "\t A" * 130_000):
    display({"image/png": "iVBORw0KGgo" + filling + "!"}, raw=True)
