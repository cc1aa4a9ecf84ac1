"""What a lesson says, in its prose and where it is run, and how it writes a number."""

import contextlib
import io
import runpy

import pytest

import autograde
import backprop_lib
from tests.course_copy import lesson_of


def prose(lesson):
    return "\n".join(cell.source for cell in lesson_of(lesson).cells if cell.kind == "markdown")


def shown(value, digits=4):
    return f"{value:.{digits}f}".replace("-", "−")


class Nothing:
    """What stands for a lesson's pictures: it draws none."""

    def __getattr__(self, name):
        return lambda *values, **options: None


def printed(course, lesson):
    """Everything that a lesson prints, run as a plain script without its checks and pictures."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), pytest.MonkeyPatch.context() as patch:
        patch.setattr(autograde, "check", lambda *answer: None)
        patch.setattr(backprop_lib, "plots", Nothing(), raising=False)
        namespace = runpy.run_path(str(course.text(lesson)))
    return out.getvalue(), namespace
