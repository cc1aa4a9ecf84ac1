"""What Formgrader's button does for one student after the other, and the sandboxes that are open afterwards, as JSON.

python -m tests.grading.formgrader_button FOLDER LESSON STUDENT…
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory

from autograde.build import nbgrader_config
from autograde.grading.nbgrader_adapter import assignment

if __name__ == "__main__":
    config = nbgrader_config(Path(sys.argv[1]))
    api = NbGraderAPI(CourseDirectory(config=config), config=config)
    done = [api.autograde(sys.argv[2], student) for student in sys.argv[3:]]
    boxes = [box.process.pid for grader in assignment.GRADERS.values() for box in grader.boxes.values()]
    print(json.dumps({"done": done, "boxes": boxes}))
