"""Value against its gates, by hand, on random expressions against a closure engine and torch, and on long chains."""

import math
import operator
import re
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import backprop_lib
from backprop_lib import Value, gates, maximum, topological_order
from tests.backprop_lib import reference_engine
from tests.torch_here import torch_or_skip

torch = torch_or_skip()

# --- one gate at a time -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("x", "y"), [(2.5, -1.7), (-0.3, 0.7), (1.1, 3.0)])
def test_the_inlined_operations_equal_their_gates(x: float, y: float) -> None:
    a, b = Value(x), Value(y)
    minus_y, over_y = gates.scale(-1.0, y), gates.reciprocal(y)
    dx, d_over_y = gates.mul_backward(1.0, x, over_y)
    for node, data, local in (
        (a + b, gates.add(x, y), gates.add_backward(1.0)),
        (a - b, gates.add(x, minus_y), (1.0, gates.scale_backward(1.0, -1.0))),
        (a * b, gates.mul(x, y), gates.mul_backward(1.0, x, y)),
        (a + 1.7, gates.add_constant(1.7, x), (gates.add_constant_backward(1.0, 1.7),)),
        (a - 1.7, gates.add_constant(-1.7, x), (gates.add_constant_backward(1.0, -1.7),)),
        (1.7 - a, gates.add_constant(1.7, -x), (gates.scale_backward(1.0, -1.0),)),
        (a * 1.7, gates.scale(1.7, x), (gates.scale_backward(1.0, 1.7),)),
    ):
        assert (node.data, node.local) == (data, local)
    for node, data, local in (
        (a / b, gates.mul(x, over_y), (dx, gates.reciprocal_backward(d_over_y, y))),
        (a / 1.7, gates.scale(1 / 1.7, x), (gates.scale_backward(1.0, 1 / 1.7),)),
        (1.7 / a, gates.scale(1.7, gates.reciprocal(x)), (gates.reciprocal_backward(1.7, x),)),
    ):
        assert [node.data, *node.local] == pytest.approx([data, *local], rel=1e-15)


@pytest.mark.parametrize("x", [0.4, 1.7])
def test_the_other_gates_use_the_rules_of_gates(x: float) -> None:
    a = Value(x)
    for name, data in (("exp", x), ("log", x), ("relu", x), ("sigmoid", gates.sigmoid(x)), ("tanh", gates.tanh(x))):
        node = getattr(a, name)()
        assert node.data == getattr(gates, name)(x)
        assert node.local == (getattr(gates, f"{name}_backward")(1.0, data),)
    assert ((a**2.7).data, (a**2.7).local) == (gates.power(x, 2.7), (gates.power_backward(1.0, x, 2.7),))
    for node in (maximum(a, Value(1.1)), maximum(a, 1.1), maximum(1.1, a)):
        assert node.data == max(x, 1.1)
        assert node.local[0] == float(x > 1.1)


def test_ties() -> None:
    a, b = Value(1.5), Value(1.5)
    maximum(a, b).backward(3.0)
    assert (a.grad, b.grad) == (1.5, 1.5)
    c = Value(1.5)
    maximum(c, 1.5).backward(3.0)
    maximum(1.5, c).backward(3.0)
    assert c.grad == 3.0
    zero = Value(0.0)
    zero.relu().backward()
    assert zero.grad == 0.0


def test_texts_of_the_gates() -> None:
    x, y = Value(1.5), Value(2.5)
    texts = {
        "": x, "+": x + y, "−": x - y, "×": x * y, "÷": x / y, "max": maximum(x, y),
        "exp": x.exp(), "log": x.log(), "relu": x.relu(), "σ": x.sigmoid(), "tanh": x.tanh(),
        "+ 1": 1 + x, "− 3": x - 3, "3 − x": 3 - x, "× −1": -x, "× 0.1": x * 0.1, "÷ 4": x / 4,
        "1/x": 1 / x, "3/x": 3 / x, "^2": x**2, "^−0.5": x**-0.5, "max 0": maximum(x, 0),
    }  # fmt: skip
    assert [node.op for node in texts.values()] == list(texts)
    assert (x + 1).op == (1 + x).op == "+ 1" and (x * -1).op == (-1 * x).op == "× −1"


