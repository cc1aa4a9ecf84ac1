"""The same judge behind nbgrader's own commands and Formgrader's button."""
