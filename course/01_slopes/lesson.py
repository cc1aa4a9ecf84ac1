# %% [markdown]
r"""
# 01 · Slopes: how strongly does the output answer?

A network gives a wrong answer. Somewhere among its million numbers are the ones that should move. Which ones, in
which direction, and how much does each of them matter? This course is about one method that answers for all of them
at once. This lesson asks the question for one number, then for two, then for a whole array.

## What you will be able to do

- read a derivative as a sensitivity: so many units of output for each unit of input;
- measure any derivative by nudging, to about ten digits, and say why the nudge is 0.00001 and not a billion times
  smaller;
- write down the slopes of $xy$, $x + y$ and $\max(x, y)$ without nudging, ties included;
- predict what happens when several inputs move at once;
- write the tool that will check every gradient you derive later in this course.

**Builds on** Python functions, NumPy arrays, and the slope of a straight line. Nothing else.

**Takes** about 95 minutes; a good place to break off is after exercise 1.3. Five exercises, 10 points.

Where a cell begins with `guess = ...`, put your guess in place of the three dots before you run it. A guess that turns
out wrong is worth more than an answer you have only read, and nobody keeps it but this notebook. What came out, and
why, is folded below such a cell until you open it.
"""

# %%
import numpy as np

from autograde import check
from backprop_lib import numerical, plots
from backprop_lib.circuit import Value
from backprop_lib.guess import compare_guess
from backprop_lib.touch import crease, curve, graph

# %% [markdown]
r"""
## Nudge one input

Take $f(x, y) = xy$ at $x = 4$, $y = -3$, so $f = -12$. Hold $y$ at $-3$ and move $x$ from 4 to 4.001.

**Before you run the cell:** does $f$ rise or fall, and by how much? Write the change in the cell's first line in place
of the dots, with a minus sign if $f$ falls. The last line holds your guess against what came out.
"""

# %%
guess = ...  # the change of f: a number

x, y = 4.0, -3.0
nudge = 0.001

before = x * y
after = (x + nudge) * y
print(f"before {before:.4f}   after {after:.4f}   change {after - before:+.4f}")
print(f"change / nudge = {(after - before) / nudge:.4f}")
compare_guess(guess, change=after - before)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

The output fell by 0.003: three times the nudge, and the other way. Near this point $f$ moves three times as far as
$x$, and the minus sign says that it moves against it.

</details>

The ratio *change / nudge* is a **slope** (斜率). Its unit is "output for each unit of input".

Where does this number live in a graph? Here the nudge is made 500 times larger so that you can see it.
"""

# %% tags=["hide-input"]
plots.slope_triangle(
    lambda x: x * -3.0,
    4.0,
    0.5,
    caption="y is held at −3. Follow the dashed run to the right, then the rise: it points down, "
    "because f falls while x grows. Rise by run is −3, as it was for the tiny nudge.",
)

# %% [markdown]
r"""
Half a unit or a thousandth, the ratio is $-3$: with $y$ held still, $xy$ is a straight line in $x$, and a straight
line has one slope. Most functions are not so kind.

## Let the nudge shrink

Now a curve: $g(x) = x^2$, the area of a square with side $x$. Start at $x = 3$.

**Before you run the cell:** if $x$ grows by 1, the area grows by 7. So the ratio is 7. What will the ratio be for a
nudge of 0.1? And on which number does it settle as the nudge shrinks? Two guesses go into brackets: `guess = (8, 9)`.
"""

# %%
guess = ...  # (the ratio for a nudge of 0.1, the number that the ratios settle on)


def square(x):
    return x * x


ratios = []
for step in (1.0, 0.1, 0.01, 0.001, 0.0001):
    change = square(3 + step) - square(3)
    ratios.append(change / step)
    print(f"nudge {step:<7}  change {change:.8f}  change / nudge {ratios[-1]:.5f}")

compare_guess(guess, ratio=ratios[1], settles_on=ratios[-1])

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

The ratios are 7, 6.1, 6.01, 6.001, 6.0001: they settle on 6 and never say it. Multiplying out shows why. The change
is $(3 + h)^2 - 3^2 = 6h + h^2$; divided by $h$ that is $6 + h$, so what remains as $h$ shrinks is 6.

</details>

At $h = 0$ the ratio would be $0/0$, which is no number. So one asks for the number that the ratios approach, their
**limit** (极限), and calls it the **derivative** (导数) of $g$ at 3:

$$\frac{dg}{dx}(3) \;=\; g'(3) \;=\; \lim_{h \to 0} \frac{g(3 + h) - g(3)}{h}$$

People computed with derivatives for a century and a half before Cauchy, in 1823, made this limit their definition.

The formula has two fraction bars, which look alike and differ. Behind the $\lim$ there is a real division. In
$\frac{dg}{dx}$ nothing is divided: $\frac{d}{dx}$ is one symbol, an instruction that turns a function into another
function, its slope. For $x^2$, multiplying out $(x + h)^2 - x^2$ and dividing by $h$ gives $2x + h$ at any $x$, hence
$g'(x) = 2x$. Check it:
"""

