# %% [markdown]
r"""
# 03 · A sigmoid neuron, fused or gate by gate

One artificial neuron is a short formula: multiply, add, squash. You will send gradients back through it twice: once
through four tiny gates, once through a single gate that does the work of all four. The numbers agree.

## What you will be able to do

- compute the sigmoid σ(x) for every float, ±1000 included;
- derive σ′ = (1 − σ)σ, and read off the *output* how much gradient a sigmoid lets through;
- find all five gradients of a neuron with two inputs, the bias among them;
- fuse several gates into one or split one into several, and say what you gain.

**Builds on** lesson 01 (a derivative is a sensitivity, and a nudge checks it) and lesson 02 (circuits; upstream × local
gradient; the one-input gates 1/x, eˣ, c + x and a·x). **Takes** about 95 minutes; a good place to break off is after
exercise 3.3. Five exercises, 10 points.
"""

# %%
import math
import warnings

import numpy as np

from autograde import check
from backprop_lib import draw, gates, plots
from backprop_lib.circuit import Value, topological_order
from backprop_lib.guess import compare_guess
from backprop_lib.numerical import numerical_derivative, numerical_gradient
from backprop_lib.touch import graph
from backprop_lib.touch.sigmoid import gates as row_of_sigmoids

# %% [markdown]
r"""
## A neuron is a circuit you can read

Here is a **neuron** (神经元) with two inputs:

$$f(w, x) = \frac{1}{1 + e^{-(w_0 x_0 + w_1 x_1 + w_2)}}$$

The inputs x₀, x₁ are data. The **weights** (权重) w₀, w₁ and the **bias** (偏置) w₂ are what training will move. Take
w = [2, −3, −3] and x = [−1, −2].

**Before you run the cell:** work out the sum in the exponent by hand. Will f lie above or below ½? Both guesses go into
the cell's first line, in brackets, the word in quotes.
"""

# %%
guess = ...  # (the sum, "above" or "below")

w = [2.0, -3.0, -3.0]
x = [-1.0, -2.0]

dot = w[0] * x[0] + w[1] * x[1] + w[2]  # called dot, although it is a dot product plus a bias
f = 1 / (1 + math.exp(-dot))
print(f"dot = {dot:.4f}    f = {f:.4f}")
compare_guess(guess, dot=dot, f="above" if f > 0.5 else "below")

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

The sum is −2 + 6 − 3 = 1, and f = 0.7311. A positive sum makes the exponential smaller than 1, the denominator smaller
than 2, and so f larger than ½.

</details>

How many gates did that take? Build the same formula from `Value`s, as in lesson 02, and let the library draw what it
recorded. **Before you run the cell:** how many gates lead up to dot, and how many follow it?
"""

# %%
guess = ...  # (gates up to dot, gates after it)

weights = [Value(w[0], "w0"), Value(w[1], "w1"), Value(w[2], "w2")]
inputs = [Value(x[0], "x0"), Value(x[1], "x1")]
summed = (weights[0] * inputs[0] + weights[1] * inputs[1] + weights[2]).named("dot")
squashed = (1 / (1 + (-summed).exp())).named("f")

up_to_dot = [node for node in topological_order(summed) if node.parents]
all_gates = [node for node in topological_order(squashed) if node.parents]
compare_guess(guess, up_to_dot=len(up_to_dot), after_it=len(all_gates) - len(up_to_dot))

# %% tags=["hide-input"]
draw.circuit(
    squashed,
    show="values",
    caption="Count the circles up to dot and those after it. How many inputs has each?",
)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

Eight gates: up to dot two × and two +, after it a chain of four with one input each, all of them gates of lesson 02.

</details>

The gates after dot, taken together, are the **sigmoid** (S 型函数) σ, also called the logistic function:

$$\sigma(x) = \frac{1}{1 + e^{-x}}, \qquad f = \sigma(w_0 x_0 + w_1 x_1 + w_2).$$

It is this neuron's **activation function** (激活函数). You can now read a neuron as gates. Next: what does σ do to a
number?
"""

# %% [markdown]
r"""
## Squash any number, even −1000

σ(1) was 0.7311. **Before you run the cell:** guess σ(−1). And what will σ make of 10?
"""

# %%
guess = ...  # (σ(−1), σ(10))

