"""Circuits: every number in its place, nothing overlaps, text escaped, words for those who do not see."""

from __future__ import annotations

import itertools
import re
from xml.etree import ElementTree as ET

import pytest

from backprop_lib.circuit import Value, maximum, topological_order
from backprop_lib.draw import LIMIT, circuit
from backprop_lib.layout import columns_of, crossings, rising_fit, sorted_columns
from backprop_lib.svg import Drawing, text_width
from backprop_lib.wiring import run
from backprop_lib.words import formula, label_of, number

SVG = "{http://www.w3.org/2000/svg}"
Rect = tuple[float, float, float, float]  # left, top, right, bottom


def leaves(**numbers: float) -> list[Value]:
    return [Value(value, name) for name, value in numbers.items()]


def xyz() -> Value:
    x, y, z = leaves(x=-2, y=5, z=-4)
    return ((x + y).named("q") * z).named("f")


def patterns() -> Value:
    x, y, z, w = leaves(x=3, y=-4, z=2, w=-1)
    return 2 * (x * y + maximum(z, w))


def neuron() -> Value:
    w0, x0, w1, x1, w2 = leaves(w0=2, x0=-1, w1=-3, x1=-2, w2=-3)
    return 1 / (1 + (-(w0 * x0 + w1 * x1 + w2)).exp())


def fork() -> Value:
    a = Value(2, "a")
    u = (a * a).named("u")
    return (u + (u * a) * u).named("y")


def staged() -> Value:
    x, y = leaves(x=3, y=-4)
    xpy = (x + y).named("xpy")
    den = (x.sigmoid() + (xpy**2).named("xpysqr")).named("den")
    return ((x + y.sigmoid()).named("num") / den).named("f")


CIRCUITS = {"xyz": xyz, "patterns": patterns, "neuron": neuron, "fork": fork, "staged": staged}
every_circuit = pytest.mark.parametrize("name", CIRCUITS)


def swept(name: str) -> Value:
    root = CIRCUITS[name]()
    root.backward()
    return root


def svg_of(html: str) -> ET.Element:
    root = ET.fromstring(html)
    svg = root if root.tag == f"{SVG}svg" else root.find(f".//{SVG}svg")
    assert svg is not None
    return svg


def texts(svg: ET.Element, css: str) -> list[str]:
    return [t.text or "" for t in svg.iter(f"{SVG}text") if css in (t.get("class") or "").split()]


def text_rect(text: ET.Element) -> Rect:
    size, x, y = (float(text.get(key, "0")) for key in ("font-size", "x", "y"))
    half = text_width("".join(text.itertext()), size, text.get("font-weight") == "bold") / 2
    return x - half, y - 0.75 * size, x + half, y + 0.2 * size


def shape_rect(group: ET.Element) -> Rect:
    rect = group.find(f"{SVG}rect")
    assert rect is not None
    x, y, width, height = (float(rect.get(key, "0")) for key in ("x", "y", "width", "height"))
    return x, y, x + width, y + height


def overlap(a: Rect, b: Rect) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def points_of(path: str) -> list[tuple[float, float]]:
    """Points along a path of M, C and H commands."""
    numbers = [(command, [float(n) for n in re.findall(r"-?[\d.]+", rest)]) for command, rest in PATH.findall(path)]
    x = y = 0.0
    points = []
    for command, n in numbers:
        if command == "M":
            x, y = n
        elif command == "H":
            points += [(x + (n[0] - x) * t / 40, y) for t in range(41)]
            x = n[0]
        else:
            for t in (k / 40 for k in range(41)):
                weights = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
                xs, ys = (x, *n[0::2]), (y, *n[1::2])
                points.append((sum(map(float.__mul__, weights, xs)), sum(map(float.__mul__, weights, ys))))
            x, y = n[4], n[5]
    return points


PATH = re.compile(r"([MCH])([^MCH]*)")


@every_circuit
def test_every_value_and_gradient_stands_once_and_with_its_node(name):
    root = swept(name)
    nodes = topological_order(root)
    groups = list(svg_of(circuit(root).html).iter(f"{SVG}g"))[1:]
    assert len(groups) == len(nodes)
    for group in groups:
        node = nodes[int(group.get("data-node", "-1"))]
        assert texts(group, "bp-value") == [number(node.data)]
        assert texts(group, "bp-gradient") == [number(node.grad)]
        assert texts(group, "bp-op") == ([node.op] if node.parents else [])
        assert texts(group, "bp-label") == ([node.label] if node.label else [])


