# %% [markdown]
r"""
# 01 · Doubling

A course of one lesson, which shares nothing with the other one but the engine. Two exercises, 10 points.

## A line through 0
"""

# %%
from autograde import check

# %% [markdown]
r"""
### Exercise 1.1 · double (4 points)

Twice x.
"""


# %% solution="double"
def double(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION


# %% tests="double"
check("double", double)

# %% [markdown]
r"""
### Exercise 1.2 · double_backward (6 points)

The gradient of x, where g arrives from above.
"""


# %% solution="double_backward"
def double_backward(g):
    ### BEGIN SOLUTION
    return 2 * g
    ### END SOLUTION


# %% tests="double_backward"
check("double_backward", double_backward)
