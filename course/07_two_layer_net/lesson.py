# %% [markdown]
r"""
# 07 · A two-layer net by hand, and a checker you can trust

A training run starts, the loss falls, no error is raised. Is the gradient right? This lesson opens with a run in which
all of that is so and which learns nothing at all. Then you write the backward pass of a whole network yourself, and
after it the tool that tells a right gradient from a wrong one: not by its looks, by its digits.

## What you will be able to do

- take Linear → ReLU → Linear → mean squared error apart, and say which shape runs over each edge, there and back;
- write its forward and backward pass in NumPy, with gradients for all parameters and for the data;
- say which number starts the backward pass, and why the value of the loss is not it;
- see a broadcast that nobody wanted before it costs you a day;
- write a gradient checker, name five ways in which checkers are fooled, and find planted bugs with it.

**Builds on** lesson 01 (central differences), lesson 05 (gradients add up), lesson 06 (shapes, the linear layer's
backward pass, undoing a broadcast).

**Takes** about 110 minutes; a good place to break off is after exercise 7.3. Five exercises, 10 points.
"""

# %%
import numpy as np

from autograde import check
from backprop_lib import layers, plots
from backprop_lib.guess import compare_guess
from backprop_lib.mlp import MLP
from backprop_lib.numerical import numerical_gradient
from backprop_lib.touch import curve

# %% [markdown]
r"""
## Two runs, one difference

Five points, a straight line w·x + b, the mean of the squared errors as the loss, a hundred steps against the gradient.
The gradient comes from lesson 01's nudging, so no formula can be wrong. The second run differs from the first in one
thing: its targets lie in a flat array of shape (5,), and those of the first in a column of shape (5, 1).

**Before you run the cell:** does the second run stop with an error, does it do the same as the first, or something
else? Write your guess in the cell's first line in place of the three dots, then run it. (No guess costs or earns
anything; where you leave the dots, nothing is said.)
"""

# %%
guess = ...  # the second run: "an error", "the same" or "something else"

x = np.array([[0.4], [1.1], [1.9], [2.6], [3.5]])  # (5, 1)
column = np.array([[1.2], [2.9], [3.1], [5.4], [6.4]])  # (5, 1)
flat = column[:, 0]  # (5,)


def line_run(y, steps=100, rate=0.1):
    """Losses of a run, and the line where it ends."""

    def loss(p):
        outp = x * p[0] + p[1]  # (5, 1)
        return np.mean((outp - y) ** 2)

    p, losses = np.zeros(2), []
    for _ in range(steps):
        losses.append(loss(p))
        p = p - rate * numerical_gradient(loss, p)
    return losses, p


runs, lines = {}, {}
for name, targets in (("column", column), ("flat", flat)):
    runs[name], lines[name] = line_run(targets)
    print(f"{name:7} loss at step 0, 1, 10, 99:", end=" ")
    print("  ".join(f"{runs[name][step]:8.4f}" for step in (0, 1, 10, 99)))
second_run = "the same" if runs["flat"] == runs["column"] else "something else"
compare_guess(guess, second_run=second_run)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

No error, and the same loss at step 0 to the last digit. Both fall at once, by more than half. Then the first goes on
to 0.176 and the second stays above 3.47.

</details>

Which line has the second run found? Let it go on for a while. **Predict** where w and b end; the first run goes towards
w = 1.67 and b = 0.63.
"""

# %%
guess = ...  # w and b of the second run: two numbers

_, (w, b) = line_run(flat, steps=600)
print(f"the flat run ends at  w = {w:.6f}, b = {b:.6f}")
print(f"mean of the targets   {flat.mean():.6f}")
print(f"variance of them      {flat.var():.6f}")
compare_guess(guess, w=round(w, 6) + 0.0, b=b)

# %% tags=["hide-input"]
plots.loss_runs(
    runs,
    level=("variance of y", float(flat.var())),
    caption="The loss is drawn on a logarithmic axis. Both curves fall from the same point. "
    "Cover the lower one with your hand: would you have become suspicious?",
)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

It has found w = 0 and b = 3.8: a line that ignores x and answers with the mean of the targets. Its loss is then their
variance.

</details>

The run has stopped there as if no line could do better, while the other run shows one that does. So what does this run
minimise? The expression `outp - y` subtracts a shape (5,) from a shape (5, 1). Lesson 06 showed what NumPy does with
such a pair: it **broadcasts** (广播). **Predict** the shape of the difference.
"""

# %%
guess = ...  # the shape of outp − flat: as in (2, 3)

line_outp = x * lines["column"][0] + lines["column"][1]  # (5, 1)
errors, broadcast = line_outp - column, line_outp - flat
print(f"outp − column: shape {errors.shape}     outp − flat: shape {broadcast.shape}")
compare_guess(guess, shape=broadcast.shape)

# %% tags=["hide-input"]
plots.heat_maps(
    {"outp − column": errors, "outp − flat": broadcast},
    one_scale=True,
    caption="A good line, compared with the targets in both shapes. Left, five small errors. "
    "Right, 25 of them: where do the five stand, and what are the other twenty?",
)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

Every output meets every target. The five right errors stand on the diagonal. The others compare the output of one row
with the target of another, and the best answer to *all* targets at once is their mean. At step 0 every output was 0, so
every row met the same five targets, and the mean of 25 squares equalled the mean of 5. That is why nothing showed.

</details>

Keep three things from this run. Broadcasting raises no exception. A falling loss proves nothing about the gradient, nor
about the loss. And the mistake sat neither in w nor in b nor in any derivative, but in a shape.

