# %% [markdown]
r"""
# 04 · Staged computation: where paths meet, gradients add

Between the input and the output of one circuit in this lesson lie 1,152,921,504,606,846,976 paths, and its
gradient is a sum over all of them. You will compute it in a few milliseconds, with 240 multiplications that you could
do by hand. The way there leads over one question: what happens when a number is used twice?

## What you will be able to do

- cut an awkward function into stages and find its gradient without ever writing down its derivative;
- say which numbers of the forward pass the backward pass will ask for, and keep them;
- add, not multiply, average or overwrite, where several gradients meet;
- read a gradient as a sum over paths, in a formula and in a small neural net;
- compute such a sum in one sweep, however many paths there are.

**Builds on** lesson 02 (upstream × local, the order of the backward pass) and lesson 03 (σ and its slope from its
output). **Takes** about 95 minutes; a good place to break off is after exercise 4.3. Five exercises, 10 points.
"""

# %%
import math
import time

import numpy as np

from autograde import check
from backprop_lib import draw, gates, paths, plots
from backprop_lib.circuit import Value, topological_order
from backprop_lib.guess import compare_guess
from backprop_lib.numerical import numerical_gradient
from backprop_lib.touch import graph

# %% [markdown]
r"""
## Eight lines for one formula

Here is a function that nobody needs, chosen because it is awkward:

$$f(x, y) = \frac{x + \sigma(y)}{\sigma(x) + (x + y)^2}$$

with the sigmoid σ of lesson 03. How strongly does f react to x and to y at x = 3, y = −4? The quotient rule would give
you a formula, half a page of it, and one slip spoils everything. But you were not asked for a formula. You want two
*numbers*.

So do what you would do with a pocket calculator: one small step a line, and a name for every result. This is a
**staged computation** (分段计算). **Before you run the cell:** σ(−4) is almost 0 and σ(3) almost 1. Roughly, what is f?
Put your guess in place of the dots.
"""

# %%
guess = ...  # f, roughly: a number

x, y = 3.0, -4.0

sigy = gates.sigmoid(y)  # (1)
num = x + sigy  # (2) the numerator
sigx = gates.sigmoid(x)  # (3)
xpy = x + y  # (4) x plus y
xpysqr = xpy**2  # (5) its square
den = sigx + xpysqr  # (6) the denominator
invden = 1 / den  # (7)
f = num * invden  # (8)

print(f"f = {f:.7f}")
compare_guess(guess, f=f)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

About 3 divided by 2: the numerator is a little above 3, the denominator a little below 1 + (−1)² = 2.

</details>

Look at the eight lines again. Each is a gate you know: +, ×, σ, 1/x and a square.
Stage (7) splits the division in two, so that stage (8) is a plain product. Where you cut is up to you; cut so that you
know the slope of every piece.

Two numbers to aim at, from a method that knows nothing of stages:
"""


# %%
def whole(point):
    """The awkward function, in one line, of an array with x and y."""
    x, y = float(point[0]), float(point[1])
    return (x + gates.sigmoid(y)) / (gates.sigmoid(x) + (x + y) ** 2)


print(numerical_gradient(whole, np.array([3.0, -4.0])))

# %% [markdown]
r"""
## Keep what the way back will ask for

The backward pass comes after the whole forward pass, and it will ask for numbers that were computed on the way. For
example, the slope of 1/den at the point where you are depends on den.