# %%
for place in (-1.5, 0.4, 3.0):
    ratio = (square(place + 1e-6) - square(place)) / 1e-6
    print(f"x = {place:4}   ratio at h = 1e-6: {ratio:.6f}   2x = {2 * place:.6f}")

# %% [markdown]
r"""
For h = 1 the slope is 7, not 6: the curve grows steeper on the way. Slide the right dot towards the left one. Which
slope remains, and does it depend on where the left dot stands?
"""

# %% tags=["hide-input"]
curve.slope(
    "parabola",
    3.0,
    1.0,
    guess=True,
    caption="The curve x², its tangent, and the line through two of its points, h apart.",
)

# %% [markdown]
r"""
## Almost equal

Read the definition from right to left. If $\frac{f(x+h) - f(x)}{h}$ is close to $f'(x)$, then

$$f(x + h) \;\approx\; f(x) + h \cdot f'(x) .$$

This is what derivatives are *for*: knowing one number, the slope, you can predict what a small step does. This
prediction is called the **linear approximation** (线性近似), and its graph the **tangent** (切线). Could one write
$=$ in place of $\approx$?

**Before you run the cell:** predict $3.1^2$ from $g(3) = 9$ and $g'(3) = 6$. How far is the prediction from the truth?
How many times smaller is that gap when the nudge becomes ten times smaller? And what is the gap for the straight line
of the first section?
"""

# %%
guess = ...  # (gap at h = 0.1, how many times smaller at h = 0.01, gap of the straight line)

gaps = []
print("x² at 3, where the slope is 6")
for h in (1.0, 0.1, 0.01, 0.001):
    truth, predicted = square(3 + h), square(3) + h * 6
    gaps.append(truth - predicted)
    print(f"h {h:<6} truth {truth:9.6f}  predicted {predicted:9.6f}  gap {gaps[-1]:.6f}")

print("x · (−3) at 4, where the slope is −3")
for h in (1.0, 0.1, 0.01, 0.001):
    truth, predicted = (4 + h) * -3, 4 * -3 + h * -3
    line_gap = abs(truth - predicted)
    print(f"h {h:<6} truth {truth:9.6f}  predicted {predicted:9.6f}  gap {line_gap:.6f}")

compare_guess(guess, gap=gaps[1], times_smaller=gaps[1] / gaps[2], line_gap=round(line_gap, 9))

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

For $x^2$ the gap is 1, 0.01, 0.0001, 0.000001: it is $h^2$, so for a step ten times smaller the prediction is a
hundred times better. For the straight line the gap is 0 at every step.

</details>

That the gap shrinks so much faster than the step is why $\approx$ is so useful; that some gap remains is why it is
not $=$. Straight lines are the only functions for which the prediction is exact wherever you start and however far you
go.
"""

# %% tags=["hide-input"]
plots.tangent(
    square,
    3.0,
    6.0,
    reach=1.0,
    name="g",
    caption="Look at where the dashed line leaves the curve. Near x = 3 you cannot tell them "
    "apart; one unit away the gap is 1, to the left as well as to the right.",
)

# %% [markdown]
r"""
## Nudge both ways

A computer cannot take a limit. It has to settle for one small $h$ and live with the error, so the question becomes:
which ratio is best for a given $h$? Take $x^3$ at $x = 2$. Its ratio for a step forward is $3x^2 + 3xh + h^2$, so
the slope is $3x^2 = 12$. Step forward, backward, or to both sides at once:

$$\frac{f(x+h) - f(x)}{h} \qquad\quad \frac{f(x) - f(x-h)}{h} \qquad\quad \frac{f(x+h) - f(x-h)}{2h}$$

**Before you run the cell:** the first error will be near $+0.6$ for $h = 0.1$. What about the other two?
"""

# %%
guess = ...  # errors at h = 0.1, with their signs: (backward, both sides)


def cube(x):
    return x * x * x


errors = []
print("         slope                              error")
print("h        forward    backward   both sides   forward    backward   both sides")
for h in (0.1, 0.01, 0.001):
    forward = (cube(2 + h) - cube(2)) / h
    backward = (cube(2) - cube(2 - h)) / h
    both = (cube(2 + h) - cube(2 - h)) / (2 * h)
    print(f"{h:<7}  {forward:.6f}  {backward:.6f}  {both:.6f}   ", end=" ")
    print(f"{forward - 12:+.6f}  {backward - 12:+.6f}  {both - 12:+.6f}")
    errors.append((backward - 12, both - 12))

compare_guess(guess, backward=errors[0][0], both_sides=errors[0][1])

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

Forward is too steep by about $6h$, backward too flat by about $6h$. Stepping to both sides takes their average: the
two errors cancel. What is left is $h^2$, and the algebra is short: $\frac{(x+h)^3 - (x-h)^3}{2h} = 3x^2 + h^2$, which
is 12.01 for $h = 0.1$, as printed.

</details>

The slope taken to both sides at once is the **central difference** (中心差分). With it, ten times smaller steps buy a
hundred times smaller error.
"""

