# %% [markdown]
r"""
# 08 · From gradients to a falling loss curve

You have gradients you can trust. Now somebody has to take a step, and then another, and at the end there is a curve
that falls. Or one that jumps, or one that lies there like a ruler, and nothing tells you why. This lesson is about the
step, about what the curve really shows, and about reading it like a doctor.

## What you will be able to do

- train by hand, sample by sample, and say what each number of the loss curve was averaged over;
- work out from the data how large a step may be, and why metres turned into millimetres ask for another rate;
- say why a stack of linear layers is one layer, and count the parameters of a network;
- train a network with a bend in it on data that few bugs survive;
- tell six sorts of loss curves apart, and take a blood test where two bugs have the same curve.

**Builds on** lesson 02 (up or down), lesson 03 (the slope of tanh), lesson 05 (gradients add up until they are set to
zero), lesson 07 (the backward pass of a net, the checker).

**Takes** about 115 minutes, in two sittings: steps and data, then curves and their illnesses. The break is marked.
Seven exercises, 10 points.
"""

# %%
import numpy as np
from matplotlib.figure import Figure

from autograde import check
from backprop_lib import data, gates, plots
from backprop_lib.classifier import Classifier
from backprop_lib.guess import compare_guess
from backprop_lib.mlp import ACTIVATIONS, MLP
from backprop_lib.numerical import numerical_derivative
from backprop_lib.optim import SGD
from backprop_lib.picture import Picture
from backprop_lib.touch import descent
from backprop_lib.touch.net import training as training_live
from backprop_lib.train import fit

# %% [markdown]
r"""
## One weight goes downhill

Three samples, (1, 2), (2, 4) and (3, 6), and a model with one knob: ŷ = w·x. It starts at w = 1. The samples stay what
they are; w is what moves. The loss of a sample is (ŷ − y)².

Gradient descent does not see that 2 is the answer. It takes one sample, asks for ∂loss/∂w there, and moves w a little
*against* it: w ← w − 0.01 · slope. Then comes the next sample.

**Before you run the cell:** at w = 1, what are the loss and the slope of the first sample? Does w go up or down? Write
your guess in the cell's first line, in place of the dots, then run it.
"""

# %%
guess = ...  # loss, slope, "up" or "down": three, such as (3, 4, "down")

xs, ys = [1.0, 2.0, 3.0], [2.0, 4.0, 6.0]
w, rate = 1.0, 0.01
rows = []
for x, y in zip(xs, ys, strict=True):
    slope = numerical_derivative(lambda v, x=x, y=y: (v * x - y) ** 2, w)
    rows.append((x, y, w, (w * x - y) ** 2, slope))
    w = w - rate * slope

print("  x   y        w      loss     slope")
for row in rows:
    print("{:3g} {:3g} {:8.4f} {:9.4f} {:9.4f}".format(*row))
print(f"after one epoch: w = {w:.6f}")
start, loss, slope = rows[0][2:]
compare_guess(guess, loss=loss, slope=slope, w_goes="up" if w > start else "down")

# %% [markdown]
r"""
The slopes get steeper from row to row, although w gets better all the time. Why? Two factors make a slope. Find both in
the row x = 3 before you open this:

<details><summary>What came out, and why</summary>

The slopes are negative: the loss falls when w grows, so w goes up, to 1.260688. They are −2, −7.84, −16.2288. One
factor is how the loss reacts to the prediction, the other is how the prediction reacts to w. The second is x, and x is
larger in each row.

</details>

The update needs the *product*, ∂loss/∂w; the slope of the model alone, ∂ŷ/∂w, does not even know whether ŷ is too high
or too low.

One pass over all samples is an **epoch** (轮次), 0.01 is the **learning rate** (学习率), and moving after every single
sample is **stochastic gradient descent** (随机梯度下降, SGD). Three ingredients: loss, slope, step. A network with
millions of knobs does the same with an array of slopes. (In PyTorch the step stands inside `torch.no_grad()`, so that
it is not recorded, and x may stay a plain number: lesson 10.)

Is it sure to arrive? What descent comes to, if its steps are small enough and there is a bottom at all, is a place
where the slope is 0. Here that is the one lowest point. In general it may be a valley among several, or a pass between
two.
"""

# %% [markdown]
r"""
## What does a loss curve average?

Let that run for a while and print its progress, one number for each epoch. A tutorial prints the loss it has at hand at
the end of the epoch, that of the last sample: 7.3159 after the first. Two other numbers could claim to be "the loss of
epoch 1": the mean of the three losses above, and the mean loss of all three samples at the w of the epoch's end.
**Before you run the cell:** work out the first, and guess the second.
"""

# %%
guess = ...  # two numbers: the mean of the three losses; the loss of all samples at the end


def progress(orders, w=1.0, rate=0.01):
    """Three losses for each epoch of a run that takes the samples in these orders."""
    written = {"of the last sample": [], "mean over the epoch": [], "of all, at its end": []}
    for order in orders:
        measured = []
        for x, y in [(xs[k], ys[k]) for k in order]:
            measured.append((w * x - y) ** 2)
            w = w - rate * numerical_derivative(lambda v, x=x, y=y: (v * x - y) ** 2, w)
        written["of the last sample"].append(measured[-1])
        written["mean over the epoch"].append(sum(measured) / len(measured))
        losses = [(w * x - y) ** 2 for x, y in zip(xs, ys, strict=True)]
        written["of all, at its end"].append(sum(losses) / len(losses))
    return written


in_order = progress([(0, 1, 2)] * 5)
for name, losses in in_order.items():
    print(f"{name:20}", "  ".join(f"{loss:7.4f}" for loss in losses))
first = [losses[0] for losses in in_order.values()]
compare_guess(guess, mean_over_the_epoch=first[1], of_all_at_its_end=first[2])

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