Not every stage asks. Here are the slopes of all eight, one for each input of the stage, at (3, −4) and at a second
point. **Predict:** which stages have the same slopes at both, so that nothing need be kept for them?
"""

# %%
guess = ...  # their numbers in brackets, as in (1, 5, 8)


def stages_of(x, y):
    """The same eight stages with Values, which remember where they come from."""
    sigy = y.sigmoid().named("sigy")
    num = (x + sigy).named("num")
    sigx = x.sigmoid().named("sigx")
    xpy = (x + y).named("xpy")
    xpysqr = (xpy**2).named("xpysqr")
    den = (sigx + xpysqr).named("den")
    invden = (1 / den).named("invden")
    return (num * invden).named("f")


here = topological_order(stages_of(Value(3.0, "x"), Value(-4.0, "y")))
there = topological_order(stages_of(Value(2.4, "x"), Value(-0.9, "y")))
print("stage        slopes at (3, −4)   slopes at (2.4, −0.9)")
gates_only = [(one, other) for one, other in zip(here, there, strict=True) if one.parents]
for k, (one, other) in enumerate(gates_only, 1):
    texts = [", ".join(f"{slope:.4f}" for slope in node.local) for node in (one, other)]
    print(f"({k}) {one.label:9}{texts[0]:20}{texts[1]}")

same = tuple(k for k, (one, other) in enumerate(gates_only, 1) if one.local == other.local)
compare_guess(guess, same_slopes=same)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

The three sums, (2), (4) and (6): their slopes are 1, always. The others ask:

- (8) for num and invden, since each is the slope of the other;
- (7) for den, or for invden, from which the slope can be had as well;
- (5) for xpy, its input;
- (3) and (1) for sigx and sigy, their own outputs (lesson 03, "The ±1 trick").

So x, y and xpysqr are never asked for.

</details>

What is needed is kept in a **cache** (缓存): a dictionary, here, from the name of a number to the number. You could
throw everything away and compute it again on the way back. That is slower and saves memory, and large networks
sometimes choose it. For now keep all nine, x, y and the results of stages (1) to (7); a number too many does no harm.

Here is the forward pass as a table, from the top down. The empty half on the right is for the way back.
"""

# %% tags=["hide-input"]
plots.staged(
    stages_of(Value(3.0, "x"), Value(-4.0, "y")),
    show="values",
    caption="The first two rows are the inputs. Find the stages that x feeds: how many?",
)

# %% [markdown]
r"""
### Exercise 4.1 · staged_forward (1 point)

Write the forward pass for any two floats x and y. Return the pair `(f, cache)`: f is a float, `cache` a dictionary
with the nine keys `x`, `y`, `sigy`, `num`, `sigx`, `xpy`, `xpysqr`, `den` and `invden`, under which the numbers of the
eight stages stand (f itself need not be there; further keys are allowed).

`gates.sigmoid` and `math` are at hand. One worked value: `staged_forward(2.4, -0.9)` gives f = 0.8491, with
`num` = 2.6891, `den` = 3.1668 and `xpysqr` = 2.25 in the cache.
"""


# %% solution="staged_forward"
def staged_forward(x, y):
    """Return (f, cache) for f = (x + σ(y)) / (σ(x) + (x + y)²) at two floats.

    cache: dict with the keys x, y, sigy, num, sigx, xpy, xpysqr, den and invden.
    Example: staged_forward(2.4, -0.9) -> (0.8491, {"x": 2.4, "y": -0.9, "num": 2.6891, ...})
    """
    ### BEGIN SOLUTION
    cache = {"x": x, "y": y, "sigy": gates.sigmoid(y), "sigx": gates.sigmoid(x), "xpy": x + y}
    cache["num"] = x + cache["sigy"]
    cache["xpysqr"] = cache["xpy"] ** 2
    cache["den"] = cache["sigx"] + cache["xpysqr"]
    cache["invden"] = 1 / cache["den"]
    return cache["num"] * cache["invden"], cache
    ### END SOLUTION


# %% tests="staged_forward"
check("staged_forward", staged_forward)

# %% [markdown]
r"""
## What b does, it does twice

x feeds three stages. Which of the three decides how strongly f reacts to it? A smaller circuit answers: f = (a +
b)·(b + c) at a = 1.5, b = −0.5, c = 4. b stands in both sums, q = a + b = 1 and r = b + c = 3.5. A value that is used
more than once is a **fork** (分叉) in the circuit.

Take b apart for a moment. Pretend there are two numbers, b₁ in the first sum and b₂ in the second, that happen to be
equal. **Predict** how far f moves if you raise by 0.001: only b₁; only b₂; both.
"""

# %%
guess = ...  # the change of f: (only b₁, only b₂, both)


def split_fork(b1, b2):
    """(a + b₁)·(b₂ + c) at a = 1.5 and c = 4."""
    return (1.5 + b1) * (b2 + 4.0)


before, h = split_fork(-0.5, -0.5), 0.001
only_b1 = split_fork(-0.5 + h, -0.5) - before
only_b2 = split_fork(-0.5, -0.5 + h) - before
both = split_fork(-0.5 + h, -0.5 + h) - before
print(f"f moves by {only_b1:+.6f} with b₁, by {only_b2:+.6f} with b₂, by {both:+.6f} with both")
compare_guess(guess, only_b1=only_b1, only_b2=only_b2, both=both)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

3.5 times the nudge through q, once the nudge through r, and together 4.5 times. (The last digit, 0.000001, is the bend:
h·h.)

</details>