The course's own loss turns a flat target into a column, and refuses every other pair that NumPy would stretch:
"""

# %%
print(f"flat: {layers.mse(line_outp, flat):.4f}     a column: {layers.mse(line_outp, column):.4f}")
try:
    layers.mse(line_outp, column.T)  # (5, 1) and (1, 5)
except ValueError as error:
    print(str(error).replace(". ", ".\n").replace("; ", ";\n"))

# %% [markdown]
r"""
## Four pieces in a row

Now a real network, the smallest that deserves the name. N rows with D numbers each go in, one number a row comes out,
and in between lie H **hidden units** (隐藏单元), the columns of an inner layer that is neither input nor output.
**ReLU**, max(0, z), stands between the two layers.

| piece | computes | shape |
|---|---|---|
| first linear layer | z1 = x @ W1 + b1 | (N, D) @ (D, H) + (H,) → (N, H) |
| ReLU | a1 = max(0, z1), entry by entry | (N, H) → (N, H) |
| second linear layer | outp = a1 @ W2 + b2 | (N, H) @ (H, 1) + (1,) → (N, 1) |
| mean squared error | L = mean of (outp − y)² | (N, 1) → one number |

z1, a1 and outp are **intermediate variables** (中间变量). With them the chain rule needs no long formula: L is a
function of outp, outp of a1, a1 of z1, z1 of x. Each step is a piece by itself, and you know its gradient or will
know it in half an hour.

Here is a **1-2-1 net**, with one input, two hidden units and one output, and two rows to put into it: small enough for
pencil and paper. **Work out** z1, a1, outp and L before you run the cell.
"""

# %%
guess = ...  # outp in row 0 and in row 1, and L: three numbers

x2 = np.array([[2.0], [-1.0]])  # (2, 1)
y2 = np.array([[3.0], [1.5]])  # (2, 1)
small = {
    "W1": np.array([[1.5, -2.0]]),  # (1, 2)
    "b1": np.array([0.5, 1.0]),  # (2,)
    "W2": np.array([[0.8], [0.6]]),  # (2, 1)
    "b2": np.array([0.4]),  # (1,)
}

z1 = x2 @ small["W1"] + small["b1"]  # (2, 2)
a1 = np.maximum(z1, 0)  # (2, 2)
outp = a1 @ small["W2"] + small["b2"]  # (2, 1)
loss = np.mean((outp - y2) ** 2)
print("z1", z1.tolist())
print("a1", a1.tolist())
print("outp", outp.round(4).tolist(), f"  loss {loss:.4f}")
compare_guess(guess, outp_0=outp[0, 0], outp_1=outp[1, 0], L=loss)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

Each row has one hidden unit on and one off, and the outputs miss their targets by 0.2 and 0.7.

</details>

Now back. Seven arrays have a gradient here, besides x: each output of a piece but L, and the four parameters.
**Predict** the shapes of three of these gradients, for the 1-2-1 net and its two rows.
"""

# %%
guess = ...  # the shapes of dW1, dz1 and doutp: as in ((3, 4), (5, 6), (7, 8))

print("of W1", small["W1"].shape, "  of z1", z1.shape, "  of outp", outp.shape)
compare_guess(guess, dW1=small["W1"].shape, dz1=z1.shape, doutp=outp.shape)

# %% tags=["hide-input"]
plots.pipeline(
    ["Linear 1", "ReLU", "Linear 2", "MSE"],
    [("x", "(N, D)"), ("z1", "(N, H)"), ("a1", "(N, H)"), ("outp", "(N, 1)"), ("L", "()")],
    [
        [("W1", "(D, H)"), ("b1", "(H,)")],
        [],
        [("W2", "(H, 1)"), ("b2", "(1,)")],
        [("y", "(N, 1)")],
    ],
    still=["y"],
    caption="Solid and above: forward. Dashed and below: backward. "
    "Compare the two shapes on each edge. Nobody will move y, so nobody asks for its gradient.",
)

# %% [markdown]
r"""
A gradient has the shape of the thing it belongs to, on every edge. So the backward pass sends back an array the size of
the outputs, then one the size of the hidden layer, then one the size of the data.

Now look at what each piece needs when its turn comes on the way back:

| piece, last one first | receives | needs from the forward pass | hands on | keeps for training |
|---|---|---|---|---|
| mean squared error | 1, as every last gate does | outp and y | doutp | |
| second linear layer | doutp | a1 and W2 | da1 | dW2, db2 |
| ReLU | da1 | z1 | dz1 | |
| first linear layer | dz1 | x and W1 | dx | dW1, db1 |

The third column is the one to remember: **what was an output on the way forward is an input on the way back**. z1, a1
and outp have to be kept until then. **Predict** for the 1-2-1 net: how many numbers is that with two rows, and how many
with a thousand?
"""

# %%
guess = ...  # the numbers in z1, a1 and outp with 2 rows, and with 1000: two numbers

kept = z1.size + a1.size + outp.size
kept_of_1000 = kept // len(x2) * 1000
print(f"kept: {kept} numbers with 2 rows, {kept_of_1000} with 1000")
print(f"parameters: {sum(values.size for values in small.values())} with any batch")
compare_guess(guess, two_rows=kept, thousand_rows=kept_of_1000)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

Two in z1, two in a1 and one in outp, for each row: 10 numbers with two rows and 5000 with a thousand, beside 7
parameters.

</details>

This is where the memory of training goes: with a large batch the intermediate results fill it, rather than the weights.

## Where the backward pass starts

Something has to be sent back first. An often-heard sentence says "the loss is propagated back through the network".
Take it literally: would the first number be L? (The 1 in the table says that L moves as far as L does. The first
number that depends on the net is what MSE makes of it.)

