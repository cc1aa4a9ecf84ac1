"""What a touchable circuit computes is what `backprop_lib` computes, and it can be moved, typed into, stepped, guessed.

Left out: JupyterLab around it (`tests/browser`).
"""

import json
import random

import pytest

from backprop_lib import Value, maximum, touch
from backprop_lib.circuit import topological_order
from backprop_lib.guess import distance
from backprop_lib.touch.graph import circuit
from backprop_lib.touch.nodes import code_of, nodes_state, rebuilt
from backprop_lib.words import number
from tests.touch.at_work import boxes, close, computed, module_for_tests, press, said, shown

pytestmark = pytest.mark.slow

ONE = (
    *(lambda x: x + 1.25, lambda x: x - 0.7, lambda x: 2.0 - x, lambda x: x * -1.5, lambda x: x / 3.1),
    *(lambda x: 1.7 / (x * x + 1.0), lambda x: x**3.0, lambda x: x**2, lambda x: (x * 0.1).exp()),
    *(lambda x: (x * x + 0.5).log(), lambda x: x.relu(), lambda x: x.sigmoid(), lambda x: x.tanh()),
    *(lambda x: maximum(x, 0.5), lambda x: maximum(x, x.data), lambda x: (x * 40.0).sigmoid()),
)
TWO = (lambda x, y: x + y, lambda x, y: x - y, lambda x, y: x * y, lambda x, y: x / (y * y + 1.0), maximum)
COMPUTE = """graphs => graphs.map(nodes => {
    const leaves = nodes.map(node => node.data)
    const steps = stepsOf(nodes)
    const { values, gradients } = known(nodes, leaves, steps, steps.length - 1)
    return [values, gradients.map(gradient => gradient ?? 0)]
})"""


def random_graph(some: random.Random) -> Value:
    """A circuit with forks, ties and saturation, of 5 to 25 gates, whose numbers stay finite."""
    nodes = [Value(some.choice([0.0, 1.0, -1.0, some.uniform(-3, 3)]), f"x{i}") for i in range(some.randint(1, 4))]
    for _ in range(some.randint(5, 25)):
        if some.random() < 0.5:
            node = some.choice(ONE)(some.choice(nodes))
        else:
            node = some.choice(TWO)(some.choice(nodes), some.choice(nodes))
        nodes.append(node if abs(node.data) < 1e6 else node * 1e-7)
    return nodes[-1]


def test_a_thousand_random_graphs_have_the_librarys_values_and_gradients(page):
    some = random.Random(1)
    page.add_script_tag(content=module_for_tests("story"))
    graphs = [topological_order(random_graph(some)) for _ in range(1000)]
    states = [nodes_state(nodes) for nodes in graphs]
    for nodes, (values, gradients) in zip(graphs, computed(page, COMPUTE, states), strict=True):
        nodes[-1].zero_grad()
        nodes[-1].backward()
        assert close(values, [node.data for node in nodes])
        assert close(gradients, [node.grad for node in nodes])
    used = {node["op"] for state in states for node in state if node["op"]}
    assert used == set(page.evaluate("Object.keys(GATES)")), "every gate was among them"


def test_a_rebuilt_circuit_is_the_same():
    some = random.Random(2)
    for _ in range(50):
        nodes = topological_order(random_graph(some))
        nodes[-1].zero_grad()
        nodes[-1].backward()
        again = rebuilt(nodes_state(nodes))
        again[-1].backward()
        assert [(node.data, node.grad) for node in again] == [(node.data, node.grad) for node in nodes]


NUMBERS = [
    0.0,
    -0.0,
    1,
    -12,
    0.1,
    1 / 3,
    0.7310585786,
    3.5e-7,
    -3.5e-5,
    12345.6,
    999999,
    1e6,
    1.234e20,
    99999.96,
    0.00012345,
    *(0.015625, -0.046875, 12344.5, 12345.5, -1234500, 1235500, 0.5, 2.5, 1.0005),
]