The effects **add**. And b₁ and b₂ *are* one number, so nudging b is always the third case: ∂f/∂b is the sum.
"""

# %% tags=["hide-input"]
a, b, c = Value(1.5, "a"), Value(-0.5, "b"), Value(4.0, "c")
q, r = (a + b).named("q"), (b + c).named("r")
plots.forks(
    paths.edges_of((q * r).named("f")),
    "b",
    "f",
    caption="On each wire stands its local gradient. Along a path you multiply; "
    "where the two paths meet, at b, you add.",
)

# %% [markdown]
r"""
In general, let t feed z₁, z₂, …, zₙ, and let these lead to f. Every zᵢ reports back how strongly f reacts to *it*;
times its own slope, that is its share. The shares add up:

$$\frac{\partial f}{\partial t} = \sum_{i=1}^{n} \frac{\partial f}{\partial z_i}\,\frac{\partial z_i}{\partial t}$$

This is the **multivariable chain rule** (多元链式法则). Here t is b, z₁ = q and z₂ = r: 3.5·1 + 1·1 = 4.5.

Each way to b shows its share. Move a until f no longer reacts to b, although b reaches it on two paths.
"""

# %% tags=["hide-input"]
graph.circuit(
    (q * r).named("f"),
    at="end",
    caption="Beside the two wires that leave b: what each of them sends back. Below b: the sum.",
)

# %% [markdown]
r"""
<details><summary>Where that is</summary>

At a = −3, where the shares are 3.5 and −3.5.

</details>

Instead of adding, people multiply the two shares, average them, or let the second overwrite the first. **Before you
run the cell:** what would each of the three give for ∂f/∂b?
"""

# %%
guess = ...  # (multiply, average, overwrite)

through_q, through_r = (-0.5 + 4.0) * 1.0, (1.5 - 0.5) * 1.0  # r · 1 and q · 1
print(f"add       {through_q + through_r:6.2f}")
print(f"multiply  {through_q * through_r:6.2f}")
print(f"average   {(through_q + through_r) / 2:6.2f}")

db = through_q
db = through_r  # the mistake to look at
print(f"overwrite {db:6.2f}")
average = (through_q + through_r) / 2
compare_guess(guess, multiply=through_q * through_r, average=average, overwrite=db)

# %% [markdown]
r"""
Rates multiply *along* one path, not across two. An average would be right if the nudge had to be divided between the
two sums; it reaches both in full. The last is a slip of the pen: the second line says `=`, so the first share is
gone. Nothing warns you. Two habits prevent it: write `+=` for every share that is not the first, or start
every gradient at 0 and always write `+=`.

<details><summary>A number that hides a mistake</summary>

Multiplying gave 3.5, the share of q, because the other share happens to be 1. Numbers like 1 hide mistakes; the checks
use others.

</details>

One more question, because some texts get it wrong: is b a fork in (a + b)·c as well? **Before you run the cell:** how
many paths lead from b to f there?
"""

# %%
guess = ...  # how many paths: a number

a, b, c = Value(1.5, "a"), Value(-0.5, "b"), Value(4.0, "c")
single = ((a + b).named("q") * c).named("f")
single.backward()
from_b = paths.count_paths(paths.edges_of(single), "b", "f")
print(f"paths from b to f: {from_b}")
compare_guess(guess, paths=from_b)

# %% tags=["hide-input"]
draw.circuit(
    single,
    caption="In (a + b)·c one wire leaves b. There is one path and nothing to add: db = c = 4.",
)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

One path: b is no fork there. That two gates stand between b and f makes none.

</details>

What decides is how often a number is used: two *wires* that leave b make it a fork.
"""

# %% [markdown]
r"""
### Exercise 4.2 · fork_backward (2 points)

For f = (a + b)·(b + c) and the upstream gradient g, return the gradients on the three inputs as a tuple (da, db, dc).
All four are floats of any size and sign.

One worked value: `fork_backward(2.5, -4.1, 0.6, 10.0)` is `(-35.0, -51.0, -16.0)`.
"""


# %% solution="fork_backward"
def fork_backward(a, b, c, g):
    """Return (da, db, dc) for f = (a + b)·(b + c); g is the upstream gradient, all are floats.

    Example: fork_backward(2.5, -4.1, 0.6, 10.0) -> (-35.0, -51.0, -16.0)
    """
    ### BEGIN SOLUTION
    q, r = a + b, b + c
    dq, dr = g * r, g * q
    da, dc = dq, dr
    db = dq
    db += dr
    return da, db, dc
    ### END SOLUTION