**Before you run the cell:** the second loss is the first plus 1000. How many of its three slopes differ from the
first's?
"""

# %%
guess = ...  # how many of the three slopes differ: a number

outp3, targ3 = np.array([[1.0], [4.0], [2.5]]), np.array([[3.0], [4.0], [2.0]])  # (3, 1)


def mean_of_squares(o):
    return np.mean((o - targ3) ** 2)


slopes3 = {}
for name, f in (("L", mean_of_squares), ("L + 1000", lambda o: mean_of_squares(o) + 1000)):
    slopes3[name] = numerical_gradient(f, outp3)  # (3, 1)
    shown = (slopes3[name].round(4) + 0.0)[:, 0].tolist()
    print(f"{name:9} value {f(outp3):10.4f}   slopes", shown)
differences = np.abs(slopes3["L"] - slopes3["L + 1000"])
compare_guess(guess, differ=np.count_nonzero(differences > 1e-6))

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

None. A constant lifts the loss as a whole and does not change how it reacts to an output.

</details>

**The value of the loss is never used on the way back.** It is printed, plotted, watched; the backward pass does not
contain it. What is sent back is how the loss *reacts* to each output, an array doutp of outp's shape. (For other losses
too: whatever their value, only their slopes travel.)

The loss is the **mean squared error** (均方误差, MSE): the mean, over all entries, of the squared differences. It is no
standard deviation, for which some texts use a similar Chinese name: no root is taken, and the difference is to the
target, not to a mean.

The errors above were −2, 0 and 0.5. **Find the factor** that turns them into the slopes −1.3333, 0 and 0.3333, and then
predict the factor when each of the three rows has two outputs, with errors of ±1 in the new column.
"""

# %%
guess = ...  # the factor with one output a row, and with two: two numbers

wide, wide_targ = np.hstack([outp3, outp3]), np.hstack([targ3, outp3 + [[1], [-1], [1]]])  # (3, 2)
wide_slopes = numerical_gradient(lambda o: np.mean((o - wide_targ) ** 2), wide)
narrow_factor = slopes3["L"][0, 0] / (outp3 - targ3)[0, 0]
wide_factor = wide_slopes[0, 1] / (wide - wide_targ)[0, 1]
print(f"factors {narrow_factor:.4f} and {wide_factor:.4f}")
compare_guess(guess, one_output=narrow_factor, two_outputs=wide_factor)

# %% tags=["hide-input"]
plots.heat_maps(
    {"error, (3, 2)": wide - wide_targ, "slope of the loss": wide_slopes.round(8)},
    digits=4,
    caption="Divide a slope by its error: the same factor everywhere. "
    "Six numbers were averaged here instead of three. "
    "What did that do to the factor of the first column?",
)

# %% [markdown]
r"""
One more thing before you write it down. The tutorial from which this network comes makes its outputs flat, subtracts,
and puts an axis back at the end. With outputs (n, 1) and targets (n,) that is right. With k outputs a row it breaks:
nothing can be made flat any more, and the number of rows is no longer the number of squares that are averaged. A
function of arrays is finished when it is said which shapes it takes.
"""

# %% [markdown]
r"""
### Exercise 7.1 · mse_backward (2 points)

Return how the mean squared error reacts to each output: an array of float64 in the shape of `outp`. The loss is the
mean over *all* entries of (outp − targ)².

- `outp` has shape (n, 1) or (n, k), float64;
- `targ` has the shape of `outp`; where `outp` is (n, 1) it may also be flat, (n,). Refusing any other shape is good
  practice and is not tested.

One worked value: with outp `[[1.0], [4.0], [2.5]]` and targ `[3.0, 4.0, 2.0]` the result is
`[[-1.3333…], [0.0], [0.3333…]]`. Equal shapes earn 1 point, flat targets 0.5, several outputs 0.5.
"""


# %% solution="mse_backward"
def mse_backward(outp, targ):
    """Return ∂L/∂outp for L = mean of (outp − targ)² over all entries, in outp's shape.

    outp: (n, 1) or (n, k).   targ: outp's shape, or (n,) where outp is (n, 1).
    """
    ### BEGIN SOLUTION
    return 2 * (outp - targ.reshape(outp.shape)) / outp.size
    ### END SOLUTION


# %% tests="mse_backward"
check("mse_backward", mse_backward)

# %% [markdown]
r"""
## Who was switched on?

ReLU is the max gate of lesson 02 with a 0 for its second input: where x is positive the unit is *on* and copies its
input, elsewhere it is *off* and says 0. Nudge a unit that is on, and its output follows step for step. Nudge one that
is off, and nothing happens.

**Before you run the cell:** it holds z1 and the gradient g that arrives, twelve entries each. How many entries of g get
through? Some g are negative where z1 is positive, and one z1 is exactly 0.
"""

# %%
guess = ...  # how many of the twelve entries of g get through: a number

z = np.array([[1.4, -0.6, 0.0, 2.3], [-1.9, 0.8, 3.1, -0.2], [0.5, 1.7, -2.4, 0.9]])  # (3, 4)
g = np.array([[0.3, 1.2, 0.7, -1.1], [-0.4, 0.6, -0.9, 1.5], [1.3, -0.8, 0.2, 0.4]])  # (3, 4)

handed_on = layers.relu_backward(g, z)  # (3, 4)
compare_guess(guess, get_through=np.count_nonzero(handed_on))

# %% tags=["hide-input"]
plots.heat_maps(
    {"z1": z, "g arrives": g, "handed on": handed_on},
    one_scale=True,
    caption="Hold the right table against the left one, not against the middle one.",
)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

Seven: those whose z1 is positive. Sign and size of g decide nothing; whether the unit was on decides everything.

</details>

The decision was made on the way forward, by z1. A negative gradient passes like any other. At exactly 0 this course
passes nothing, as lesson 01 settled and PyTorch does.

