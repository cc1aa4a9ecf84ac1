"""Random copies and random releases: whatever a student wrote is in the merged notebook, which is a sound one."""

import copy
import warnings

import nbformat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograde.student import cell_merge, line_merge
from autograde.student.merge import merge
from tests.student.small_release import own, release

WORDS = ["slope", "gate", "loss", "rate", "delta", "node"]
LINE = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join) | st.just("")
TEXT = st.lists(LINE, min_size=1, max_size=4).map("\n".join)
CODE = st.lists(LINE.map(lambda line: f"f({line!r})"), min_size=1, max_size=3).map("\n".join)
PART = TEXT | CODE.map("code: {}".format) | CODE.map("code: guess = ...\n{}".format)
STUBS = ["def {name}(x):\n    raise NotImplementedError", "def {name}(x, y):\n    raise NotImplementedError"]
PLACE = st.integers(0, 99)
ANYTHING = settings(
    max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


@st.composite
def parts(draw):
    """The parts of a first release."""
    found = draw(st.lists(PART, min_size=1, max_size=7))
    for number in range(draw(st.integers(0, 2))):
        found.insert(draw(PLACE) % (len(found) + 1), f"exercise: ex{number} | {STUBS[0]}")
    return found


@st.composite
def later(draw, first):
    """The parts of a later release: some put in, dropped, moved, reworded, with another stub or a new exercise."""
    found = list(first)
    for what in draw(st.lists(st.sampled_from(["in", "out", "move", "reword", "exercise"]), max_size=6)):
        place = draw(PLACE) % (len(found) or 1)
        if what == "in" or not found:
            found.insert(place, draw(PART))
        elif what == "out":
            del found[place]
        elif what == "move":
            found.insert(draw(PLACE) % len(found), found.pop(place))
        elif what == "exercise":
            found.insert(place, f"exercise: new{len(found)}_{draw(PLACE)} | {STUBS[0]}")
        elif found[place].startswith("exercise: "):
            found[place] = found[place].replace(STUBS[0], STUBS[1])
        else:
            lines = found[place].split("\n")
            lines[draw(PLACE) % len(lines)] += f" {draw(st.sampled_from(WORDS))}"
            found[place] = "\n".join(lines) if "code: " not in found[place] else found[place] + f"\n{draw(LINE)!r}"
    exercises = [part.split(" | ")[0] for part in found if part.startswith("exercise: ")]
    return found if len(set(exercises)) == len(exercises) else list(first)


EDITS = ["note", "edit", "guess", "answer", "own", "delete", "move", "paste", "same id", "new id", "type", "picture"]


@st.composite
def copies(draw, base):
    """A student's copy of a release after some edits; every line that they write bears a number of its own."""
    mine = copy.deepcopy(base)
    for number, what in enumerate(draw(st.lists(st.sampled_from(EDITS), max_size=8))):
        cells, text = mine["cells"], f"mine {number} {draw(st.sampled_from(WORDS))}"
        place = draw(PLACE) % (len(cells) or 1)
        if what == "own" or not cells:
            cells.insert(place, own(f"{text}\n{text} too", f"f{number}", code=draw(st.booleans())))
        elif what == "delete":
            del cells[place]
        elif what == "move":
            cells.insert(draw(PLACE) % len(cells), cells.pop(place))
        elif what in ("paste", "same id"):
            twin = copy.deepcopy(cells[place])
            cells.insert(draw(PLACE) % len(cells), twin | ({} if what == "same id" else {"id": f"p{number}"}))
        elif what == "new id":
            cells[place]["id"] = f"n{number}"
        else:
            edit(cells[place], what, text, draw(PLACE))
    return mine


def edit(cell, what, text, place):
    """Change a cell's text or type as a student may."""
    lines = cell["source"].split("\n")
    at = place % len(lines)
    if what == "note":
        lines.insert(place % (len(lines) + 1), text)
    elif what == "edit":
        lines[at] += f" {text}"
    elif what == "guess":
        lines[0] = f"guess = '{text}'" if lines[0].startswith("guess") else lines[0]
    elif what == "answer":
        lines = [f"    return '{text}'" if "raise" in line else line for line in lines]
    elif what == "picture" and cell["cell_type"] == "markdown":
        lines.append(f"![{text}](attachment:{place}.png)")
        cell["attachments"] = {**cell.get("attachments", {}), f"{place}.png": {"image/png": "aa"}}
    elif what == "type":
        cell["cell_type"] = ["markdown", "raw"][place % 2]
        for name in ("outputs", "execution_count"):
            cell.pop(name, None)
    cell["source"] = "\n".join(lines)


def lines_of(notebook):
    return {line for cell in notebook["cells"] for line in cell["source"].split("\n") if line}


def sound(notebook):
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # an id that stands twice is but a warning
        nbformat.validate(nbformat.from_dict(notebook))
    return len({cell["id"] for cell in notebook["cells"]}) == len(notebook["cells"])


@ANYTHING
@given(st.data())
def test_nothing_that_a_student_wrote_is_lost(data):
    first = data.draw(parts())
    base, new = release(*first), release(*data.draw(later(first)))
    mine = data.draw(copies(base))
    for known in (base, None):
        merged, _ = merge(known, mine, new)
        assert lines_of(mine) - lines_of(known or new) - lines_of(new) <= lines_of(merged)
        pictures = [name for cell in merged["cells"] for name in cell.get("attachments", {})]
        assert {name for cell in mine["cells"] for name in cell.get("attachments", {})} <= set(pictures)
        assert sound(merged)
        graded = {cell["id"]: cell["source"] for cell in new["cells"] if cell_merge.is_tests(cell)}
        assert {cell["id"]: cell["source"] for cell in merged["cells"]}.items() >= graded.items()
        assert merge(new, merged, new)[0] == merged, "merging again changes nothing"


@ANYTHING
@given(st.data())
def test_an_untouched_copy_becomes_the_release_and_an_old_release_changes_nothing(data):
    first = data.draw(parts())
    base, new = release(*first), release(*data.draw(later(first)))
    assert merge(base, base, new)[0] == new
    mine = data.draw(copies(base))
    merged = merge(base, mine, base)[0]
    written = [cell["source"] for cell in mine["cells"] if not cell_merge.is_tests(cell)]
    kept = iter(cell["source"] for cell in merged["cells"])
    assert all(text in kept for text in written), "each is there, in the same order"


@ANYTHING
@given(st.lists(LINE, max_size=6), st.lists(LINE | st.just("mine"), max_size=6), st.lists(LINE, max_size=6))
def test_of_three_texts_both_sides_changes_are_taken(base, mine, new):
    base, mine, new = ("\n".join(lines) for lines in (base, mine, new))
    text, aside = line_merge.merge(base, mine, new)
    written = set(mine.split("\n")) - set(base.split("\n")) - {""}
    assert written <= {*text.split("\n"), *aside}
    assert line_merge.merge(base, mine, base)[0] == mine and line_merge.merge(base, base, new)[0] == new