# %% tests="fork_backward"
check("fork_backward", fork_backward)

# %% [markdown]
r"""
## Back through the eight stages

Now you have all that the awkward function takes: slopes for every stage, a cache, and a rule for forks. Walk back
from (8) to (1). **Predict** without numbers: how many shares does x receive, how many y, and which stages send them?
"""

# %%
guess = ...  # (shares of x, shares of y)

x_leaf, y_leaf = Value(3.0, "x"), Value(-4.0, "y")
staged = stages_of(x_leaf, y_leaf)
staged.backward()

uses = [parent for node in topological_order(staged) for parent in node.parents]
compare_guess(guess, x=uses.count(x_leaf), y=uses.count(y_leaf))

# %% tags=["hide-input"]
plots.staged(
    staged,
    caption="Read the right half from the bottom up. Each row multiplies what arrives "
    "by the slopes of its stage. Find every line that adds to dx.",
)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

Three for x, from stages (4), (3) and (2); two for y, from (4) and (1).

</details>

Follow three rows with a pencil:

- **(7)** 3.018 arrives, the value of num. At den = 1.9526 the slope of 1/den is −0.26229, and 3.018 · (−0.26229) =
  −0.79159.
- **(5)** −0.79159 arrives. At xpy = −1 a square falls, with slope −2, and −0.79159 · (−2) = 1.5832.
- **(4)** 1.5832 arrives, and the + hands it to x and to y. x is met for the first time: `=`. When stages (3) and (2)
  add their shares, it is `+=`.

Why from (8) to (1) and not in another order? den, for instance, may hand something on only when dden is complete.
Walking the stages backward keeps lesson 02's rule: every user of a number comes before the stage that made it.

Now the ledger of x, share by share, and in the last column what dx becomes if that stage writes `=`. **Before you run
the cell:** what becomes of dx if stage (2), the last to report, writes `=`? (Its share stands in the table.)
"""

# %%
guess = ...  # dx with `=` at stage (2): a number

stage_of = {node.label: node for node in topological_order(staged)}
shares = []
for name in ("xpy", "sigx", "num"):  # the users of x, in backward order
    node = stage_of[name]
    shares.append(node.grad * node.local[node.parents.index(x_leaf)])

print("stage   share of x   added up   with = here")
for k, (name, share) in enumerate(zip(("(4)", "(3)", "(2)"), shares, strict=True)):
    print(f"{name:6}{share:12.4f}{sum(shares[: k + 1]):11.4f}{sum(shares[k:]):12.4f}")

print(f"\nby nudging {numerical_gradient(whole, np.array([3.0, -4.0]))[0]:.4f}")
print(f"dx, dy of the circuit: {x_leaf.grad:.7f}, {y_leaf.grad:.7f}")
compare_guess(guess, dx=shares[-1])

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

The sum is 2.0596, as nudging says. With `=` at stage (2), dx would be 0.5121, a quarter of the truth, and the program
would run on without a word. At stage (4) a `=` does no harm: nothing was there yet.

</details>

Notice what you did *not* do: nowhere did a formula for ∂f/∂x appear. Eight small slopes and a sum were enough, and they
would be enough for eight hundred stages.
"""

# %% [markdown]
r"""
### Exercise 4.3 · staged_backward (3 points)

Write the backward pass of the awkward function. `cache` is the dictionary of exercise 4.1, with all nine keys and
correct numbers; `g` is the upstream gradient on f, 1 if it is left out. Return the pair (dx, dy) of floats. Leave the
cache as it was. The check brings its own caches, so a mistake in 4.1 costs nothing here.

dx earns 2 points, dy 1. With the cache of x = 3, y = −4 the answer is (2.0596, 1.5922), and with
g = 10 it is (20.596, 15.922). There x + y is −1, a number that hides mistakes, so try a second point as well:
`numerical_gradient(whole, np.array([2.4, -0.9]))` shows what should come out there.
"""


