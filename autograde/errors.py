"""The errors of this package, one small tree. The command line prints their text; a library caller gets the type.

AutogradeError
├── UnknownExercise     no exercise of that name
├── LessonError         a lesson's text breaks a rule; names file and line
├── NotebookError       a notebook cannot be read or run; names the file
└── BoxError            there is no sandbox, or it has ended; says what to install
"""


class AutogradeError(Exception):
    """Something that a person can fix; the text says where and how."""


class UnknownExercise(AutogradeError, LookupError):
    """There is no exercise of that name."""

    def _render_traceback_(self) -> list[str]:
        return [f"UnknownExercise: {self}"]


class LessonError(AutogradeError):
    """A lesson's text breaks a rule."""


class NotebookError(AutogradeError):
    """A notebook cannot be read or run."""


class BoxError(AutogradeError):
    """There is no sandbox for students' code, or it has ended."""