@every_circuit
def test_values_stand_above_their_wire_and_gradients_below(name):
    for group in list(svg_of(circuit(swept(name)).html).iter(f"{SVG}g"))[1:]:
        _, top, _, bottom = shape_rect(group)
        wire = (top + bottom) / 2
        for text in group.iter(f"{SVG}text"):
            if text.get("class") == "bp-value":
                assert text_rect(text)[3] < wire and text.get("font-weight") == "normal"
            if text.get("class") == "bp-gradient":
                assert text_rect(text)[1] > wire and text.get("font-weight") == "bold"


def drawings() -> list[tuple[str, ET.Element]]:
    result = [(name, svg_of(circuit(swept(name)).html)) for name in CIRCUITS]
    wrong = swept("staged")
    nodes = topological_order(wrong)
    result.append(("wrong", svg_of(circuit(wrong, wrong={nodes[2]: -0.1234, nodes[4]: 0.9876}).html)))
    return result


@pytest.mark.parametrize(("name", "svg"), drawings(), ids=[name for name, _ in drawings()])
def test_nothing_overlaps_and_everything_lies_inside(name, svg):
    groups = list(svg.iter(f"{SVG}g"))[1:]
    shapes = [(f"shape {k}", shape_rect(group)) for k, group in enumerate(groups)]
    beside = [
        (f"{text.get('class')} {text.text}", text_rect(text))
        for group in groups
        for text in group.iter(f"{SVG}text")
        if text.get("visibility") != "hidden" and not within(text_rect(text), shape_rect(group))
    ]
    key = [
        ("key", (0.0, text_rect(text)[1], 1.0, 1e9))
        for text in svg.iter(f"{SVG}text")
        if text.find(f"{SVG}tspan") is not None
    ]
    for (one, a), (other, b) in itertools.combinations(shapes + beside + key, 2):
        if "key" not in (one, other):
            assert not overlap(a, b), f"{one} and {other} overlap in {name}"
    width, height = float(svg.get("width", "0")), float(svg.get("height", "0"))
    floor = min(rect[1] for _, rect in key)
    for what, (left, top, right, bottom) in shapes + beside:
        assert left >= 0 and top >= 0 and right <= width - 16 and bottom <= min(height - 16, floor), what


def within(inner: Rect, outer: Rect) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


@pytest.mark.parametrize(("name", "svg"), drawings(), ids=[name for name, _ in drawings()])
def test_wires_run_through_no_shape_and_no_text(name, svg):
    rects = [(text.text, text_rect(text)) for g in list(svg.iter(f"{SVG}g"))[1:] for text in g.iter(f"{SVG}text")]
    rects += [("a shape", shape_rect(group)) for group in list(svg.iter(f"{SVG}g"))[1:]]
    for wire in svg.iter(f"{SVG}path"):
        if wire.get("class") == "bp-wire":
            for x, y in points_of(wire.get("d", ""))[:-3]:  # it ends at the target's rim, a corner of its rectangle
                for what, (left, top, right, bottom) in rects:
                    inside = left + 1 < x < right - 5 and top + 1 < y < bottom - 1
                    assert not (inside and x > left + 4), f"a wire runs through {what} in {name}"


@every_circuit
def test_there_is_one_wire_for_each_use(name):
    root = swept(name)
    svg = svg_of(circuit(root).html)
    wires = [path.get("d") for path in svg.iter(f"{SVG}path") if path.get("class") == "bp-wire"]
    assert len(wires) == len(set(wires)) == sum(len(node.parents) for node in topological_order(root))


def test_a_value_used_more_than_once_forks_at_a_dot():
    assert len([c for c in svg_of(circuit(fork()).html).iter(f"{SVG}circle") if c.get("class") == "bp-fork"]) == 2
    assert not list(svg_of(circuit(xyz()).html).iter(f"{SVG}circle"))


def test_show_decides_which_numbers_appear():
    root = swept("xyz")
    for show, values, gradients in (("both", 5, 5), ("values", 5, 0), ("none", 0, 0)):
        svg = svg_of(circuit(root, show=show).html)
        assert (len(texts(svg, "bp-value")), len(texts(svg, "bp-gradient"))) == (values, gradients)
    with pytest.raises(ValueError, match='"both", "values", "none"'):
        circuit(root, show="grad")


