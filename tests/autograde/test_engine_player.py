"""The player of lesson 05 reduces what a student's engine does to names and numbers, and lends nothing but an order."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from autograde import proofs
from autograde.checking import draw, evaluate
from autograde.exercises import of_lesson
from autograde.plain import is_plain_probe
from autograde.play import Call
from autograde.players import engine, find, name_of
from autograde.players.rows import Value, below
from tests.course_copy import module_of

exercises, right = module_of("05_engine"), module_of("05_engine", "right_answers")
EXERCISES = of_lesson("05_engine")
TOPO_ORDER, VALUE_OPS, BACKWARD, _, VALUE_FUNCTIONS = EXERCISES

ROWS = exercises.circuit("u = mul a a; v = mul u a; w = mul v u; y = add u w", {"a": 2.0})


class Node:
    """A student's class, with a trace of which one was used."""

    made = 0

    def __init__(self, data, parents=()):
        Node.made += 1
        self.data, self.grad, self.parents, self._backward = data, 0.0, tuple(parents), lambda: None


def wrong(exercise, name):
    """The wrong function of an exercise's mistake of that name."""
    item = next(item for item in exercise.misconceptions if item.name == name)
    return item.names[item.function]


def play(player, function, *args, **others):
    return player({"f": function, **others}, Call("f", args))


def test_players_are_found_by_name():
    for player in (engine.order, engine.gate, engine.sweep, engine.zero):
        assert find(name_of(player)) is player and name_of(player) == f"players.engine.{player.__name__}"


def test_the_order_comes_back_as_names():
    assert play(engine.order, right.order_with_two_visits, ROWS, "y")["value"] == ["a", "u", "v", "w", "y"]
    assert play(engine.order, lambda root: [root, 3, None], ROWS, "y")["value"] == ["y", "?", "?"]
    assert play(engine.order, lambda root: iter([root]), ROWS, "y")["opaque"] == "list_iterator"
    assert play(engine.order, lambda root: None, ROWS, "y")["value"] is None


def test_marks_that_are_left_on_the_nodes_show_at_a_second_call():
    def marking(root):
        order = []

        def visit(node):
            if not hasattr(node, "visited"):
                node.visited = True
                list(map(visit, node.parents))
                order.append(node)

        visit(root)
        return order

    report = evaluate(TOPO_ORDER, [marking, Node])
    assert report.points == 0 and "marks of an earlier call" in str(report)


def test_nodes_are_made_with_the_students_class_when_it_is_handed_over():
    before = Node.made
    assert play(engine.order, right.order_by_waiting, ROWS, "y", Value=Node)["value"][-1] == "y"
    assert Node.made == before + 5


def test_5000_gates_deep():
    probe = next(p for p in draw(TOPO_ORDER, "visible") if p.note == exercises.DEEP)
    outcome = engine.order({"topo_order": right.order_with_two_visits}, probe)
    assert len(outcome["value"]) == 5002 and TOPO_ORDER.kind.accepts(
        probe, outcome["value"], TOPO_ORDER.expected(probe)
    )
    failed = engine.order({"topo_order": wrong(TOPO_ORDER, "recursive")}, probe)
    assert failed["failure"]["type"] == "RecursionError"


def test_the_seeds_circuit_gives_84_and_its_wrong_orders_156_and_20():
    def slope(backward):
        return play(engine.sweep, backward, ROWS, {}, "y", None, 1)["value"]["a"]

    assert slope(right.backward_by_waiting) == 84
    assert slope(wrong(BACKWARD, "naive recursion")) == 156
    assert slope(wrong(BACKWARD, "breadth-first")) == 20
    assert slope(wrong(BACKWARD, "preorder")) == 20


def test_topo_order_is_lent_and_taken_back():
    stub = right.topo_order
    assert play(engine.sweep, right.backward_with_the_lent_order, ROWS, {}, "y", 1.0, 1)["value"]["a"] == 84
    assert right.topo_order is stub

    def fails(root, g=1.0):
        raise ValueError("on purpose")

    assert play(engine.sweep, fails, ROWS, {}, "y", None, 1)["failure"]["type"] == "ValueError"


def test_what_is_lent_knows_no_other_circuit():
    kept = []
    namespace = {"topo_order": None, "kept": kept}
    exec("def backward(root, g=1.0):\n    kept.append(topo_order)\n    topo_order(root)", namespace)
    play(engine.sweep, namespace["backward"], ROWS, {}, "y", None, 1)
    assert namespace["topo_order"] is None
    assert kept[0](Value(1.0, (Value(2.0),))) == []


@pytest.mark.parametrize(
    ("made", "seen"),
    [
        (lambda a, b: None, {"made": "nothing"}),
        (lambda a, b: 3.5, {"made": "float"}),
        (lambda a, b: SimpleNamespace(data=1.0), {"made": "SimpleNamespace"}),
    ],
)
def test_what_is_no_node_is_named(made, seen):
    rows = exercises.circuit("p = mul a b", {"a": 2.5, "b": 3.5}, "mul")
    assert engine.gate({"mul": made}, Call("mul", (rows, {}, "p", 1.0)))["value"] == seen


def test_odd_gradients_are_named_and_never_raise():
    rows = exercises.circuit("p = mul a b", {"a": 2.5, "b": 3.5})

    def zero_grad(root):
        root.grad, root.parents[0].grad, root.parents[1].grad = None, np.float32(0), "0"

    value = play(engine.zero, zero_grad, rows, {"a": 1.0, "b": 2.0, "p": 3.0}, "p", 1.0)["value"]
    assert value["gradients"] == {"a": 0.0, "b": "str", "p": "NoneType"} and "next pass" not in value


