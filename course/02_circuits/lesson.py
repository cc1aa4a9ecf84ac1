# %% [markdown]
r"""
# 02 · Circuits: the chain rule is local

A formula such as (x + y)·z can be differentiated on paper. A network with a million parameters cannot. This lesson cuts
formulas into pieces so small that you already know the slope of each, and finds the one multiplication that joins the
slopes again. That multiplication, repeated, is backpropagation.

## What you will be able to do

- split a formula into gates, and run the circuit forward and backward by hand;
- say what a gate has to know to do its part, and what it never learns;
- write the backward function of +, ×, max, 1/x, eˣ, c + x and a·x;
- read a circuit at a glance: add distributes, max routes, multiply swaps;
- tell who needs a gradient and who does not, and in which order the gates take their turn.

**Builds on** lesson 01: nudging, the gradients of xy and of max(x, y), half and half at a tie, the predicted change.
**Takes** about 85 minutes; a good place to break off is after exercise 2.3. Five exercises, 10 points.
"""

# %%
import math

import numpy as np

from autograde import check
from backprop_lib import draw, plots
from backprop_lib.circuit import Value, maximum
from backprop_lib.guess import compare_guess
from backprop_lib.numerical import numerical_derivative, numerical_gradient
from backprop_lib.touch import graph

# %% [markdown]
r"""
## Split a formula into gates

Take f = (x + y)·z at x = −2, y = 5, z = −4. With pencil and paper you would work in two moves, first the sum, then the
product. Write both moves down and give the sum a name, q. **Before you run the cell:** what are q and f? Put your guess
into its first line, here both numbers in brackets: `guess = (1, 2)`.
"""

# %%
guess = ...  # (q, f)

x, y, z = -2.0, 5.0, -4.0

q = x + y
f = q * z
print(f"q = {q:g}, f = {f:g}")
compare_guess(guess, q=q, f=f)

# %% [markdown]
r"""
Each move is a **gate** (门): numbers go in, one number comes out. Gates, and wires that say who needs whose result,
make the formula a **computational graph** (计算图), a *circuit* for short. Computing it from the inputs to the output
is the **forward pass** (前向传播).

x, y and z are the circuit's *leaves*: no gate computes them. q is an *intermediate value*: one gate computes it and
another uses it.

`Value` is a number that remembers which gate made it, and from what. That is all it takes to draw the circuit. (In
lesson 05 you write `Value` yourself.)
"""


# %%
def sum_times(x, y, z):
    q = (x + y).named("q")
    return (q * z).named("f")


recorded = sum_times(Value(-2.0, "x"), Value(5.0, "y"), Value(-4.0, "z"))

# %% tags=["hide-input"]
draw.circuit(
    recorded,
    show="values",
    caption="Read from left to right: boxes are leaves, circles gates; a wire carries one number.",
)

# %% [markdown]
r"""
## Backward, one node at a time

How strongly does f react to x, to y and to z? Start at the end, where the answer is known: f moves exactly as far as f,
so ∂f/∂f = 1.

One gate back stands f = q·z, and lesson 01 found the slopes of a product: each is the other factor. With q = 3 and
z = −4 that makes ∂f/∂z = 3 and ∂f/∂q = −4. For z the question is settled.

x is no input of this gate. It reaches f through q. **Predict:** x goes from −2 to −1.999. How far does q move, and how
far does f move then?
"""

# %%
guess = ...  # (change of q, change of f), with their signs

h = 0.001
q_before, q_after = x + y, (x + h) + y
q_moves, f_moves = q_after - q_before, q_after * z - q_before * z
print(f"q moves by {q_moves:+.3f}, f moves by {f_moves:+.3f}")
compare_guess(guess, q_moves=q_moves, f_moves=f_moves)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

From x to q the nudge keeps its size: factor 1. From q to f it is multiplied by −4. From x to f the factor is
1 · (−4) = −4.

</details>

