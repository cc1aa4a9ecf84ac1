"""Tests of the course; they compute with one thread a process, as every core has a process of its own."""

import os

ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
os.environ |= ONE_THREAD  # read when NumPy and PyTorch are loaded