for number in (-10.0, -1.0, 0.0, 1.0, 10.0):
    print(f"σ({number:5.1f}) = {gates.sigmoid(number):.6f}")

compare_guess(guess, at_minus_1=gates.sigmoid(-1.0), at_10=gates.sigmoid(10.0))

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

Every number lands between 0 and 1, larger inputs land higher, and mirror images add up to 1: what σ(1) leaves of 1 is
σ(−1).

</details>

There are several ways to write σ. On paper these three are equal; multiply the first by eˣ above and below to get the
second, use the mirror image, σ(x) = 1 − σ(−x), to get the third:

| A | B | C |
|:---:|:---:|:---:|
| 1 / (1 + e⁻ˣ) | eˣ / (1 + eˣ) | 1 − 1 / (1 + eˣ) |

A float64 ends near 1.8 · 10³⁰⁸. **Before you run the cell:** which of the three survive x = −1000, and which survive
x = 1000?
"""

# %%
guess = ...  # their letters: (at −1000, at 1000), as in ("AB", "C")

FORMS = {
    "A": lambda v: 1 / (1 + math.exp(-v)),
    "B": lambda v: math.exp(v) / (1 + math.exp(v)),
    "C": lambda v: 1 - 1 / (1 + math.exp(v)),
}

survivors = {}
for number in (-1000.0, -40.0, 1.0, 1000.0):
    print(f"x = {number:g}:")
    survivors[number] = ""
    for name, form in FORMS.items():
        try:
            print(f"    {name}  {form(number):.6g}")
            survivors[number] += name
        except OverflowError as error:
            print(f"    {name}  OverflowError: {error}")

compare_guess(guess, at_minus_1000=survivors[-1000.0], at_1000=survivors[1000.0])

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

A asks for e¹⁰⁰⁰ at x = −1000 and fails; B and C ask for it at x = 1000. The opposite is harmless here: e⁻¹⁰⁰⁰ becomes
0.0, and 1 + 0 is right to sixteen digits.

C has a quieter fault. Near x = −40 it subtracts a number from 1 that *is* 1 after rounding, and 4·10⁻¹⁸ turns into 0.

</details>

A result too large for a float is an **overflow** (上溢): `math.exp` raises, `np.exp` warns and returns `inf`. Where can
you trust each form?
"""

# %% tags=["hide-input"]
plots.sigmoid_forms(
    caption="Each form was evaluated along the axis. No row is solid all the way: which rows, "
    "together, cover every x? (From −746 on downwards even the exact σ is nearer to 0 than to "
    "any other float, so the 0 of form C is right again.)"
)

# %% [markdown]
r"""
For one number an `if` chooses the form. An array of numbers of both signs needs two forms at once, and two tools help.
A **mask** (掩码) is an array of True and False: with it in brackets, only the entries at True are read or written. And
−|x| is never above 0, so its exponential never overflows. Here both at work, on √ and on e⁻|ˣ|. **Before you run the
cell:** `np.where(v >= 0, np.sqrt(v), 0.0)` picks no root of a negative number. Will NumPy warn all the same?
"""

# %%
guess = ...  # True or False

v = np.array([-1000.0, -4.0, 9.0, 1000.0])
mask = v >= 0
roots = np.zeros(4)
roots[mask] = np.sqrt(v[mask])
print("mask     ", mask)
print("√ or 0   ", roots.round(4))
print("e⁻|ˣ|    ", np.exp(-np.abs(v)).round(6))

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    np.where(v >= 0, np.sqrt(v), 0.0)

compare_guess(guess, np_where_warns=bool(caught))

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

It warns: `np.where` is handed two finished arrays and chooses afterwards. All four roots had been taken by then, those
of −1000 and −4 too. The line with the mask takes two roots.

</details>

With a mask, each form of σ sees only the numbers that are safe for it.
"""

# %% [markdown]
r"""
### Exercise 3.1 · sigmoid (2 points)

Write `sigmoid(x)`, which returns σ(x).

- x is a float or a float64 array of any shape. A float gives a float; an array gives a new array of the same shape.
- Every value is right to 12 significant digits for |x| ≤ 100.
- At ±1000 you return 0 or 1, up to rounding, with no exception and no NumPy warning.

