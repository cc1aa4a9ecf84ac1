"""Start a second sooner: whoever reads notebooks loads jsonschema, which compiles a grammar that nobody here needs."""

from __future__ import annotations

import importlib
import sys


def skip_grammar() -> None:
    """Load jsonschema without its grammar of international web addresses; no notebook's schema asks for those.

    Compiling it takes a core a second, in each process that grades. Call this before anything imports nbformat.
    """
    if "jsonschema" not in sys.modules and "rfc3987_syntax" not in sys.modules:
        sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]  # importing it now fails, which is allowed for
        try:
            importlib.import_module("jsonschema")
        finally:
            del sys.modules["rfc3987_syntax"]