Rates in a row **multiply**; they do not add. This is the **chain rule** (链式法则):

$$\frac{\partial f}{\partial x} = \frac{\partial f}{\partial q}\cdot\frac{\partial q}{\partial x}$$

The same holds for y. From here on dx is short for ∂f/∂x, how strongly the circuit's *output* reacts to x. (It is a
number of its own, not a nudge, and not the dx in lesson 01's dg/dx, which meant nothing by itself.) So dz = 3,
dq = −4, dx = −4, dy = −4. Walking from the output to the leaves like this is the **backward pass** (反向传播).
`f.backward()` takes that walk and leaves each gradient beside its value.

In the picture *upstream* is what arrives at a gate and *local* is the gate's own slope; more on both words soon. Press
Next until the end. **Keep an eye on the −4 between + and ×:** which step uses it? Then move x, y and z, in the picture
or in their fields: which of the three gradients follow when only z moves?
"""

# %%
walked = sum_times(Value(-2.0, "x"), Value(5.0, "y"), Value(-4.0, "z"))
walked.backward()

# %% tags=["hide-input"]
graph.circuit(
    walked,
    caption="Values stand above the wires, gradients below. Forward goes right, backward left.",
)

# %% [markdown]
r"""
<details><summary>What moves with z</summary>

dx and dy, both: they are z times 1. dz is q, and q does not know of z.

</details>

You asked for dx, dy and dz, and nobody asked for dq. Is dq useless, then? Look again: dx and dy are both *made from*
it. An intermediate gradient is not a result you report. It is the step you cannot leave out.

Notice too what the backward pass did not do. It never computed q again: it read 3 from the wire, where the forward pass
had left it.

Trust no derivation without a nudge. Lesson 01's `numerical_gradient` knows nothing of gates:
"""

# %%
print(numerical_gradient(lambda v: (v[0] + v[1]) * v[2], np.array([-2.0, 5.0, -4.0])))

# %% [markdown]
r"""
### Exercise 2.1 · xyz_backward (2 points)

For f = (x + y)·z, return the three partial derivatives as a tuple (∂f/∂x, ∂f/∂y, ∂f/∂z). x, y and z are floats of any
size and sign. Work gate by gate from the output to the leaves; no nudging.

One worked value: `xyz_backward(4.0, -1.5, 6.0)` is `(6.0, 6.0, 2.5)`.
"""


# %% solution="xyz_backward"
def xyz_backward(x, y, z):
    """Return (∂f/∂x, ∂f/∂y, ∂f/∂z) of f = (x + y)·z at three floats, as a tuple of three floats.

    Example: xyz_backward(4.0, -1.5, 6.0) -> (6.0, 6.0, 2.5)
    """
    ### BEGIN SOLUTION
    q = x + y
    dq, dz = z, q
    dx, dy = 1.0 * dq, 1.0 * dq
    return dx, dy, dz
    ### END SOLUTION


# %% tests="xyz_backward"
check("xyz_backward", xyz_backward)

# %% [markdown]
r"""
## What a gate knows

To send −4 to q and 3 to z, the × gate used its own inputs and nothing else of the circuit. Was that because it stood at
the very end? Put the same gate, with the same inputs 3 and −4, inside three larger circuits: one adds 7 to its result,
one multiplies it by 5, one squares it. Call the last number the *loss*.

