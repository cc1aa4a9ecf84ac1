"""nbgrader's settings: its folders, the stub text, and rules that keep points from being lost by accident.

The build reads this file too, so that `autograde build` and `nbgrader generate_assignment` agree to the byte.
"""

import os
import secrets
import sys
from pathlib import Path

import zmq

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
c.CourseDirectory.db_url = f"sqlite:///{here}/work/gradebook.db?timeout=60"

c.ClearSolutions.code_stub = {"python": 'raise NotImplementedError("replace this line with your answer")'}

# A warning on stderr must not cost points: nbgrader counts any stderr output as a failure.
c.IgnorePattern.enabled = True
c.IgnorePattern.pattern = ".*"

# A deleted tests cell is put back and graded; otherwise the exercise would wait for a person for ever.
c.OverwriteCells.add_missing_cells = True

# The tag "skip-execution" on a tests cell would leave it without output, which nbgrader takes for full marks.
# Some tag has to be named; this one cannot be guessed.
c.Execute.skip_cells_with_tag = secrets.token_hex()
c.Execute.shutdown_kernel = "immediate"

# Without it each kernel warns in the terminal that its local connection is not encrypted.
c.KernelManager.transport_encryption = "auto" if zmq.has("curve") else "disabled"