# %% tags=["hide-input"]
plots.slope_triangle(
    square,
    2.5,
    1.0,
    name="g",
    caption="x² again, and the slope at 3 is wanted. The run now starts half a unit left of 3 and "
    "ends half a unit right of it. The triangle that started at 3 had slope 7, this one has 6, "
    "without any shrinking. (For x² the two errors cancel exactly, for other curves nearly.)",
)

# %% [markdown]
r"""
### Exercise 1.1 · numerical_derivative (2 points)

Write `numerical_derivative(f, x, h=1e-5)`. It returns the central difference of `f` at `x`, a float, where `h` is
the nudge *to each side*. `f` is any function that takes a float and returns a float; `x` is a float; `h` is
positive, and the caller may choose it.

Example: for the function `cube` above, `numerical_derivative(cube, 2.0, h=0.1)` is 12.01, and with the default `h`
the result differs from 12 by less than $10^{-8}$.

What is checked: the default step against the true derivative, to $10^{-8}$ (1.5 points); wide steps against the
central difference with exactly that step (0.5 points).
"""


# %% solution="numerical_derivative"
def numerical_derivative(f, x, h=1e-5):
    """Return the central difference of f at x, a float.

    f: a function, float -> float.   x: a float.   h: the nudge to each side, positive.
    """
    ### BEGIN SOLUTION
    return (f(x + h) - f(x - h)) / (2 * h)
    ### END SOLUTION


# %% tests="numerical_derivative"
check("numerical_derivative", numerical_derivative)

# %% [markdown]
r"""
## How small is small enough

The error of the central difference shrinks with $h^2$. So $h = 10^{-12}$ should leave an error of about $10^{-24}$.

**Before you run the cell:** do you believe it? The slope of $\sin x$ at $x = 1$ is $\cos 1 = 0.5403\ldots$; guess which
line of the table, from $h = 10^{-1}$ to $10^{-13}$, will have the smallest error in the column *central*. (A *relative*
error is the error divided by the true value, here by the slope.)
"""

# %%
guess = ...  # the k in the best h = 10⁻ᵏ: a whole number from 1 to 13

slope = np.cos(1.0)
central_errors = []
print("relative error of the slope")
print("h      forward   central")
for k in range(1, 14):
    h = 10.0**-k
    forward = (np.sin(1 + h) - np.sin(1.0)) / h / slope - 1
    central = (np.sin(1 + h) - np.sin(1 - h)) / (2 * h) / slope - 1
    central_errors.append(abs(central))
    print(f"1e-{k:02}  {abs(forward):.1e}   {abs(central):.1e}")

compare_guess(guess, best_k=1 + int(np.argmin(central_errors)))

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

The central error falls, turns at about $10^{-5}$, and climbs again. Two things pull on it. The *bend* of the curve
shrinks with $h^2$, as it did for $x^3$. *Rounding* grows as $h$ shrinks.

</details>

Here rounding is at work:
"""

# %%
tiny = 1e-12
print(f"sin(1 + h) = {np.sin(1 + tiny):.17f}")
print(f"sin(1 − h) = {np.sin(1 - tiny):.17f}")
for kind in (np.float64, np.float32):
    one = kind(1)
    print(f"{kind.__name__}: the next number after 1 is 1 + {np.spacing(one):.1e};", end=" ")
    print(f"1 + 1e-8 == 1 is {one + kind(1e-8) == one}")

# %% [markdown]
r"""
The two sines agree in their first eleven decimals. Subtracting removes everything they share and leaves the few
last digits, which are the rounded ones; dividing by the tiny $2h$ then blows up that rounding to about
$10^{-16}/h$. Bend and rounding together are least where neither dominates, close to $h = 10^{-5}$.

That is so in **float64** (双精度), which keeps about 16 digits. In **float32** (单精度), which keeps about 7, the best
of these powers of ten leaves not quite five right digits, and with $h = 10^{-8}$ nothing moves at all: $1 + 10^{-8}$
*is* 1.
"""

# %% tags=["hide-input"]
plots.error_against_h(
    np.sin,
    np.cos,
    1.0,
    caption="Read from right to left, as h shrinks: each curve comes down while the bend rules "
    "and goes up again when rounding does. Compare the depths of the three valleys. "
    "The upright line is the step that this course uses.",
)

# %% [markdown]
r"""
Hence the recipe used from here to the last lesson: **central difference, $h = 10^{-5}$, float64**. It is right to
about ten digits for functions of ordinary size, and no more: an answer that agrees to ten digits and not to
fourteen was probably *estimated*, which is how the checks below tell a derived slope from a measured one.