Lesson 01 tells you how strongly each loss reacts to f = −12: by 1, by 5, and by 2·(−12) = −24. **Predict** dq and dz in
each circuit, and put those of the last one into the cell.
"""

# %%
guess = ...  # (dq, dz) where the loss is f²

surroundings = {
    "f + 7": lambda f: f + 7,
    "5·f": lambda f: f * 5,
    "f²": lambda f: f**2,
}
print("loss     arrives at f      dq      dz")
for name, surround in surroundings.items():
    q_leaf, z_leaf = Value(3.0, "q"), Value(-4.0, "z")
    product = (q_leaf * z_leaf).named("f")
    loss = surround(product).named("loss")
    loss.backward()
    print(f"{name:8}{product.grad:13g}{q_leaf.grad:8g}{z_leaf.grad:8g}")

compare_guess(guess, dq=q_leaf.grad, dz=z_leaf.grad)

# %% tags=["hide-input"]
draw.circuit(
    loss,
    caption="The last of the three. Cover everything to the right of −24 with your hand: "
    "that number is all the × gate ever hears of what lies there.",
)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

Divide each row by the number that arrived: always −4 for q and 3 for z, the gate's own two slopes. In the last circuit
−24 arrives, which makes 96 and −72.

</details>

A gate does one multiplication for each input.

- What arrives is the **upstream gradient** (上游梯度): how strongly the loss reacts to the gate's *output*.
- What the gate knows from its own inputs is the **local gradient** (局部梯度): how strongly its output reacts to that
  input.
- What it hands on is the product: how strongly the loss reacts to that *input*.

$$\underbrace{\frac{\partial\,\mathrm{loss}}{\partial\,\mathrm{input}}}_{\text{handed on}}
= \underbrace{\frac{\partial\,\mathrm{loss}}{\partial\,\mathrm{output}}}_{\text{upstream, it arrives}}
\cdot \underbrace{\frac{\partial\,\mathrm{output}}{\partial\,\mathrm{input}}}_{\text{local}}$$

Mind which of the three is received. A gate never receives ∂loss/∂input; that one it makes. And it never learns how
large the loss is, which gates come later, or how many there are. Its inputs, its output and one number that arrives
are enough. That is why no gate has a harder task in a circuit of a million gates than in one of two.

It does have to wait, though: what arrives comes after the whole forward pass. Until then the gate's node in the graph
keeps what the gate will need, its inputs or the local gradients made from them.
"""

# %% [markdown]
r"""
### Exercise 2.2 · gate_backward (3 points)

Write the backward function of three gates. `g` is the upstream gradient, any float. Each function returns a pair: the
gradient of the loss on the gate's first input and on its second.

- `mul_backward(g, x, y)` belongs to x·y,
- `add_backward(g)` belongs to x + y; it is not given x and y, and does not miss them,
- `max_backward(g, x, y)` belongs to max(x, y), with lesson 01's policy where x = y: half and half.

Worked values, all with g = 10: `mul_backward(10.0, 3.0, 4.0)` is `(40.0, 30.0)`, `add_backward(10.0)` is
`(10.0, 10.0)`, `max_backward(10.0, 3.0, 4.0)` is `(0.0, 10.0)`. One point for each function.
"""


# %% solution="gate_backward"
def mul_backward(g, x, y):
    """Return the gradients on x and y of the gate x·y, as a pair; g is the upstream gradient.

    Example: mul_backward(10.0, 3.0, 4.0) -> (40.0, 30.0)
    """
    ### BEGIN SOLUTION
    return g * y, g * x
    ### END SOLUTION


def add_backward(g):
    """Return the gradients on both inputs of the gate x + y, as a pair; g is the upstream gradient.

    Example: add_backward(10.0) -> (10.0, 10.0)
    """
    ### BEGIN SOLUTION
    return g * 1.0, g * 1.0
    ### END SOLUTION


def max_backward(g, x, y):
    """Return the gradients on x and y of the gate max(x, y), as a pair; g is the upstream gradient.

    At an exact tie, x = y, each input gets half.
    Example: max_backward(10.0, 3.0, 4.0) -> (0.0, 10.0)
    """
    ### BEGIN SOLUTION
    if x > y:
        return g, 0.0
    if y > x:
        return 0.0, g
    return g / 2, g / 2
    ### END SOLUTION


# %% tests="gate_backward"
check("gate_backward", mul_backward, add_backward, max_backward)