The values for |x| < 4 earn 1.5 points, the larger inputs ½. `math` and `np` are at hand; the library's own σ is
closed while this exercise is checked. Example: `sigmoid(-0.7)` → 0.3318, `sigmoid(np.array([0.4, -3.0]))` → [0.5987,
0.0474].
"""


# %% solution="sigmoid"
def sigmoid(x):
    """Return σ(x) = 1/(1 + e⁻ˣ) for a float or a float64 array x of any shape.

    A float gives a float, an array a new array of the same shape. Right to 12 significant
    digits for |x| ≤ 100; 0 or 1 at ±1000, without exception or warning.
    Example: sigmoid(-0.7) -> 0.3318
    """
    ### BEGIN SOLUTION
    small = np.exp(-np.abs(x))  # never above 1
    return np.where(x >= 0, 1.0, small) / (1.0 + small)
    ### END SOLUTION


# %% tests="sigmoid"
check("sigmoid", sigmoid)

# %% [markdown]
r"""
## Backward through four small gates

Cut the neuron open at the weighted sum. What goes into σ is now a single number, x = 1, and four gates follow it: n =
−x, e = exp(n), d = 1 + e, s = 1/d. (In this circuit, e is the name of a node.)

**Before you step through the frames:** two of the four local gradients are negative. Which gates do they belong to?
So which sign does ∂s/∂x have?
"""

# %%
guess = ...  # "positive" or "negative"

inp = Value(1.0, "x")
n = (-inp).named("n")
e = n.exp().named("e")
d = (1 + e).named("d")
s = (1 / d).named("s")
s.backward()
compare_guess(guess, sign="positive" if inp.grad > 0 else "negative")

# %% tags=["hide-input"]
graph.circuit(
    s,
    caption="On the way back, watch which forward number each gate uses: 1/x needs its input d, "
    "the exponential its own output e. At the end, move x.",
)

# %% [markdown]
r"""
Now the same chain as a list, from the end to the start, and beside it a nudge of the whole function.
"""

# %%
print("node   value   ∂s/∂node")
for node in (s, d, e, n, inp):
    print(f"{node.label:4} {node.data:8.4f} {node.grad:10.4f}")

print(f"\nby nudging x: {numerical_derivative(gates.sigmoid, 1.0):.4f}")

# %% [markdown]
r"""
<details><summary>What each gate did</summary>

Read the last column downwards: 1, −0.5344, −0.5344, −0.1966, 0.1966. The reciprocal turns the sign, + 1 hands its
message on unchanged, the exponential multiplies by e = 0.3679, × −1 turns the sign back. (The constants 1 and −1 sit
inside their gates and get no gradient: nobody will ever move them.)

</details>

Multiply the four local gradients and you have a formula for every x:

$$\sigma'(x) = \left(-\frac{1}{d^2}\right) \cdot 1 \cdot e \cdot (-1) = \frac{e}{d^2}
= \frac{\exp(-x)}{(1 + \exp(-x))^2}$$
"""

# %% [markdown]
r"""
## The ±1 trick

That formula is right, and it needs e⁻ˣ. Suppose you have kept nothing of the forward pass but its output, s = 0.7311.
Can you get the gradient from s alone? **Before you run the cell:** take s = 0.7311 and its mirror image 1 − s = 0.2689.
What can you do with the two to arrive at 0.1966?
"""

# %%
guess = ...  # "sum", "difference", "product" or "quotient"

kept, mirror = gates.sigmoid(1.0), 1 - gates.sigmoid(1.0)
tries = {"sum": kept + mirror, "difference": kept - mirror}
tries |= {"product": kept * mirror, "quotient": mirror / kept}
for how, number in tries.items():
    print(f"{how:12}{number:.4f}")

wanted = numerical_derivative(gates.sigmoid, 1.0)
compare_guess(guess, way=min(tries, key=lambda how: abs(tries[how] - wanted)))

# %% [markdown]
r"""
That is no accident, and the way there rests on one idea: add 1 to the numerator and take it away again.

