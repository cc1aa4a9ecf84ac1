"""Dask's programs as forks of a process that has imported them, and for a worker what its first job needs as well.

That process is multiprocessing's fork server, where this module is preloaded. Left out: workers that start afresh, as
`test_spread` starts the one with another course.
"""

from __future__ import annotations

import multiprocessing
import os
import runpy
import sys
from pathlib import Path

import distributed.cli.dask_scheduler
import distributed.cli.dask_worker  # noqa: F401

import autograde.grading.run.dask_task
import autograde.grading.run.job  # noqa: F401
from autograde.exercises import every
from tests.course_copy import COURSE

every(COURSE)
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload([__name__])


def become(module: str, words: tuple[str, ...], log: Path) -> None:
    """`python -m module words`, in the folder of its log."""
    os.setsid()
    os.chdir(log.parent)
    with log.open("wb") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    sys.argv = [module, *words]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
