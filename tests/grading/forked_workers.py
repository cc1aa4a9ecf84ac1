"""`python -m tests.grading.forked_workers …`: autograde's command with workers that are forks and import nothing anew.

Left out: workers as they are started everywhere else, each in an interpreter of its own (`test_worker`, `test_batch`).
"""

from __future__ import annotations

import multiprocessing

from autograde.cli import main
from autograde.grading.run import local_pool

if __name__ == "__main__":
    local_pool.SPAWN = multiprocessing.get_context("fork")  # type: ignore[assignment]
    main()