| | at x = 1 | what happened |
|:---|:---|:---|
| σ′(x) = e⁻ˣ / (1 + e⁻ˣ)² | 0.1966 | the four gates, multiplied |
| = (1 + e⁻ˣ − 1) / (1 + e⁻ˣ)² | 0.1966 | plus 1, minus 1: same number |
| = (1 + e⁻ˣ − 1) / (1 + e⁻ˣ) · 1 / (1 + e⁻ˣ) | 0.2689 · 0.7311 | one factor for each half of the square |
| = (1 − 1 / (1 + e⁻ˣ)) · 1 / (1 + e⁻ˣ) | (1 − 0.7311) · 0.7311 | first fraction split: (1 + e⁻ˣ)/(1 + e⁻ˣ) is 1 |
| = (1 − σ(x)) · σ(x) | 0.1966 | both fractions are σ(x) |

Five lines on paper prove little if one of them hides a slip. Evaluate every line, at other inputs too:
"""

# %%
for number in (1.0, -2.3, 4.1):
    power = math.exp(-number)
    sig = 1 / (1 + power)
    lines = (
        power / (1 + power) ** 2,
        (1 + power - 1) / (1 + power) ** 2,
        (1 + power - 1) / (1 + power) * (1 / (1 + power)),
        (1 - 1 / (1 + power)) * (1 / (1 + power)),
        (1 - sig) * sig,
    )
    print(f"x = {number:4.1f}:  " + "  ".join(f"{line:.6f}" for line in lines))

# %% [markdown]
r"""
All five agree. So σ can be **one** gate with the local gradient (1 − s)·s, where s is the gate's **output**.

The formula is so short that one mistake slips in again and again: putting in the input x. **Before you run the cell:**
what would (1 − x)·x give at x = 1, and at x = 3?
"""

# %%
guess = ...  # (at x = 1, at x = 3)

from_input = []
print("   x   (1 − x)·x   (1 − s)·s   by nudging")
for number in (1.0, 3.0, -0.4):
    sig = gates.sigmoid(number)
    slope = numerical_derivative(gates.sigmoid, number)
    from_input.append((1 - number) * number)
    print(f"{number:4.1f} {from_input[-1]:11.4f} {(1 - sig) * sig:11.4f} {slope:12.4f}")

compare_guess(guess, at_1=from_input[0], at_3=from_input[1])

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

With the input you get 0 at x = 1, as if the neuron were deaf, and negative slopes elsewhere, on a curve that rises
everywhere.

</details>

With the output you get the truth, and one gate does the work of four:
"""

# %%
fused_input = Value(1.0, "x")
fused = fused_input.sigmoid().named("s")
fused.backward()

# %% tags=["hide-input"]
draw.circuit(
    fused,
    caption="The same function as one gate. Compare the gradient on x; n, e and d are gone.",
)

# %% [markdown]
r"""
### Exercise 3.2 · sigmoid_backward (2 points)

Write `sigmoid_backward(g, s)`: the gradient that a sigmoid gate passes back to its input.

g is the upstream gradient, s = σ(x) is the gate's *output*; x itself is not given. Both are floats, or both are
arrays of one shape. Return a float or a new array of that shape. Example: `sigmoid_backward(0.8, 0.25)` → 0.15.
"""


# %% solution="sigmoid_backward"
def sigmoid_backward(g, s):
    """Return the gradient on the input of a sigmoid gate.

    g: upstream gradient.   s: the gate's output σ(x).
    Both are floats, or both are arrays of one shape; the result is alike.
    Example: sigmoid_backward(0.8, 0.25) -> 0.15
    """
    ### BEGIN SOLUTION
    return g * (1 - s) * s
    ### END SOLUTION


# %% tests="sigmoid_backward"
check("sigmoid_backward", sigmoid_backward)

# %% [markdown]
r"""
## Never steeper than a quarter

The local gradient (1 − s)·s is a product of two numbers that add up to 1. **Before you run the cell:** which s makes it
largest, and which x gives that s?
"""

# %%
guess = ...  # (the best s, the x that gives it)

outputs = np.linspace(0, 1, 101)
products = (1 - outputs) * outputs
for k in range(0, 101, 10):
    print(f"s = {outputs[k]:.1f}   (1 − s)·s = {products[k]:.4f}")

s_best = float(outputs[np.argmax(products)])
compare_guess(guess, s=s_best, x=math.log(s_best / (1 - s_best)))

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

Written as ¼ minus a square, the same expression shows its limit (multiply the right side out):