def test_the_key_says_in_words_what_stands_where():
    svg = svg_of(circuit(swept("xyz")).html)
    assert [t.text for t in svg.iter(f"{SVG}tspan")] == ["above the wire: value", "below the wire: gradient of f"]


def test_labels_are_escaped_and_read_back_unchanged():
    root = Value(2, "<script>alert(1)</script>") * Value(3, 'a & b" onload="x')
    picture = circuit(root)
    assert "<script" not in picture._repr_html_()
    labels = texts(svg_of(picture.html), "bp-label")
    assert labels[:2] == ["<script>alert(1)</script>", 'a & b" onload="x']
    assert not [name for element in ET.fromstring(picture.html).iter() for name in element if name == "onload"]


@every_circuit
def test_alternative_text_goes_through_every_gate(name):
    root = swept(name)
    picture = circuit(root)
    for node in topological_order(root):
        assert node.op in picture.alt and node.label in picture.alt
        assert f"{number(node.data)}, gradient {number(node.grad)}" in picture.alt
    svg = svg_of(picture.html)
    title, desc = svg.find(f"{SVG}title"), svg.find(f"{SVG}desc")
    assert title is not None and title.text and desc is not None and desc.text == picture.alt
    assert svg.get("role") == "img" and svg.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"


def test_equal_circuits_give_equal_bytes_and_different_ones_different_ids():
    assert circuit(swept("staged"))._repr_html_() == circuit(swept("staged"))._repr_html_()
    ids = [svg_of(circuit(swept(name)).html).get("aria-labelledby") for name in CIRCUITS]
    assert len(set(ids)) == len(ids)


def test_a_wrong_gradient_is_struck_out_and_the_right_one_stands_under_it():
    root = swept("xyz")
    q, x = root.parents[0], root.parents[0].parents[0]
    q.grad = 3.0
    picture = circuit(root, wrong={x: 7, q: -4})
    svg = svg_of(picture.html)
    assert texts(svg, "bp-right") == ["right: 7", "right: −4"]
    dashed = [
        g.get("data-node") for g in svg.iter(f"{SVG}g") for r in g.findall(f"{SVG}rect") if r.get("stroke-dasharray")
    ]
    assert dashed == [str(topological_order(root).index(q))]  # the first on the way back
    assert "gradient 3 (wrong, right is −4)" in picture.alt
    assert any("first wrong gradient" in (t.text or "") for t in svg.iter(f"{SVG}tspan"))
    with pytest.raises(ValueError, match="not part of this circuit: stray"):
        circuit(root, wrong={Value(1, "stray"): 2})
    with pytest.raises(ValueError, match="wrong marks gradients"):
        circuit(root, show="values", wrong={q: -4})


class Bare:
    """The least a node can be: what a student's first engine has."""

    def __init__(self, data: float, parents: tuple[Bare, ...] = (), grad: float = 0.0) -> None:
        self.data, self.parents, self.grad = data, parents, grad


def bare() -> Bare:
    a, b = Bare(2.0, grad=12.0), Bare(3.0, grad=4.0)
    return Bare(12.0, (Bare(6.0, (a, b), 2.0), a), 1.0)


def test_nodes_without_label_and_op_are_drawn_with_a_dot():
    svg = svg_of(circuit(bare()).html)
    assert texts(svg, "bp-op") == ["•", "•"]
    assert sorted(texts(svg, "bp-gradient")) == ["1", "12", "2", "4"]
    assert "gate 1 (•), input 1" not in circuit(bare()).alt and "from gate 1 (•) and input 1" in circuit(bare()).alt


def test_what_cannot_be_drawn_is_refused_with_the_reason():
    with pytest.raises(TypeError, match="float has no data and no grad and no parents"):
        circuit(3.0)
    node = Value(1.0, "x")
    for _ in range(LIMIT):
        node = node + 1
    with pytest.raises(ValueError, match=f"{LIMIT + 1} nodes.*Draw a part"):
        circuit(node)
    assert circuit(node.parents[0]).alt.startswith("Circuit with 1 input and 59 gates.")
    assert circuit(Value(1.5, "x")).alt == "Circuit with 1 input and 0 gates. Inputs: x = 1.5, gradient 0."


