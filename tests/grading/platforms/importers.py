"""What Canvas and Moodle do with a table that is imported, and the tables that they export: models for tests.

Written from their sources: canvas-lms, lib/gradebook_importer.rb and process_gradebook_upload; moodle,
mod/assign/feedback/offline. Left out: what these tests do not reach, such as scales and grading periods.
"""

import csv
import io
import re
from dataclasses import dataclass, field


def rows_of(text, separator=","):
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=separator, strict=True))


def as_csv(rows, separator=",", end="\n"):
    file = io.StringIO()
    csv.writer(file, delimiter=separator, lineterminator=end).writerows(rows)
    return file.getvalue()


@dataclass
class Canvas:
    """A Canvas course: assignments by number, with points and grades by the number of the user."""

    people: dict  # user number -> (sortable name, SIS id, login)
    assignments: dict  # number -> (name, points possible)
    grades: dict = field(default_factory=dict)  # (number, user) -> text

    def export(self, separator=",", comma=False):
        """The gradebook; with a row of posting, notes and totals as Canvas adds them."""
        headings = [f"{name} ({number})" for number, (name, _) in self.assignments.items()]
        totals = ["Current Score", "Unposted Current Score", "Final Score", "Unposted Final Score"]
        head = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Notes", *headings, *totals]
        fill = [""] * (len(headings) + len(totals))
        rows = [head, [*[""] * 6, "Manual Posting", *fill[1:]]]
        possible = [f"{most:.2f}" for _, most in self.assignments.values()]
        rows.append(["    Points Possible", *[""] * 5, *possible, *["(read only)"] * len(totals)])
        for user, (name, sis, login) in self.people.items():
            cells = [self.grades.get((number, user), "") for number in self.assignments]
            rows.append([name, str(user), sis, login, "Section 1", "a note", *cells, *["50.00"] * len(totals)])
        if comma:
            rows = [[re.sub(r"^(\d+)\.(\d+)$", r"\1,\2", cell) for cell in row] for row in rows]
        return as_csv(rows, separator)

    def imports(self, text):
        """Import a table; what differs is written, and an empty cell over a grade deletes it."""
        separator = ";" if text.split("\n", 1)[0].count(";") > text.split("\n", 1)[0].count(",") else ","
        head, *rows = rows_of(text, separator)
        assert "Student" in head[0] and "ID" in head[1] and head[2:5] == ["SIS User ID", "SIS Login ID", "Section"]
        columns = {}
        for place, heading in enumerate(head[5:], 5):
            if re.search("Current Score|Final Score", heading) or heading == "Notes":
                continue
            number = re.search(r"\((\d+)\)$", heading)
            assert number and int(number[1]) in self.assignments, f"“{heading}” makes a new assignment"
            columns[place] = int(number[1])
        for row in rows:
            assert len(row) == len(head)
            if "Points Possible" in row[0] or not row[1]:
                continue
            assert int(row[1]) in self.people, f"{row[0]} would be a new student"
            for place, number in columns.items():
                cell = re.sub(r"^(\d+),(\d+)$", r"\1.\2", row[place].strip())
                if cell:
                    self.grades[number, int(row[1])] = cell
                else:
                    self.grades.pop((number, int(row[1])), None)


@dataclass
class Moodle:
    """A Moodle assignment: participants by number, with grades and comments."""

    people: dict  # number -> (full name, e-mail)
    most: float = 10.0
    grades: dict = field(default_factory=dict)
    comments: dict = field(default_factory=dict)
    locked: frozenset = frozenset()
    comma: bool = False

    HEAD = (
        *("Identifier", "Full name", "Email address", "Status", "Grade", "Maximum Grade", "Grade can be changed"),
        *("Last modified (submission)", "Last modified (grade)", "Feedback comments"),
    )

    def export(self, blind=False):
        """The grading worksheet; a blind one does not name anybody."""
        rows = [self.HEAD]
        for number, (name, mail) in self.people.items():
            cells = [f"Participant {number}", name, mail, "Submitted for grading", self.shown(self.grades.get(number))]
            cells += [self.shown(self.most), "No" if number in self.locked else "Yes", "Sunday, 29 November 2026", "-"]
            rows.append([*cells, self.comments.get(number, "")])
        return as_csv([row[:1] + row[3:] for row in map(list, rows)] if blind else rows, end="\r\n")

    def shown(self, grade):
        text = "" if grade is None else f"{grade:.2f}"
        return text.replace(".", ",") if self.comma else text

    def imports(self, text):
        """Import a worksheet: no grade, and one above the maximum, are passed over; comments that differ are set."""
        head, *rows = rows_of(text)
        places = {name: head.index(name) for name in ("Identifier", "Grade", "Last modified (grade)")}
        for row in rows:
            number = int(row[places["Identifier"]].removeprefix("Participant "))
            cell = row[places["Grade"]].replace(",", "." if self.comma else ",")
            if number in self.people and number not in self.locked:
                grade = float(cell) if cell else None
                if grade is not None and grade <= self.most:
                    self.grades[number] = grade
                self.comments[number] = row[head.index("Feedback comments")]