$$(1 - s)\,s = \tfrac14 - \left(s - \tfrac12\right)^2$$

So σ′ is ¼ at s = ½, which is x = 0, and smaller everywhere else.

</details>

If your code reports a sigmoid slope above ¼, by more than rounding, the code is wrong.
"""

# %% tags=["hide-input"]
row_of_sigmoids(
    0.0,
    10,
    caption="Move x along the curve: where is the slope ¼, and where almost 0? "
    "Below: what a row of such gates leaves of a gradient.",
)

# %% [markdown]
r"""
Where σ is almost flat the neuron is in **saturation** (饱和). Its output hardly moves when its input does, so hardly
any gradient gets through, however loudly the upstream gradient calls. **Before you run the cell:** at x = 40, will the
printed slope be tiny, or exactly 0?
"""

# %%
guess = ...  # "tiny" or "zero"

for number in (0.0, 2.0, 4.0, 10.0, 40.0):
    sig = gates.sigmoid(number)
    slope = (1 - sig) * sig
    print(f"x = {number:4.0f}   s = {sig:.6f}   (1 − s)·s = {slope:.3g}")

print(f"\nten sigmoid gates in a row pass at most {0.25**10:.2g} of a gradient")
compare_guess(guess, slope_at_40="zero" if slope == 0 else "tiny")

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

At x = 40 the slope is not tiny but exactly 0: s has been rounded to 1, so 1 − s is 0.

</details>

Even unsaturated sigmoids shrink a gradient to a quarter or less, each of them. Lesson 09 is about nets in which many
such factors meet.
"""

# %% [markdown]
r"""
## The whole neuron, backwards

Back to w = [2, −3, −3] and x = [−1, −2], now with σ as one gate. **Before you run the cell:** the gradient on dot
will be 0.1966.

- Which number multiplies it on the way to w₁: −3 or −2?
- The bias w₂ meets no × gate. Does it get a gradient, and if so, which?
"""

# %%
guess = ...  # (gradient on w₁, gradient on w₂), 0 for none

w0, w1, w2 = Value(w[0], "w0"), Value(w[1], "w1"), Value(w[2], "w2")
x0, x1 = Value(x[0], "x0"), Value(x[1], "x1")
weighted_sum = (w0 * x0 + w1 * x1 + w2).named("dot")
output = weighted_sum.sigmoid().named("f")
output.backward()
compare_guess(guess, dw1=w1.grad, dw2=w2.grad)

# %% tags=["hide-input"]
draw.circuit(
    output,
    caption="Gradients flow from right to left, and σ turns 1 into 0.1966. Follow that number "
    "back to w2, then to w1 and to x1.",
)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

Each + hands 0.1966 on to both inputs, so the bias w₂ gets all of it. Each × hands it on times the *other* input.
So w₁ gets −2 · 0.1966 = −0.3932, because its partner in the product is x₁ = −2. And x₁ gets −3 · 0.1966 = −0.5898,
because its partner is w₁.

</details>

**dw uses x, and dx uses w.** (Training moves only w; dx is for the neuron that made x, if there is one.) A picture can
be misread; check all five by nudging.
"""


# %%
def neuron(five):
    """f for the five numbers w0, w1, w2, x0, x1 in one array."""
    return gates.sigmoid(float(five[0] * five[3] + five[1] * five[4] + five[2]))


nudged = numerical_gradient(neuron, np.array([*w, *x]))
for node, slope in zip((w0, w1, w2, x0, x1), nudged, strict=True):
    print(f"∂f/∂{node.label}   circuit {node.grad:8.4f}   nudged {slope:8.4f}")

# %% [markdown]
r"""
There is a second way to see the gradient of the bias: think of w₂ as a weight whose input is always 1. Its × gate then
multiplies 0.1966 by 1, like every weight's gate by its input.
"""

# %% [markdown]
r"""
### Exercise 3.3 · neuron_backward (3 points)

Write `neuron_backward(w, x)`: all gradients of f = σ(w₀x₀ + w₁x₁ + w₂), with upstream gradient 1.