One run, and 7.3159, 4.0525 or 2.5507 for its first epoch: w got better on the way, so the later it is measured, the
less is lost.

</details>

All three are honest, if they say what they are.

Usually the samples are shuffled before each epoch. **Before you run the cell:** ten epochs make nine steps from one
point of a curve to the next. How often does each of the three curves rise?
"""

# %%
guess = ...  # how many of the 9 steps go up: last sample, mean over the epoch, all at its end

rng = np.random.default_rng(3)
shuffled = progress([rng.permutation(3) for _ in range(10)])

ups = [np.sum(np.diff(losses) > 0) for losses in shuffled.values()]
compare_guess(guess, last_sample=ups[0], mean_over_the_epoch=ups[1], all_at_its_end=ups[2])

# %% tags=["hide-input"]
plots.loss_curves(
    shuffled,
    averaged="see the legend",
    caption="One run, three curves. Nothing differs but what was written down. "
    "Where one of them rises, did the model get worse?",
)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

The last sample's loss depends on which sample happens to be last: at the same w, x = 3 has nine times the loss of
x = 1. The zigzag is the shuffling; w came nearer to 2 at every step.

</details>

- The mean over the epoch, each term measured *before* the update that it led to, mixes older and newer weights; but it
  comes for free. It is the usual choice, and this course's from here on.
- The loss of all samples at the end of the epoch belongs to one set of weights, and costs a second pass.
"""

# %% [markdown]
r"""
### Exercise 8.1 · sgd_linear (2 points)

Train ŷ = w·x with the loss (ŷ − y)² for `epochs` epochs, one update for each sample in the given order. Return the pair
(w, history): the last w, a float, and a list with one float for each epoch, the mean over the epoch's samples of the
loss, each measured before its update.

`xs` and `ys` are equally long lists of floats. Work the slope out yourself; no nudging.

One worked value: `sgd_linear([3.0, -1.0], [1.5, 2.5], 0.2, 0.05, 1)` is `(0.173, [4.81545])`, up to rounding.
"""


# %% solution="sgd_linear"
def sgd_linear(xs, ys, w, lr, epochs):
    """Return (w, history) after training ŷ = w·x, one update a sample; history: the epochs' means.

    xs, ys: lists of floats, equally long.   w: the weight to start from.   lr: the learning rate.
    """
    ### BEGIN SOLUTION
    history = []
    for _ in range(epochs):
        losses = []
        for x, y in zip(xs, ys, strict=True):
            error = w * x - y
            losses.append(error**2)
            w = w - lr * 2 * error * x
        history.append(sum(losses) / len(losses))
    return w, history
    ### END SOLUTION


# %% tests="sgd_linear"
check("sgd_linear", sgd_linear)

# %% [markdown]
r"""
## How far may a step go?

0.01 was given. Would 0.1 be ten times as fast, and 0.3 thirty times? Take all three samples at once, so that every
step uses the same curve, the mean loss: L(w) = 14/3 · (w − 2)².

**Before you run the cell:** four rates, 0.02, 0.1, 0.19 and 0.23, six steps each. Which walk ends nearest to 2, the
first, second, third or fourth? And what does the last one do?
"""

# %%
guess = ...  # 1, 2, 3 or 4, the walk that ends nearest; then "arrives" or "leaves", the last one


def mean_loss(w):
    return sum((w * x - y) ** 2 for x, y in zip(xs, ys, strict=True)) / len(xs)


def walk(rate, steps=6, w=1.0):
    places = [w]
    for _ in range(steps):
        w = w - rate * numerical_derivative(mean_loss, w)
        places.append(w)
    return places


walks = {size: walk(size) for size in (0.02, 0.1, 0.19, 0.23)}
away = [abs(places[-1] - 2) for places in walks.values()]
for size, places in walks.items():
    print(f"rate {size:4g}: after six steps w = {places[-1]:.4g}")
compare_guess(guess, nearest=np.argmin(away) + 1, the_last="leaves" if away[3] > 1 else "arrives")

# %% [markdown]
r"""
Walk them yourself: set the four rates, one after the other, and see which walks cross the valley. Then find the border
by dragging the rate: from where on does the walk no longer come down?
"""

# %% tags=["hide-input"]
descent.parabola(
    H=28 / 3,
    start=1.0,
    rate=0.02,
    bottom=2.0,
    guess=True,
    caption="The same loss and start. Beside it: what one step makes of the distance to 2.",
)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

The second walk is nearly there after one step. The third overshoots and comes down in a zigzag. The fourth overshoots
by more than it had to go, and each step makes it worse.

</details>

Where is the border? Look at the distance to 2 and at what a step does to it:
"""

# %%
curvature = numerical_derivative(lambda w: numerical_derivative(mean_loss, w, h=1e-3), 1.0, h=1e-3)
print(f"curvature H = {curvature:.4f}")
print("  rate   distance after / before   1 − rate · H")
for size in walks:
    before, after = walk(size, 1)
    print(f"{size:6g}{(after - 2) / (before - 2):20.4f}{1 - size * curvature:18.4f}")

# %% [markdown]
r"""
Every step multiplies the distance by the same number, 1 − rate · H. H = 28/3 is the **curvature** (曲率): how fast the
slope itself changes with w, the second derivative. The walk comes down as long as that factor lies between −1 and 1:

$$0 < \text{rate} < \frac{2}{H}$$

Here the border is 2 / 9.3333 = 0.2143, and at half of that, 1/H, one step arrives. A rate of 0.19 already crosses the
valley; one of 0.23 leaves it.

The border is exact because this valley has one curvature everywhere: the loss is a quadratic in w. With several weights
there is a curvature in every direction; the *sharpest* one sets the limit, while the flattest sets the pace. With a
network the curvature changes on the way as well, and 2/H becomes a warning: exercise 8.4 will step over it and arrive.
"""

# %% [markdown]
r"""
### Exercise 8.2 · largest_rate (1 point)

