"""Spoil the random state for those who come after."""
# ruff: noqa

# %% own
import random

import numpy as np

random.seed(1)
np.random.seed(1)
np.random.seed = random.seed = lambda *args: None
np.random.rand = random.random = lambda *args: 0.5