w holds three numbers and x two; both are lists, or both are arrays. Return the pair `(dx, dw)`: dx with the two
gradients on x, dw with the three on w, each as a list, tuple or array. For σ use `math.exp` or `gates.sigmoid` and not
your answer to 3.1, so that a mistake there costs nothing here; the sum stays between −3 and 3. The library's backward
functions are closed. dx earns 1 point, dw 2.

Example: w = [0.6, −0.9, 0.25], x = [1.5, 0.8] → dx = [0.1433, −0.2149], dw = [0.3582, 0.1910, 0.2388].
"""


# %% solution="neuron_backward"
def neuron_backward(w, x):
    """Return (dx, dw) for f = σ(w0·x0 + w1·x1 + w2), upstream gradient 1.

    w: three numbers.   x: two numbers.   dx: two gradients, dw: three.
    Example: w = [0.6, -0.9, 0.25], x = [1.5, 0.8] -> ([0.1433, -0.2149], [0.3582, 0.1910, 0.2388])
    """
    ### BEGIN SOLUTION
    dot = w[0] * x[0] + w[1] * x[1] + w[2]
    f = 1 / (1 + math.exp(-dot))
    ddot = (1 - f) * f
    dx = [w[0] * ddot, w[1] * ddot]
    dw = [x[0] * ddot, x[1] * ddot, 1.0 * ddot]
    return dx, dw
    ### END SOLUTION


# %% tests="neuron_backward"
check("neuron_backward", neuron_backward)

# %% [markdown]
r"""
## Move a weight and the bias

The gradients on w₁ and w₂ are −0.3932 and 0.1966. Say you want f higher. **Before you move them:** which way do
you push w₁, which way w₂, and which of the two is worth more? And if you raise the bias by a whole 1, will f rise by
more than 0.1966, or by less?
"""

# %%
guess = ...  # (w₁ "up" or "down", w₂ "up" or "down", the rise "more" or "less")

raised = gates.sigmoid(dot + 1) - f
print(f"the bias raised by 1: f moves by {raised:+.4f}")
compare_guess(
    guess,
    w1="up" if w1.grad > 0 else "down",
    w2="up" if w2.grad > 0 else "down",
    rise="more" if raised > w2.grad else "less",
)

# %%
graph.circuit(output, at="end", caption="Move w1 a little, then w2, then w2 by 1. Which gap stays?")

# %% [markdown]
r"""
<details><summary>What the moves show</summary>

Small nudges do what the gradient predicts: w₁ down, w₂ up, and w₁ is worth twice as much, because it sits on the
larger input. A large nudge need not. Raising the bias by 1 takes dot from 1 to 2, where σ is flatter, and f rises by
0.1497.

</details>

A gradient is advice for a small step; lesson 08 takes many of them.
"""

# %% [markdown]
r"""
## Four digits, or the check lies

Here is your circuit with two digits. **Look at the gate w₁ × x₁:** 0.2 arrives, x₁ is −2, so w₁ should get −0.4. The
picture says −0.39. Where does the difference come from?
"""

# %% tags=["hide-input"]
draw.circuit(
    output,
    digits=2,
    caption="The same circuit, two digits. Multiply what you see, 0.2 · (−2), and compare with w1.",
)

# %% [markdown]
r"""
The picture is right: it computed first and rounded afterwards. Your −0.4 inherited the rounding of 0.2. **Before you
run the cell:** by how many percent does that put the gradients off?
"""

# %%
guess = ...  # in percent: a number

ddot = (1 - f) * f
print(f"σ′ with all digits {ddot:.6f}, rounded 0.2\n")
print("     all digits   from 0.2")
for name, partner in (("dw0", x[0]), ("dw1", x[1]), ("dx0", w[0]), ("dx1", w[1])):
    print(f"{name} {partner * ddot:12.4f} {partner * 0.2:10.4f}")

compare_guess(guess, percent=100 * (0.2 / ddot - 1))

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

Every gradient is off by the same share as 0.2 itself, almost 2 %.

</details>

That is enough to reject right code or to hide a small bug. So: keep every digit while you compute, round once, when you
print, and compare at least four digits.
"""

# %% [markdown]
r"""
## Fuse gates, split gates

The chain with its four gates was a **staged computation** (分段计算), the single σ a **fused gate** (融合门). Who
decides where one gate ends? You do: **any function with a derivative can be a gate.** A gate owes the circuit two
things, its value and its local gradients, and how it finds them is its own affair. You may even fuse the whole neuron
into one gate with five inputs; `neuron_backward` is its backward half.
"""