For the model ŷ = w·x and the mean of (ŷ − y)² over all samples, return the border 2/H, a float: below this rate descent
comes down from every w, above it the distance grows. `xs` and `ys` are equally long lists of floats, at least one of
the x is not 0. Work H out; no nudging.

One worked value: `largest_rate([3.0, -1.0], [1.5, 2.5])` is 0.2.
"""


# %% solution="largest_rate"
def largest_rate(xs, ys):
    """Return 2/H, the border of the rate for descent on the mean of (w·x − y)² over the samples.

    xs, ys: lists of floats, equally long.
    Example: largest_rate([3.0, -1.0], [1.5, 2.5]) -> 0.2
    """
    ### BEGIN SOLUTION
    H = sum(2 * x**2 for x in xs) / len(xs)
    return 2 / H
    ### END SOLUTION


# %% tests="largest_rate"
check("largest_rate", largest_rate)

# %% [markdown]
r"""
## Metres or millimetres?

The same data, measured in other units: every x is 1000 times as large. A rule of thumb says: inputs ×1000, so gradients
×1000, so the learning rate ÷1000. **Before you run the cell:** in metres the border between coming down and diverging
is 0.2143. Where is it in millimetres? Does the rule hold? (The cell looks for it by trying.)
"""

# %%
guess = ...  # the border in millimetres, a number such as 2e-3


def last_over_first(unit, rate, steps=5):
    """What is left of the loss after so many steps with all x multiplied by `unit`."""
    x, y = unit * np.array(xs), np.array(ys)
    w = 1.0 / unit  # the same predictions to start with
    first = np.mean((w * x - y) ** 2)
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(steps):
            w = w - rate * np.mean(2 * (w * x - y) * x)
        return np.mean((w * x - y) ** 2) / first


def found_border(unit):
    """The rate at which five steps leave the loss as it was, between two that are halved."""
    low, high = 1e-9, 1.0
    for _ in range(40):
        middle = (low * high) ** 0.5
        low, high = (middle, high) if last_over_first(unit, middle) < 1 else (low, middle)
    return low


units = {"x in metres": 1.0, "x in millimetres": 1000.0}
for name, unit in units.items():
    print(f"{name:17} border {found_border(unit):.4g}")
compare_guess(guess, border=found_border(units["x in millimetres"]))

# %% tags=["hide-input"]
rates = np.geomspace(1e-9, 1.0, 73)

plots.rate_sweep(
    rates,
    {name: [last_over_first(unit, rate) for rate in rates] for name, unit in units.items()},
    {name: 2 / (curvature * unit**2) for name, unit in units.items()},
    ceiling=1e3,
    caption="From left to right: too small to move, just right, diverged. "
    "The dotted lines stand at 2/H. How many powers of ten lie between the two?",
)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

Six powers of ten, not three: 0.2143 became 0.0000002143. For the *same* upstream gradient the slope of w is 1000 times
as large; so far the rule is right, and lesson 02 named the reason: multiply swaps, and beside a huge x the weight gets
a huge gradient. But the w that fits is 1000 times smaller as well, so the step has to be 1000 times smaller on top of
it. In H the input stands twice: H = 2 · mean(x²).

</details>

The practical answer is not a rate of 10⁻⁷. It is to bring every input to the size of 1 before training. That matters
most with one input in metres and its neighbour in millimetres: then one direction is a million times sharper than the
other, and no single rate suits both. Here one weight's curvature is ten times the other's. Drag the rate: which of the
two weights sets the limit, and what becomes of the other one at half of it?
"""

# %% tags=["hide-input"]
descent.valley(
    (1.0, 10.0),
    (-4.0, 1.0),
    0.05,
    guess=True,
    caption="Two weights, one rate. The ellipses are places of equal loss.",
)

# %% [markdown]
r"""
<details><summary>What there was to find</summary>

The steep weight sets the limit, 2/10 = 0.2. At 0.1 it arrives in one step, and the flat one still has nine tenths of
its way to go.

</details>

One rate for all weights suits the sharpest direction and lets the others wait.
"""

# %% [markdown]
r"""
## Layers that collapse into one

One weight is a poor model. Take layers, then: for a column x, the first computes W1·x + b1, the second W2·(…) + b2
(columns, as on paper; lesson 06 tells how they relate to samples in rows).

**Before you run the cell:** four layers with 4, 6, 5 and 1 units are fed with six points along a straight line, in
equal steps. Are the steps of the output equal too, without a bend between the layers, and with tanh there?
"""

# %%
guess = ...  # two words: without a bend, with tanh; "equal" or "unequal" each

rng = np.random.default_rng(5)
shapes = [(4, 2), (6, 4), (5, 6), (1, 5)]  # (out, in)
layers = [(rng.normal(size=shape), rng.normal(size=shape[0])) for shape in shapes]


def through(x, bend=lambda z: z):
    for k, (W, b) in enumerate(layers):
        x = W @ x + b
        x = bend(x) if k + 1 < len(layers) else x
    return x[0]


line = [np.array([-1.0, 0.5]) + t * np.array([1.0, -0.4]) for t in range(6)]
straight, bent = ([through(x, bend) for x in line] for bend in (lambda z: z, np.tanh))
words = []
for name, outputs in (("no bend", straight), ("tanh", bent)):
    steps = np.diff(outputs)
    words.append("equal" if np.allclose(steps, steps[0]) else "unequal")
    print(f"steps of the output, {name:8}", steps.round(4).tolist())
compare_guess(guess, without=words[0], with_tanh=words[1])

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

Equal steps in, equal steps out: without a bend the stack is a straight line. With tanh the steps are unequal, and no
linear layer can do that.

</details>

Why no number of layers helps: multiply out two layers and you see it,

$$W_2(W_1x+b_1)+b_2=W_2W_1\,x+(W_2b_1+b_2)=W\,x+b$$

