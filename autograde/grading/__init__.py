"""The instructor's side: read submissions, run them in a sandbox, judge outside of it, record grades.

Its rooms, in the order in which a hand-in goes through them: `intake` (a submission becomes the cells of a lesson),
`sandbox` (where they run), `run` (one job, then a class of them), `gradebook` (results and points), `reports` (what
people read). `nbgrader_adapter` leads nbgrader's own commands through the same rooms.
"""