def test_numbers_are_written_as_python_writes_them(page):
    page.add_script_tag(content=module_for_tests("numbers"))
    some = random.Random(3)
    numbers = [*NUMBERS, *(some.uniform(-1, 1) * 10 ** some.uniform(-9, 9) for _ in range(500))]
    assert page.evaluate("numbers => numbers.map(x => number(x))", numbers) == [number(x) for x in numbers]
    assert page.evaluate("[number(NaN), number(Infinity), number(-Infinity)]") == ["nan", "∞", "−∞"]


TYPED = {"2": 2, "−2,5": -2.5, " 1/4 ": 0.25, "2e-3": 0.002, "": None, "two": None, "1/0": None, "1/2/3": None}


def test_what_is_typed_is_read(page):
    page.add_script_tag(content=module_for_tests("numbers"))
    assert page.evaluate("texts => texts.map(text => typed(text))", [*TYPED]) == [*TYPED.values()]


def test_gaps_are_told_in_the_same_words_as_in_the_lessons(page):
    page.add_script_tag(content=module_for_tests("guess"))
    pairs = [(g, e) for g in (-2.0, 0.0, 0.1, 1.0, 1.01, 1.2, 12.0) for e in (-2.0, -1.0, 0.0, 0.1, 1.0, 4.0, 12.0)]
    told = page.evaluate("pairs => pairs.map(([g, e]) => gap(g, e))", pairs)
    assert told == [distance(g, e) for g, e in pairs]


@pytest.mark.parametrize(
    ("op", "inputs", "code"),
    [
        ("×", 2, ("×", None)),
        ("*", 2, ("×", None)),
        ("+ −1", 1, ("+ c", -1.0)),
        ("2.5 − x", 1, ("c − x", 2.5)),
        ("1/x", 1, ("c/x", 1.0)),
        ("^2", 1, ("^c", 2.0)),
        ("max 0.5", 1, ("max c", 0.5)),
        ("ReLU", 1, ("relu", None)),
        ("conv", 2, None),
        ("σ", 2, None),
        ("+", 3, None),
        ("", 1, None),
    ],
)
def test_a_gate_is_known_by_its_text(op, inputs, code):
    assert code_of(op, inputs) == code


def neuron() -> Value:
    w, x, b = Value(2.0, "w"), Value(-1.0, "x"), Value(-3.0, "b")
    n = (w * x + b).named("n")
    return (n.sigmoid() * n).named("f")


def texts(page, kind: str) -> list[str]:
    return page.locator(f".bp-{kind}").all_text_contents()


def gradients_at(w: float, x: float, b: float) -> list[str]:
    w, x, b = Value(w, "w"), Value(x, "x"), Value(b, "b")
    n = w * x + b
    f = n.sigmoid() * n
    f.backward()
    return [number(node.grad) for node in topological_order(f)]


def test_the_end_shows_what_the_drawing_showed_and_follows_what_is_typed(page):
    shown(page, circuit(neuron(), at="end"))
    assert texts(page, "gradient") == gradients_at(2, -1, -3)
    page.get_by_label("x", exact=True).fill("0.5")
    assert texts(page, "gradient") == gradients_at(2, 0.5, -3)
    press(page, "Reset numbers")
    assert texts(page, "gradient") == gradients_at(2, -1, -3)


def test_a_move_is_held_against_what_the_gradients_predicted(page):
    x, y = Value(4.0, "x"), Value(-3.0, "y")
    shown(page, circuit((x * y).named("f"), at="end"))
    page.get_by_label("x", exact=True).fill("4.5")
    assert said(page).endswith("f moved by −1.5; the gradients at the start predicted −1.5: no gap.")
    page.get_by_label("y", exact=True).fill("-2")
    assert said(page).endswith("f moved by 3; the gradients at the start predicted 2.5: a gap of 0.5.")
    press(page, "Reset numbers")
    assert "moved" not in said(page)


def test_keys_move_a_leaf(page):
    shown(page, circuit(neuron(), at="end"))
    field = page.get_by_label("w", exact=True)
    field.press("ArrowUp")
    assert field.input_value() == "2.1" and texts(page, "gradient") == gradients_at(2.1, -1, -3)
    field.press("PageDown")
    assert field.input_value() == "1.1" and texts(page, "gradient") == gradients_at(1.1, -1, -3)