# %% solution="staged_backward"
def staged_backward(cache, g=1.0):
    """Return (dx, dy) of f = (x + σ(y)) / (σ(x) + (x + y)²); g is the upstream gradient on f.

    cache: dict with the keys x, y, sigy, num, sigx, xpy, xpysqr, den and invden.
    Example: with the cache of x = 3, y = -4 and g = 10 -> (20.596, 15.922)
    """
    ### BEGIN SOLUTION
    dnum = cache["invden"] * g  # (8)
    dinvden = cache["num"] * g
    dden = -(cache["invden"] ** 2) * dinvden  # (7)
    dsigx = dxpysqr = dden  # (6)
    dxpy = 2 * cache["xpy"] * dxpysqr  # (5)
    dx = dxpy  # (4)
    dy = dxpy
    dx += (1 - cache["sigx"]) * cache["sigx"] * dsigx  # (3)
    dx += dnum  # (2)
    dsigy = dnum
    dy += (1 - cache["sigy"]) * cache["sigy"] * dsigy  # (1)
    return dx, dy
    ### END SOLUTION


# %% tests="staged_backward"
check("staged_backward", staged_backward)

# %% [markdown]
r"""
## Every path counts once

You found dx share by share. Here is the same sum seen from above. Forget values and formulas; keep of the circuit only
who feeds whom and how strongly: a list of edges (from, to, local gradient).

A **path** (路径) from x to f is a chain of edges. **Predict:** how many paths lead from x to f, and how many from y?
"""

# %%
guess = ...  # (paths from x to f, paths from y to f)

stage_edges = paths.edges_of(staged)
found = {}
for leaf in (x_leaf, y_leaf):
    print(f"from {leaf.label} to f")
    found[leaf.label] = list(paths.paths(stage_edges, leaf.label, "f"))
    products = [math.prod(local for _, _, local in path) for path in found[leaf.label]]
    for product, path in zip(products, found[leaf.label], strict=True):
        print(f"  {product:9.4f}   {' → '.join([leaf.label, *[end for _, end, _ in path]])}")
    print(f"  {sum(products):9.4f}   all paths together; backward said {leaf.grad:.4f}\n")

compare_guess(guess, from_x=len(found["x"]), from_y=len(found["y"]))

# %% tags=["hide-input"]
plots.forks(
    stage_edges,
    "x",
    "f",
    caption="Three paths from x, told apart by colour, pattern and number. "
    "Paths 2 and 3 meet at den: which edges do they share?",
)

# %% [markdown]
r"""
Multiply along a path, add over paths. That is everything the chain rule says about a circuit:

$$\frac{\partial f}{\partial x}
= \sum_{\text{paths from } x \text{ to } f}\;\prod_{\text{edges of the path}} \text{local gradient}$$

The three products, 0.5121, −0.0358 and 1.5832, are the three shares of x in the ledger, in another order. Check lesson
02 with it: in (x + y)·z one path leads from x to f, with the slopes 1 and z.
"""

# %% [markdown]
r"""
## A small net is a bundle of paths

Here is the smallest network worth the name: one input x, two units h1 and h2 in the middle, one output. Every unit
adds up what arrives, each input times the weight on its edge, plus a bias. No activation function yet; so the local
gradient on each edge is the weight itself, wherever x is.

The weights are w₁ = −0.2377 and w₂ = 0.3578 from x to h1 and h2, then w₃ = 0.4739 and w₄ = −0.2122 from there to the
output. They come from a tutorial that let PyTorch draw them.
**Predict the sign** of ∂out/∂x: look at each path for itself.
"""

# %%
guess = ...  # "positive" or "negative"

net = [("x", "h1", -0.2377), ("x", "h2", 0.3578), ("h1", "out", 0.4739), ("h2", "out", -0.2122)]
net_slope = paths.sum_over_paths(net, "x", "out")
print(f"∂out/∂x = {net_slope:.5f}")
compare_guess(guess, sign="positive" if net_slope > 0 else "negative")

# %% tags=["hide-input"]
plots.forks(net, "x", "out", caption="Two paths, each with exactly one negative weight on it.")

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

Both paths carry a negative number, −0.1126 and −0.0759; together −0.1886. Raise the input, and the output falls.

</details>

Now the output itself. For x = 2 the tutorial prints 0.0318, the output of its net with these weights, and says that the
output is x·w₁·w₃ + x·w₂·w₄. **Before you run the cell:** is that so? What do the two paths give for x = 2?
"""

# %%
guess = ...  # x·w₁·w₃ + x·w₂·w₄ for x = 2: a number

print(f"both paths, x = 2       {2 * net_slope:8.4f}")
print("the tutorial's net        0.0318")
print(f"difference: the biases  {0.0318 - 2 * net_slope:8.4f}")
compare_guess(guess, both_paths=2 * net_slope)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

It is not so: the paths from x give −0.3771, and 0.4089 more came from the biases, those of h1 and h2 through the second
layer and that of the output.

</details>

A formula for the *output* must name the biases; leave them out and it misses 0.0318 by far. The *gradient on x* is the
same with and without, because no path leads from x through a bias.

With two inputs there are four paths, two from each. Let w₁ and w₂ lead from x₁ and x₂ to h1, w₃ and w₄ to h2, and w₅
and w₆ from h1 and h2 to the output. Biases aside, the output is x₁w₁w₅ + x₂w₂w₅ + x₁w₃w₆ + x₂w₄w₆. One term a path.
**Predict** ∂out/∂x₁ and ∂out/∂x₂ for the weights in the next cell.
"""