one linear layer, with W and b made from the four arrays. The same step folds ten layers into one. Depth gives no new
function until something bends between the layers.

How much a bend buys is a theorem: with enough hidden units, one bent layer comes as close as you like to any
*continuous* function on a *bounded, closed* region. It was proved in 1989 for bends shaped like σ, and in 1993 for
every continuous one that is no polynomial, ReLU included. It does not say how many units that takes, nor that descent
will find them.

What a stack costs can be counted. Here are layers of 5, 6, 7, 7, 6 and 5 units.
"""

# %% tags=["hide-input"]
plots.wires(
    (5, 6, 7, 7, 6, 5),
    caption="Every line is a weight. What does training move that is not drawn here?",
)

# %% [markdown]
r"""
**Before you run the cell:** how many numbers does training move in it?
"""

# %%
guess = ...  # a whole number

sizes = (5, 6, 7, 7, 6, 5)
wires = [before * here for before, here in zip(sizes, sizes[1:], strict=False)]
print("weights between neighbours:", " + ".join(map(str, wires)), "=", sum(wires))
arrays = MLP(sizes).parameters().values()
print("arrays of such a network:", ", ".join("×".join(map(str, array.shape)) for array in arrays))
print("parameters:", MLP(sizes).count)
compare_guess(guess, parameters=MLP(sizes).count)

# %% [markdown]
r"""
The picture shows the weights alone.

<details><summary>What came out, and why</summary>

193 weights. The tutorial from which this drawing comes counts these, and rightly calls them weights. Training moves
224: find the other 31 in the second line of the output.

</details>
"""

# %% [markdown]
r"""
### Exercise 8.3 · linear_stack (1 point)

Two functions, half a point each.

- `collapse(W1, b1, W2, b2)` returns the pair of arrays (W, b) of the one layer W·x + b that does the same as
  W2·(W1·x + b1) + b2 for every column x. Shapes: W1 (H, D), b1 (H,), W2 (M, H), b2 (M,); so W is (M, D), b (M,).
- `count_parameters(sizes, bias=True)` returns how many numbers training moves in a network with layers of
  `sizes[0]`, `sizes[1]`, … units, an int. Each layer but the input has one bias for each of its units; with
  `bias=False` there are none.

Worked values: `count_parameters([3, 2])` is 8 and `count_parameters([3, 2], False)` is 6; with W1 `[[2.0]]`,
b1 `[3.0]`, W2 `[[5.0]]`, b2 `[7.0]` the pair is `([[10.0]], [22.0])`.
"""


# %% solution="linear_stack"
def collapse(W1, b1, W2, b2):
    """Return (W, b), W (M, D) and b (M,), with W @ x + b = W2 @ (W1 @ x + b1) + b2 for all x (D,).

    W1 (H, D), b1 (H,), W2 (M, H), b2 (M,).
    """
    ### BEGIN SOLUTION
    return W2 @ W1, W2 @ b1 + b2
    ### END SOLUTION


def count_parameters(sizes, bias=True):
    """Return the number of weights and, with bias, of biases between layers of these sizes.

    Example: count_parameters([3, 2]) -> 8
    """
    ### BEGIN SOLUTION
    count = 0
    for before, here in zip(sizes, sizes[1:], strict=False):
        count += before * here + (here if bias else 0)
    return count
    ### END SOLUTION


# %% tests="linear_stack"
check("linear_stack", collapse, count_parameters)

# %% [markdown]
r"""
## Second sitting: curves and their illnesses

Here is the break. You can take a step, and you know how far it may go and what a network is made of. When you come
back in a new session, click into this cell and choose *Run → Run All Above Selected Cell*.
"""

# %% [markdown]
r"""
## Two classes: what arrives at the output

Now two classes of points, and a network with two inputs, eight tanh units and one output o. It says how sure it is of
class 1: σ(o). Class 0 gets the rest, 1 − σ(o). Call p the probability given to the right class. The loss is −log p, the
**cross-entropy** (交叉熵): 0 for somebody who was sure and right, log 2 = 0.693 for "half and half", and without limit
for somebody who was sure and wrong. Written with o and a label y of 0 or 1, it is L = log(1 + eᵒ) − y·o.