# %% [markdown]
r"""
## Gates with one input

Four more gates take a single input: 1/x, eˣ, c + x and a·x, where c and a are fixed numbers. Together with + and × they
build the neuron of lesson 03. Each has one local gradient, and this section states none of the four rules. It measures
slopes at x = 1, 2 and 4, here with c = 7 and a = 3; to see the rule behind them is exercise 2.3. **Before you run the
cell:** how many of the four gates have the same slope at all three places?
"""

# %%
guess = ...  # a number from 0 to 4

unary_gates = {
    "1/x": lambda x: 1 / x,
    "exp(x)": lambda x: math.exp(x),
    "7 + x": lambda x: 7 + x,
    "3·x": lambda x: 3 * x,
}
print("gate          x    output      slope")
steady = 0
for name, gate in unary_gates.items():
    slopes = [numerical_derivative(gate, at) for at in (1.0, 2.0, 4.0)]
    steady += max(slopes) - min(slopes) < 1e-6
    for at, slope in zip((1.0, 2.0, 4.0), slopes, strict=True):
        print(f"{name:8}{at:7g}{gate(at):10.5g}{slope:11.5g}")

compare_guess(guess, same_slope=steady)

# %% [markdown]
r"""
Find a rule for each gate that fits its three rows, with these questions in mind. The slope of 1/x is −1, −0.25 and
−0.0625 at x = 1, 2 and 4: by which factor does it shrink each time x doubles? Which column does the slope of exp(x)
repeat? For 7 + x and 3·x, does the slope depend on x, and does it depend on the fixed number?

Now four such gates in a row: f = 1/(4 + 3·eˣ) at x = ln 2 = 0.6931, where eˣ = 2. Forward: 2, 6, 10, 0.1. **Predict:**
does f rise or fall when x grows, and how steeply? (Your rules give a slope to each gate.)
"""

# %%
guess = ...  # the slope of f at x = ln 2: a number with its sign


def chain(x):
    e = x.exp().named("e")
    t = (3 * e).named("t")
    d = (4 + t).named("d")
    return (1 / d).named("f")


start = Value(math.log(2), "x")
chained = chain(start)
chained.backward()
nudged = numerical_derivative(lambda x: 1 / (4 + 3 * math.exp(x)), math.log(2))
print(f"backward {start.grad:.6f}, nudged {nudged:.6f}")
compare_guess(guess, slope=start.grad)

# %% tags=["hide-input"]
graph.circuit(
    chained,
    at="backward",
    guess=True,
    caption="The interesting half is the way back: one number comes in at the right, "
    "and each gate multiplies it by its own slope. Which gate leaves it as it is?",
)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

The slopes are −0.01, 1, 3 and 2, and their product is −0.06: f falls. The gate that adds 4 has the slope 1 and leaves
the gradient as it is.

</details>

However long the chain, the backward pass carries a single number along it and multiplies once at each gate.
"""

# %% [markdown]
r"""
### Exercise 2.3 · unary_backward (2 points)

Write the backward function of four gates with one input. `g` is the upstream gradient, any float. Each function returns
one float, the gradient of the loss on x.

- `reciprocal_backward(g, x)` belongs to 1/x, x not 0,
- `exp_backward(g, x)` belongs to eˣ; x is the gate's *input*,
- `add_constant_backward(g, c)` belongs to c + x,
- `scale_backward(g, a)` belongs to a·x.