There is a trap in writing it, and it has bitten many. Suppose z1 also feeds a shortcut around the ReLU, so that the
gradient reaches both through an add gate. Lesson 02: add hands the same g to both inputs. The same number, and in NumPy
often the same *array*. **Predict** what the shortcut holds after ReLU's turn.
"""

# %%
guess = ...  # what to_shortcut holds at the end: three numbers

g_here = np.array([0.3, -0.7, 0.5])  # (3,)
to_relu = to_shortcut = g_here  # an add gate hands its g to both

to_relu[np.array([1.4, -0.6, -2.0]) <= 0] = 0  # ReLU's backward pass, in place
print("ReLU hands on   ", to_relu.tolist())
print("the shortcut has", to_shortcut.tolist())
compare_guess(guess, to_shortcut=tuple(to_shortcut.tolist()))

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

ReLU's result is right. The shortcut's gradient is gone, and no line of the shortcut's code is to blame.

</details>

A backward function reads g. It never writes into it.
"""

# %% [markdown]
r"""
### Exercise 7.2 · relu_backward (2 points)

Return the gradient on x of the gate max(0, x), entry by entry, as a new array of float64.

- `g` is the upstream gradient, `x` the gate's *input*; both are arrays of the same shape, with one axis or more;
- where x is exactly 0 (or −0.0, which equals it), nothing is passed on;
- neither argument may be changed.

One worked value: `relu_backward(np.array([10.0, -10.0, 10.0]), np.array([3.0, 4.0, -5.0]))` is `[10.0, -10.0, 0.0]`.
1.5 points for x that is not 0, half a point for exact zeros.
"""


# %% solution="relu_backward"
def relu_backward(g, x):
    """Return the gradient on x of max(0, x), a new array of the shape of g and x.

    g: the upstream gradient.   x: the gate's input. At exactly 0 nothing passes.
    """
    ### BEGIN SOLUTION
    return np.where(x > 0, g, 0.0)
    ### END SOLUTION


# %% tests="relu_backward"
check("relu_backward", relu_backward)

# %% [markdown]
r"""
## Four calls, in reverse

Everything is there: two linear layers (lesson 06), ReLU, MSE. A pass through the whole network is eight steps: four
calls forward, and four calls back in reverse order, each fed with what the one before handed on.

| | forward | | backward |
|---|---|---|---|
| 1 | z1 ← linear(x, W1, b1) | 5 | doutp ← mse_backward(outp, y) |
| 2 | a1 ← relu(z1) | 6 | da1, dW2, db2 ← linear_backward(doutp, a1, W2) |
| 3 | outp ← linear(a1, W2, b2) | 7 | dz1 ← relu_backward(da1, z1) |
| 4 | L ← mse(outp, y) | 8 | dx, dW1, db1 ← linear_backward(dz1, x, W1) |

Read column four from top to bottom and column two from bottom to top: it is the same walk. Nothing else is needed, and
with twenty layers nothing else would be. Back to the 1-2-1 net and its two rows, whose errors were 0.2 and 0.7.

**Before you run the cell**, with pencil and paper: doutp, then dW2 and db2, then da1. Which two entries of da1 does
ReLU stop? Then db1.
"""

# %%
guess = ...  # db2, db1[0] and db1[1]: three numbers


def loss_of(x, y, p):
    """The loss of a net with one hidden layer of ReLU units; p holds W1, b1, W2, b2."""
    a1 = np.maximum(x @ p["W1"] + p["b1"], 0)
    return np.mean((a1 @ p["W2"] + p["b2"] - y) ** 2)


measured = {
    name: numerical_gradient(lambda v, name=name: loss_of(x2, y2, {**small, name: v}), values)
    for name, values in small.items()
}
measured["x"] = numerical_gradient(lambda v: loss_of(v, y2, small), x2)
for name, slopes in measured.items():
    print(f"d{name:3}{slopes.round(6).tolist()}")
compare_guess(guess, db2=measured["b2"][0], db1_0=measured["b1"][0], db1_1=measured["b1"][1])

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

Follow one number. Row 0 misses by 0.2, so its share of doutp is 0.2 (2 · 0.2, averaged over two rows). Its first
hidden unit is on with a1 = 3.5, hence dW2 gets 3.5 · 0.2 = 0.7 there. Back through the weight 0.8 the unit receives
0.16; it is on, so 0.16 is also its dz1. Through x = 2 that makes 0.32 for W1. The second unit of row 0 is off and so
is the first of row 1: those are the two entries that ReLU stops. So the 0.32 comes from row 0 alone, and the −0.42
beside it from row 1 alone. db2 is 0.2 + 0.7: both rows push on the same bias.

</details>

x has a gradient like everybody else. Training has no use for it, but a layer *before* this network would, and a check
that leaves it out lets a wrong last line pass.

One habit of hand-written backward passes is worth a warning. Tutorials store gradients by assignment: `x.g = …`. In
this network every array feeds exactly one place, so nothing is lost. **Before you run the cell:** here x feeds two
layers whose outputs are added, and 1 goes back into every output. What should dx be, and what does an assignment
leave?
"""

# %%
guess = ...  # dx[0, 0] as it should be, and as `=` leaves it: two numbers

x_two, U, V = np.array([[0.5, -1.5]]), np.array([[2.0], [3.0]]), np.array([[10.0], [20.0]])
ones = np.ones((1, 1))
from_U = layers.linear_backward(ones, x_two, U)[0]  # (1, 2)
from_V = layers.linear_backward(ones, x_two, V)[0]  # (1, 2)
nudged = numerical_gradient(lambda v: float(np.sum(v @ U + v @ V)), x_two)
print("the first layer sends  ", from_U.tolist())
print("the second layer sends ", from_V.tolist(), "  ← what `=` would leave")
print("nudging says           ", nudged.round(6).tolist())
compare_guess(guess, should_be=nudged[0, 0], left=from_V[0, 0])

# %% [markdown]
r"""
Where an array feeds two places, its gradients **add** (lesson 04), so a safe backward pass accumulates with `+=` into
zeros (lesson 05). In yours below, every gradient has one source, and a plain name is enough.
"""

# %% [markdown]
r"""
### Exercise 7.3 · forward_backward (3 points)

