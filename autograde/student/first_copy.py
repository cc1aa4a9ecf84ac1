"""A released notebook as a student first gets it: with what JupyterLab would add on opening it, so that it opens saved.

JupyterLab writes down which Python runs a notebook as soon as its kernel answers, and marks the notebook as changed
where that differs. Left out: a copy that exists; it keeps what JupyterLab last wrote.
"""

from __future__ import annotations

import json
import platform
import sys

LANGUAGE = {  # what the kernel says of itself
    "codemirror_mode": {"name": "ipython", "version": sys.version_info[0]},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
    "version": platform.python_version(),
}


def first_copy(release: str) -> str:
    """The text of the notebook to be written, made from the text of a release."""
    notebook = json.loads(release)
    notebook["metadata"]["language_info"] = LANGUAGE
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