The constants c and a get nothing back. Worked values, all with g = 10 and 3 as the other number:
−1.1111…, 200.855…, 10 and 30, in this order. Half a point for each function.
"""


# %% solution="unary_backward"
def reciprocal_backward(g, x):
    """Return the gradient on x of the gate 1/x, a float.

    g is the upstream gradient, x the input, not 0.

    Example: reciprocal_backward(10.0, 3.0) -> -1.1111...
    """
    ### BEGIN SOLUTION
    return g * (-1.0 / x**2)
    ### END SOLUTION


def exp_backward(g, x):
    """Return the gradient on x of the gate eˣ, a float.

    g is the upstream gradient, x the input.

    Example: exp_backward(10.0, 3.0) -> 200.855...
    """
    ### BEGIN SOLUTION
    return g * math.exp(x)
    ### END SOLUTION


def add_constant_backward(g, c):
    """Return the gradient on x of the gate c + x, a float.

    g is the upstream gradient, c a constant.

    Example: add_constant_backward(10.0, 3.0) -> 10.0
    """
    ### BEGIN SOLUTION
    return g * 1.0
    ### END SOLUTION


def scale_backward(g, a):
    """Return the gradient on x of the gate a·x, a float.

    g is the upstream gradient, a a constant.

    Example: scale_backward(10.0, 3.0) -> 30.0
    """
    ### BEGIN SOLUTION
    return g * a
    ### END SOLUTION


# %% tests="unary_backward"
check("unary_backward", reciprocal_backward, exp_backward, add_constant_backward, scale_backward)

# %% [markdown]
r"""
## Who needs a gradient?

Why did c and a get nothing back? A gradient answers the question "which way should this number move?". Nobody will ever
move the 7 in 7 + x, so nobody asks.

| a number in the circuit | for example | its gradient |
|---|---|---|
| a parameter, a leaf you may move | a weight of a network | needed: this is what training asks for |
| data, a leaf you were given | a measured temperature | usually not needed: a measurement stays what it is |
| an intermediate value | q | needed: it is the upstream gradient of the gate that made it |
| a constant of the formula | 7 in 7 + x | not needed |

Whether x is data depends on where your circuit begins. The x of one neuron may be the output of another: then the
neuron before it needs dx as its upstream gradient. And whoever checks a circuit by nudging wants every gradient, that
of the data too. So lesson 03 computes dx beside dw.

For constants nothing of the kind holds, and so c + x and a·x are gates with one input: no wire leads back to the
constant. Compare. Here is 3·x + 7 at x = −2, once with constants, once with 3 and 7 as leaves a and c. **Predict** the
gradients that a and c receive.
"""

# %%
guess = ...  # (gradient on a, gradient on c)

with_constants = (3 * Value(-2.0, "x") + 7).named("f")
with_constants.backward()

leaf_a, leaf_x, leaf_c = Value(3.0, "a"), Value(-2.0, "x"), Value(7.0, "c")
with_leaves = (leaf_a * leaf_x + leaf_c).named("f")
with_leaves.backward()
print(f"a receives {leaf_a.grad:g}, x receives {leaf_x.grad:g}, c receives {leaf_c.grad:g}")
compare_guess(guess, da=leaf_a.grad, dc=leaf_c.grad)

# %% tags=["hide-input"]
draw.circuit(with_constants, caption="Constants inside the gates: one wire leads back, to x.")

# %% tags=["hide-input"]
draw.circuit(
    with_leaves,
    caption="Constants as leaves: three wires lead back. Compare dx with the picture above.",
)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

Both circuits are correct, and dx is the same 3. The second spends work on two gradients, −2 for a, its partner in the
product, and 1 for c, and they are thrown away.

</details>

Turn it round and you have the rule for training: of the numbers that no gate computes, those get a gradient that
somebody is going to move. Declare 3 a *weight*, and the second picture is the right one.
"""

# %% [markdown]
r"""
## Add distributes, max routes, multiply swaps

Three gates make up most circuits, and each has a habit that you can read off a drawing. Here they all are:
f = 2·(x·y + max(z, w)) at x = 3, y = −4, z = 2, w = −1.

**Predict** all of it on paper before you run the cell: forward to f, then back from 1 at the output to the four leaves.
It takes two minutes and is worth more than reading on.
"""

# %%
guess = ...  # (f, dx, dy, dz, dw): five numbers


def patterns(x, y, z, w):
    product = (x * y).named("p")
    larger = maximum(z, w).named("m")
    return (2 * (product + larger).named("s")).named("f")