(With more classes, **softmax** (归一化指数函数) turns a score for each into a share for each, and the loss is again
−log of the right one's share. For two scores, 0 and o, that share of o *is* σ(o). Lesson 11 has three classes.)

What arrives at the output on the way back? No formula this time: nudge o and look.
"""

# %%
print("   o   y     σ(o)        p   −log p   log(1 + eᵒ) − y·o   slope on o")
for o in (-2.0, 0.4, 3.0):
    for label in (0, 1):
        slope = numerical_derivative(lambda v, label=label: np.log(1 + np.exp(v)) - label * v, o)
        loss = np.log(1 + np.exp(o)) - label * o
        sure = gates.sigmoid(o)
        p = sure if label else 1 - sure
        print(f"{o:4g}{label:4d}{sure:9.4f}{p:9.4f}{-np.log(p):9.4f}{loss:20.4f}{slope:13.4f}")

# %% [markdown]
r"""
**Find the rule** that makes the last column from the columns y and σ(o), and try it on a row that is not there: o =
1.2, where σ(o) = 0.7685. What is the slope on o if y = 0, and if y = 1?
"""

# %%
guess = ...  # two numbers: the slope at o = 1.2 for y = 0, for y = 1


def slope_for(label):
    return numerical_derivative(lambda v: np.log(1 + np.exp(v)) - label * v, 1.2)


compare_guess(guess, y_is_0=slope_for(0), y_is_1=slope_for(1))

# %% [markdown]
r"""
<details><summary>What to see in the last column</summary>

The slope lies between −1 and 1, however large the loss. It is almost 0 where the network is right and sure, and of size
almost 1 where it is wrong and sure; nothing saturates there. (Squared error on σ(o) carries a σ′ along and goes flat
just where it is most wrong.)

</details>

As the loss of a batch is the mean over its N rows, each row owns an N-th of this slope.
"""

# %% [markdown]
r"""
## A run that can prove something

Suppose you have written the backward pass and want to know whether it is right. A run that succeeds would be a comfort.
**Is it a proof?** Here are three sets of 100 points, a right network, and five broken ones. **Before you run the
cell:** moons are two crescents, XOR is four clouds crosswise, circles are one ring in another. Which set tells right
from wrong?
"""

# %%
guess = ...  # "moons", "xor" or "circles"


class Holding(SGD):
    """Gradient descent that forgets some of the parameters."""

    def __init__(self, lr, forgotten):
        super().__init__(lr)
        self.forgotten = forgotten

    def step(self, parameters, gradients):
        moving = {name: values for name, values in parameters.items() if name not in self.forgotten}
        return super().step(moving, gradients)


ACTIVATIONS["tanh, slope left out"] = (gates.tanh, lambda g, z, a: g)
ACTIVATIONS["no bend"] = (lambda z: z, lambda g, z, a: g)
kinds = {  # name: (activation, parameters that are never updated)
    "right": ("tanh", ()),
    "tanh's slope left out": ("tanh, slope left out", ()),
    "no tanh at all": ("no bend", ()),
    "b1 never updated": ("tanh", ("b1",)),
    "W1 never updated": ("tanh", ("W1",)),
    "W1, b1 never updated": ("tanh", ("W1", "b1")),
}
makers = {"moons": data.moons, "xor": data.xor, "circles": data.circles}
sets = {name: maker(100, seed=3) for name, maker in makers.items()}

print("last loss, and share right    ", "".join(f"{name:>15}" for name in sets))
nets, ends = {}, {}
for kind, (activation, forgotten) in kinds.items():
    cells = []
    for name, points in sets.items():
        nets[name, kind] = net = Classifier((2, 8, 1), activation, seed=3)
        history = fit(net, *points, Holding(1.0, forgotten), epochs=1000)
        ends[name, kind] = history.epoch_losses[-1]
        cells.append(f"{ends[name, kind]:9.3f}{history.accuracy:6.0%}")
    print(f"{kind:30}", "".join(cells))

best_bug = {name: min(ends[name, kind] for kind in kinds if kind != "right") for name in sets}
apart = {name: best_bug[name] - ends[name, "right"] for name in sets}
compare_guess(guess, it_is=max(apart, key=apart.get))

# %% tags=["hide-input"]
shown = [(name, "W1 never updated") for name in ("xor", "circles")]
shown.insert(0, ("moons", "tanh's slope left out"))
plots.boundary(
    {f"{name}, {kind}": (nets[name, kind].score, *sets[name]) for name, kind in shown},
    caption="Three broken networks and where each changes its mind. The first two would pass "
    "for a success. What shape would the border in the third picture need?",
)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

On the moons every bug is right on more than four points of five: a straight line does that much. XOR is harder, yet
eight lines in random directions, shifted by b1 and never turned, may suffice to cut it up: with this seed the frozen W1
gets every point right.

Concentric circles forgive less. The border has to close around the inner ring, and with eight units that took a first
layer that moves, biases too, through the right slope of tanh. Right code ends near 0.02, every bug in the table above
0.5, most of them close to log 2 = 0.693, the loss of "half and half".

</details>

Two slips get through even on the circles, and the checker of lesson 07 catches both. One updates W2 *before* the
gradient has gone back through it: at rate 1 nobody notices, at rate 5 the run ends above 0.5. The other sends the
gradient past W2 as if all its entries were 1, and learns all the same (see Lillicrap and others, below). A falling
curve is a hope. The nudge is the proof.
"""

# %% [markdown]
r"""
Watch a right run, on 200 points, in batches of ten drawn anew for every epoch; the curve moves while the network
learns. **Before you run the cell:** how many times does it move its weights in 800 epochs?
"""

# %%
guess = ...  # a whole number

X_noisy, y_noisy = data.circles(200, noise=0.08, seed=1)
net = Classifier((2, 8, 1), "tanh", seed=1)
history = fit(net, X_noisy, y_noisy, SGD(0.05), epochs=800, batch_size=10, show=True)

print(f"{len(history.batch_losses)} updates, {history.accuracy:.1%} of the points right")
compare_guess(guess, updates=len(history.batch_losses))

# %% [markdown]
r"""
The flat stretch near log 2 is no illness: it lasts until the lines of the first layer have turned the right way. Train
one yourself, step by step or in one go: which rate closes the border within 100 steps, and which one throws it about?
"""

# %% tags=["hide-input"]
training_live(
    Classifier((2, 8, 1), "tanh", seed=1),
    *data.circles(100, seed=1),
    rate=1.0,
    caption="Thick lines have large gradients. Press a line's name to read its weight.",
)

# %% [markdown]
r"""
<details><summary>What there was to find</summary>

With rate 5 the loss is below 0.1 after 100 steps; with 1 it is still above 0.5. With 20 it jumps to and fro
between 13 and 32.

</details>
"""

# %% [markdown]
r"""
### Exercise 8.4 · train (2 points)

Train a network with two inputs, H tanh units and one output on two classes, with the mean cross-entropy over all rows
as the loss, all rows in every step. Return the pair (params, history): the trained parameters in a new dictionary, and
a list with one loss for each step, measured before its update.

- `X` has shape (N, 2), `y` (N,), float64, each label 0.0 or 1.0;
- `params` is a dictionary of float64 arrays: W1 (2, H), b1 (H,), W2 (H, 1), b2 (1,). Rows are samples, so the hidden
  layer is tanh(X @ W1 + b1). The arrays you are given must be as they were when you return;
- `lr` is the learning rate, `steps` the number of updates of all four arrays;
- the way back is yours to write: the library's gradients are closed during the check.

One worked value: with X `[[1.0, 2.0]]`, y `[1.0]`, W1 `[[0.5], [-0.3]]`, b1 `[0.4]`, W2 `[[0.8]]`, b2 `[-0.2]`, lr 1
and one step, the loss is 0.6768, and b2 becomes 0.2917.

Short runs are compared number by number, for 1.5 points. For 0.5 points it has to learn three sets of circles, with
8 units, lr 5 and 400 steps: the last loss at most 0.05. (`np.logaddexp(0, o)` is log(1 + eᵒ) and does not overflow.)
"""


# %% solution="train"
def train(X, y, params, lr, steps):
    """Return (params, history): trained copies of the four arrays, and the loss before each step.

    X (N, 2), y (N,); params: W1 (2, H), b1 (H,), W2 (H, 1), b2 (1,), unchanged by this function.
    """
    ### BEGIN SOLUTION
    W1, b1, W2, b2 = (params[name].copy() for name in ("W1", "b1", "W2", "b2"))
    labels = y[:, None]  # (N, 1)
    history = []
    for _ in range(steps):
        a1 = np.tanh(X @ W1 + b1)  # (N, H)
        o = a1 @ W2 + b2  # (N, 1)
        history.append(float(np.mean(np.logaddexp(0, o) - labels * o)))
        do = (1 / (1 + np.exp(-o)) - labels) / len(X)  # (N, 1)
        dz1 = (do @ W2.T) * (1 - a1**2)  # (N, H)
        W2, b2 = W2 - lr * a1.T @ do, b2 - lr * do.sum(axis=0)
        W1, b1 = W1 - lr * X.T @ dz1, b1 - lr * dz1.sum(axis=0)
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}, history
    ### END SOLUTION