# %%
guess = ...  # (∂out/∂x₁, ∂out/∂x₂)

w1, w2, w3, w4, w5, w6 = 0.6, -1.1, 0.9, 0.4, 1.3, -0.7
net2 = [
    ("x1", "h1", w1),
    ("x2", "h1", w2),
    ("x1", "h2", w3),
    ("x2", "h2", w4),
    ("h1", "out", w5),
    ("h2", "out", w6),
]
slope1, slope2 = paths.sum_over_paths(net2, "x1", "out"), paths.sum_over_paths(net2, "x2", "out")
print(f"∂out/∂x1 = w1·w5 + w3·w6 = {slope1:.2f}")
print(f"∂out/∂x2 = w2·w5 + w4·w6 = {slope2:.2f}")
compare_guess(guess, x1=slope1, x2=slope2)

# %% tags=["hide-input"]
plots.forks(net2, "x1", "out", caption="The two paths from x1; the edges from x2 stay grey.")

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

0.78 − 0.63 = 0.15 and −1.43 − 0.28 = −1.71.

</details>

Each input of this net has two paths. Put five layers of a hundred units
one behind the other, and between an input and the output lie 100⁵ = 10,000,000,000 paths, with 40,200 edges (100 into
the first layer, 4·100² between layers, 100 out of the last). Nobody adds ten thousand million products for one
gradient. What then?
"""

# %% [markdown]
r"""
## A million million million paths, 240 edges

Take the plainest circuit with many paths, a *ladder*: at each rung there are two ways to the next node, left or
right, each two edges long. One rung has 2 paths and 4 edges, two rungs have 4 paths and 8 edges. **Predict** the number
of paths and of edges with 16 rungs. How will the time to list all paths grow, from 4 rungs to 8, 12 and 16?
"""

# %%
guess = ...  # with 16 rungs: (paths, edges)


def ladder(rungs):
    """Edges of a ladder from s0 upwards; every rung multiplies by 0.5·1.2 + 0.8·0.5 = 1."""
    edges = []
    for k in range(rungs):
        edges += [(f"s{k}", f"left{k}", 0.5), (f"left{k}", f"s{k + 1}", 1.2)]
        edges += [(f"s{k}", f"right{k}", 0.8), (f"right{k}", f"s{k + 1}", 0.5)]
    return edges


def milliseconds(function, *arguments):
    """How long one call takes."""
    start = time.perf_counter()
    function(*arguments)
    return 1000 * (time.perf_counter() - start)


def one_by_one(edges, src, dst):
    """The sum over paths, one path after the other."""
    products = [math.prod(local for _, _, local in path) for path in paths.paths(edges, src, dst)]
    return math.fsum(products)


print("rungs   edges    paths   one by one      one sweep")
for rungs in (4, 8, 12, 16):
    rung_edges, top = ladder(rungs), f"s{rungs}"
    slow = milliseconds(one_by_one, rung_edges, "s0", top)
    fast = milliseconds(paths.sum_over_paths, rung_edges, "s0", top)
    print(f"{rungs:5}{4 * rungs:8}{2**rungs:9}{slow:10.1f} ms{fast:12.2f} ms")

compare_guess(guess, paths=paths.count_paths(rung_edges, "s0", top), edges=len(rung_edges))

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

Four rungs more make sixteen times as many paths, and the time follows; they add sixteen edges. (Your milliseconds will
differ; the pattern will not.)

</details>

The last column hardly notices, and yet both compute the same sum. How?

Two rungs, with round numbers. Let the two ways through the first rung multiply by 6 and by 2, those through the
second by 0.5 and by 1.5. Four paths:

6·0.5 + 6·1.5 + 2·0.5 + 2·1.5 = 16, with four products and three sums.

Every path goes through the node between the rungs. Let that node collect first and send on afterwards:

(6 + 2)·(0.5 + 1.5) = 8·2 = 16, with one product and two sums.

A product of sums in place of a sum of products: that is the distributive law of school arithmetic, and it is the reason
why backpropagation is cheap. **Each node keeps one number, the sum over all paths that reach it, and each edge is used
once.** A rung more costs four multiplications more, not twice as many.
"""

