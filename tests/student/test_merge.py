"""A new release merged into a student's copy: each rule by an example. What holds for all is in test_merge_anything."""

import copy

import pytest

from autograde.student import cell_merge
from autograde.student.merge import merge
from tests.student.small_release import changed, names, own, release, sources

BASE = release(
    "# Title",
    "One line.\nAnother line.\nA third.",
    "code: guess = ...\nf = 3\nprint(f)",
    "exercise: mul",
    "This is the end of it.",
)
LONGER = release(
    "# Title",
    "New here, and not alike.",
    *("One line.\nAnother line.\nA third.",),
    "exercise: mul",
    "This is the end of it.",
)


def merged(mine, new, base=BASE):
    return merge(base, mine, new)[0]


def reworded(**texts):
    """A release with these cells reworded."""
    return changed(BASE, **texts)


def test_an_untouched_copy_becomes_the_release():
    assert sources(merged(BASE, LONGER)) == sources(LONGER) and names(merged(BASE, LONGER)) == names(LONGER)


def test_positions_shift_and_the_text_tells_which_cell_is_which():
    mine = changed(BASE, cell_01="One line.\nAnother line. Why?\nA third.")
    assert sources(merged(mine, LONGER))[:3] == ["# Title", "New here, and not alike.", mine["cells"][1]["source"]]


def test_a_note_in_a_text_stays_and_the_text_is_the_new_one():
    mine = changed(BASE, cell_01="One line.\nmy note\nAnother line.\nA third.\n\nand one below")
    new = reworded(cell_01="One line, reworded.\nAnother line.\nA third.")
    text = "One line, reworded.\nmy note\nAnother line.\nA third.\n\nand one below"
    assert sources(merged(mine, new))[1] == text and len(merged(mine, new)["cells"]) == len(new["cells"])


def test_a_note_between_lines_that_have_all_changed_follows_them():
    mine = changed(BASE, cell_01="One line.\nmy note\nAnother line.\nA third.")
    new = reworded(cell_01="One line, reworded.\nAnother line, reworded.\nA third.")
    assert sources(merged(mine, new))[1] == "One line, reworded.\nAnother line, reworded.\nmy note\nA third."


def test_lines_of_a_text_that_both_changed_stand_below_as_the_students():
    mine = changed(BASE, cell_01="One line (is it?).\nAnother line.\nA third.")
    new = reworded(cell_01="One line, reworded.\nAnother line.\nA third.")
    found, done = merge(BASE, mine, new)
    assert sources(found)[1:3] == [new["cells"][1]["source"], f"{cell_merge.LINES}\n\nOne line (is it?)."]
    assert done.kept == 1


def test_code_that_both_changed_stands_below_and_does_not_run():
    mine = changed(BASE, cell_02="guess = ...\nf = 30\nprint(f)")
    new = reworded(cell_02="guess = ...\nf = 4\nprint(f)")
    found = merged(mine, new)["cells"][2:4]
    assert found[0]["source"] == new["cells"][2]["source"] and found[1]["cell_type"] == "markdown"
    assert found[1]["source"] == f"{cell_merge.CELL}\n\n```python\nguess = ...\nf = 30\nprint(f)\n```"


@pytest.mark.parametrize("guess", ["guess = 7", "guess = {\n    'x': 1,\n}", "guess = 7,, 8", "guess = 7  # I think"])
def test_a_guess_moves_into_the_new_cell(guess):
    mine = changed(BASE, cell_02=f"{guess}\nf = 3\nprint(f)")
    new = reworded(cell_02="guess = ...  # a number\nf = 4\nprint(f)\ncompare_guess(guess, f=f)")
    found = merged(mine, new)
    assert sources(found)[2] == f"{guess}\nf = 4\nprint(f)\ncompare_guess(guess, f=f)"
    assert len(found["cells"]) == len(new["cells"])


def test_an_answer_stays_to_the_letter_and_tests_are_the_new_ones():
    mine = changed(BASE, mul="def mul(x):\n    return 2 * x  # mine", test_mul='check("mul", mul)')
    new = reworded(test_mul='check("mul", mul, mul)')
    new["cells"][4]["metadata"]["nbgrader"]["points"] = 3
    found = merged(mine, new)["cells"]
    assert found[3]["source"] == mine["cells"][3]["source"] and found[4] == new["cells"][4]


def test_a_new_stub_replaces_an_untouched_one_and_stands_below_an_answer():
    new = reworded(mul="def mul(x, y):\n    raise NotImplementedError")
    assert sources(merged(BASE, new)) == sources(new)
    found, done = merge(BASE, changed(BASE, mul="def mul(x):\n    return x"), new)
    below = f"{cell_merge.STUB}\n\n```python\n{new['cells'][3]['source']}\n```"
    assert sources(found)[3:5] == ["def mul(x):\n    return x", below] and done.new_stubs == ["mul"]


def test_a_reworded_docstring_leaves_an_answer_alone():
    new = reworded(mul=BASE["cells"][3]["source"].replace("Return it.", "Return the product."))
    found, done = merge(BASE, changed(BASE, mul="def mul(x):\n    return x"), new)
    assert len(found["cells"]) == len(new["cells"]) and not done.new_stubs


def test_own_cells_stay_behind_the_cells_they_stood_behind():
    mine = copy.deepcopy(BASE)
    mine["cells"][2:2] = [own("about the lines"), own("1 + 1", "f00", code=True)]
    mine["cells"].append(own("at the end", "f01"))
    new = release(
        "# Title",
        "Something else came in.",
        "One line.\nAnother line.\nA third.",
        "And more after.",
        "exercise: mul",
        "This is the end of it.",
    )
    wanted = [*sources(new)[:3], "about the lines", "1 + 1", *sources(new)[3:], "at the end"]
    assert sources(merged(mine, new)) == wanted