# %% tests="train"
check("train", train)

# %% [markdown]
r"""
Rate 5, and the border 2/H? At this rate every curvature above 0.4 is beyond it. On the circles of the table (seed 3)
the sharpest curvature is above 0.4 in more than nine steps of ten. On circles of seed 1 it is in one of five. The runs
end at 0.017 and 0.009. On a quadratic 2/H is a wall. On a network it is where the jumping begins, and that may end well
(see Cohen and others, below).

## The clinic of loss curves

Six patients. All six are real runs: five on y = 2x with one weight, one (C) on the circles. The code of four of
them has no bug. Run the next cell, with its code left folded (it gives them away), and look at the figure only.
"""


# %% tags=["hide-input"]
def one_weight(rate, steps=60, zero=True, still=False):
    """Losses on y = 2x; without zero, gradients pile up; still: the step is not taken."""
    w, gradient, losses = 1.0, 0.0, []
    for _ in range(steps):
        losses.append(mean_loss(w))
        gradient = (0.0 if zero else gradient) + numerical_derivative(mean_loss, w)
        w = w if still else w - rate * gradient
    return losses


X_rings, y_rings = data.circles(100, seed=1)
net = Classifier((2, 8, 1), "tanh", seed=1)
patients = {
    "A": one_weight(0.03),
    "B": one_weight(0.0006),
    "C": fit(net, X_rings, y_rings, SGD(7.0), epochs=60).epoch_losses,
    "D": one_weight(0.23),
    "E": one_weight(0.002, zero=False, steps=67),
    "F": one_weight(0.03, still=True),
}
needs = {"A": "nothing", "B": "higher", "C": "lower", "D": "lower", "E": "debug", "F": "debug"}
plots.clinic(patients, caption="Mind the vertical axes: each patient has its own scale.")

# %% [markdown]
r"""
**Before you run the cell:** who is healthy, which two need a lower learning rate, which one a higher, and which two
would you send to be debugged?
"""

# %%
guess = ...  # six words, for A to F: "nothing", "higher", "lower" or "debug"

compare_guess(guess, **needs)

# %% [markdown]
r"""
Each curve has a cause that one can name. Name all six, then open this:

<details><summary>The six findings</summary>

- **A** is healthy. Most of the loss is gone early, and the rest follows.
- **B** falls so steadily that it looks good, and after 60 epochs half of the loss is left. The rate is too low.
- **C** rises about as often as it falls, in jumps from one step to the next, but it does not leave. The rate is too
  high: it throws the weights from one wall of the valley to the other.
- **D** grows by the same factor at every step. The rate is above 2/H in some direction; a run on arrays ends in inf,
  then in nan.
- **E** swings, slowly, all the way down and all the way back. No rate does that on such a valley: someone forgot to set
  the gradients to zero. They pile up like the speed of a ball that rolls through the valley and up the other side, and
  nothing brakes it.
- **F** is flat. Not low and flat, as after a success, but flat from the start.

</details>
"""

# %% [markdown]
r"""
### Exercise 8.5 · diagnose_curve (2 points)

Given a history, a list of at least six losses (the first one finite and positive), return one of six words. The first
row that fits decides:

| return | if the curve |
|---|---|
| `"diverged"` | holds inf or nan, or ends above 3 × its first loss |
| `"flat_bug"` | never leaves its first loss by more than 2 % of it |
| `"ok"` | ends below 10 % of its first loss, whatever happened on the way |
| `"lr_high"` | rises somewhere, in a single step, by more than 0.3 × its first loss |
| `"no_zero_grad"` | lies somewhere more than 0.3 × its first loss above the lowest loss before: many small rises |
| `"lr_low"` | does none of this: it falls, and has not arrived |

These are the patients' six words, with a number for each "much". Noise of up to 2 % of each loss lies over many of the
curves and must not change the answer: a falling curve with noise rises a little every other step. No curve of the check
comes near 0.3: the jumps are above 0.4, the rises of a wave below 0.25.

`ok` and `lr_low` together earn half a point, `diverged` and `flat_bug` too, `lr_high` and `no_zero_grad` one.
"""