leaves = [Value(3.0, "x"), Value(-4.0, "y"), Value(2.0, "z"), Value(-1.0, "w")]
pattern = patterns(*leaves)
pattern.backward()
dx, dy, dz, dw = (leaf.grad for leaf in leaves)
compare_guess(guess, f=pattern.data, dx=dx, dy=dy, dz=dz, dw=dw)

# %% tags=["hide-input"]
draw.circuit(
    pattern,
    caption="At each gate, compare the number below its output with those below its inputs.",
)

# %%
values = np.array([leaf.data for leaf in leaves])
print(numerical_gradient(lambda v: 2 * (v[0] * v[1] + max(v[2], v[3])), values))

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

Forward −12, 2, −10 and f = −20. On the way back each of the three gates receives 2. The + hands on 2 and 2, the maximum
2 to z and 0 to w, the product 2·(−4) = −8 to x, 2·3 = 6 to y.

</details>

| gate | its habit with what it receives |
|---|---|
| + | **distributes**: the same to every input, whatever their values |
| max | **routes**: all of it to the larger input (at a tie, half to each) |
| × | **swaps**: to each input, the gradient times the *other* input |

Three remarks:

- The wires of z and m have a 2 above and a 2 below. Above stands the value; below stands the gradient, the factor 2 of
  the last gate, handed on twice. That they agree is an accident: put z = 2.5 among the four leaves, run the cells
  again, and one of the two numbers stays 2.
- The 0 at w does not say that w is unimportant. It says that near −1 w moves nothing; once it passes z, it takes over.
  (Put w = 2.5 and z = 2: which numbers change, and which do not?)
- Swapping has a price: next to a huge y, x gets a huge gradient, however small x is. Lesson 08 shows what that does to
  training when the data come in large units.

From here on you can check most backward passes with your eyes, before you compute anything.
"""

# %% [markdown]
r"""
### Exercise 2.4 · patterns_backward (1 point)

For f = 2·(x·y + max(z, w)), return the four partial derivatives as a tuple (∂f/∂x, ∂f/∂y, ∂f/∂z, ∂f/∂w). The inputs are
floats; z and w may be equal, then they share half and half. 0.75 points for z and w that differ, 0.25 for the tie.

One worked value: `patterns_backward(5.0, 7.0, -3.0, 4.0)` is `(14.0, 10.0, 0.0, 2.0)`.
"""


# %% solution="patterns_backward"
def patterns_backward(x, y, z, w):
    """Return (∂f/∂x, ∂f/∂y, ∂f/∂z, ∂f/∂w) of f = 2·(x·y + max(z, w)), as a tuple of four floats.

    Where z = w, each of the two gets half.
    Example: patterns_backward(5.0, 7.0, -3.0, 4.0) -> (14.0, 10.0, 0.0, 2.0)
    """
    ### BEGIN SOLUTION
    dsum = 2.0
    dproduct = dlarger = dsum
    share = 0.5 if z == w else float(z > w)
    return dproduct * y, dproduct * x, dlarger * share, dlarger * (1 - share)
    ### END SOLUTION


# %% tests="patterns_backward"
check("patterns_backward", patterns_backward)

# %% [markdown]
r"""
## Up or down?

Back to (x + y)·z, where dx = −4, dy = −4 and dz = 3. Should x go up or down? The question has no answer until you say
what you want. To *raise* f, x should go down, because f falls as x goes up. To *lower* f, x should go up.