@pytest.mark.parametrize(
    "make",
    [
        lambda v, c: v + c, lambda v, c: c + v, lambda v, c: v - c, lambda v, c: c - v, lambda v, c: v * c,
        lambda v, c: c * v, lambda v, c: v / c, lambda v, c: c / v, lambda v, c: v**c, maximum,
        lambda v, c: maximum(c, v),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "number",
    [3, 3.0, np.float64(3), np.float32(3), np.int64(3), np.array(3.0), np.array([3]), Fraction(3), True, np.True_],
    ids=lambda n: f"{type(n).__name__}",
)  # fmt: skip
def test_numbers_of_all_kinds_on_either_side_make_a_gate_with_one_input(
    make: Callable[..., Value], number: Any
) -> None:
    value = Value(2.5)
    node, plain = make(value, number), make(value, float(np.asarray(number, dtype=float).item()))
    assert node.parents == (value,) and len(node.local) == 1
    assert (node.data, node.local, node.op) == (plain.data, plain.local, plain.op)
    assert type(node.data) is float and type(node.local[0]) is float


@pytest.mark.parametrize("data", [3, 3.0, np.float32(3), np.int64(3), np.array(3.0), np.array([[3.0]]), Fraction(3)])
def test_data_becomes_a_plain_float(data: Any) -> None:
    value = Value(data, "x")
    assert type(value.data) is float and value.data == 3.0
    assert (value.grad, value.label, value.op, value.parents, value.local) == (0.0, "x", "", (), ())
    assert type(float(value)) is float and float(value) == 3.0
    assert Value(True).data == 1.0 and Value(np.False_).data == 0.0


def test_repr_label_identity() -> None:
    x, y = Value(1.5), Value(1.5)
    q = (x + y).named("q")
    q.backward()
    assert repr(q) == "Value(data=3.0, grad=1.0, label='q')" and repr(x) == "Value(data=1.5, grad=1.0)"
    assert isinstance(q, Value) and q.label == "q"
    assert x != y and x == x and len({x, y, x}) == 2
    with pytest.raises(AttributeError):
        x.gard = 1.0  # type: ignore[attr-defined]
    with pytest.raises(TypeError):
        x < y  # type: ignore[operator]  # noqa: B015


@pytest.mark.parametrize(
    ("make", "error", "says"),
    [
        (lambda: Value("3"), TypeError, "not '3' (str)"),
        (lambda: Value(b"3"), TypeError, "bytes"),
        (lambda: Value(None), TypeError, "not None (NoneType)"),
        (lambda: Value(1j), TypeError, "not 1j (complex)"),
        (lambda: Value(np.complex64(1j)), TypeError, "complex64"),
        (lambda: Value([1.0]), TypeError, "list"),
        (lambda: Value(np.ones((2, 3))), TypeError, "array of shape (2, 3). This engine is scalar"),
        (lambda: Value(np.ones(0)), TypeError, "array of shape (0,)"),
        (lambda: Value(np.array(["3"])), TypeError, "'3' (str)"),
        (lambda: Value(Value(3)), TypeError, "(Value)"),
        (lambda: Value(1) + "a", TypeError, "'a' (str)"),
        (lambda: "a" + Value(1), TypeError, "'a' (str)"),
        (lambda: Value(1) * None, TypeError, "None"),
        (lambda: np.ones(3) * Value(1), TypeError, "array of shape (3,). This engine is scalar"),
        (lambda: Value(1) - np.ones(3), TypeError, "array of shape (3,)"),
        (lambda: [1.0, 2.0] + Value(1), TypeError, "list"),  # noqa: RUF005 - the sum is what is tried
        (lambda: Value(1).backward("1"), TypeError, "'1' (str)"),  # type: ignore[arg-type]
        (lambda: Value(2) ** Value(3), TypeError, "exponent of ** must be a number, not a Value"),
        (lambda: 2 ** Value(3), TypeError, "exponent of ** must be a number, not a Value"),
        (lambda: maximum(1, 2), TypeError, "maximum(1, 2): one of the two must be a Value"),
        (lambda: maximum(Value(1), "2"), TypeError, "'2' (str)"),
        (lambda: np.exp(Value(1)), TypeError, "Value"),  # type: ignore[call-overload]
        (lambda: Value(1) / Value(0), ZeroDivisionError, "reciprocal(0.0)"),
        (lambda: Value(1) / 0, ZeroDivisionError, "reciprocal(0.0)"),
        (lambda: 1 / Value(0), ZeroDivisionError, "reciprocal(0.0)"),
        (lambda: Value(0) ** -1, ZeroDivisionError, "power(0.0, -1.0)"),
        (lambda: Value(0) ** 0.5, ZeroDivisionError, "slope is infinite"),
        (lambda: Value(-2) ** 0.5, ValueError, "power(-2.0, 0.5)"),
        (lambda: Value(0).log(), ValueError, "log(0.0)"),
        (lambda: Value(-2).log(), ValueError, "log(-2.0)"),
        (lambda: Value(1000).exp(), OverflowError, "exp(1000.0)"),
    ],
)
def test_errors(make: Callable[[], object], error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=re.escape(says)):
        make()


# --- the sweep, by hand -----------------------------------------------------------------------------------------------


def test_the_circuit_of_the_second_lesson() -> None:
    x, y, z = Value(-2), Value(5), Value(-4)
    q = x + y
    f = q * z
    f.backward()
    assert [v.data for v in (q, f)] == [3.0, -12.0]
    assert [v.grad for v in (x, y, z, q, f)] == [-4.0, -4.0, 3.0, -4.0, 1.0]


def test_gradients_add_up_at_forks() -> None:
    a = Value(2.0)
    u = a * a
    (u + (u * a) * u).backward()  # a² + a⁵
    assert a.grad == 84.0
    b = Value(3.0)
    (b + b + b * b).backward(2.0)
    assert b.grad == 16.0


def test_leaves_accumulate_and_gates_start_afresh() -> None:
    x, y, z = Value(-2), Value(5), Value(-4)
    q = x + y
    f, other = q * z, q * 10
    f.backward()
    f.backward()
    assert [v.grad for v in (x, y, z, q, f)] == [-8.0, -8.0, 6.0, -4.0, 1.0]
    other.backward()
    assert [v.grad for v in (x, y, z, q, f, other)] == [2.0, 2.0, 6.0, 10.0, 1.0, 1.0]


def test_upstream_gradient_and_a_leaf_as_root() -> None:
    x, y = Value(2.5), Value(-1.7)
    (x * y).backward(g=-1.6)
    assert (x.grad, y.grad) == (-1.6 * -1.7, -1.6 * 2.5)
    x.zero_grad()
    x.backward()
    x.backward(np.float64(2))
    assert x.grad == 3.0 and type(x.grad) is float and y.grad == -4.0


def test_zero_grad_reaches_every_node_and_nothing_else() -> None:
    x, y, unrelated = Value(-2), Value(5), Value(1.0)
    q = (x + y).named("q")
    f = q * q * x
    f.backward()
    unrelated.backward()
    f.zero_grad()
    assert [node.grad for node in topological_order(f)] == [0.0] * 5
    assert (x.data, q.data, q.label, unrelated.grad) == (-2.0, 3.0, "q", 1.0)


def test_changing_data_later_does_not_change_slopes_taken_before() -> None:
    x, y = Value(2.0), Value(3.0)
    f = x * y
    y.data = 100.0
    f.backward()
    assert x.grad == 3.0


def test_topological_order_lists_each_node_once_operands_first() -> None:
    x, y, z = Value(1.0), Value(2.0), Value(3.0)
    q = x + y
    r = y * z
    product = q * r
    f = product + q
    assert topological_order(f) == [x, y, z, q, r, product, f]
    assert topological_order(product) == [x, y, z, q, r, product]  # leaves first, left before right
    assert topological_order(x) == [x]


# --- long chains ------------------------------------------------------------------------------------------------------


def test_a_chain_of_50_000_gates() -> None:
    x = node = Value(1.0)
    for k in range(50_000):
        node = node + x if k % 2 else node * 1.0
    node.backward()
    assert node.data == 25_001.0 and x.grad == 25_001.0
    assert len(topological_order(node)) == 50_001
    node.zero_grad()
    assert x.grad == 0.0


def test_a_ladder_of_forks_is_swept_once_a_gate() -> None:
    x = node = Value(1.0)
    for _ in range(900):
        node = node * 0.5 + node * 0.5  # 2⁹⁰⁰ paths
    node.backward()
    assert x.grad == 1.0


def test_freeing_a_chain_of_200_000_gates_does_not_crash() -> None:
    code = """
from backprop_lib import Value
import gc
x = node = Value(1.0)
for k in range(200_000):
    node = node + x if k % 2 else node * 1.0
node.backward()
del node
gc.collect()
print("alive", x.grad)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "alive 100001.0\n"), done.stderr


# --- random expressions -----------------------------------------------------------------------------------------------

Step = tuple[str, int, int, float]  # operation, first operand, second operand, number
BINARY = {"+": operator.add, "−": operator.sub, "×": operator.mul, "÷": operator.truediv}
METHODS = ("exp", "log", "relu", "sigmoid", "tanh")


def apply(step: Step, nodes: list[Any], largest: Callable[[Any, Any], Any]) -> Any:
    """Carry out one step on any engine: floats are wrapped by the caller, torch tensors have the same methods."""
    op, i, j, c = step
    x, y = nodes[i], nodes[j]
    if op in BINARY:
        return BINARY[op](x, y)
    if op in METHODS:
        return getattr(x, op)()
    return {
        "neg": lambda: -x, "max": lambda: largest(x, y), "max c": lambda: largest(x, c), "c max": lambda: largest(c, x),
        "x+c": lambda: x + c, "c+x": lambda: c + x, "x−c": lambda: x - c, "c−x": lambda: c - x, "x×c": lambda: x * c,
        "c×x": lambda: c * x, "x÷c": lambda: x / c, "c÷x": lambda: c / x, "x^c": lambda: x**c,
    }[op]()  # fmt: skip


OPS = (*BINARY, *METHODS, "neg", "max", "max c", "c max", "x+c", "c+x", "x−c", "c−x", "x×c", "c×x", "x÷c", "c÷x", "x^c")
EXPONENTS = (0.0, 1.0, 2.0, 3.0, -1.0, -2.0, 0.5, 1.5)


def tamed(step: Step, values: list[float]) -> list[Step]:
    """The step, or one or more that keep the result well conditioned.

    Kept out are slopes next to a pole or a kink and differences of nearly equal numbers, where any two right engines
    differ by more than the tolerance; results above 3 are scaled down, since flat ends of tanh do the same.
    """
    op, i, j, c = step
    x, y, last = values[i], values[j], len(values)
    second = {"max c": c, "c max": c, "x+c": c, "c+x": c, "x−c": c, "c−x": c}.get(op, y)
    if op in ("+", "−", "x+c", "c+x", "x−c", "c−x"):
        result = x + second if "+" in op else x - second
        if abs(result) < 1e-2 * abs(x) and not (op == "−" and i == j):
            return [("x×c", i, j, 1.3)]
    if "max" in op and abs(x - second) < 1e-3 and i != j and x != second:
        return [("max", i, i, c)]
    if (op == "÷" and abs(y) < 0.3) or (op == "c÷x" and abs(x) < 0.3):
        k = j if op == "÷" else i
        return [("×", k, k, c), ("x+c", last, last, 0.75), (op, i, last + 1, c) if op == "÷" else (op, last + 1, j, c)]
    if op == "log" and (x < 0.2 or abs(x - 1) < 0.05):
        return [("×", i, i, c), ("x+c", last, last, 1.5), ("log", last + 1, j, c)]
    if op == "x^c" and (abs(x) < 0.3 or (x < 0 and c % 1)):
        return [("×", i, i, c), ("x+c", last, last, 0.75), ("x^c", last + 1, j, c)]
    if op == "relu" and 0 < abs(x) < 1e-3:
        return [("tanh", i, j, c)]
    return [step]


@st.composite
def programs(draw: st.DrawFn) -> tuple[list[float], list[Step]]:
    """Leaves and steps; later steps may use every earlier result, so that forks and deep chains both occur."""
    numbers = st.floats(0.1, 2.5).map(lambda x: round(x, 3)) | st.floats(-2.5, -0.1).map(lambda x: round(x, 3))
    leaves = draw(st.lists(numbers, min_size=1, max_size=4))
    values, program = list(leaves), []

    def append(step: Step) -> None:
        values.append(apply(step, [Value(v) for v in values], maximum).data)
        program.append(step)

    for _ in range(draw(st.integers(1, 12))):
        op = draw(st.sampled_from(OPS))
        index = st.integers(0, len(values) - 1)
        c = draw(st.sampled_from(EXPONENTS) if op == "x^c" else numbers)
        for step in tamed((op, draw(index), draw(index), c), values):
            append(step)
            if abs(values[-1]) > 3:
                break
        if abs(values[-1]) > 3:
            append(("x÷c", len(values) - 1, 0, float(math.ceil(abs(values[-1])))))
    return leaves, program


def play(
    number: Callable[[float], Any], largest: Callable[[Any, Any], Any], leaves: list[float], program: list[Step]
) -> Any:
    """Run a program on an engine; the root sums all results, so every node counts and most are used more than once."""
    nodes = [number(x) for x in leaves]
    for step in program:
        nodes.append(apply(step, nodes, largest))
    return nodes, sum(nodes)


def torch_largest(a: Any, b: Any) -> torch.Tensor:
    return torch.maximum(*(torch.as_tensor(x, dtype=torch.float64) for x in (a, b)))


def contributions(root: Value, leaves: list[Value]) -> float:
    """Largest sum of |products along paths| to a leaf: far above the gradient itself, it means cancellation."""
    share = dict.fromkeys(topological_order(root), 0.0) | {root: 1.0}
    for node in reversed(topological_order(root)):
        for parent, slope in zip(node.parents, node.local, strict=True):
            share[parent] += share[node] * abs(slope)
    return max(share[leaf] for leaf in leaves)


@settings(max_examples=300, deadline=None)
@given(programs())
def test_random_expressions_agree_with_closures_and_torch(drawn: tuple[list[float], list[Step]]) -> None:
    leaves, program = drawn
    ours, root = play(Value, maximum, leaves, program)
    root.backward(-1.6)
    gradients = [node.grad for node in ours[: len(leaves)]]
    scale = max(map(abs, gradients))
    assume(contributions(root, ours[: len(leaves)]) * 1.6 <= 100 * scale)
    largest = max(abs(node.data) for node in [*ours, root])

    closures, closure_root = play(reference_engine.Node, reference_engine.maximum, leaves, program)
    closure_root.backward(-1.6)
    tensors, tensor_root = play(
        lambda x: torch.tensor(x, dtype=torch.float64, requires_grad=True), torch_largest, leaves, program
    )
    tensor_root.backward(torch.tensor(-1.6, dtype=torch.float64))
    for data, grads in (
        ([node.data for node in [*closures, closure_root]], [node.grad for node in closures[: len(leaves)]]),
        ([node.item() for node in [*tensors, tensor_root]], [node.grad.item() for node in tensors[: len(leaves)]]),
    ):
        assert np.abs(np.subtract([node.data for node in [*ours, root]], data)).max() <= 1e-12 * largest
        assert np.abs(np.subtract(gradients, grads)).max() <= 1e-12 * scale


# --- the package's door -----------------------------------------------------------------------------------------------


def test_the_package_exports_what_lessons_use_and_needs_only_numpy() -> None:
    assert all(hasattr(backprop_lib, name) for name in backprop_lib.__all__)
    code = """
import sys, numpy
before = set(sys.modules)
import backprop_lib
print({name.partition(".")[0] for name in set(sys.modules) - before} - set(sys.stdlib_module_names))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "{'backprop_lib'}\n"
