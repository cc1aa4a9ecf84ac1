"""A long list keeps its first lines and says how many more there are; a short one stays as it is."""

from autograde.grading.long_lists import MOST, shortened


def test_a_list_that_is_too_long_says_how_many_more_there_are():
    lines = [str(number) for number in range(MOST + 3)]
    assert shortened(lines) == [*lines[:MOST], "and 3 more"]
    assert shortened(lines[:MOST]) == lines[:MOST] and shortened([]) == []
    assert shortened(["a", "b", "c"], 1, "{} not shown") == ["a", "2 not shown"]