def test_wrong_parameters_are_told():
    assert play(engine.order, lambda: [], ROWS, "y") == {"arity": []}  # noqa: PIE807 - list takes an argument
    assert play(engine.sweep, lambda root: None, ROWS, {}, "y", 2.0, 1) == {"arity": ["root"]}


# ---- the exercises' side ---------------------------------------------------------------------------------------------


def value_at(rows, root, leaves):
    """The root's value, computed forward alone, from other values of the leaves (and with one node shifted)."""
    data = {}
    for name, op, inputs, value, _ in rows:
        numbers = [data[item] if isinstance(item, str) else item for item in inputs]
        data[name] = value if not op else exercises.RULES[op.lstrip("=")][0](*numbers)
        data[name] += leaves.get(name, 0.0)
    return data[root]


@pytest.mark.parametrize("exercise", [e for e in EXERCISES if e.name != "topo_order"], ids=lambda e: e.name)
def test_expected_gradients_are_those_of_nudging(exercise):
    for seed in ("visible", "x", "y"):
        for probe in draw(exercise, seed):
            rows, before, root, g = probe.args[:4]
            if any(row[1].endswith("relu") and row[3] == 0 for row in rows):
                continue  # no slope at the crease
            expected = exercise.expected(probe)
            start = before if probe.args[4:] in ((), (1,)) else {}
            if exercise.name == "zero_grad":
                expected = expected["next pass"]
                start = {n: v for n, v in before.items() if n not in below(rows, root)}
            elif "gradients" in expected:
                expected = expected["gradients"]
            g, h = 1.0 if g is None else g, 1e-6
            for name, gradient in expected.items():
                up, down = (value_at(rows, root, {name: sign * h}) for sign in (1, -1))
                slope = 0.0 if name not in below(rows, root) else g * (up - down) / (2 * h)
                slope += 0.0 if name == root else start.get(name, 0.0)  # what arrives at root replaces what lay there
                assert math.isclose(gradient, slope, rel_tol=1e-4, abs_tol=1e-5), (exercise.name, name, probe)


def test_probes_are_plain_and_hold_no_number_at_which_wrong_formulas_are_right():
    for exercise in EXERCISES:
        for seed in ("visible", "x"):
            for probe in draw(exercise, seed):
                assert is_plain_probe(probe.args)
                for name, op, _, data, _ in probe.args[0]:
                    planted = probe.note.endswith(" 0")
                    assert op or planted or abs(data) not in (0.0, 0.5, 1.0, 2.0), (name, data)


def test_a_wrong_circuit_is_drawn_with_its_first_wrong_node():
    report = evaluate(BACKWARD, [wrong(BACKWARD, "naive recursion")])
    picture = report.findings[0].picture
    assert "wrong, right is" in picture.alt and "right: " in picture.html
    html = report._repr_html_()
    assert "<figure" in html and "&lt;figure" not in html and "stroke-dasharray" in html
    assert evaluate(BACKWARD, [right.backward_by_waiting])._repr_html_().count("<figure") == 0


def test_a_recursive_answer_in_another_order_is_still_called_recursive():
    def topo_order(root):
        order = []

        def visit(node):
            if node not in order:
                for parent in reversed(node.parents):
                    visit(parent)
                order.append(node)

        visit(root)
        return order

    report = evaluate(TOPO_ORDER, [topo_order], hidden=True)
    assert (report.diagnosis, report.points) == ("recursive", 1.5)


def test_recursive_and_wrong_is_called_by_what_is_wrong():
    def topo_order(root):
        order = []

        def visit(node):
            if node not in order:
                order.append(node)
                for parent in node.parents:
                    visit(parent)

        visit(root)
        return order

    assert evaluate(TOPO_ORDER, [topo_order], hidden=True).diagnosis == "preorder"


@pytest.mark.parametrize("value", [None, 3, "text", [], {}, {"data": 3}, {"gradients": {"a": "x"}}, [["a"]], ["a", 3]])
def test_any_answer_of_a_sandbox_can_be_told_and_drawn(value):
    for exercise in EXERCISES:
        for probe in draw(exercise, "visible")[:2]:
            expected = exercise.expected(probe)
            assert isinstance(exercise.kind.tells(probe, value, expected), str)
            if exercise.kind.draws:
                exercise.kind.draws(probe, value, expected)


def test_beside_a_wrong_function_the_lessons_own_others_stand():
    for exercise in (VALUE_OPS, VALUE_FUNCTIONS):
        for item in exercise.misconceptions:
            report = evaluate(exercise, proofs.stand_in(exercise, item))
            assert {finding.function for finding in report.findings} == {item.function}


def test_nodes_sorted_by_value_are_told_even_where_equal_ones_stand_in_another_order():
    def topo_order(root):
        found = {root}
        waiting = [root]
        while waiting:
            new = set(waiting.pop().parents) - found
            found |= new
            waiting.extend(new)
        return sorted(found, key=lambda node: (node.data, -id(node)))

    assert evaluate(TOPO_ORDER, [topo_order], hidden=True).diagnosis == "sorted by value"


def test_a_gate_that_changes_the_values_of_its_operands_is_not_told_that_it_left_them_alone():
    def mul(a, b):
        out = Value(a.data * b.data, (a, b))

        def send():
            a.data += out.grad * b.data
            b.data += out.grad * a.data

        out._backward = send
        return out

    report = evaluate(VALUE_OPS, [wrong(VALUE_OPS, "add halves"), mul, Value])
    cause = next(finding.cause for finding in report.findings if finding.function == "mul")
    assert cause.startswith("When the gate's turn comes, nothing is added to the grad of its operands.")