def test_the_pointer_moves_a_leaf(page):
    shown(page, circuit(neuron(), at="end"))
    box = page.locator(".bp-input rect").first.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 30, y, steps=5)
    page.mouse.up()
    page.mouse.move(x + 200, y)
    assert page.get_by_label("w", exact=True).input_value() == "2.5"
    assert texts(page, "gradient") == gradients_at(2.5, -1, -3)


def test_steps_go_forward_then_backward_and_say_what_happens(page):
    shown(page, circuit(neuron()))
    assert (
        said(page) == "Step 1 of 10, forward. Given: w = 2, x = −1 and b = −3." and texts(page, "value")[3:] == [""] * 4
    )
    press(page, "Next", 2)
    assert said(page).startswith("Step 3 of 10, forward. + gate n takes gate 1 (×) and b: −2 + (−3) = −5.")
    press(page, "Next", 4)
    assert said(page).endswith(
        "× gate f: upstream gradient 1. To gate 3 (σ): 1 × local −5 = −5. To n: 1 × local 0.006693 = 0.006693."
    )
    press(page, "Next")
    assert said(page).endswith("To n: −5 × local 0.006648 = −0.03324, plus 0.006693 already there = −0.02655.")
    press(page, "Back")
    assert said(page).startswith("Step 7 of 10, backward.")
    press(page, "Next", 3)
    assert page.get_by_role("button", name="Next").is_disabled()


def test_each_way_to_a_fork_shows_what_it_contributes_and_the_fork_their_sum(page):
    shown(page, circuit(neuron(), at="end"))
    ways = page.locator("svg text[text-anchor=end]").all_text_contents()
    assert sorted(ways) == sorted(["−0.03324", "0.006693"]) and "−0.02655" in texts(page, "gradient")


@pytest.mark.parametrize(
    ("guess", "told"),
    [
        ("5", "You guessed 5, it is −5. Right but for the sign."),
        ("-5", "You guessed −5, it is −5. You were right."),
        ("-4.9", "You guessed −4.9, it is −5. You are off by 0.1: close."),
        ("-50", "You guessed −50, it is −5. You are off by 45, 10 times too large."),
        ("", "Step 7"),
    ],
)
def test_in_guess_mode_the_next_gradient_is_asked_for_before_it_is_shown(page, guess, told):
    shown(page, circuit(neuron(), at="backward", guess=True))
    press(page, "Next")
    assert "f sends next. What will the gradient of gate 3 (σ) be?" in page.locator(".bp-ask").inner_text()
    assert [text for text in texts(page, "gradient") if text] == ["1"]
    page.get_by_label("your guess").fill(guess)
    page.get_by_label("your guess").press("Enter")
    assert said(page).startswith(told) and page.locator(".bp-ask").is_hidden()


def test_enter_answers_though_jupyterlab_keeps_it_from_forms(page):
    shown(page, circuit(neuron(), at="backward", guess=True))
    press(page, "Next")
    page.get_by_label("your guess").fill("-5")
    press_alone = "field => field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))"
    page.get_by_label("your guess").evaluate(press_alone)
    assert said(page).startswith("You guessed −5, it is −5. You were right.")


def test_the_focus_stays_in_the_picture_at_its_ends(page):
    shown(page, circuit(neuron(), at="start"))
    for name, times in (("Next", 9), ("Back", 9)):
        button = page.get_by_role("button", name=name)
        button.focus()
        for _ in range(times):
            page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.tagName") == "BUTTON"


def test_play_goes_to_the_end_and_can_be_stopped(page_of_its_own):
    page = page_of_its_own
    page.clock.install()
    shown(page, circuit(neuron()))
    press(page, "Play")
    page.clock.run_for(3000)
    press(page, "Pause")
    assert said(page).startswith("Step 3 of 10, forward.")
    press(page, "Play")
    page.clock.run_for(15_000)
    assert said(page).startswith("Step 10 of 10, backward.") and page.get_by_role("button", name="Play").is_visible()