**Optional, and not needed later:** how much is bend, how much rounding? The bend costs $h^2/6$ times the third
derivative (the slope of the slope of the slope), which is 6 for $x^3$ and $-\cos x$ for the sine: as a share of the
slope, $h^2/6$. Rounding takes up to $1.1 \cdot 10^{-16}$ of each number it touches: of the two sines, and of the points
$1 \pm h$ before the sine sees them, which at $h = 10^{-13}$ is the larger part. Compare the sum of the two columns with
the error above.
"""

# %%
print("h      bend      rounding, at most")
for k, error in enumerate(central_errors, 1):
    bend = 10.0 ** (-2 * k) / 6
    rounding = 1.1e-16 * (1 + np.tan(1.0)) / 10.0**-k  # of the points 1 ± h, and of the two sines
    print(f"1e-{k:02}  {bend:.1e}   {rounding:.1e}   (error of the central difference {error:.1e})")

# %% [markdown]
r"""
## Hold one input still

Back to $f(x, y) = xy$ at $(4, -3)$. The slope for $x$ was $-3$, measured while $y$ stood still.

**Before you run the cell:** now hold $x$ at 4 and nudge $y$. What is the slope? Then look at the other rows and find
the rule before you read on.
"""

# %%
guess = ...  # the slope for y at (4, −3): a number

h = 1e-5
slopes = []
print("   x      y     slope for x   slope for y")
for a, b in ((4.0, -3.0), (1.5, 7.0), (-2.2, 0.3)):
    for_x = ((a + h) * b - (a - h) * b) / (2 * h)
    for_y = (a * (b + h) - a * (b - h)) / (2 * h)
    slopes.append(for_y)
    print(f"{a:5}  {b:5}   {for_x:11.6f}   {for_y:11.6f}")

compare_guess(guess, slope_for_y=slopes[0])

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

Each slope is the *other* factor. That is no luck: $(x + h)\,y - xy = h\,y$, so the ratio is $y$ for every $h$. In
the same way nudging $y$ gives $x$.

</details>

A slope that is taken for one input while all others are held still is a **partial derivative** (偏导数), written with a
round $\partial$ as a reminder:

$$\frac{\partial f}{\partial x} = y, \qquad \frac{\partial f}{\partial y} = x .$$

A product is sensitive to one factor in proportion to the size of the other. If $y$ is 100, each thousandth that you
add to $x$ counts a hundredfold; if $y$ is 0, you may do to $x$ what you like.
"""

# %% tags=["hide-input"]
xs, ys = np.array([2, 3, 4, 5, 6]), np.array([-1, -2, -3, -4, -5])
plots.heat_maps(
    {"xy": np.outer(ys, xs)},
    across=("x", xs),
    down=("y", ys),
    caption="Find −12 at x = 4, y = −3. To hold y still is to walk along its row: each step to "
    "the right changes xy by −3. To hold x still is to walk along its column: each step up changes "
    "xy by 4.",
)

# %% [markdown]
r"""
### Exercise 1.2 · grad_mul (2 points)

Write `grad_mul(x, y)`. It returns the pair $(\partial f/\partial x,\ \partial f/\partial y)$ of $f(x, y) = xy$ at
the point `(x, y)`: two floats, first the slope for `x`, then the slope for `y`. Both arguments are floats of any
sign.

Example: `grad_mul(7.0, 0.25)` returns `(0.25, 7.0)`.

What is checked: random points, to a relative $10^{-12}$. That is beyond what nudging can reach.
"""


# %% solution="grad_mul"
def grad_mul(x, y):
    """Return (∂f/∂x, ∂f/∂y) of f(x, y) = x·y at (x, y): two floats.

    x, y: floats.
    """
    ### BEGIN SOLUTION
    return y, x
    ### END SOLUTION


# %% tests="grad_mul"
check("grad_mul", grad_mul)

# %% [markdown]
r"""
## Plus passes, max chooses

Two more functions of two inputs. For $f(x, y) = x + y$, a nudge of $x$ arrives at the output as it is, and so does
a nudge of $y$. Both slopes are 1, whatever the values are.

For $f(x, y) = \max(x, y)$ at $x = 4$, $y = 2$, **before you run the cell:** what are the two slopes? And if $y$
rises not by a thousandth, but by 3: which output does its slope predict, and which comes out?
"""

# %%
guess = ...  # (slope for x, slope for y, predicted output for y + 3, true output for y + 3)

print(f"4.001 + 2 = {4.001 + 2:.3f}, so the slope for x is {(4.001 + 2 - 6) / 0.001:.3f}")
print(f"4 + 2.001 = {4 + 2.001:.3f}, so the slope for y is {(4 + 2.001 - 6) / 0.001:.3f}")

for nudged_x, nudged_y in ((4.001, 2), (4, 2.001), (4, 2 + 3)):
    print(f"max({nudged_x}, {nudged_y}) = {max(nudged_x, nudged_y)}")

for_x, for_y = (max(4.001, 2) - max(4, 2)) / 0.001, (max(4, 2.001) - max(4, 2)) / 0.001
compare_guess(guess, for_x=for_x, for_y=for_y, predicted=4 + 3 * for_y, true=max(4, 2 + 3))

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

