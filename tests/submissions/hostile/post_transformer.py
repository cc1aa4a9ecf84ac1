"""The same with the hook that comes after IPython's own syntax is translated."""
# ruff: noqa

# %% own
from IPython import get_ipython

transformers = get_ipython().input_transformers_post
transformers.append(lambda lines: ["pass\n"] if any("check(" in line for line in lines) else lines)