# %% tags=["hide-input"]
plots.fused_and_staged(
    1.0,
    caption="Top to bottom: upstream × local, gate by gate, from the output back to x. "
    "The hatched bar is the fused gate. Compare its length with the bar above it.",
)

# %% [markdown]
r"""
On paper the two are equal. In floats? The next cell tries x = −800, 1 and 40. **Before you run it:** at one of these
inputs the chain fails, at another one the fused gate does worse. Which is which?
"""

# %%
guess = ...  # (x where the chain fails, x where the fused gate does worse)


def slope_of_chain(number):
    """σ′ through the four small gates, as text."""
    start = Value(number)
    try:
        (1 / (1 + (-start).exp())).backward()
    except OverflowError as error:
        return type(error).__name__
    return f"{start.grad:.6g}"


def slope_of_fused(number):
    """σ′ through the one σ gate, as text."""
    start = Value(number)
    start.sigmoid().backward()
    return f"{start.grad:.6g}"


for number in (-800.0, 1.0, 40.0):
    by_chain, by_fused = slope_of_chain(number), slope_of_fused(number)
    print(f"x = {number:5.0f}   chain: {by_chain:14} fused: {by_fused}")
    if by_chain == "OverflowError":
        chain_fails = number
    elif by_chain != by_fused:
        fused_worse = number

compare_guess(guess, chain_fails=chain_fails, fused_worse=fused_worse)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

At −800 the chain has to pass through e⁸⁰⁰ and dies; the fused gate is free to compute σ in a safer way. At 40 the
chain still holds e = 4·10⁻¹⁸, while the fused gate kept only s, which is 1.0.

</details>

- **Fuse** when the combined derivative is short, or when a safer way to compute exists. One number to keep instead of
  four, one step back instead of four.
- **Split** when a derivative looks frightening, or when something is wrong and you want to see which stage it starts
  in.
"""

# %% [markdown]
r"""
### Exercise 3.4 · sigmoid_staged (2 points)

Write `sigmoid_staged(x)`: the sigmoid in four stages, forwards and backwards, for a float x.

The stages are n = −x, e = exp(n), d = 1 + e, s = 1/d. Return the pair `(values, grads)`:

- `values` = (n, e, d, s), the four results of the forward pass;
- `grads` = (∂s/∂x, ∂s/∂n, ∂s/∂e, ∂s/∂d), in this order.

Both are tuples or lists of four floats. x stays between −10 and 10. The library's backward functions are closed.
Example: `sigmoid_staged(0.4)` → ((−0.4, 0.6703, 1.6703, 0.5987), (0.2403, −0.2403, −0.3584, −0.3584)).
"""


# %% solution="sigmoid_staged"
def sigmoid_staged(x):
    """Return ((n, e, d, s), (∂s/∂x, ∂s/∂n, ∂s/∂e, ∂s/∂d)) for a float x.

    Stages: n = −x, e = exp(n), d = 1 + e, s = 1/d.
    Example: sigmoid_staged(0.4) -> ((-0.4, 0.6703, 1.6703, 0.5987),
                                     (0.2403, -0.2403, -0.3584, -0.3584))
    """
    ### BEGIN SOLUTION
    n = -x
    e = math.exp(n)
    d = 1 + e
    s = 1 / d

    dd = -1 / d**2
    de = 1.0 * dd
    dn = e * de
    dx = -1.0 * dn
    return (n, e, d, s), (dx, dn, de, dd)
    ### END SOLUTION


# %% tests="sigmoid_staged"
check("sigmoid_staged", sigmoid_staged)

# %% [markdown]
r"""
## The same trick for tanh

The other classic squashing function is tanh. It runs from −1 to 1, and it is σ in disguise:

$$\tanh(x) = \frac{e^{x} - e^{-x}}{e^{x} + e^{-x}} = 2\,\sigma(2x) - 1$$

(divide above and below by eˣ, then compare). So tanh splits into gates you know, and no new derivative is needed.