Run the whole network forward and backward, and return the pair `(loss, grads)`.

- `x` has shape (N, D); `y` has shape (N, 1) or (N,);
- `params` is a dictionary with `W1` (D, H), `b1` (H,), `W2` (H, 1), `b2` (1,);
- `loss` is the mean of (outp − y)² as one number;
- `grads` is a dictionary with the keys `x`, `W1`, `b1`, `W2`, `b2`: the gradient of the loss on each, of its shape.

The library's `*_backward` functions are closed during the check: write each step yourself. Nothing that is handed over
may be changed. On the net with two rows the result is 0.265 and the gradients printed above.

Write it as the eight calls of the table, and check after each few: with columns y, the loss earns 0.5 points, the
gradients on W2 and b2 earn 0.75, those on W1, b1 and x 1.25. A flat y earns 0.5 more.
"""


# %% solution="forward_backward"
def forward_backward(x, y, params):
    """Return (loss, grads) of Linear → ReLU → Linear → MSE.

    x: (N, D).   y: (N, 1) or (N,).   params: dict with W1 (D, H), b1 (H,), W2 (H, 1), b2 (1,).
    loss: a number.   grads: dict with x, W1, b1, W2, b2, each of its variable's shape.
    """
    ### BEGIN SOLUTION
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    z1 = x @ W1 + b1  # (N, H)
    a1 = np.maximum(z1, 0)  # (N, H)
    error = a1 @ W2 + b2 - y.reshape(-1, 1)  # (N, 1)
    loss = float(np.mean(error**2))

    doutp = 2 * error / error.size  # (N, 1)
    dz1 = np.where(z1 > 0, doutp @ W2.T, 0.0)  # (N, H)
    grads = {
        "x": dz1 @ W1.T,
        "W1": x.T @ dz1,
        "b1": dz1.sum(axis=0),
        "W2": a1.T @ doutp,
        "b2": doutp.sum(axis=0),
    }
    return loss, grads
    ### END SOLUTION


# %% tests="forward_backward"
check("forward_backward", forward_backward)

# %% [markdown]
r"""
## A second opinion