# %% tags=["hide-input"]
plots.path_counts(
    60,
    caption="Each step on the vertical axis is a factor of 1000. With 60 rungs: 2⁶⁰ paths, "
    "the number this lesson began with. Below, what one sweep has to look at.",
)

# %%
tall = ladder(60)
start = time.perf_counter()
total, many = paths.sum_over_paths(tall, "s0", "s60"), paths.count_paths(tall, "s0", "s60")
spent = time.perf_counter() - start
print(f"{len(tall)} edges, {many:,} paths")
print(f"sum over all of them: {total:.12f}")
print(f"at a thousand million paths a second, one by one: {many / 1e9 / 3600 / 24 / 365:.0f} years")
print(f"in a sweep: {1000 * spent:.1f} ms")

# %% [markdown]
r"""
There is one condition, and you met it in lesson 02: a node may send its number on only when that number is
**complete**. On a drawn ladder that is easy, from the bottom to the top. In a list of edges that stand in any order
it is your job to see who has to wait for whom. A node that sends too early loses paths; a node that sends twice
counts some twice.

There are two ways to get the order right. Ask for it explicitly, as in exercise 2.5. Or ask backward: the sum for a
node is made from the sums for its neighbours, so let a function ask for those first, and **let it remember** every
answer that it has worked out. Without the memory it walks every path again.
"""

# %% [markdown]
r"""
### Exercise 4.4 · sum_over_paths (2 points)

Return the sum over all paths from `src` to `dst` of the product of the local gradients along the path, a float.

`edges` is a list of tuples (from, to, local): two names (strings) and a float. They stand in any order and make no
cycle. Two edges may join the same two nodes; they count separately. Parts of the graph may lead nowhere, and need not
be reachable. From a node to itself the sum is 1 (the path without edges, whose empty product is 1); where no path
leads, it is 0. Leave `edges` as it was.

The check includes a ladder with 2⁴⁰ paths. A sweep takes a few milliseconds; after five seconds the check stops. The
functions of `backprop_lib.paths` are closed meanwhile.

One worked value: with the edges `("p", "f", 7.0)`, `("a", "p", 3.0)`, `("a", "q", 5.0)`, `("q", "f", 0.4)` the sum from
`"a"` to `"f"` is 23.0, and from `"q"` to `"p"` it is 0.
"""


# %% solution="sum_over_paths"
def sum_over_paths(edges, src, dst):
    """Return the sum over all paths from src to dst of the product of the locals on the path.

    edges: list of (from, to, local), in any order, without cycles; parallel edges count separately.
    src = dst -> 1, no path -> 0. Example: with [("p", "f", 7.0), ("a", "p", 3.0), ("a", "q", 5.0),
    ("q", "f", 0.4)] sum_over_paths(edges, "a", "f") -> 23.0
    """
    ### BEGIN SOLUTION
    leaving = {}
    for start, end, local in edges:
        leaving.setdefault(start, []).append((end, local))
    known = {dst: 1.0}

    def collected(node):
        if node not in known:
            known[node] = sum((local * collected(end) for end, local in leaving.get(node, [])), 0.0)
        return known[node]

    return collected(src)
    ### END SOLUTION


# %% tests="sum_over_paths"
check("sum_over_paths", sum_over_paths)

# %% [markdown]
r"""
## From which end?

A sweep can start at either end. From x it runs with the edges, and each node collects ∂node/∂x: how strongly it
reacts to x. From f it runs against them, and each node collects ∂f/∂node: how strongly f reacts to it. Both use every
edge once, and both find ∂f/∂x. **Before you run the cell:** which of the two also finds ∂f/∂y on the way?
"""

# %%
guess = ...  # "from x" or "from f"

at_y = {}
print("node      ∂node/∂x    ∂f/∂node")
for node in ("x", "y", "sigy", "num", "sigx", "xpy", "xpysqr", "den", "invden", "f"):
    from_x = paths.sum_over_paths(stage_edges, "x", node)
    to_f = paths.sum_over_paths(stage_edges, node, "f")
    print(f"{node:8}{from_x:10.4f}{to_f:12.4f}")
    if node == "y":
        at_y = {"from x": from_x, "from f": to_f}