def test_an_order_of_visits_may_be_wrong_and_is_played_as_it_is(page):
    a = Value(2.0, "a")
    u = (a * a).named("u")
    y = (u + ((u * a).named("v") * u).named("w")).named("y")
    shown(page, circuit(y, at="end", order="recursion"))
    assert texts(page, "gradient")[0] == "156" and said(page).endswith("a ends with 156; right is 84.")
    assert "Step 7 of 7, u sends, for the third time. Its gradient is 17 now." in said(page)
    press(page, "Start")
    assert said(page) == "Step 1 of 7, recursion. y begins with the gradient 1; nobody else has received anything."
    page.get_by_label("a", exact=True).fill("1")
    press(page, "Next", 6)
    assert said(page).endswith("a ends with 15; right is 7.")


def test_a_student_s_own_nodes_are_drawn_and_moved(page):
    class Node:
        def __init__(self, data, parents=(), op="", label=""):
            self.data, self.grad, self.parents, self.op, self.label = data, 99.0, parents, op, label

    x, y = Node(2.0, label="x"), Node(3.0, label="y")
    shown(page, circuit(Node(6.0, (x, y), "*"), at="end"))
    assert texts(page, "gradient") == ["3", "2", "1"]
    for odd in (Node(6.0, (x, y), "conv"), Node(7.0, (x, y), "*")):
        assert "<script" not in circuit(odd)._repr_html_(), "what cannot be computed, or is computed otherwise, stands"
    assert "right: 3" in circuit(Node(7.0, (x, y), "*"), yours=True)._repr_html_()


def test_wrong_gradients_of_ones_own_are_struck_out_until_something_moves(page):
    root = neuron()
    root.backward()
    n = root.parents[1]
    n.grad = 0.006693
    shown(page, circuit(root, at="end", yours=True))
    right = gradients_at(2, -1, -3)[-3]
    assert said(page).endswith(
        f"On the way back the first wrong gradient of yours is that of n: 0.006693, not {right}."
    )
    assert page.locator(".bp-right").is_visible() and "0.006693" in texts(page, "gradient")
    page.get_by_label("w", exact=True).fill("3")
    assert page.locator(".bp-right").is_hidden() and texts(page, "gradient") == gradients_at(3, -1, -3)
    press(page, "Reset numbers")
    assert page.locator(".bp-right").is_visible()


def test_right_gradients_of_ones_own_are_said_to_be_right(page):
    root = neuron()
    root.backward()
    shown(page, circuit(root, at="end", yours=True))
    assert said(page).endswith("All gradients of yours are right.") and page.locator(".bp-right").count() == 0


def test_where_scripts_do_not_run_the_finished_circuit_stands(without_scripts):
    page = without_scripts
    page.set_content(circuit(neuron(), at="start")._repr_html_())
    assert page.locator("svg .bp-gradient").all_text_contents() == gradients_at(2, -1, -3)
    assert page.locator("button").count() == 0


def test_on_a_phone_nothing_is_cut_off(phone):
    page = phone
    page.set_content(f'<meta name="viewport" content="width=device-width">{circuit(neuron())._repr_html_()}')
    assert page.evaluate("document.documentElement.scrollWidth") <= 380
    buttons = boxes(page, "button")
    assert len(buttons) > 3
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= 380 and box["height"] >= 28 for box in buttons)


def test_a_name_cannot_break_out_of_the_markup(page):
    evil = Value(1.0, '"></div><script>document.title = "broken"</script>')
    shown(page, circuit(evil * 2.0, at="end"))
    assert page.title() == "" and texts(page, "gradient") == ["2", "1"]


def test_equal_circuits_give_equal_bytes_and_the_scripts_are_small():
    assert circuit(neuron())._repr_html_() == circuit(neuron())._repr_html_()
    assert sum(path.stat().st_size for path in touch.FOLDER.glob("*.mjs")) < 60_000
    assert len(json.dumps(circuit(neuron())._repr_html_())) < 1_000_000 / 30
