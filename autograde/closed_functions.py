"""What stands in for a closed function: it refuses, or while a student's cells run, it goes along with everything.

A cell that explores with the library's gradients, or compares with them before it defines a helper, has to run to its
end where they are gone. There a closed function gives back `Anything`, which takes part in all that Python and NumPy do
with numbers and holds none: an answer made of it is no plain data and earns nothing. Each stand-in is only its code,
which runs inside another module, so it imports what it needs. Left out: which functions are closed, and when
(`closing`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NoReturn

PATIENCE = 2000  # truth values of one cell: a loop that waits for a gradient to become small must come to an end
PAIR = 2  # what it gives out when it is unpacked: most gates have two inputs


class Closed(RuntimeError):
    """Raised by a library function that is closed while an exercise is checked."""


def refuse(*args: object, **kwargs: object) -> NoReturn:
    """Stand in for a closed function."""
    from autograde.closed_functions import Closed

    raise Closed(
        "this library function is closed while an exercise is checked: the exercise asks for your own derivation. "
        "Compare with the library in a cell of your own."
    )


def refuse_in_turn(*args: object, **kwargs: object) -> Iterator[None]:
    """Stand in for a closed generator, whose code must be a generator's."""
    from autograde.closed_functions import refuse

    refuse()
    yield


def go_along(*args: object, **kwargs: object) -> Any:
    """Stand in for a closed function while cells run."""
    from autograde.closed_functions import Anything

    return Anything()


class Anything:
    """Equal to everything, and the result of whatever is done with it."""

    asked = 0  # truth values given since the cell began

    def itself(self, *args: object, **kwargs: object) -> Any:
        """Itself, whatever is done."""
        return self

    def yes(self, *args: object) -> bool:
        """True, whatever is compared, until patience has run out."""
        Anything.asked += 1
        if Anything.asked > PATIENCE:
            refuse()
        return True

    def __iter__(self) -> Iterator[Any]:
        return iter((self,) * PAIR)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        return self

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        return self

    def __format__(self, form: str) -> str:
        return repr(self)

    def __repr__(self) -> str:
        return "(closed)"

    def __hash__(self) -> int:
        return 0

    def __len__(self) -> int:
        return PAIR

    def __float__(self) -> float:
        return 1.0

    def __int__(self) -> int:
        return 1


OPERATORS = ["add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul"]
for operator in (*OPERATORS, *(f"r{name}" for name in OPERATORS), *["neg", "pos", "abs", "call", "getitem", "round"]):
    setattr(Anything, f"__{operator}__", Anything.itself)
for operator in ["eq", "ne", "lt", "le", "gt", "ge", "bool", "contains"]:
    setattr(Anything, f"__{operator}__", Anything.yes)