Suppose nobody had written a check for exercise 7.3. How would you know? You need a second opinion that shares no line
with your derivation. Automatic differentiation is one (lesson 10 compares with PyTorch's autograd); nudging is another,
and needs nothing but the forward pass. What remains is to compare two arrays, and that is where checkers go wrong.

`MLP`, a *multi-layer perceptron* (多层感知机), is the course's own network: `MLP((3, 4, 1))` has 3 inputs, 4 hidden
units and 1 output, and does what your `forward_backward` does. The next cell takes its gradients and plants three bugs
in a copy: an entry of W1 with the wrong sign, b1 averaged instead of added up, and one entry of W2 too large by one
ten-thousandth. Each entry becomes a mark, nudged slope to the right, claimed one upwards. **Before you run the cells:**
how many of the three bugs will you see in the first picture? (A mark is seen off the line from about a hundredth of the
largest slope on.)
"""

# %%
guess = ...  # how many of the three bugs can be seen: a number

rng = np.random.default_rng(32)
X, Y = rng.normal(size=(6, 3)), rng.normal(size=(6, 1))
net = MLP((3, 4, 1), seed=19)
for values in net.parameters().values():
    values += 0.3 * rng.normal(size=values.shape)  # biases that are not 0
net.loss(X, Y)
net.backward()

claimed = {name: values.copy() for name, values in net.gradients().items()}
claimed["W1"][2, 1] *= -1
claimed["b1"] /= len(X)
claimed["W2"][2, 0] *= 1.0001


def by_nudging(name):
    """The measured gradient on one of the net's parameters."""
    kept = net.parameters()
    return numerical_gradient(lambda v: loss_of(X, Y, {**kept, name: v}), kept[name])


pairs = {name: (claimed[name], by_nudging(name)) for name in claimed}
off = {name: np.abs(claim - slopes).max() for name, (claim, slopes) in pairs.items()}
seen = [name for name, (_, slopes) in pairs.items() if off[name] > np.abs(slopes).max() / 100]
compare_guess(guess, seen=len(seen))

# %% tags=["hide-input"]
plots.gradient_scatter(
    pairs,
    worst=5,
    caption="Each mark is one entry; on the dashed line both opinions agree. An error is "
    "the difference as a share of the array's largest slope. "
    "Find the mark that is named and lies on the line all the same.",
)

# %% tags=["hide-input"]
plots.error_maps(
    pairs,
    caption="The error of each entry, to the nearest power of ten. "
    "Right entries stand at 10⁻¹⁰ or below: that is as far as nudging sees. "
    "Wrong ones are framed. Is there anything in between?",
)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

The eye finds two bugs, the digits find three.

</details>

Digits find wrong entries easily, because there is a gap: a right gradient agrees with a central difference to about ten
digits, and a wrong one almost never to five. A limit of $10^{-6}$ lies in the middle of that gap.

## What a checker must not believe

So compare digits. But compared with *what*? Here are five claims about gradients, the first one right and the other
four wrong, and three tests that people write. **Before you run the cell:** how many wrong claims does each test accept?
"""

# %%
guess = ...  # how many of the four wrong claims each test accepts: three numbers

true = np.array([0.7, -1.9, 0.4])
wave = np.sin(np.arange(1.0, 1001.0))
spoilt = wave.copy()
spoilt[500] += 0.5
cases = {
    "right": (true, true + 1e-11),
    "zeros, slopes near 1e-9": (true * 1e-9, np.zeros(3)),
    "one of 1000 off by 0.5": (wave, spoilt),
    "right numbers, shape (1, 3)": (true, true[None, :]),
    "all twice too large": (np.abs(true), 2 * np.abs(true)),
}
tests = {
    "np.allclose": lambda n, a: bool(np.allclose(n, a)),
    "mean |n − a| < 1e-3": lambda n, a: bool(np.mean(np.abs(n - a)) < 1e-3),
    "max(n − a) < 1e-6": lambda n, a: bool(np.max(n - a) < 1e-6),
}
accepted = dict.fromkeys(tests, 0)  # wrong claims only
print(" " * 30 + "   ".join(f"{name:19}" for name in tests))
for name, (numerical, analytic) in cases.items():
    verdicts = {test: judge(numerical, analytic) for test, judge in tests.items()}
    words = ["accepts" if verdict else "refuses" for verdict in verdicts.values()]
    print(f"{name:30}" + "   ".join(f"{word:19}" for word in words))
    if name != "right":
        accepted = {test: count + verdicts[test] for test, count in accepted.items()}
by_allclose, by_mean, by_sign = accepted.values()
compare_guess(guess, allclose=by_allclose, mean=by_mean, signed=by_sign)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

`np.allclose` accepts two of the four wrong claims, the mean three, and the difference with its sign all four.

</details>

Each of the four has its reason:

- **A fixed tolerance has no idea of size.** Next to slopes of $10^{-9}$ a claim of 0 looks perfect. (`np.allclose` adds
  a fixed $10^{-8}$ unless told otherwise.) An error is large or small *compared with the slopes*.
- **A mean forgives.** One wrong weight among a thousand disappears in it. Ask for the worst entry.
- **A sign hides.** A difference of −2 is smaller than $10^{-6}$. Take absolute values.
- **A shape is stretched.** (1, 3) and (3,) compare as equal, and a bias that is updated with such a gradient changes
  its shape. Ask for the shape before any number.

So: equal shapes first; then the largest difference, divided by the largest slope that either side reports.

$$\text{error} = \frac{\max |\,\text{numerical} - \text{analytic}\,|}
{\max\big(\max|\text{numerical}|,\ \max|\text{analytic}|\big)}$$

Why the largest slope of the *array*, and not each entry by its own size? Nudging has a noise of about $10^{-11}$ times
the loss, for every entry alike. Next to a slope of 1 that is nothing. An entry whose slope is exactly 0 would be judged
by noise alone.

## Where nudging is blind

A checker has two blind spots, and both come from ReLU. The first is its corner. **Before you run the cell:** what does
the central difference say at x = 0, and what at 0.4·h beside it?
"""

# %%
guess = ...  # the nudged slope at x = 0, and at x = 0.4·h: two numbers

corner_slopes = {}
print("relu at x     x/h     nudged slope      (h = 1e-5)")
for beside in (-2e-5, -4e-6, 0.0, 4e-6, 2e-5):
    slope = (np.maximum(beside + 1e-5, 0) - np.maximum(beside - 1e-5, 0)) / 2e-5
    corner_slopes[beside] = slope
    print(f"{beside:9.0e}{beside / 1e-5:8.1f}{slope:14.2f}")
compare_guess(guess, at_0=corner_slopes[0.0], beside=corner_slopes[4e-6])

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

Closer than h to the corner, the two nudges land on different sides, and the result is a mixture of 0 and 1: ½ at the
corner itself, where the course (and PyTorch) say 0, and 0.7 at 0.4·h.

</details>

Drag the point and the nudge: from where on does the wider nudge reach beyond the corner?
"""

# %% tags=["hide-input"]
curve.slope(
    "relu",
    0.2,
    0.5,
    errors=True,
    caption="ReLU, its slope at the point, and the slope that nudging finds.",
)

# %% [markdown]
r"""
<details><summary>What there was to find</summary>

As soon as the nudge is larger than the distance to the corner. Below that the error is rounding alone, above it a
mixture.

</details>

So a checker is used at points drawn at random, which almost never hit a corner; and when a single entry fails by about
one half, look whether some unit sits at 0 before you suspect the formula.

The second blind spot stands in the tables of errors above. b1 was averaged, all four entries of it, and b1[0] counts
as right. Its unit is off in all six rows, its slope is 0, and a sixth of 0 is 0. What is switched off hides whatever
is wrong behind it. So check at more than one point.
"""

# %% [markdown]
r"""
### Exercise 7.4 · grad_check (2 points)

Judge a claimed gradient by central differences with h = 1e-5. Return the triple `(ok, worst_index, error)`.

- `f` takes a float64 array of x's shape and returns a float; `x` is an array, of floats or integers, and must not be
  changed; `analytic` is the claim;
- if the shapes of `analytic` and `x` differ: `(False, None, float("inf"))`;
- otherwise `error` is the number defined above, a float; where both gradients are 0 everywhere it is 0.0. `worst_index`
  is the place of the largest difference, a tuple of ints such as `(2, 0)`, and `ok` says whether error ≤ rtol: True or
  False;
- a claim that holds NaN is never ok (index and error do not matter then).

Lesson 01's exercise 1.5 has the nudging; write it again or bring yours. Example: for f = `lambda v:
float(np.sum(v**3))` at x = `[2.0, -1.0]`, the claim `[12.0, 6.0]` gives `(False, (1,), 0.25)`, up to about 1e-10.
Ordinary verdicts earn 1 point, slopes near $10^{-9}$ half a point, shapes and integers half a point. (Messages show
errors to eight decimals.)
"""


# %% solution="grad_check"
def grad_check(f, x, analytic, rtol=1e-6):
    """Return (ok, worst_index, error) of a claimed gradient, by central differences, h = 1e-5.

    f: float64 array of x's shape -> float.   x: array of floats or integers, not changed.
    ok: bool.   worst_index: tuple of ints, None if shapes differ.   error: float.
    """
    ### BEGIN SOLUTION
    if np.shape(analytic) != np.shape(x):
        return False, None, float("inf")
    point, h = np.array(x, dtype=np.float64), 1e-5
    numerical = np.zeros_like(point)
    for index in np.ndindex(point.shape):
        kept = point[index]
        point[index] = kept + h
        above = f(point)
        point[index] = kept - h
        numerical[index] = (above - f(point)) / (2 * h)
        point[index] = kept
    difference = np.abs(numerical - analytic)
    scale = max(np.abs(numerical).max(), np.abs(analytic).max())
    error = float(difference.max() / scale) if scale else 0.0
    worst = np.unravel_index(difference.argmax(), difference.shape)
    return error <= rtol, tuple(int(i) for i in worst), error
    ### END SOLUTION


# %% tests="grad_check"
check("grad_check", grad_check)

# %% [markdown]
r"""
With a checker of your own you no longer depend on the course's. Add a cell here (press B) and let `grad_check` judge
your `forward_backward` on a net that you draw yourself: five calls, one for each gradient, x included.

## Aim at every output

A network ends in one number. A single backward function does not: `relu_backward(g, x)` belongs to an array of
outputs, and a checker wants one number. Make one: multiply each output by its upstream gradient and add up,
Σ g · output. The slope of *that* number is what a backward function has to return, for it is what a loss would see that
reacts to output j with strength gⱼ.

Which g? Many checkers take ones; then the number is the sum of the outputs. Here are three backward functions of tanh,
two of them wrong. (They take the gate's input x; lesson 03's took its output t.) **Before you run the cell:** A is
right; which of the wrong ones, B or C, does g = 1 let pass?
"""

# %%
guess = ...  # "B" or "C"


def slopes_by_nudging(forward, inputs, which, g):
    """Slope of Σ g·forward(*inputs) for every entry of inputs[which], by central differences."""
    work, h = [np.array(values, dtype=float) for values in inputs], 1e-5
    result = np.zeros_like(work[which])
    for index in np.ndindex(result.shape):
        kept, sums = work[which][index], []
        for nudge in (h, -h):
            work[which][index] = kept + nudge
            sums.append(np.sum(g * forward(*work)))
        work[which][index] = kept
        result[index] = (sums[0] - sums[1]) / (2 * h)
    return result


tanh_backwards = {
    "A": lambda g, x: g * (1 - np.tanh(x) ** 2),
    "B": lambda g, x: 1 - np.tanh(x) ** 2,
    "C": lambda g, x: g * (1 - np.tanh(x)),
}
at = np.array([[0.3, -1.2, 0.8], [1.6, -0.4, 0.5]])  # (2, 3)
drawn = np.random.default_rng(3).normal(size=(2, 3))
largest = {}
for title, upstream in (("g = 1", np.ones((2, 3))), ("g drawn", drawn)):
    want = slopes_by_nudging(np.tanh, [at], 0, upstream)
    gaps = {name: np.abs(back(upstream, at) - want).max() for name, back in tanh_backwards.items()}
    print(f"{title:9}", "   ".join(f"{name}: {gap:.0e}" for name, gap in gaps.items()))
    largest[title] = gaps
compare_guess(guess, passes=min("BC", key=lambda name: largest["g = 1"][name]))

# %% [markdown]
r"""
The printed numbers are the largest differences.

<details><summary>What came out, and why</summary>

B forgets g, and with ones it passes.

</details>

There are worse cases. Some functions turn each row into shares that sum to 1, whatever you nudge (softmax is one; the
capstone has it). With g = 1 the number Σ g · output is then constant, every true slope is 0, and a backward function
that returns zeros is "right". Random, unequal upstream gradients close both holes. (`slopes_by_nudging` is yours to use
below; the library's own nudging is closed during checks.)

Two more habits of good hunters. A layer with three inputs has three gradients, and a bug in one of them leaves the
other two right: look at all. And use shapes that cannot hide a transpose, or, where a matrix is square, trust numbers
only.
"""

# %% [markdown]
r"""
### Exercise 7.5 · find_bugs (1 point)

Return the names of the wrong backward functions, as a list of strings, each once and in any order; an empty list if
all are right.

`candidates` is a dictionary: name → `(forward, backward, inputs)`.

- `inputs` is a tuple of float64 arrays; `forward(*inputs)` returns an array;
- `backward(g, *inputs)` takes an upstream gradient of that array's shape and returns a tuple with one gradient for each
  input; where there is a single input it may return that gradient itself, an array and no tuple;
- a backward function is wrong if a gradient has not its input's shape, or is not what nudging says, to a relative
  $10^{-6}$ or so. Some gradients are tiny. No input sits on a ReLU's corner; where a maximum has a tie, this course's
  half and half counts, and nudging says the same.

For example, for `{"a": (np.tanh, tanh_backwards["A"], (at,)), "b": (np.tanh, tanh_backwards["B"], (at,))}` the answer
is `["b"]`. Nothing here depends on your `grad_check`.
"""


# %% solution="find_bugs"
def find_bugs(candidates):
    """Return the names of the candidates whose backward function is wrong, as a list of strings.

    candidates: dict, name -> (forward, backward, inputs), see above.
    """
    ### BEGIN SOLUTION
    rng = np.random.default_rng(0)

    def is_right(claimed, measured):
        if np.shape(claimed) != measured.shape:
            return False
        scale = max(np.abs(claimed).max(), np.abs(measured).max())
        return bool(np.abs(claimed - measured).max() <= 1e-6 * scale)

    wrong = []
    for name, (forward, backward, inputs) in candidates.items():
        g = rng.normal(size=np.shape(forward(*inputs)))
        claims = backward(g, *inputs)
        claims = claims if isinstance(claims, tuple) else (claims,)
        measured = [slopes_by_nudging(forward, inputs, which, g) for which in range(len(inputs))]
        if not all(is_right(*pair) for pair in zip(claims, measured, strict=True)):
            wrong.append(name)
    return wrong
    ### END SOLUTION


# %% tests="find_bugs"
check("find_bugs", find_bugs)

# %% [markdown]
r"""
## Wrong, and learning all the same

Back to the sentence of the first section: a falling loss proves nothing. This time the loss is right and the gradients
are spoilt. A net with 16 hidden units learns a wave. **Before you run the cells:** in how many of the five runs does
the loss end below a fifth of its start?
"""

# %%
guess = ...  # how many of the five runs end below a fifth of their start: a number


def spoil(name, gradients):
    """Plant a bug in a dictionary of gradients."""
    if name == "W1 never moves":
        gradients["W1"][:] = 0
    if name == "W2 at half":
        gradients["W2"] *= 0.5
    if name == "half of W1 turned":
        gradients["W1"][:, ::2] *= -1
    if name == "biases averaged":
        gradients["b1"] /= 40
        gradients["b2"] /= 40


points = np.random.default_rng(8).uniform(-2, 2, (40, 1))
heights = np.sin(2 * points) + 0.5 * points
wave_runs = {}
for name in ("right", "W2 at half", "W1 never moves", "half of W1 turned", "biases averaged"):
    wave_net = MLP((1, 16, 1), seed=5)
    losses = []
    for _ in range(1500):
        losses.append(wave_net.loss(points, heights))
        wave_net.zero_grad()
        wave_net.backward()
        spoil(name, wave_net.gradients())
        for key, values in wave_net.parameters().items():
            values -= 0.05 * wave_net.gradients()[key]
    wave_runs[name] = losses
    print(f"{name:20} loss {losses[0]:.4f} → {losses[-1]:.4f}")
compare_guess(guess, fell=sum(losses[-1] < losses[0] / 5 for losses in wave_runs.values()))

# %% tags=["hide-input"]
plots.loss_runs(
    wave_runs,
    caption="Five runs from the same start. Which curve would have made you look for a bug?",
)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

All of them, and a wrong run may look like a right one with a smaller learning rate.

</details>

Descent forgives: any direction that points roughly downhill lowers the loss. So the curve is the last place in which a
wrong gradient shows, and the checker the first. Check the gradient before you train, at random points, on a net small
enough that it takes no time. Then take the check out: it costs two forward passes for every single parameter, and one
backward pass, which costs about as much as two forward ones, gives all the gradients at once.
"""

# %% [markdown]
r"""
## Recap

A network is a row of pieces. Forward, each piece leaves its output; backward, the last piece starts with the slope of
the loss for every output (its value is never used), and each piece turns the gradient on its output into the gradient
on its input and on its parameters, with what the forward pass left: outputs of the way there are inputs of the way
back. Every gradient has the shape of its variable. ReLU passes what arrives where its unit was on, and does not write
into what it was given; where an array feeds two places, gradients add. A column minus a flat array is a square, raises
nothing, and trains towards the mean of the targets. A gradient is checked by nudging: equal shapes first, then the
largest difference compared with the largest slope, at random points, with random upstream gradients, for every input.
A falling loss proves none of this. Next lesson: from gradients to training, and what a loss curve can and cannot tell.

## Glossary

| English | 中文 | meaning |
|---|---|---|
| multi-layer perceptron | 多层感知机 | linear layers with an activation between them |
| hidden unit | 隐藏单元 | one column of an inner layer |
| rectified linear unit, ReLU | 修正线性单元 | max(0, x): copies what is positive, says 0 otherwise |
| mean squared error, MSE | 均方误差 | mean over all entries of (output − target)² |
| target | 目标值 | what the output should have been |
| batch | 批 | the rows that go through the network together |
| broadcasting | 广播 | NumPy's stretching of shapes that differ |
| gradient check | 梯度检验 | comparing a derived gradient with a measured one |
| relative error | 相对误差 | a difference divided by the size of what is compared |
| tolerance | 容差 | the error up to which two numbers count as equal |
| upstream gradient | 上游梯度 | how the loss reacts to a piece's output; it arrives |

## Go further

- D. E. Rumelhart, G. E. Hinton, R. J. Williams, *Learning representations by back-propagating errors*, Nature 323
  (1986), 533–536: this lesson's network, with the logistic curve in place of ReLU, in four pages.
- ReLU has several fathers: K. Fukushima, *Visual feature extraction by a multilayered network of analog threshold
  elements*, IEEE Transactions on Systems Science and Cybernetics 5 (1969), 322–333; K. Jarrett and others, *What is the
  best multi-stage architecture for object recognition?*, ICCV 2009; V. Nair, G. E. Hinton, *Rectified Linear Units
  Improve Restricted Boltzmann Machines*, ICML 2010, after which it became common.
- K. He, X. Zhang, S. Ren, J. Sun, *Delving Deep into Rectifiers*, 2015, arXiv:1502.01852: why this course's `MLP` draws
  its weights with the variance 2/fan-in, which is a spread of √(2/fan-in).
- Stanford's CS231n, *Learning*, section "Gradient checks", <https://cs231n.github.io/neural-networks-3/>: more advice
  of this kind, among it on kinks. (Where it says −1e6, read −1e-6.)
- PyTorch documentation, *Gradcheck mechanics*, <https://pytorch.org/docs/stable/notes/gradcheck.html>: the same check
  in a large library, and what it does about complex numbers and speed.
- A. Karpathy, *Yes you should understand backprop*, 2016: bugs that a loss curve did not show.
"""