**Predict**, with lesson 01's rule for the predicted change: move each input by 0.01 times its gradient. How far does f
move? And if each moves by −0.01 times its gradient?
"""

# %%
guess = ...  # (change of f with the gradient, change against it)

point, gradient = [-2.0, 5.0, -4.0], [-4.0, -4.0, 3.0]
changes = []
for direction in (+1, -1):
    moved = [value + direction * 0.01 * slope for value, slope in zip(point, gradient, strict=True)]
    f_moved = (moved[0] + moved[1]) * moved[2]
    changes.append(f_moved + 12)
    print(f"{direction:+d} × 0.01 × gradient: f moves to {f_moved:.4f}, by {f_moved + 12:+.4f}")

compare_guess(guess, along=changes[0], against=changes[1])

# %% tags=["hide-input"]
plots.wishes(
    {"x": -4.0, "y": -4.0, "z": 3.0},
    caption="Each arrow is a wish: which way this input should go, and how much it matters. "
    "Wanting f lower turns every arrow round and changes no length.",
)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

The rule predicts ±0.01·(16 + 16 + 9) = ±0.41, and so it comes out, up to the bend of f. With the gradient f rises,
against it f falls.

</details>

To read the signs, let the circuit *want a higher output*: then dq = −4 says "to raise f, q should go down", and x and
y, which feed q, inherit the wish. In training the output is a loss, and you want it lower. The backward pass is the
same in both cases. It always answers "which way is up, and how steep?"; training takes the answer and
steps **against** it.
"""

# %% [markdown]
r"""
## Which gate runs first?

Look at the drawing of 2·(x·y + max(z, w)) again. Going back, × 2 runs first, then +. After that, the product or the
maximum? Either: neither waits for the other. A gate can run as soon as its upstream gradient is complete.

*Complete* is the word to watch. In the next circuit u = a·b is used twice: v = u + c and f = u·v. At a = 3, b = 2,
c = 5 that makes u = 6 and v = 11. Two gates send something back to u, and lesson 04 will show that the two amounts
add. **Predict** both amounts. What would the gate a·b send to a if it ran as soon as the first of them arrived?
"""

# %%
guess = ...  # (straight from the last gate to u, by way of v to u, to a if too early)

a, b, c = Value(3.0, "a"), Value(2.0, "b"), Value(5.0, "c")
u = (a * b).named("u")
v = (u + c).named("v")
forked = (u * v).named("f")
forked.backward()

nudged = numerical_gradient(lambda p: p[0] * p[1] * (p[0] * p[1] + p[2]), np.array([3.0, 2.0, 5.0]))
print(f"u receives {u.grad:g}, a receives {a.grad:g}; a by nudging: {nudged[0]:.4f}")
compare_guess(guess, straight=v.data, by_v=v.grad, too_early=v.data * b.data)

# %% tags=["hide-input"]
graph.circuit(
    forked,
    at="backward",
    caption="Watch the number below u on the way back: it appears once and changes once. "
    "u feeds the last gate, and still its own gate has to wait.",
)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

The last gate sends 11 to u, the value of v, and 6 by way of v: below u stands first 11, then 11 + 6 = 17. With the
first amount alone the gate a·b would have sent 11·2 = 22 to a. Complete, it sends 17·2 = 34. No formula was wrong, only
the order.

</details>

The rule: **a gate runs backward after every gate that uses its output**. Any order that keeps it gives the same
gradients. The forward pass keeps the opposite rule, every gate after its inputs. A list in that forward order is a
**topological order** (拓扑序); read from its end, it is an order for the backward pass.

To find an order by program, a circuit needs no values, only who feeds whom. **Play the program yourself:** run the
cell, add to `done` a gate that waits for nobody, and run it again, until all three have had their turn.
"""

# %%
wiring = {"f": ("u", "v"), "u": ("a", "b"), "v": ("u", "c")}  # gate: its inputs
done = []  # first ["f"], then …

for gate in wiring:
    users = [other for other, inputs in wiring.items() if gate in inputs]
    waiting = [user for user in users if user not in done]
    state = "done" if gate in done else f"waits for {' and '.join(waiting) or 'nobody'}"
    print(f"{gate} is used by {' and '.join(users) or 'nobody':8} {state}")

# %% [markdown]
r"""
<details><summary>The order, and how it was found</summary>

f comes first; then v waits for nobody and u still for v; u is last.

</details>

