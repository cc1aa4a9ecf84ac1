"""What a cell defines when it is run, and which cells differ in nothing that runs."""

import pytest

from autograde.handed_in.definitions import defined, same_code


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("def f(x):\n    def g():\n        h = 1\n    return x", {"f"}),
        ("class A:\n    def f(self):\n        pass", {"A"}),
        ("async def f():\n    pass", {"f"}),
        ("f = lambda x: x", {"f"}),
        ("a, (b, *c) = d = 1, (2, 3)\nx.y = z[0] = 1", {"a", "b", "c", "d"}),
        ("f: int = 1\ng: int", {"f"}),
        ("if a:\n    def f(): pass\nelse:\n    f2 = 1", {"f", "f2"}),
        ("try:\n    f = 1\nexcept E:\n    g = 2\nfinally:\n    h = 3", {"f", "g", "h"}),
        ("for i in x:\n    f = 1\nwhile a:\n    with b:\n        g = 2", {"f", "g"}),
        ("match a:\n    case 1:\n        f = 1", {"f"}),
        ("import a.b, c as d\nfrom e import f as g, h", {"a", "d", "g", "h"}),
        ("%matplotlib inline\n%%time\n!ls\ndef f(): pass", {"f"}),
        ("f(", set()),
        ("x = " + "-" * 50_000 + "1", set()),
        ("\0", set()),
    ],
)
def test_names_at_the_top_level_are_found(source, names):
    assert defined(source) == names


def test_imports_count_only_where_asked_for():
    assert defined("from a import f\ng = 1", imports=False) == {"g"}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ('def f():\n    """Old."""\n    raise E("x")', 'def f():\n    """New."""\n\n    raise E("x")  # todo', True),
        ("def f():\n    raise E", "def f():\n    return 1", False),
        ("f(", "f( ", True),
        ("f(", "g(", False),
    ],
)
def test_what_does_not_run_makes_no_difference(one, other, same):
    assert same_code(one, other) is same
