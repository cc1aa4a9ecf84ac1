"""The instructor's side: read submissions, run them in a sandbox, judge outside of it, record grades.

In reading order: `bundle` (what a lesson's grading needs), `ingest` and `transplant` (a submission becomes cells),
`box` (the sandbox), `session` (one notebook inside it), `execute` (its exercises judged), `job` (the unit of work).
"""
