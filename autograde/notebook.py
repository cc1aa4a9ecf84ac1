"""Read a notebook that somebody else wrote: a clear sentence for everything that can be wrong with the file.

Never writes. Left out: running it (`validate`).
"""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import nbformat

from autograde.errors import NotebookError

LARGEST = 50_000_000  # bytes; a lesson with all its figures is below one million


def read(path: Path) -> tuple[Any, list[str]]:
    """The notebook in today's format and notes on what had to be read with leniency; NotebookError if it cannot be."""
    data = load(path)
    notes = []
    version = data.get("nbformat")
    if not isinstance(version, int) or not (isinstance(data.get("cells"), list) or "worksheets" in data):
        raise NotebookError(f"{path} is valid JSON but not a notebook: it has no cells. Is it the right file?")
    if version < 4:
        notes.append(f"{path.name} is in the old notebook format {version}; it was read as format 4 and not changed.")
    if version > 4:
        raise NotebookError(f"{path} is in notebook format {version}, newer than this program. Save it as format 4.")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # missing cell ids and the like: repaired in memory
        try:
            notebook = nbformat.reads(json.dumps(data), as_version=4, capture_validation_error={})
            nbformat.validate(notebook)
        except Exception as error:  # nbformat raises many types on a broken structure
            text = str(error).strip().splitlines()[0]
            raise NotebookError(f"{path} is not a valid notebook: {text}. Save it again in JupyterLab.") from error
    return notebook, notes


def load(path: Path) -> dict[str, Any]:
    """The JSON object in a file; NotebookError says what the file is instead."""
    if not path.exists():
        raise NotebookError(f"there is no file {path}. Give the path of a notebook, such as NN_name.ipynb.")
    if path.is_dir():
        raise NotebookError(f"{path} is a folder. Give the path of a notebook.")
    if path.suffix != ".ipynb":
        raise NotebookError(f"{path} is not a notebook: notebooks end in .ipynb.")
    if not path.is_file():
        raise NotebookError(f"{path} is not a regular file. Give the path of a notebook.")
    if path.stat().st_size > LARGEST:
        raise NotebookError(f"{path} is larger than {LARGEST // 1_000_000} MB. Clear its outputs and save it again.")
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise NotebookError(f"{path} is not UTF-8 text (byte {error.start}). Is it a notebook?") from error
    except json.JSONDecodeError as error:
        raise NotebookError(
            f"{path} is not a notebook: not valid JSON (line {error.lineno}: {error.msg}). "
            "Restore an older copy, or start from the release and paste your cells."
        ) from error
    except RecursionError as error:
        raise NotebookError(f"{path} is not a notebook: its JSON is nested too deeply.") from error
    if not isinstance(data, dict):
        raise NotebookError(f"{path} is valid JSON but not a notebook: it holds a {type(data).__name__}.")
    return data
