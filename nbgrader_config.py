"""nbgrader's settings: its folders, the stub text, and rules that keep points from being lost by accident.

The build reads this file too, so that `autograde build` and `nbgrader generate_assignment` agree to the byte.
"""

import os
import sys
from pathlib import Path

import zmq

from autograde import settings

c = get_config()  # noqa: F821  (nbgrader supplies it)
here = Path(__file__).resolve().parent

# A fresh clone has no work/, and nbgrader finds its database tool only on the PATH. Where either is missing,
# `nbgrader generate_assignment --force` removes a release and then fails.
(here / "work").mkdir(exist_ok=True)
os.environ["PATH"] = os.pathsep.join([os.path.dirname(sys.executable), os.environ.get("PATH", os.defpath)])

c.CourseDirectory.root = str(here)
c.CourseDirectory.course_id = "backprop"
c.CourseDirectory.submitted_directory = "work/submitted"
c.CourseDirectory.autograded_directory = "work/autograded"
c.CourseDirectory.feedback_directory = "work/feedback"
c.ZipCollectApp.downloaded_directory = "work/downloaded"
c.Exchange.root = str(settings.exchange_folder(here))  # `autograde exchange` makes it ready
c.CourseDirectory.db_url = f"sqlite:///{here}/work/gradebook.db?timeout=60"

c.ClearSolutions.code_stub = {"python": 'raise NotImplementedError("replace this line with your answer")'}
steps = ["IncludeHeaderFooter", "InstantiateTests", "LockCells", "", "ClearOutput", "CheckCellMetadata"]
steps += ["ComputeChecksums", "SaveCells", "ClearHiddenTests", "ClearMarkScheme"]
steps += ["ComputeChecksums", "CheckCellMetadata"]
c.GenerateAssignment.preprocessors = [
    f"nbgrader.preprocessors.{step}" if step else "autograde.stubs.ClearSolutions" for step in steps
]

# Students' code runs in a sandbox and never judges itself; `nbgrader autograde`, Formgrader's button and
# `autograde grade` give the same points. The classes are named, not imported: the build reads this file as well.
ours = "autograde.grading.nbgrader_adapter.preprocessors"
theirs = "nbgrader.preprocessors"
c.Autograde.exporter_class = f"{ours}.SubmissionReader"
c.Autograde.pre_convert_hook = f"{ours}.rename"
c.Autograde.sanitize_preprocessors = [
    f"{ours}.Transplant",
    f"{theirs}.OverwriteKernelspec",
    f"{ours}.RestoreCells",
    f"{theirs}.CheckCellMetadata",
]
c.Autograde.autograde_preprocessors = [
    f"{ours}.SandboxExecute",
    f"{theirs}.LimitOutput",
    f"{ours}.RecordGrades",
    f"{theirs}.AssignLatePenalties",
    f"{theirs}.CheckCellMetadata",
]

# [late] in course/course.toml or work/course.toml. A rule of your own: name its class here instead.
if late := settings.read(here).late:
    c.AssignLatePenalties.plugin_class = "autograde.grading.gradebook.late_rule.LateRule"
    for name, number in late.items():
        setattr(c.LateRule, name, float(number))

# Kernels of the Validate button and of `nbgrader validate` end at once. Without the second line each one warns in the
# terminal that its local connection is not encrypted.
c.Execute.shutdown_kernel = "immediate"
c.KernelManager.transport_encryption = "auto" if zmq.has("curve") else "disabled"