# %% solution="diagnose_curve"
def diagnose_curve(history):
    """Return "diverged", "flat_bug", "ok", "lr_high", "no_zero_grad" or "lr_low".

    The first row of the table that fits decides.
    history: list of losses, at least six; the first is finite and positive, others may be inf, nan.
    """
    ### BEGIN SOLUTION
    losses = np.array(history) / history[0]
    if not np.all(np.isfinite(losses)) or losses[-1] > 3:
        return "diverged"
    if np.all(np.abs(losses - 1) <= 0.02):
        return "flat_bug"
    if losses[-1] < 0.1:
        return "ok"
    if np.max(np.diff(losses)) > 0.3:
        return "lr_high"
    lowest_so_far = np.minimum.accumulate(losses)
    return "no_zero_grad" if np.max(losses - lowest_so_far) > 0.3 else "lr_low"
    ### END SOLUTION


# %% tests="diagnose_curve"
check("diagnose_curve", diagnose_curve)

# %% [markdown]
r"""
## One curve, two bugs

F, the flat one, is the patient that costs the most time, because many causes give this one curve. Here are two, on a
real network. Can you tell from the two loops what is wrong with each?
"""


# %%
def first_patient(net, X, y, rate=1.0, steps=30):
    losses = []
    for _ in range(steps):
        losses.append(net.loss(X, y))
        net.backward()
        net.zero_grad()
        for name, values in net.parameters().items():
            values -= rate * net.gradients()[name]
    return losses


def second_patient(net, X, y, rate=1.0, steps=30):
    losses = []
    for _ in range(steps):
        losses.append(net.loss(X, y))
        net.zero_grad()
        net.backward()
        for name, values in net.parameters().items():
            values = values - rate * net.gradients()[name]
    return losses


runs = {}
for patient in (first_patient, second_patient):
    net = Classifier((2, 8, 1), "tanh", seed=1)
    runs[patient.__name__] = patient(net, X_rings, y_rings)
for name, run in runs.items():
    print(f"{name:15} first loss {run[0]:.12f}   last loss {run[-1]:.12f}")
print("curves identical:", runs["first_patient"] == runs["second_patient"])

# %% [markdown]
r"""
Identical, to the last digit, all thirty losses. A doctor who cannot tell two illnesses apart by temperature takes
blood. Look at the *state*: after one step, are there gradients? Have the parameters moved? **Before you run the cell:**
read the two loops once more. What does each patient lack?
"""

# %%
guess = ...  # first patient, second patient: "gradient" or "move" each

lacks = []
for patient in (first_patient, second_patient):
    net = Classifier((2, 8, 1), "tanh", seed=1)
    before = {name: values.copy() for name, values in net.parameters().items()}
    patient(net, X_rings, y_rings, steps=1)
    slopes = max(np.abs(values).max() for values in net.gradients().values())
    moved = max(np.abs(values - before[name]).max() for name, values in net.parameters().items())
    print(f"{patient.__name__:15} largest gradient {slopes:.4f}   largest move {moved:.4f}")
    lacks.append("gradient" if slopes == 0 else "move" if moved == 0 else "nothing")
compare_guess(guess, first=lacks[0], second=lacks[1])

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

The first patient has no gradients: `zero_grad` stands between `backward` and the step, and wipes out what the step
needs. The second has gradients and its parameters do not move: `values = values - …` makes a new array and gives it the
name `values`; the network goes on with the old one. In the first, move a line. In the second, write `-=`, which changes
the array itself.

</details>

Take the blood in this order, with a single step: is the loss finite? Is any gradient not 0? Has every array moved?
Has the loss of the *same* batch gone down? The first "no" says where to look.
"""

# %% [markdown]
r"""
### Exercise 8.6 · blood_test (1 point)

One step was taken, and everything around it was written down. Return one of five words. The first row that fits
decides:

| return | if |
|---|---|
| `"not_finite"` | one of the two losses is inf or nan |
| `"no_gradient"` | every entry of every gradient is 0 |
| `"not_moved"` | at least one array is after the step exactly what it was before, entry by entry |
| `"not_down"` | the loss after the step is not below the loss before |
| `"healthy"` | none of this |

`losses` is the pair (loss before the step, loss of the same batch after it). `gradients`, `before` and `after` are
dictionaries with the same names, name → float64 array: the gradients, and the parameters before and after the step.

One worked value: with losses `(0.7, 0.6)`, gradients `{"w": [0.0, -2.0]}`, before `{"w": [1.0, 5.0]}` and after
`{"w": [1.0, 5.2]}`, as arrays, it is `"healthy"`: an entry without a gradient may stay where it is.
"""


# %% solution="blood_test"
def blood_test(losses, gradients, before, after):
    """Return "not_finite", "no_gradient", "not_moved", "not_down" or "healthy" for one step.

    The first row of the table that fits decides.
    losses: (before, after) on the same batch.   gradients, before, after: dicts, name -> array.
    """
    ### BEGIN SOLUTION
    old, new = losses
    if not (np.isfinite(old) and np.isfinite(new)):
        return "not_finite"
    if not any(np.any(values != 0) for values in gradients.values()):
        return "no_gradient"
    if any(np.all(after[name] == before[name]) for name in before):
        return "not_moved"
    return "healthy" if new < old else "not_down"
    ### END SOLUTION


# %% tests="blood_test"
check("blood_test", blood_test)

# %% [markdown]
r"""
## A curve that others can read