From 4 the output rose by 0.001 with $x$ and not at all with $y$. The slopes are 1 and 0: max follows the larger
input and is deaf to the other one. Yet raising $y$ by 3 lifts the output to 5, where the slope 0 predicts 4.

</details>

The slope did not lie. It is a limit for $h \to 0$, an **infinitesimal** (无穷小) matter, and speaks only for nudges too
small to change which input leads: here, for raising $y$ by less than 2. For a finite step it gives a prediction,
and beyond the crease, where $y$ overtakes $x$, that prediction is worth nothing.
"""

# %% tags=["hide-input"]
crease.maximum(
    4.0,
    2.0,
    caption="Left: two regions, each deaf to one input, and the dashed crease between them. "
    "Right: x is held at 4 and y moves. Drag y from 2 to 5: where does the prediction end?",
)

# %% [markdown]
r"""
## One rule for ties

What are the slopes exactly *on* the crease, at $x = y = 3$?

**Before you run the cell:** guess three numbers for $x$: the forward, the backward and the central difference.
"""

# %%
guess = ...  # (forward, backward, central)

h = 1e-5
forward = (max(3 + h, 3) - max(3, 3)) / h
backward = (max(3, 3) - max(3 - h, 3)) / h
central = (max(3 + h, 3) - max(3 - h, 3)) / (2 * h)
rise = max(3 + h, 3 + h) - max(3, 3)
print(f"forward {forward:.4f}   backward {backward:.4f}   central {central:.4f}")
print(f"both inputs raised by h: the output rises by {rise / h:.4f} · h")
compare_guess(guess, forward=forward, backward=backward, central=central)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

From the right the slope is 1, from the left 0; the limit does not exist, so neither does the derivative. The central
difference takes the average of the two sides.

</details>

A program needs an answer at a tie all the same, since ties do happen. Should each input get 1, being as large as the
other one? The second line of the output refutes $(1, 1)$: when both inputs rise by $h$, the output rises by $h$, and
those slopes predict $2h$. **The two shares must sum to 1.** Any such pair of shares between 0 and 1 is a
**subgradient** (次梯度) and may be used. This course keeps one rule, here and in every later lesson:

> A maximum gives half of the slope to each input at an exact tie. ReLU, which is $\max(x, 0)$ with a constant 0,
> gives $x$ nothing when $x$ is exactly 0.

The second sentence does not break the sum: at 0, ReLU's shares are 0 for $x$ and 1 for the constant, which nobody
will ever move. Both sentences are choices, and at a kink correct programs may disagree (a table at the end of this
lesson shows how). So a gradient check should avoid such points or know the rule.
"""

# %% tags=["hide-input"]
crease.maximum(
    3.0,
    3.0,
    moves="x",
    caption="The dot on the crease: the dashed line has slope ½, halfway between the two sides. "
    "It is no tangent, since no line fits both sides. Leave the crease by a hair.",
)

# %% [markdown]
r"""
### Exercise 1.3 · grad_max (2 points)

Write `grad_max(x, y)`. It returns the pair of slopes $(\partial f/\partial x,\ \partial f/\partial y)$ of
$f(x, y) = \max(x, y)$: two floats. The arguments are floats of any sign. At an exact tie use this course's rule;
inputs that differ by ever so little are no tie.

Example: `grad_max(-0.2, 8.0)` returns `(0.0, 1.0)`.

What is checked: distinct inputs of all signs (1.5 points), exact ties (0.5 points).
"""


# %% solution="grad_max"
def grad_max(x, y):
    """Return (∂f/∂x, ∂f/∂y) of f(x, y) = max(x, y) at (x, y): two floats.

    x, y: floats of any sign. At an exact tie the course's tie rule holds.
    """
    ### BEGIN SOLUTION
    if x == y:
        return 0.5, 0.5
    return float(x > y), float(y > x)
    ### END SOLUTION


# %% tests="grad_max"
check("grad_max", grad_max)

# %% [markdown]
r"""
## Two slopes make one arrow

So far one input moved at a time. In training all of them move at once. At $(4, -3)$ the slopes of $xy$ are $-3$ and
$4$.

**Before you run the cell:** $x$ grows by 0.01 *and* $y$ falls by 0.02. By how much does $xy$ change? Use the two
slopes, no multiplication table.
"""

# %%
guess = ...  # the change of xy: a number with its sign

x, y = 4.0, -3.0
delta_x, delta_y = 0.01, -0.02

by_x = -3 * delta_x
by_y = 4 * delta_y
truth = (x + delta_x) * (y + delta_y) - x * y
print(f"x contributes {by_x:+.4f}, y contributes {by_y:+.4f}, together {by_x + by_y:+.4f}")
print(f"true change {truth:+.4f}, gap {truth - (by_x + by_y):+.4f}")
print(f"product of the two nudges {delta_x * delta_y:+.4f}")
compare_guess(guess, change=truth)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