Two questions were all you asked, again and again: who uses this gate, and has each of them had its turn? The list
`done` is the order.
"""

# %% [markdown]
r"""
### Exercise 2.5 · backward_order (2 points)

Return the names of all gates of a circuit, as a list, in an order in which they can run backward: every gate after all
gates that use its output.

`circuit` is a dictionary: the name of each gate → the tuple of its inputs' names. Its keys stand in any order. Names
that are no keys are leaves; they do not appear in the result. There are no cycles. A circuit may have several outputs,
gates that no gate uses, and a gate may use one input twice, as in p·p. Where several orders are valid, return any of
them.

One worked value: `backward_order({"p": ("a", "b"), "s": ("p", "r"), "r": ("p", "c")})` is `["s", "r", "p"]`.
"""


# %% solution="backward_order"
def backward_order(circuit):
    """Return the gates' names as a list, every gate after all gates that use its output.

    circuit: dict, gate name -> tuple of input names, keys in any order; no key, no gate: a leaf.
    Example: backward_order({"p": ("a", "b"), "s": ("p", "r"), "r": ("p", "c")}) -> ["s", "r", "p"]
    """
    ### BEGIN SOLUTION
    order = []
    while len(order) < len(circuit):
        for gate in circuit:
            users = [other for other, inputs in circuit.items() if gate in inputs]
            if gate not in order and all(user in order for user in users):
                order.append(gate)
    return order
    ### END SOLUTION


# %% tests="backward_order"
check("backward_order", backward_order)

# %% [markdown]
r"""
## Recap

A formula is a circuit of small gates. The forward pass leaves a value on every wire. The backward pass starts with 1 at
the output and visits each gate after all gates that use its output; there it multiplies the upstream gradient that
arrived by each local gradient and hands the products on. A gate needs its inputs, its output and the number that
arrives, nothing else. Add distributes, max routes, multiply swaps. Intermediate values need their gradients because the
gates before them do; constants need none. The gradient points the way up, and training walks the other way. Lesson 03
takes these gates and builds one neuron from them.

## Glossary

| English | 中文 | meaning |
|---|---|---|
| gate | 门（运算节点） | one small operation: numbers in, one number out |
| computational graph, circuit | 计算图 | gates joined by wires that say whose output is whose input |
| leaf | 叶子节点 | a number in the circuit that no gate computes |
| intermediate value | 中间变量 | a number that one gate computes and another uses |
| forward pass | 前向传播 | computing all values, inputs first |
| backward pass | 反向传播 | computing all gradients, output first |
| chain rule | 链式法则 | rates along a chain multiply |
| upstream gradient | 上游梯度 | ∂loss/∂output of a gate; it arrives |
| local gradient | 局部梯度 | ∂output/∂input of a gate; the gate knows it |
| topological order | 拓扑序 | a list of gates in which each comes after its inputs |

## Go further

- The circuits (x + y)·z and 2·(x·y + max(z, w)) with these numbers are from the Stanford course CS231n,
  *Backpropagation, Intuitions*, cs231n.github.io/optimization-2. Read it with two things in mind: it lets the output
  rise, and you now know what ∂f/∂q is good for.
- C. Olah, *Calculus on Computational Graphs: Backpropagation* (2015), colah.github.io: the same idea with sums over
  paths, which is lesson 04.
- A. G. Baydin, B. A. Pearlmutter, A. A. Radul, J. M. Siskind, *Automatic Differentiation in Machine Learning: a
  Survey*, Journal of Machine Learning Research 18(153), 2018, 1–43: section 3 tells forward from reverse mode.
- S. Linnainmaa, *Taylor expansion of the accumulated rounding error*, BIT 16 (1976), 146–160, after his master's thesis
  of 1970: the reverse sweep, long before networks were trained with it.
- D. E. Rumelhart, G. E. Hinton, R. J. Williams, *Learning representations by back-propagating errors*, Nature 323
  (1986), 533–536: the paper that made it the way to train networks.
"""
