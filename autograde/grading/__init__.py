"""The instructor's side: read submissions, run them in a sandbox, judge outside of it, record grades.

Its rooms, in the order in which a hand-in goes through them: `platforms` (from a platform's archive to a student's
folder, and at the end back to the platform), `intake` (a submission becomes the cells of a lesson), `sandbox` (where
they run), `run` (one job, then a class of them), `gradebook` (results and points), `reports` (what people read).
`nbgrader_adapter` leads nbgrader's own commands through the same rooms. Beside them stand the `records` that go from
room to room, the commands that belong to no single one (`commands` has `autograde grade`; `pages_commands`,
`doctor_command`, `formgrader_command`), how they print `long_lists`, and what no table may hold (`formulas`).
"""