# numbers, formulas, places


@pytest.mark.parametrize(
    ("x", "text"),
    [(-12.0, "−12"), (0.73105858, "0.7311"), (-0.19661193, "−0.1966"), (3.5e-7, "3.5×10⁻⁷"), (12345.6, "12346"),
     (1e9, "1×10⁹"), (0.1 + 0.2, "0.3"), (-0.0, "0"), (9999.96, "10000"), (float("nan"), "nan"), (float("-inf"), "−∞"),
     (None, "none"), (0.5, "0.5"), (-1e-9, "−1×10⁻⁹")],
)  # fmt: skip
def test_numbers_are_short_and_have_a_real_minus(x, text):
    assert number(x) == text


def test_digits_can_be_chosen():
    assert number(1.5456449, 8) == "1.5456449"


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda a: a + a, "−2 + (−2)"),
        (lambda a: a + 1, "−2 + 1"),
        (lambda a: a - 3, "−2 − 3"),
        (lambda a: 3 - a, "3 − (−2)"),
        (lambda a: -a, "−2 × (−1)"),
        (lambda a: a / 4, "−2 ÷ 4"),
        (lambda a: 1 / a, "1 / (−2)"),
        (lambda a: a**2, "(−2)^2"),
        (lambda a: a.exp(), "exp(−2)"),
        (lambda a: a.relu(), "relu(−2)"),
        (lambda a: maximum(a, a), "max(−2, −2)"),
        (lambda a: maximum(a, 3), "max(−2, 3)"),
    ],
)
def test_gates_are_written_out_as_formulas(make, text):
    node = make(Value(-2.0))
    assert formula(node.op, [number(parent.data) for parent in node.parents]) == text


def test_gates_stand_after_their_inputs_and_inputs_before_their_first_use():
    assert columns_of([[], [], [0, 1], [], [2, 3]]) == [0, 0, 1, 1, 2]
    assert columns_of([[]]) == [0]


def test_sweeps_take_crossings_away():
    columns, links = [[0, 1, 2], [3, 4, 5]], [(0, 5), (1, 4), (2, 3)]
    assert crossings(columns, links) == 3
    assert crossings(sorted_columns(columns, links), links) == 0


def test_the_fit_keeps_the_order():
    assert rising_fit([3, 1, 5]) == [2, 2, 5]
    assert rising_fit([]) == []


def test_operands_of_minus_arrive_in_reading_order():
    a, b = leaves(a=2, b=5)
    far = (b.exp().log() * a).named("far")  # drawn above or below a, as the sweeps decide
    for root, first in ((far - a, "far"), (a - far, "a")):
        nodes = topological_order(root)
        lay = Drawing(nodes, [""] * len(nodes), [""] * len(nodes)).layout
        wires = sorted((w for w in lay.wires if w.target == len(nodes) - 1), key=lambda w: w.slot)
        heights = [points_of(run(lay, wire, ordered=True).path)[-1][1] for wire in wires]
        assert label_of(nodes[wires[0].source]) == first and heights[0] < heights[1]


def test_a_wide_drawing_scrolls_on_screens_only():
    node = Value(1.234, "x")
    for _ in range(20):
        node = node.tanh()
    style = svg_of(circuit(node).html).find(f"{SVG}style")
    assert style is not None and (style.text or "").startswith("@media screen{")
    assert svg_of(circuit(xyz()).html).find(f"{SVG}style") is None


def test_the_key_of_a_narrow_drawing_is_not_cut_off():
    """Measured in DejaVu Sans, which Matplotlib brings along: the widest font that a drawing may be shown in."""
    from matplotlib import font_manager

    x = Value(1.0, "x")
    s = x.sigmoid().named("s")
    s.backward()
    svg = svg_of(circuit(s).html)
    needed = 0.0
    for part in svg.iter(f"{SVG}tspan"):
        font = font_manager.get_font(
            font_manager.findfont(
                font_manager.FontProperties(family="DejaVu Sans", weight=part.get("font-weight", "normal"))
            )
        )
        font.set_size(12.5, 72)
        font.set_text(part.text)
        needed += font.get_width_height()[0] / 64 + float(part.get("dx", 0))
    assert 300 < needed < float(svg.get("width")) - 16