compare_guess(guess, sweep=next(sweep for sweep, found_there in at_y.items() if found_there))

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

The sweep from f. Its column is, number for number, the column "arrives" of the table above, and y is a row of it like
x. The sweep from x has a 0 at y: nothing leads from x to y.

</details>

The last column is the backward pass: one sweep, and every input has its gradient. The middle column is the
**forward mode** (前向模式): one sweep, one input, every node.

- One output and many inputs, as in a net with one loss and a million weights: sweep once from the output.
- One input and many outputs: sweep once from the input.

Training is the first case, which is why networks are trained with the **reverse mode** (反向模式), backpropagation.

One last look at the number of paths. It is a sum over paths too: what does a path contribute if every edge multiplies
by 1?
"""

# %% [markdown]
r"""
### Exercise 4.5 · count_paths (2 points)

Return how many paths lead from `src` to `dst`, an int. `edges` is as in exercise 4.4, and the local gradients do not
matter here. From a node to itself there is 1 path; where no path leads, there are 0.

The check includes a ladder with 2⁶⁰ paths, and stops after five seconds. The functions of `backprop_lib.paths` are
closed meanwhile, and a mistake in 4.4 costs nothing here as long as you do not call it.

One worked value: with the edges of exercise 4.4's example there are 2 paths from `"a"` to `"f"`.
"""


# %% solution="count_paths"
def count_paths(edges, src, dst):
    """Return the number of paths from src to dst, an int.

    edges: list of (from, to, local), in any order, without cycles; parallel edges count separately.
    src = dst -> 1, no path -> 0. Example: with [("p", "f", 7.0), ("a", "p", 3.0), ("a", "q", 5.0),
    ("q", "f", 0.4)] count_paths(edges, "a", "f") -> 2
    """
    ### BEGIN SOLUTION
    known = {src: 1}

    def ways_to(node):
        if node not in known:
            known[node] = sum(ways_to(start) for start, end, _ in edges if end == node)
        return known[node]

    return ways_to(dst)
    ### END SOLUTION


# %% tests="count_paths"
check("count_paths", count_paths)

# %% [markdown]
r"""
## Recap

An awkward function becomes easy in stages: each stage has a slope you know, the forward pass keeps in a cache what
the slopes depend on, and the backward pass visits the stages in reverse. A number that is used more than once is a
fork: it receives one share for each use, and the shares add; the second `=` where `+=` belongs loses one without a
warning. Seen from above, a gradient is a sum over all paths of the product along each path. There may be 2⁶⁰ of them,
and one sweep, in which each node collects before it sends, uses each edge once and still adds them all. Swept from
the output, it finds the gradients of all inputs together: that is backpropagation. In lesson 05 you build the engine
that does it for any formula.

## Glossary

| English | 中文 | meaning |
|---|---|---|
| staged computation | 分段计算 | a formula cut into small steps, each with a name and a known slope |
| cache | 缓存 | numbers of the forward pass, kept for the backward pass |
| fork | 分叉 | a value that is used more than once; its gradient is a sum |
| share | 份额 | what one use of a value contributes to its gradient |
| multivariable chain rule | 多元链式法则 | shares add where several paths start from one value |
| path | 路径 | a chain of edges from one node to another |
| sum over paths | 路径求和 | multiply along each path, add over all paths |
| forward mode | 前向模式 | a sweep from one input: how strongly every node reacts to it |
| reverse mode | 反向模式 | a sweep from one output: how strongly it reacts to every node |

## Go further

- A. Karpathy, *Backpropagation, Intuitions*, notes of Stanford's CS231n, cs231n.github.io/optimization-2: the
  function with its eight stages and the point (3, −4) are from there.
- C. Olah, *Calculus on Computational Graphs: Backpropagation* (2015), colah.github.io: factoring paths, forward and
  reverse, in pictures.
- F. L. Bauer, *Computational graphs and rounding error*, SIAM Journal on Numerical Analysis 11 (1974), 87–96:
  derivatives as sums over paths.
- A. Griewank, A. Walther, *Evaluating Derivatives*, 2nd edition, SIAM (2008): forward and reverse mode, what they
  cost, and what can be computed again instead of kept.
- T. Chen, B. Xu, C. Zhang, C. Guestrin, *Training Deep Nets with Sublinear Memory Cost* (2016), arXiv:1604.06174: a
  cache that forgets on purpose.
"""