**Before you run the cell:** σ is never steeper than ¼. How steep can tanh be? Count the factors 2.
"""

# %%
guess = ...  # the steepest slope of tanh: a number

tanh_input = Value(0.6, "x")
inner = (2 * tanh_input).sigmoid().named("s")
t = (2 * inner - 1).named("t")
t.backward()
print(f"t    {t.data:.6f}   math.tanh(0.6)  {math.tanh(0.6):.6f}")
print(f"grad {tanh_input.grad:.6f}   by nudging      {numerical_derivative(math.tanh, 0.6):.6f}")

steepest = numerical_derivative(math.tanh, 0.0)
print(f"slope of tanh at 0, by nudging: {steepest:.6f}")
compare_guess(guess, steepest=steepest)

# %% tags=["hide-input"]
draw.circuit(
    t,
    caption="tanh from four gates. On the way back from t, note each factor the gradient meets.",
)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

Both factors 2 count, one before σ and one behind it, so the slope is at most 4 · ¼ = 1.

</details>

The slope of tanh is 4·(1 − s)·s with s = σ(2x).

A fused tanh gate, however, keeps its own output t and no s. Can its local gradient be written with t alone, as the
sigmoid's could be written with s alone?
"""

# %% [markdown]
r"""
### Exercise 3.5 · tanh_backward (1 point)

Write `tanh_backward(g, t)`: the gradient that a tanh gate passes back to its input.

g is the upstream gradient, t = tanh(x) is the gate's *output*; x is not given. Both are floats, or both are arrays of
one shape. Return a float or a new array of that shape. Example: `tanh_backward(1.5, 0.8)` → 0.54.
"""


# %% solution="tanh_backward"
def tanh_backward(g, t):
    """Return the gradient on the input of a tanh gate.

    g: upstream gradient.   t: the gate's output tanh(x).
    Both are floats, or both are arrays of one shape; the result is alike.
    Example: tanh_backward(1.5, 0.8) -> 0.54
    """
    ### BEGIN SOLUTION
    return g * (1 - t**2)
    ### END SOLUTION


# %% tests="tanh_backward"
check("tanh_backward", tanh_backward)

# %% [markdown]
r"""
## Recap

A neuron multiplies its inputs by weights, adds a bias and squashes the sum. Backwards, σ multiplies the upstream
gradient by (1 − s)·s, which needs the output and nothing else, is never above ¼ and fades to 0 in saturation. From
dot, + copies the gradient to every term, the bias included, and × swaps: dw uses x, dx uses w. Whether σ is one gate
or four is your choice; the gradient is the same, and floats may favour one of the two. Compute with all digits and
print at least four.

## Glossary

| English | 中文 | meaning |
|:---|:---|:---|
| neuron | 神经元 | weighted sum of inputs plus a bias, then an activation function |
| weight | 权重 | number that multiplies one input; training moves it |
| bias | 偏置 | number added to the weighted sum; a weight whose input is 1 (偏差 in some texts) |
| activation function | 激活函数 | function applied to the weighted sum, here σ |
| sigmoid, logistic function | S 型函数，逻辑函数 | σ(x) = 1/(1 + e⁻ˣ), from 0 to 1 |
| overflow | 上溢 | a result too large for a float |
| saturation | 饱和 | the flat ends of σ or tanh, where the slope is almost 0 |
| fused gate | 融合门 | several gates treated as one, with one local gradient for each input |
| staged computation | 分段计算 | the opposite: one formula split into simple gates |

## Go further

- A. Karpathy, *Backpropagation, Intuitions*, notes of Stanford's CS231n: the source of this neuron with w = [2, −3,
  −3].
- A. Karpathy, *Yes you should understand backprop* (2016): what saturated sigmoids do to a network in practice.
- D. E. Rumelhart, G. E. Hinton, R. J. Williams, *Learning representations by back-propagating errors*, Nature 323
  (1986), 533–536: sigmoid units, and the product of output and one minus output in the backward step.
- Y. LeCun, L. Bottou, G. B. Orr, K.-R. Müller, *Efficient BackProp* (1998): why tanh was preferred to σ inside a
  network.
- P. Blanchard, D. J. Higham, N. J. Higham, *Accurately computing the log-sum-exp and softmax functions*, IMA Journal
  of Numerical Analysis 41 (2021), 2311–2330: overflow and cancellation in σ's larger relatives.
"""
