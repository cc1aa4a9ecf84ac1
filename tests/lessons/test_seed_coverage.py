"""Every idea of the documents this course grew from, and every correction of their errors, has its place in a lesson.

A row names the lesson, the section's heading, and phrases that must stand there (regular expressions over the
section's prose and code). docs/curriculum.md says what each label stands for: A to E are ideas of the five documents,
X the corrections.
"""

import re

import pytest

from tests.course_copy import lesson_of

COVERAGE = {
    "C1 data are fixed, parameters move": ("01_slopes", "What moves and what stays", ["data", "parameters"]),
    "C2 f = xy at (4, −3)": ("01_slopes", "Nudge one input", [r"x, y = 4\.0, -3\.0", "three times"]),
    "C3 the derivative as a limit": ("01_slopes", "Let the nudge shrink", ["limit", r"lim_\{h"]),
    "C4 the gradient vector": ("01_slopes", "Two slopes make one arrow", [r"\\nabla f", "gradient"]),
    "C5 add and max": ("01_slopes", "Plus passes, max chooses", [r"\\max\(x, y\)\$ at \$x = 4\$", "Both slopes are 1"]),
    "C6 (x + y)z at (−2, 5, −4)": ("02_circuits", "Backward, one node at a time", ["−12|q = 3", "dq = −4"]),
    "C7 a gate is local": ("02_circuits", "What a gate knows", ["upstream gradient", "local gradient"]),
    "C8 unary gates": ("02_circuits", "Gates with one input", ["1/x", "eˣ", "c \\+ x", "a·x"]),
    "C8 the sigmoid expression": (
        "03_sigmoid_neuron",
        "A neuron is a circuit you can read",
        [r"w = \[2\.0, -3\.0, -3\.0\]"],
    ),
    "C9 σ′ = (1 − σ)σ, 0.1966": ("03_sigmoid_neuron", "The ±1 trick", [r"\(1 − σ\(x\)\) · σ\(x\)", "0.1966"]),
    "C10 neuron code": ("03_sigmoid_neuron", "The whole neuron, backwards", ["dw uses x, and dx uses w"]),
    "C13 patterns": ("02_circuits", "Add distributes, max routes, multiply swaps", ["distributes", "routes", "swaps"]),
    "C16 any function is a gate": ("03_sigmoid_neuron", "Fuse gates, split gates", ["any function with a derivative"]),
    "D1 the graph": ("02_circuits", "Split a formula into gates", ["computational graph"]),
    "D2 the worked example": ("02_circuits", "Backward, one node at a time", [r"\\frac\{\\partial f\}\{\\partial q\}"]),
    "C11 a staged computation": (
        "04_staged",
        "Eight lines for one formula",
        [r"x, y = 3\.0, -4\.0", "staged computation", r"invden = 1 / den", "quotient rule"],
    ),
    "C11 backward without the derivative's formula": (
        "04_staged",
        "Back through the eight stages",
        ["nowhere did a formula", r"\+="],
    ),
    "C12 cache": ("04_staged", "Keep what the way back will ask for", ["cache", "compute it again"]),
    "C12 gradients add at forks": ("04_staged", "What b does, it does twice", ["effects \\*\\*add", r"`\+=`"]),
    "D3 the multivariable chain rule": (
        "04_staged",
        "What b does, it does twice",
        ["multivariable chain rule", r"\\sum_\{i=1\}", r"3\.5·1 \+ 1·1 = 4\.5"],
    ),
    "B4 the 1-2-1 net": ("04_staged", "A small net is a bundle of paths", ["−0.2377", "0.3578", "0.4739", "−0.2122"]),
    "B5 the 2-2-1 net": (
        "04_staged",
        "A small net is a bundle of paths",
        ["x₁w₁w₅ \\+ x₂w₂w₅ \\+ x₁w₃w₆ \\+ x₂w₄w₆", "w1·w5"],
    ),
    "X23 b is no fork in (a + b)·c": (
        "04_staged",
        "What b does, it does twice",
        [r"\(a \+ b\)·\(b \+ c\)", "is b a fork in \\(a \\+ b\\)·c", "one wire leaves b"],
    ),
    "X31 the output needs the biases": (
        "04_staged",
        "A small net is a bundle of paths",
        ["0.4089", "biases", "0.0318"],
    ),
    "E4 a node multiplies what it receives": ("02_circuits", "What a gate knows", ["What arrives", "hands on"]),
    "X13 shares at a tie sum to 1": ("01_slopes", "One rule for ties", ["sum to 1", r"\(1, 1\)"]),
    "X14 four digits": ("03_sigmoid_neuron", "Four digits, or the check lies", ["at least four digits"]),
    "X15 constants need no gradient": (
        "02_circuits",
        "Who needs a gradient?",
        ["a constant of the formula", "not needed"],
    ),
    "X16 ∂f/∂q is needed": ("02_circuits", "Backward, one node at a time", ["useless", "cannot leave out"]),
    "X17 d/dx is no fraction": ("01_slopes", "Let the nudge shrink", ["nothing is divided"]),
    "X20 ≈, exact only for straight lines": (
        "01_slopes",
        "Almost equal",
        [r"\\approx", "not \\$=\\$", "straight line the gap is 0"],
    ),
    "X21 runnable code": ("03_sigmoid_neuron", "A neuron is a circuit you can read", [r"math\.exp\(-dot\)"]),
    "X22 training steps against the gradient": ("02_circuits", "Up or down?", [r"steps \*\*against\*\* it"]),
    "X24 ∂loss/∂output arrives": ("02_circuits", "What a gate knows", [r"mathrm\{output\}"]),
    "A5 lin_grad: dx, dW, db of a batch": (
        "06_matrices",
        "A layer is two modules",
        [r"rows are\s+samples", r"g\.sum\(axis=0\)", r"`\(dx, dW, db\)`"],
    ),
    "A6 the Jacobian": ("06_matrices", "All the slopes at once", [r"\*\*Jacobian\*\*", "row for each output"]),
    "C15 gradients of a matrix product": (
        "06_matrices",
        "Two by two, on paper",
        [r"has to be\s+turned", r"\(5, 10\)|\"j\": 10", "so small that you can write all of it down"],
    ),
    "E7 MM and ADD": ("06_matrices", "A layer is two modules", ["MM for\\s+the\\s+matrix product", "ADD for the bias"]),
    "X7 @ is a sum over outputs": (
        "06_matrices",
        "Two by two, on paper",
        ["multivariable chain rule", r"sum over outputs\s+comes\s+first", "点积", "矩阵乘法"],
    ),
    "X8 diagonal only entry by entry": (
        "06_matrices",
        "All the slopes at once",
        ["true of the activation", r"false\s+of\s+the\s+linear\s+part"],
    ),
    "X18 numbers cannot tell the products apart": (
        "06_matrices",
        "Eight products type-check",
        [r"If\s+all\s+three\s+were\s+1×1"],
    ),
    "X19 shapes do not decide": (
        "06_matrices",
        "Eight products type-check",
        [r"Eight products type-check and one is right", r"cannot\s+make\s+it\s+right"],
    ),
    "A2 intermediate variables": ("07_two_layer_net", "Four pieces in a row", ["中间变量", "the\\s+chain rule"]),
    "A3 forward and backward, four calls in reverse": (
        "07_two_layer_net",
        "Four calls, in reverse",
        [r"z1 ← linear\(x, W1, b1\)", r"linear_backward\(dz1, x, W1\)", "reverse order"],
    ),
    "A4 the slope of the loss": (
        "07_two_layer_net",
        "Where the backward pass starts",
        ["mse_backward", "Find the factor"],
    ),
    "A7 ReLU backwards": ("07_two_layer_net", "Who was switched on?", ["on the way forward", "relu_backward"]),
    "A8 a check against autograd": (
        "07_two_layer_net",
        "A second opinion",
        ["autograd", "second opinion"],
    ),
    "A9 outputs become inputs": (
        "07_two_layer_net",
        "Four pieces in a row",
        ["output on the way forward is an input on the way back"],
    ),
    "X3 MSE is 均方误差": (
        "07_two_layer_net",
        "Where the backward pass starts",
        ["均方误差, MSE", "no\\s+standard deviation"],
    ),
    "X4 the loss's value is never used": (
        "07_two_layer_net",
        "Where the backward pass starts",
        ["value of the loss is never used", r"L \+ 1000"],
    ),
    "X5 which shapes the slope of the loss takes": (
        "07_two_layer_net",
        "Where the backward pass starts",
        ["With k outputs a row it\\s+breaks", "over \\*all\\* entries"],
    ),
    "X6 a column minus a flat array": (
        "07_two_layer_net",
        "Two runs, one difference",
        ["Broadcasting raises no exception", "mean of the targets", "variance"],
    ),
    "X9 gradients of two uses add": (
        "07_two_layer_net",
        "Four calls, in reverse",
        ["feeds two places, its gradients \\*\\*add\\*\\*", r"x\.g = …"],
    ),
    "X10 x's gradient is checked too": (
        "07_two_layer_net",
        "Four calls, in reverse",
        ["leaves it out", "x has a gradient"],
    ),
    "X11 allclose is no gradient check": (
        "07_two_layer_net",
        "What a checker must not believe",
        [r"np\.allclose", "shape before any number", "compared with the slopes"],
    ),
    "C7 a gate brings both halves": (
        "05_engine",
        "Every gate carries its own way back",
        ["multiplies by\\s+each local gradient", "Both halves know the same things"],
    ),
    "C12 amounts at a fork are added": (
        "05_engine",
        "Every gate carries its own way back",
        [r"\+=", "it \\*\\*accumulates\\*\\*"],
    ),
    "D1 the graph, recorded": ("05_engine", "A number that remembers", ["computational graph", "parents"]),
    "D4 frameworks do this": ("05_engine", "Your engine draws your circuits", ["PyTorch, TensorFlow and\\s+JAX"]),
    "E4 received is ∂output/∂result": (
        "05_engine",
        "Where do the local gradients live?",
        [r"∂output/∂\(the gate's result\)", "multiplies it by the local gradients"],
    ),
    "E5 data, grad, and a graph that is thrown away": (
        "05_engine",
        "Gradients pile up",
        ["throws the old one away", "`data` is what training moves", "`grad` is what it reads"],
    ),
    "X9 add, never overwrite": (
        "05_engine",
        "Every gate carries its own way back",
        ["the second amount wipes out the first"],
    ),
    "X25 local gradients live with the gates": (
        "05_engine",
        "Where do the local gradients live?",
        ["stores them in the inputs", "it is the gate's\\s+node that keeps them", "∂output/∂leaf"],
    ),
    "A1 knobs, and how far the gradient reaches": (
        "09_vanishing",
        "Knobs that never turn",
        [
            "a knob for every parameter",
            r"turns\s+each knob a little, against its gradient",
            "good positions of the knobs exist",
        ],
    ),
    "B6 vanishing and exploding": (
        "09_vanishing",
        "A gradient is a product",
        [r"−0\.2377 · 0\.4739", r"\\prod_\{k=1\}", "梯度消失", "梯度爆炸"],
    ),
    "A8 all gradients against autograd": (
        "10_pytorch",
        "Check your work, all of it",
        ["saved five gradients made by hand", r"loss\.backward\(\)", "gradient_scatter"],
    ),
    "B1 three lines": (
        "10_pytorch",
        "Three lines, six orders",
        [r"optimizer\.zero_grad\(\)", r"loss\.backward\(\)", r"optimizer\.step\(\)"],
    ),
    "B2 91.5 and [15, 18]": (
        "10_pytorch",
        "One line instead of nine lessons",
        [r"torch\.tensor\(\[2\.0, 3\.0\], requires_grad=True\)", "torch's 91.5, 15 and 18"],
    ),
    "B3 floats and requires_grad": (
        "10_pytorch",
        "Seven errors and two warnings",
        ["make the numbers floats", "`requires_grad=True` where the leaf is made"],
    ),
    "B4 the 1-2-1 net in torch": (
        "10_pytorch",
        "Weights the other way round",
        [r"\[\[-0\.2377\], \[0\.3578\]\]", r"\[\[0\.4739, -0\.2122\]\]", "−0.1886 is right with biases and without"],
    ),
    "B5 the 2-2-1 net in torch": (
        "10_pytorch",
        "Weights the other way round",
        ["With two inputs the ways multiply", "w₁w₅ \\+ w₃w₆"],
    ),
    "B7 class Net": (
        "10_pytorch",
        "Weights the other way round",
        [r"class Net\(nn\.Module\)", r"nn\.Linear\(in_dim, 2\)", r"super\(\).__init__\(\)"],
    ),
    "E5 data, grad, and a record that is freed": (
        "10_pytorch",
        "What torch writes down",
        ["the node that knows the way back", r"freed\s+as\s+well", "The record served once"],
    ),
    "X10 check all five": (
        "10_pytorch",
        "Check your work, all of it",
        ["compared four and left out x", r"x2\.grad", "stands in no record", "never heard of the ReLU"],
    ),
    "X25 operands lie on the node": (
        "10_pytorch",
        "What torch writes down",
        [r"holds them \*on the node\*", "no slope has been\\s+computed yet", "the \\*operand\\*"],
    ),
    "X27 no_grad, and x stays a float": (
        "10_pytorch",
        "What torch writes down",
        ["x is a float as before, and has no `.grad`"],
    ),
    "X27 no_grad instead of .data": (
        "10_pytorch",
        "A step without an optimizer",
        [r"w\.data = w\.data", "behind the record's back", r"with torch\.no_grad\(\)"],
    ),
    "X30 the snippet that never ran": (
        "10_pytorch",
        "A snippet that never ran",
        [r"Variable as V\na = v\(", "imported as `V` and used as `v`", r"requires_grad=True\)`"],
    ),
    "X31 the output needs the biases, in torch": (
        "10_pytorch",
        "Weights the other way round",
        ["−0.3771 and the net 0.0318", "0.4089"],
    ),
    "X32 one hidden layer, and a linear map": (
        "10_pytorch",
        "Weights the other way round",
        [r"It has \*one\* hidden layer, of two units", "a single linear map"],
    ),
    "X33 n = 2 hides n": (
        "10_pytorch",
        "Three formulas, one example",
        ["is right, whatever they are", r"with n = 2 they happen\s+to cancel", "n is hidden in that 3"],
    ),
    "X1 who found it, and when": (
        "11_capstone",
        "Ten sentences that survived",
        ["祖师爷辛顿发明了反向传播算法", "1970 in\\s+Seppo\\s+Linnainmaa", "Werbos", "1974", "1982", "1986"],
    ),
    "X26 the later layer sends the gradient back": (
        "11_capstone",
        "Ten sentences that survived",
        ["前面的神经元会将", r"\*\*The later layer sends the gradient back\*\*"],
    ),
    "X4, X8, X12, X13, X14, X23, X24, X28, X31, X33 repaired by numbers": (
        "11_capstone",
        "Ten sentences that survived",
        [
            *("它是个对角矩阵", "就是loss值", r"w₂·w₄", r"3\(x₁ \+ 3\)", r"1\(x >= y\)", r"\(1-0\.73\)\*0\.73~=0\.2"),
            *("乘以1000", "有两个依赖", "与之前存储的导数相乘", r"l\.item\(\)"),
        ],
    ),
    "A1 knobs and descent": ("08_training", "One weight goes downhill", ["one knob", r"\*against\* it", "slope is 0"]),
    "C1 data stay, parameters move": ("08_training", "One weight goes downhill", [r"samples stay what\s+they are"]),
    "E1 ∂loss/∂ω, not ∂ŷ/∂ω": ("08_training", "One weight goes downhill", ["∂loss/∂w", "∂ŷ/∂w"]),
    "E6 SGD on y = 2x": ("08_training", "One weight goes downhill", [r"−16\.2288", r"1\.260688"]),
    "E2 193 weights": (
        "08_training",
        "Layers that collapse into one",
        ["193 weights", r"sizes = \(5, 6, 7, 7, 6, 5\)"],
    ),
    "E3 linear layers collapse": ("08_training", "Layers that collapse into one", [r"W_2W_1\\,x", "one linear layer"]),
    "C14 scale effects": ("08_training", "Metres or millimetres?", ["multiply swaps", "size of 1 before training"]),
    "X2 continuous, compact, stationary": (
        "08_training",
        "Layers that collapse into one",
        [r"\*continuous\* function", r"\*bounded, closed\*"],
    ),
    "X2 where descent ends": ("08_training", "One weight goes downhill", [r"a place\s+where the slope is 0"]),
    "X12 data ×1000, rate ÷10⁶": ("08_training", "Metres or millimetres?", ["Six powers of ten, not three"]),
    "X22 against the gradient": ("08_training", "One weight goes downhill", [r"\*against\* it"]),
    "X27 no_grad, x stays a number": ("08_training", "One weight goes downhill", ["torch.no_grad", "plain number"]),
    "X28 what the curve averages": ("08_training", "What does a loss curve average?", ["7.3159, 4.0525 or 2.5507"]),
    "X29 224 parameters": ("08_training", "Layers that collapse into one", [r"Training moves\s+224"]),
}


def section(lesson: str, heading: str) -> str:
    """All cells from a heading to the next one of the same rank, prose and code."""
    text = "\n\n".join(cell.source for cell in lesson_of(lesson).cells)
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    found = [body for name, body in zip(parts[1::2], parts[2::2], strict=True) if name.strip() == heading]
    assert len(found) == 1, f"{lesson} has no section “{heading}”"
    return found[0]


def test_no_item_is_left_out():
    last = {"A": 9, "B": 7, "C": 16, "D": 4, "E": 7, "X": 33}
    items = {f"{letter}{number}" for letter, count in last.items() for number in range(1, count + 1)}
    assert set(re.findall(r"\b[A-EX]\d+\b", " ".join(COVERAGE))) == items


@pytest.mark.parametrize("item", COVERAGE)
def test_the_item_is_taught(item):
    lesson, heading, phrases = COVERAGE[item]
    text = section(lesson, heading)
    for phrase in phrases:
        assert re.search(phrase, text), f"{item}: “{phrase}” is gone from {lesson}, “{heading}”"