def test_cells_that_were_deleted_stay_away_unless_they_give_points():
    mine = copy.deepcopy(BASE)
    mine["cells"] = [cell for cell in mine["cells"] if cell["id"] not in ("cell-01", "test_mul")]
    found, done = merge(BASE, mine, reworded(cell_06="This is the very end of it."))
    assert names(found) == ["cell-00", "cell-02", "mul", "test_mul", "hints_mul", "cell-06"]
    assert done.restored == ["test_mul"] and not done.added


def test_a_cell_that_the_release_drops_goes_unless_the_student_changed_it():
    new = release("# Title", "exercise: mul", "This is the end of it.")
    assert sources(merged(BASE, new)) == sources(new)
    mine = changed(BASE, cell_01="One line.\nmy note\nAnother line.\nA third.")
    found, done = merge(BASE, mine, new)
    quoted = "> One line.\n\nmy note\n\n> Another line.\n> A third."
    assert sources(found)[1] == f"{cell_merge.DROPPED}\n\n{quoted}" and done.dropped == 2
    assert names(found)[1] == "own-1"


def test_cells_that_the_release_moves_go_with_the_own_cells_behind_them():
    base = release(
        "First text of some length.", "Second text, which differs.", "exercise: mul", "Third and last of all."
    )
    new = release(
        "Second text, which differs.", "exercise: mul", "Third and last of all.", "First text of some length."
    )
    mine = copy.deepcopy(base)
    mine["cells"].insert(1, own("about the first"))
    assert sources(merged(mine, new, base)) == [*sources(new), "about the first"]


def test_cells_that_the_student_moved_stay_there():
    mine = copy.deepcopy(BASE)
    mine["cells"].append(mine["cells"].pop(1))
    found = merged(mine, reworded(cell_06="This is the very end of it."))
    assert names(found) == ["cell-00", "cell-02", "mul", "test_mul", "hints_mul", "cell-06", "cell-01"]


def test_outputs_stay_where_the_code_is_the_same():
    mine = copy.deepcopy(BASE)
    for cell in mine["cells"]:
        if cell["cell_type"] == "code":
            cell.update(execution_count=1, outputs=[{"output_type": "stream", "name": "stdout", "text": "3\n"}])
    found = merged(mine, reworded(cell_02="guess = ...\nf = 4\nprint(f)"))["cells"]
    assert not found[2]["outputs"] and found[2]["execution_count"] is None
    assert found[3]["outputs"] == found[4]["outputs"] == mine["cells"][4]["outputs"]


def test_what_the_student_set_in_the_notebook_stays_and_what_the_release_sets_comes():
    mine = changed(BASE, cell_01="One line.\n![me](attachment:me.png)\nAnother line.\nA third.")
    mine["cells"][1]["attachments"] = {"me.png": {"image/png": "aaaa"}}
    mine["cells"][2]["metadata"] = {"collapsed": True, "jupyter": {"outputs_hidden": True}, "tags": ["mine"]}
    mine["metadata"] |= {"kernelspec": {"name": "other", "display_name": "Other"}, "widgets": {"state": 1}}
    new = reworded(cell_06="This is the very end of it.")
    new["cells"][2]["metadata"] = {"jupyter": {"source_hidden": True}, "tags": ["hide-input"]}
    found = merged(mine, new)
    assert found["cells"][1]["attachments"] == mine["cells"][1]["attachments"]
    both = {
        "collapsed": True,
        "jupyter": {"outputs_hidden": True, "source_hidden": True},
        "tags": ["hide-input", "mine"],
    }
    assert found["cells"][2]["metadata"] == both
    assert found["metadata"]["kernelspec"]["name"] == "other" and found["metadata"]["widgets"] == {"state": 1}


def test_a_pasted_cell_with_an_id_that_is_taken_gets_its_own():
    mine = copy.deepcopy(BASE)
    mine["cells"].insert(2, own("pasted", "cell-07"))
    mine["cells"].insert(3, own("pasted too", "cell-01"))
    found = merged(mine, LONGER)
    assert len(set(names(found))) == len(found["cells"]) and {"pasted", "pasted too"} <= set(sources(found))


def test_ids_that_another_program_threw_away_are_found_again():
    mine = changed(BASE, mul="def mul(x):\n    return 2 * x", cell_01="One line.\nmy note\nAnother line.\nA third.")
    for number, cell in enumerate(mine["cells"]):
        cell["id"] = f"e{number}"
    found = merged(mine, reworded(cell_06="This is the very end of it."))
    assert names(found) == names(BASE) and found["cells"][3]["source"] == mine["cells"][3]["source"]
    assert "my note" in sources(found)[1] and sources(found)[-1] == "This is the very end of it."


def test_without_the_release_it_was_made_from_a_copy_loses_nothing():
    mine = changed(BASE, mul="def mul(x):\n    return 2 * x", cell_01="One line.\nmy note\nAnother line.\nA third.")
    found = merged(mine, LONGER, None)
    assert sources(found)[:3] == ["# Title", "New here, and not alike.", mine["cells"][1]["source"]]
    assert mine["cells"][3]["source"] in sources(found) and mine["cells"][2]["source"] in sources(found)
    found = merged(mine, reworded(cell_01="One line, reworded.\nAnother line.\nA third."), None)
    assert sources(found)[1] == "One line, reworded.\nAnother line.\nA third." and "my note" in sources(found)[2]
