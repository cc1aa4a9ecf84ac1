"""What of a notebook that is handed in counts: one rule for the grader and for `autograde submit`."""