Each input contributes *slope × nudge*, and the contributions add up: −0.03 and −0.08. The gap is
$\Delta x \cdot \Delta y$, a product of two small numbers: the same $\approx$ as before, now with several inputs.

</details>

Written side by side the slopes form the **gradient** (梯度), a vector with one entry for each input:

$$\nabla f = \Big[\frac{\partial f}{\partial x},\ \frac{\partial f}{\partial y}\Big] = [\,y,\ x\,] = [-3,\ 4], \qquad
f(x + \Delta x,\ y + \Delta y) \approx f(x, y) + \frac{\partial f}{\partial x}\,\Delta x
+ \frac{\partial f}{\partial y}\,\Delta y .$$

In practice people say "the gradient on $x$" for the partial derivative $\partial f/\partial x$. So do we.

Play with it. Move one input only: is there a gap between what the gradients predicted and what came out? Now move
both, then halve both moves. (Boxes are inputs, the circle is the product; gradients stand below. What *gate*,
*upstream* and *local* mean is the next lesson's matter.)
"""

# %%
product = (Value(4.0, "x") * Value(-3.0, "y")).named("f")
graph.circuit(product, at="end", caption="Drag x or y to the side, or type into its field.")

# %% [markdown]
r"""
<details><summary>What the moves show</summary>

With one input held still the prediction is exact, because $xy$ is then a straight line. With both moving the gap is
$\Delta x \cdot \Delta y$, so halving both nudges quarters it.

</details>

The gradient is also an arrow, here $[-3, 4]$: three to the left and four up. The next cell tries 360 moves of the same
length, one for each degree; 0° is to the right, 90° straight up. **Before you run the cell:** in which direction does
$xy$ rise most? (Draw the arrow.)
"""

# %%
guess = ...  # in degrees, from 0 to 359

length = 0.001
angles = np.radians(np.arange(360))
changes = (x + length * np.cos(angles)) * (y + length * np.sin(angles)) - x * y
best, worst = int(np.argmax(changes)), int(np.argmin(changes))
print(f"largest rise {changes[best]:+.6f} at {best}°")
print(f"largest fall {changes[worst]:+.6f} at {worst}°")
direction, size = np.degrees(np.arctan2(4, -3)), np.hypot(-3, 4)
print(f"the arrow [−3, 4] points to {direction:.1f}° and has length {size:.1f}")
compare_guess(guess, direction=best)

# %% tags=["hide-input"]
plots.product_field(
    4.0,
    -3.0,
    caption="Shade is the value of xy, thin lines join equal values. The thick arrow at the dot is "
    "the gradient [−3, 4]; it leaves its level line at a right angle, towards higher values. "
    "Find a place where the arrows are short: what are x and y there?",
)

# %% [markdown]
r"""
The gradient points where $f$ rises fastest, and its length, 5, is the slope in that direction: 0.005 for a step of
0.001. The opposite arrow is the fastest way down. Here nobody wants $xy$ to rise or to fall. In training $f$ will
be a loss, a number that says how wrong the network is, and lesson 08 walks against its gradient, step by step.

### Exercise 1.4 · predict_change (2 points)

Write `predict_change(grad, delta)`. It returns, as one float, the change of the output that the gradient predicts
when every input moves at once. `grad` holds the slopes, `delta` the nudges, in the same order. Both are lists,
tuples or 1-D arrays of the same length, and there may be any number of inputs, from one upwards.

Example: `predict_change([2.5, -1.5, 6.0], [0.04, 0.02, -0.01])` is 0.1 − 0.03 − 0.06 = 0.01, up to rounding.

What is checked: slopes and nudges of both signs, one to five inputs, to a relative $10^{-12}$.
"""


# %% solution="predict_change"
def predict_change(grad, delta):
    """Return the change of the output that the gradient predicts, a float.

    grad, delta: the slope and the nudge of each input, in the same order;
        lists, tuples or 1-D arrays of the same length n ≥ 1.
    """
    ### BEGIN SOLUTION
    return sum(slope * nudge for slope, nudge in zip(grad, delta, strict=True))
    ### END SOLUTION


# %% tests="predict_change"
check("predict_change", predict_change)

# %% [markdown]
r"""
## Any number of inputs

Let $f$ take a whole array. Nothing new is needed: hold all entries but one, nudge that one to both sides, write
down its slope; then the next. The gradient has **the shape of the array**, one slope for each entry. Take two rows
of two:

$$f(v) = v_{00}\,v_{01} + v_{10}^2 - v_{11} \qquad\text{at}\qquad
v = \begin{bmatrix} 4 & -3 \\ 0.7 & 1.2 \end{bmatrix}$$

**Before you run the cell:** what are the four slopes, and how often is $f$ called to measure them?
"""

# %%
guess = ...  # (slope of v00, of v01, of v10, of v11, number of calls)

calls = 0


def f(v):
    global calls
    calls += 1
    return v[0, 0] * v[0, 1] + v[1, 0] ** 2 - v[1, 1]


v = np.array([[4.0, -3.0], [0.7, 1.2]])
gradient = numerical.numerical_gradient(f, v)
print(gradient.round(8))
print(f"{calls} calls of f")
v00, v01, v10, v11 = gradient.ravel()
compare_guess(guess, v00=v00, v01=v01, v10=v10, v11=v11, calls=calls)

# %% tags=["hide-input"]
filled = {"v": v}
for turn in range(1, 5):
    so_far = np.full(4, np.nan)
    so_far[:turn] = gradient.ravel()[:turn]
    filled[f"slopes after turn {turn}"] = so_far.reshape(2, 2)

plots.heat_maps(
    filled,
    one_scale=True,
    caption="Left the input, then the gradient as it fills up. In each turn one entry of v is "
    "nudged up and down while the others stand still. Each slope lands where its entry stands.",
)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

In the first row each slope is the other factor, −3 and 4; then $2 \cdot 0.7 = 1.4$, the slope of a square, and −1,
because $v_{11}$ is subtracted. Two calls for each of four entries make eight.

</details>

Two calls for each entry: that is the price. For a network with a million weights it means two million runs of the whole
network to find one gradient. Backpropagation finds the same million numbers for the price of about three runs: one
forward, and one backward that costs about as much as two. How it does so is the story of the next lessons. But it
has to be programmed by people, and people make mistakes.
The slow method is so plain that it can be trusted, and so it becomes the judge of the fast one.

### Exercise 1.5 · numerical_gradient (2 points)

Write `numerical_gradient(f, x, h=1e-5)`. It returns the gradient of `f` at `x` by central differences, as a float64
array of the shape of `x`.

- `x` is a NumPy array with one axis or several. It may hold integers. After the call it must hold exactly what it
  held before, to the last bit, and the result must be an array of its own.
- `f` takes a float64 array of the shape of `x` and returns a float.
- `h` is the nudge to each side; the caller may choose it.

Example: with `f = lambda v: float(np.sum(v**3))`, `numerical_gradient(f, np.array([[2, -1], [0, 5]]))` is
`[[12, 3], [0, 75]]` up to about $10^{-9}$.

What is checked, all to $10^{-8}$: floats in one axis, wide steps included (1 point), integers in one axis (0.5
points), floats in two and three axes (0.5 points).
"""


# %% solution="numerical_gradient"
def numerical_gradient(f, x, h=1e-5):
    """Return the gradient of f at x by central differences, a new float64 array of x's shape.

    f: a function, float64 array of x's shape -> float.
    x: an array of floats or integers, of any shape; it is not changed.
    h: the nudge to each side, positive.
    """
    ### BEGIN SOLUTION
    work = np.array(x, dtype=np.float64)
    grad = np.zeros(work.shape)
    for index in np.ndindex(work.shape):
        old = work[index]
        work[index] = old + h
        above = f(work)
        work[index] = old - h
        below = f(work)
        work[index] = old
        grad[index] = (above - below) / (2 * h)
    return grad
    ### END SOLUTION


# %% tests="numerical_gradient"
check("numerical_gradient", numerical_gradient)

# %% [markdown]
r"""
## What moves and what stays

In training the inputs of $f$ fall into two groups. The **data** (数据) are given: nobody changes a photograph to
make the network right. The **parameters** (参数) are the network's own numbers, which training moves. A gradient
exists for both, and training uses only the second.

The first has its uses too. Below, a detector for upright strokes looks at a picture of 5 × 5 pixels, a slightly
broken figure 1. Its parameters are 25 weights: each pixel is multiplied by its own, and the score is the $\tanh$ of the
sum.
"""

# %%
weights = np.tile([0.0, -0.1, 0.3, -0.1, 0.0], (5, 1))
picture = np.array(
    [
        [0.0, 0.0, 0.9, 0.0, 0.0],
        [0.0, 0.6, 0.8, 0.0, 0.0],
        [0.0, 0.0, 0.9, 0.0, 0.0],
        [0.0, 0.0, 0.1, 0.0, 0.0],
        [0.0, 0.7, 0.8, 0.7, 0.0],
    ]
)

# %% tags=["hide-input"]
plots.heat_maps(
    {"the weights (parameters)": weights, "the picture (data)": picture},
    caption="Each weight belongs to the pixel at its place: 25 products, one for each place.",
)

# %% [markdown]
r"""
**Before you run the next cells:** how many of the 25 pixels would raise the score if they became brighter? And how many
of the 25 weights could be changed a little without any effect on it?
"""

# %%
guess = ...  # (pixels that would raise the score, weights without effect): whole numbers


def score(weights, picture):
    return np.tanh(np.sum(weights * picture))


on_pixels = numerical.numerical_gradient(lambda p: score(weights, p), picture)
on_weights = numerical.numerical_gradient(lambda w: score(w, picture), weights)
print(f"score {score(weights, picture):.4f}")
compare_guess(guess, pixels=int(np.sum(on_pixels > 0)), weights=int(np.sum(on_weights == 0)))

# %% tags=["hide-input"]
plots.heat_maps(
    {"gradient on the weights": on_weights, "gradient on the pixels": on_pixels},
    caption="Hold these two tables against the two above. Whose pattern does each of them have? "
    "Where is an entry exactly 0, and why there?",
)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

The gradient on the pixels has the pattern of the weights and shows what the detector looks for: a bright middle
column, five pixels, with dark sides. The gradient on the weights has the pattern of the picture; where a pixel is 0, as
17 of them are, its weight cannot matter. Each factor's slope follows the other factor, as in $xy$.

</details>

The first gradient says what this detector pays attention to (on real networks the same idea draws maps of which part of
a photograph made them say "cat"), the second how to train it. Both came from one question, asked fifty times: if this
number moves a little, how far does the output move?

## Recap

A derivative is a sensitivity: nudge one input, see how far the output moves, divide, and let the nudge shrink. It
predicts small steps, $f(x + h) \approx f(x) + h\,f'(x)$, exactly only for straight lines, and it is silent about
large ones. On a computer you measure it with a central difference, $h = 10^{-5}$, in float64, and get about ten
digits. With several inputs, each partial derivative is taken while the others are held still; side by side they
form the gradient, which has the shape of the input, adds up the effects of small joint moves, and points where the
output rises fastest. Three slopes to keep: a product's are the other factors, a sum's are 1, a maximum gives
everything to the larger input and half to each at a tie. Measuring a gradient costs two runs for each input, too
much for training and right for checking. Next lesson: how to get all slopes of a composed formula from one run
forward and one backward.
"""

# %% [markdown]
r"""
## Glossary

| English | 中文 | meaning |
|---|---|---|
| slope | 斜率 | change of the output divided by change of the input |
| limit | 极限 | the number that a sequence of values approaches |
| derivative | 导数 | limit of the slope as the nudge goes to 0 |
| tangent | 切线 | the straight line with the curve's value and slope at one point |
| linear approximation | 线性近似 | predicting a small step along the tangent |
| infinitesimal | 无穷小 | holding in the limit of ever smaller nudges, as opposed to finite |
| central difference | 中心差分 | slope between the points $x - h$ and $x + h$ |
| float64, float32 | 双精度, 单精度 | floating-point numbers with about 16 and about 7 digits |
| partial derivative | 偏导数 | derivative for one input while all others are held still |
| gradient | 梯度 | all partial derivatives, in the shape of the input |
| subgradient | 次梯度 | a slope that may stand in where a kink has no derivative |
| data, parameters | 数据, 参数 | the inputs that are given, and those that training moves |

"""

# %% [markdown]
r"""
## Go further

At a tie, programs choose function by function. PyTorch 2.13, as measured:

| PyTorch | at | slope |
|---|---|---|
| `torch.relu(x)` | x = 0 | 0 |
| `torch.clamp(x, min=0)` | x = 0 | 1 (newer releases: 0) |
| `torch.maximum(x, y)` | x = y | ½ and ½ |
| `v.max()`, `v.amax()` | two equal largest entries | ½ and ½ |
| `v.max(dim=0).values` | two equal largest entries | 1 and 0: one entry is picked |

With a constant 0 for $y$ the first three compute the same function of $x$, and give three answers at one point.

- Andrej Karpathy, *Backpropagation, Intuitions*, notes of Stanford's CS231n,
  <https://cs231n.github.io/optimization-2/>. The point (4, −3) comes from there. Compare its rule for max at a tie,
  and its $f(x+h) = \ldots$, with this lesson.
- Grant Sanderson (3Blue1Brown), *Essence of Calculus*, chapter 2, "The paradox of the derivative": what
  "instantaneous rate of change" can mean, in moving pictures.
- Judith Grabiner, "The Changing Concept of Change: The Derivative from Fermat to Weierstrass", *Mathematics
  Magazine* 56(4), 1983, 195–206. The derivative was used first, then discovered, explored, and only at the end
  defined.
- David Goldberg, "What Every Computer Scientist Should Know About Floating-Point Arithmetic", *ACM Computing
  Surveys* 23(1), 1991, 5–48. What happened to the digits of sin(1 + h).
- William Squire and George Trapp, "Using Complex Variables to Estimate Derivatives of Real Functions", *SIAM
  Review* 40(1), 1998, 110–112. Try `np.sin(1 + 1e-200j).imag / 1e-200` and find out why nothing cancels.
- R. Tyrrell Rockafellar, *Convex Analysis*, Princeton University Press 1970, part V: subgradients, for those who
  want to know why the shares at a tie sum to 1.
- PyTorch documentation, *Autograd mechanics*, section on non-differentiable functions, and issue
  [184572](https://github.com/pytorch/pytorch/issues/184572), where users found that clamp and relu disagree at 0.
- Karen Simonyan, Andrea Vedaldi and Andrew Zisserman, "Deep Inside Convolutional Networks", 2013,
  [arXiv:1312.6034](https://arxiv.org/abs/1312.6034): gradients on the pixels of photographs.
"""