Will somebody else be able to read your curves? Here are three runs of the one weight, with three rates. After 40 epochs
their losses are near 0.05, 0.0004 and 0.0000005. **Before you run the cell:** on a linear axis from 0 to 5, 300 pixels
high, how many of the three end a pixel or more above the bottom?
"""

# %%
guess = ...  # 0, 1, 2 or 3

three = {f"rate {rate:g}": one_weight(rate, steps=40) for rate in (0.006, 0.012, 0.02)}
heights = [300 * run[-1] / 5 for run in three.values()]  # in pixels
print("pixels above the bottom:", ", ".join(f"{height:.2g}" for height in heights))
compare_guess(guess, seen=sum(height >= 1 for height in heights))

# %% tags=["hide-input"]
plots.loss_curves(
    three,
    averaged="mean over all samples",
    log=True,
    caption="A logarithmic axis: equal distances are equal factors, and a straight line down is a "
    "loss that shrinks by the same share at every step.",
)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

One. The three end 3 pixels, a fortieth of a pixel and next to nothing above the bottom; on a logarithmic axis each has
its place.

</details>

A linear axis is easier to read when the losses span less than a factor of a thousand, and it has a place for 0.
The rest is courtesy: a legend that says which run is which, axis labels
that say epoch and loss, a title.
"""

# %% [markdown]
r"""
### Exercise 8.7 · plot_losses (1 point)

Draw several runs into one figure and return it, a Matplotlib `Figure` with one pair of axes. Do not show it.

`histories` is a dictionary: name of a run → list of its losses, one for each epoch; the lists may differ in length.

- one line for each run, labelled with its name; x counts epochs from 0 or from 1;
- axis labels that name the epoch and the loss, a legend, a title (on the axes or on the figure);
- the y-axis is logarithmic when the largest loss of all is more than 1000 times the smallest positive one, otherwise
  linear.

The check looks at lines, labels, legend and scales, not at pixels: half a point for linear axes, half for logarithmic
ones. `Figure().subplots()` makes axes in a figure that nobody shows; `matplotlib.pyplot` will do as well.
"""


# %% solution="plot_losses"
def plot_losses(histories):
    """Return a Figure with a labelled line a run, axis labels, legend, title and a fitting y-scale.

    histories: dict, name -> list of losses, one for each epoch.
    """
    ### BEGIN SOLUTION
    figure = Figure()
    axes = figure.subplots()
    for name, losses in histories.items():
        axes.plot(range(1, len(losses) + 1), losses, label=name)
    positive = [loss for losses in histories.values() for loss in losses if loss > 0]
    if max(positive) > 1000 * min(positive):
        axes.set_yscale("log")
    axes.set_xlabel("epoch")
    axes.set_ylabel("loss (mean over the epoch)")
    axes.set_title("Training loss")
    axes.legend()
    return figure
    ### END SOLUTION


# %% tests="plot_losses"
check("plot_losses", plot_losses)

# %% tags=["hide-input"]
try:
    drawn = plot_losses(three)
except NotImplementedError:
    drawn = None

stranger = "Your figure. Cover the code with your hand: what would a stranger learn from it?"
(
    Picture.of_figure(drawn, alt="Your figure of three runs.", caption=stranger)
    if isinstance(drawn, Figure)
    else "plot_losses has returned no figure yet"
)

# %% [markdown]
r"""
## Recap

Training is loss, slope, step: parameters move against their gradients, data stay. What a loss curve shows depends on
what it averages; say it. On a quadratic loss the rate has to stay below 2/H, H the sharpest curvature; a network may
step over that border and come back. Since the input enters the curvature squared, inputs 1000 times as large need a
rate a million times smaller, or a change of unit. Linear layers collapse into one; a bend between them makes depth
worth its price. The cross-entropy is −log of the probability that the right class got, and its slope on the output is
never steeper than 1. Concentric circles unmask most wrong backward passes, moons and XOR do not, and the nudge remains
the judge. Curves have illnesses that show, and one, the flat line, whose cause shows only in the state: take a blood
test. Lesson 09 asks what happens to gradients on their way through many layers.

## Glossary

| English | 中文 | meaning |
|---|---|---|
| gradient descent | 梯度下降 | repeated steps of the parameters against the gradient |
| stochastic gradient descent, SGD | 随机梯度下降 | a step after every sample or small batch |
| learning rate | 学习率 | the factor between a slope and a step |
| epoch | 轮次 | one pass over all samples |
| batch | 批 | the samples that one step uses |
| curvature | 曲率 | how fast the slope changes; the second derivative |
| activation, bend | 激活函数 | the function between layers that is no straight line |
| cross-entropy | 交叉熵 | minus the log of the probability that the right class got |
| softmax | 归一化指数函数 | scores of several classes turned into shares that sum to 1 |
| decision boundary | 决策边界 | where a classifier changes its mind |
| to diverge | 发散 | to grow without bound |

## Go further

- *PyTorch 深度学习实践*, lectures 3 and 4 (in Chinese): y = 2x with w = 1, and the 5-6-7-7-6-5 network, are from
  there. Look at what its progress line prints.
- G. Cybenko, *Approximation by Superpositions of a Sigmoidal Function*, Mathematics of Control, Signals and Systems 2
  (1989), 303–314, for bends shaped like σ; M. Leshno, V. Lin, A. Pinkus, S. Schocken, *Multilayer feedforward networks
  with a nonpolynomial activation function can approximate any function*, Neural Networks 6 (1993), 861–867, for others.
- Y. LeCun, L. Bottou, G. Orr, K.-R. Müller, *Efficient BackProp* (1998): curvature, learning rates and why inputs
  should be brought to one size.
- J. Cohen, S. Kaur, Y. Li, J. Z. Kolter, A. Talwalkar, *Gradient Descent on Neural Networks Typically Occurs at the
  Edge of Stability*, ICLR 2021: real networks train with the curvature at 2/rate, and above.
- T. Lillicrap, D. Cownden, D. Tweed, C. Akerman, *Random synaptic feedback weights support error backpropagation for
  deep learning*, Nature Communications 7 (2016), 13276: why a wrong gradient may learn.
- A. Karpathy, *A Recipe for Training Neural Networks* (2019), karpathy.github.io: the order in which to look.
"""
