# %% [markdown]
r"""
# 11 · From scratch, everything checked

Three arms wind around a centre, and no straight border tells them apart. By the end of this lesson a
network of yours tells them apart, written in NumPy from an empty page: forward pass, loss, backward pass, descent.
Nothing in it is new to you except its last gate, which comes first here, and the fact that nobody gives you the pieces.
After that you go back to where this course came from and repair ten numbers in it.

## What you will be able to do

- turn scores into shares, put a price on a wrong share, and run both backward, for scores of any size;
- plan a network, build it in stages, write its backward pass in one go, and check each stage before the next;
- take a step that remembers the steps before it;
- judge a trained network by points that it has never seen, and read its failures from its borders;
- find the error in a sentence about gradients by putting numbers in.

**Builds on** all lessons; most of all on 06 (layers backward), 07 (checking), 08 (descent) and 09 (how to start).

**Takes** about 95 minutes; a good place to break off is after exercise 11.3. Four exercises, 10 points.
"""

# %%
import math

import numpy as np

from autograde import check
from backprop_lib import data, plots
from backprop_lib.guess import compare_guess
from backprop_lib.mlp import MLP
from backprop_lib.numerical import numerical_gradient
from backprop_lib.optim import SGD
from backprop_lib.touch.momentum import rolling
from backprop_lib.train import fit

# %% [markdown]
r"""
## Three arms, and what straight lines can do

300 points, 100 on each of three arms, and the question for each: which arm? A linear layer makes three **scores**
(得分) of a point's two coordinates, one for each **class** (类别), and the largest score wins. Here are the best linear
scores in the sense of least squares.

**Before you run the cell:** with three classes, guessing gets one third right. How much do straight borders get? Write
your guess in the cell's first line, in place of the dots, then run it.
"""

# %%
guess = ...  # the share that is right, a number from 0 to 1

X, y = data.spirals(n_each=100, arms=3, noise=0.1, seed=11)  # (300, 2), (300,)
one_hot = np.eye(3)[y]  # (300, 3): a 1 in the column of the right class

wide = np.column_stack([X, np.ones(len(X))])  # (300, 3): a column of ones for the bias
weights, *_ = np.linalg.lstsq(wide, one_hot, rcond=None)  # (3, 3)


def straight(points):
    """Class of each point by the largest linear score."""
    scores = np.column_stack([points, np.ones(len(points))]) @ weights  # (M, 3)
    return scores.argmax(axis=1)


print(f"right: {np.mean(straight(X) == y):.1%}")
compare_guess(guess, right=np.mean(straight(X) == y))

# %% tags=["hide-input"]
plots.regions(
    {"the points": None, "straight borders": straight},
    X,
    y,
    caption="Wrong points are ringed. Walk once around the centre, half way out: through which "
    "arms do you come, and how many borders would you need?",
)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

About as much as a guess. On one circle you meet each arm once, and three borders would do. On a larger circle the
arms stand turned: each goes once around the centre, so in every direction lie points of all three. A long search for
better straight borders ends at 54 % again and again.

</details>

More linear layers do not help: lesson 08 showed that they collapse into one. So there has to be a hidden layer that
bends. And there is a question before that. The mean squared error compares a number with a number; here the answer is a
name. What is the price of a wrong name?
"""

# %% [markdown]
r"""
## From scores to shares

Suppose a network gives the three classes the scores 2.0, 1.0 and −1.0. The first wins, but by how much? To say that,
let every score grow exponentially, and give each class its share of the total. This gate is called **softmax**
(softmax 函数, 归一化指数函数).

**Work out** the first share with a pocket calculator: e² ≈ 7.389, e¹ ≈ 2.718, e⁻¹ ≈ 0.368.
"""

# %%
guess = ...  # the first share

scores = np.array([2.0, 1.0, -1.0])  # (3,)
grown = np.exp(scores)
print("grown ", grown.round(3))
print("shares", (grown / grown.sum()).round(4), " sum", (grown / grown.sum()).sum().round(12))
compare_guess(guess, first_share=grown[0] / grown.sum())

# %% [markdown]
r"""
<details><summary>What came out</summary>

0.7054 for the winner.

</details>

The shares are positive and sum to 1, so they can be read as probabilities, and the order of the
scores is kept.

**Predict** two things. All three scores rise by 5: how do the shares change? And: all scores are multiplied by 3?
"""

# %%
guess = ...  # two numbers: the winner's share after + 5, after · 3

winner = {}
trials = {"as above": scores, "+ 5": scores + 5, "· 3": scores * 3, "· 0.1": scores * 0.1}
for name, changed in trials.items():
    grown = np.exp(changed)
    shares = grown / grown.sum()
    scored = " ".join(f"{score:6.1f}" for score in changed)
    print(f"{name:9} scores {scored}     shares", *(f"{share:.4f}" for share in shares))
    winner[name] = shares[0]
compare_guess(guess, after_adding_5=winner["+ 5"], after_times_3=winner["· 3"])

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

Adding a constant changes nothing: every exponential gets the same factor, and it cancels in the quotient. What counts
is the distance between scores. Multiplying widens the distances, and the largest share goes to 1.

</details>

That a constant changes nothing is no curiosity. Scores have no bounds, and exponentials do:
"""

# %%
large = np.array([1000.0, 999.0, 998.0])  # (3,)
for taken_off in (0, 400, 995):
    with np.errstate(over="ignore", invalid="ignore"):
        grown = np.exp(large - taken_off)
        shares = grown / grown.sum()
    grown = " ".join(f"{entry:8.1e}" for entry in grown)
    print(f"{taken_off:3} taken off: grown {grown}   shares {shares.round(4)}")

# %% [markdown]
r"""
∞/∞ is not a number. The very same shares come out when a constant is taken off first. You may choose it for each row:
which choice is safe whatever the scores are, large or small, near each other or far apart?

Rows are samples, as always, counted from 0. In a table of scores (N, K), the K numbers of a row compete, and rows have
nothing to do with each other. **Before you run the cell:** in a table of four rows and three columns, what do all
twelve shares sum to? And which share does the winner of row 3 get, with the scores 5.0, −2.0 and 4.6?
"""

# %%
guess = ...  # two numbers: the sum of all twelve shares, the winner's share in row 3

table = np.array([[2.0, 1.0, -1.0], [0.3, 0.3, 0.3], [-1.2, 0.4, 2.9], [5.0, -2.0, 4.6]])  # (4, 3)
in_rows = np.exp(table) / np.exp(table).sum(axis=1, keepdims=True)  # (4, 3)
compare_guess(guess, sum_of_all=in_rows.sum(), winner_of_row_3=in_rows[3].max())

# %% tags=["hide-input"]
plots.heat_maps(
    {"scores, (4, 3)": table, "shares, (4, 3)": in_rows.round(4)},
    caption="Row by row. In row 1 all scores are equal. In row 3 two scores are close: "
    "compare their distance, 0.4, with the quotient of their shares.",
)

# %% [markdown]
r"""
## What a share costs

Now the price. The right class of a sample has the share p. A price should be 0 for p = 1, grow as p falls, and grow
without end as p goes to 0: to be sure of the wrong thing must hurt. −log p does that. **Before you run the cell:** half
a share costs 0.693. What does a tenth cost, and what a hundredth?
"""

# %%
guess = ...  # two numbers: the price of p = 0.1, of p = 0.01

few = (1, 0.9, 0.5, 1 / 3, 0.1, 0.01, 1e-6)
print("share p ", "".join(f"{p:>10.4g}" for p in few))
print("−log p  ", "".join(f"{-math.log(p) + 0:10.4f}" for p in few))
compare_guess(guess, a_tenth=-math.log(few[4]), a_hundredth=-math.log(few[5]))

# %% [markdown]
r"""
The mean of these prices over all samples is the **cross-entropy** (交叉熵) loss. Keep one number in mind: a network
that knows nothing gives each of three classes a third and pays log 3 ≈ 1.0986. Every training run on three classes
starts near there, or something is wrong with its start.

Two gates in a row, then, softmax and −log. How does the price react to the *scores*? Nudge them.

**Predict** signs first. The scores are those of row 0, 2.0, 1.0 and −1.0, and class 1 is the right one. Which scores
should rise, which should fall?
"""

# %%
guess = ...  # three words: "rise" or "fall" for the scores 2.0, 1.0, −1.0


def price_of(scores, label):
    """Price of one row: minus the logarithm of the right class's share."""
    grown = np.exp(scores)
    return -math.log(grown[label] / grown.sum())


print("shares  ", in_rows[0].round(4))
single = {}
for label in (0, 1, 2):
    single[label] = numerical_gradient(lambda s, label=label: price_of(s, label), table[0])
    total = abs(single[label].sum())
    print(f"class {label} is right: slopes {single[label].round(4)}, sum {total:.4f}")
first, second, third = ("fall" if slope > 0 else "rise" for slope in single[1])
compare_guess(guess, score_2=first, score_1=second, score_minus_1=third)

# %% [markdown]
r"""
Hold the slopes against the shares. For the wrong classes they *are* the shares. For the right class it is the share
too, with something taken off: how much? You can say it in words before you write it as a formula. Each wrong class is
pushed down in proportion to the share it took, the right one is pushed up by the share it lacks, and the pushes
balance.

Where do the exponentials and the logarithm go? Lesson 03 fused gates, and this is the most useful fusion of all. The
logarithm undoes the exponential:

$$-\log p_r = \log \sum_k e^{s_k} - s_r$$

The second term has the slope −1 on the right score. The slope of the first one, **log-sum-exp** (对数求和指数), on any
score is its share. On the left, p can become 0 in a float and its logarithm −∞; on the right, no share has to be
computed at all. (The sum of exponentials needs the same care as before.) And as in lesson 08 nothing goes flat where
the network is wrong and sure: the slope on a right score whose share is nearly 0 is nearly −1.

Now a whole batch. **Before you run the cell:** the loss is the mean over four rows. By what does that change the
slopes?
"""

# %%
guess = ...  # the factor between a slope of the mean and the slope of its row's own price

labels = np.array([1, 0, 2, 2])  # (4,)


def mean_price(table):
    return np.mean([price_of(row, label) for row, label in zip(table, labels, strict=True)])


slopes = numerical_gradient(mean_price, table)  # (4, 3)
compare_guess(guess, factor=slopes[0, 0] / single[1][0])

# %% tags=["hide-input"]
plots.heat_maps(
    {"shares": in_rows.round(4), "slope of the mean price": slopes.round(4)},
    caption=f"The right classes are {', '.join(map(str, labels))}, from the top. "
    "Find the four negative slopes, and compare the others with the shares. Why is row 2 so pale?",
)

# %% [markdown]
r"""
### Exercise 11.1 · softmax_cross_entropy (3 points)

Write the loss and its gradient.

- `softmax_cross_entropy(logits, labels)` returns the mean price over the samples, a float;
- `softmax_cross_entropy_backward(logits, labels)` returns how that loss reacts to each score: float64, shape (N, K);
- `logits` are the scores, float64 of shape (N, K); `labels` holds the right classes, N whole numbers from 0 to K − 1;
- scores may be as large as ±1000, and a share may be as small as it likes: no warning, no infinity, no NaN. Where the
  right share is e⁻²⁰⁰⁰, the price is 2000;
- the arguments stay as they are.

One worked value: for the scores `[[2.0, 1.0, -1.0]]` and the label `[1]` the loss is 1.3490 and the gradient
`[[0.7054, -0.7405, 0.0351]]`. The loss earns 0.75 points and its large scores 0.25; the gradient 1.5 and 0.5.
"""


# %% solution="softmax_cross_entropy"
def softmax_cross_entropy(logits, labels):
    """Return the mean over the rows of −log(softmax share of the right class), a float.

    logits: (N, K) scores.   labels: (N,) whole numbers, 0 to K − 1.
    """
    ### BEGIN SOLUTION
    shifted = logits - logits.max(axis=1, keepdims=True)  # (N, K), the largest of each row is 0
    totals = np.log(np.exp(shifted).sum(axis=1))  # (N,)
    return float(np.mean(totals - shifted[np.arange(len(labels)), labels]))
    ### END SOLUTION


def softmax_cross_entropy_backward(logits, labels):
    """Return ∂loss/∂logits for the mean loss above, (N, K)."""
    ### BEGIN SOLUTION
    grown = np.exp(logits - logits.max(axis=1, keepdims=True))  # (N, K)
    g = grown / grown.sum(axis=1, keepdims=True)  # (N, K)
    g[np.arange(len(labels)), labels] -= 1
    return g / len(labels)
    ### END SOLUTION


# %% tests="softmax_cross_entropy"
check("softmax_cross_entropy", softmax_cross_entropy, softmax_cross_entropy_backward)

# %% [markdown]
r"""
## A step that remembers

Plain descent gives each step the gradient of its place, and forgets it. Long, flat valleys are slow that way: the steep
sides forbid a large rate (lesson 08, "How far may a step go?"), and along the floor small steps follow one another in
the same direction. So let the step remember. With **momentum** (动量) the step is −lr · v, where v is 0.9 times the
previous v plus the gradient.

**Work out** the first three v for the gradients 1, 1, 1, … and for 1, −1, 1, … Where does each row end?
"""

# %%
guess = ...  # two numbers: the size of v after 60 steps, for each of the two rows

ends = []
for name, gradients in {"that agree": [1.0] * 60, "that turn round": [1.0, -1.0] * 30}.items():
    v, seen = 0.0, []
    for g in gradients:
        v = 0.9 * v + g
        seen.append(v)
    first = " ".join(f"{entry:7.4f}" for entry in seen[:4])
    print(f"gradients {name:16} v = {first}  … {seen[-1]:7.4f}")
    ends.append(abs(seen[-1]))
compare_guess(guess, agree=ends[0], turn_round=ends[1])

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

Gradients that agree add up, to 1 / (1 − 0.9) = 10 times their size; those that turn round at every step shrink to
1 / (1 + 0.9), about half.

</details>

Now a valley, ½(u² + 400·w²). Its border for plain descent is 2/400 = 0.005, because of the
steep side; both runs take half of that.

**Predict:** along the floor plain descent loses a share of 0.0025 of u a step. What is left of u = 10 after 300 steps,
and how many does momentum need for as much?
"""

# %%
guess = ...  # two numbers: u after 300 plain steps, and how many steps momentum needs

runs, floor = {}, {"plain": [], "momentum 0.9": []}
for name, kept in {"plain": 0.0, "momentum 0.9": 0.9}.items():
    place, velocity, runs[name] = np.array([10.0, 0.1]), np.zeros(2), []  # (2,): u, w
    for _ in range(301):
        floor[name].append(float(place[0]))
        runs[name].append(0.5 * (place[0] ** 2 + 400 * place[1] ** 2))
        velocity = kept * velocity + np.array([1.0, 400.0]) * place
        place = place - 0.0025 * velocity
    print(f"{name:13} u after 300 steps {place[0]:9.2g}, loss after 50 steps {runs[name][50]:7.3f}")
left = floor["plain"][300]
needed = next(step for step, u in enumerate(floor["momentum 0.9"]) if u <= left)
compare_guess(guess, left_of_u=left, needed=needed)

# %% [markdown]
r"""
<details><summary>What came out</summary>

Plain descent has u at 4.7 after 300 steps; momentum is there after 35.

</details>

Why 0.9? Here is the same valley with its first 120 steps; the start can be dragged. Which share kept, to two digits,
leaves the smallest loss, and what do less and more do to the walk? And what becomes of one that keeps everything?
"""

# %% tags=["hide-input"]
rolling(
    (1.0, 400.0),
    start=(10.0, 0.1),
    rate=0.0025,
    caption="On the left the walk, on the right its loss on a logarithmic axis, plain descent dashed.",
)

# %% [markdown]
r"""
<details><summary>What there was to be found</summary>

0.91, with a loss of 0.00045. With less, u creeps. With more, both directions swing, and a step leaves √0.95 ≈ 0.97 of
them at 0.95: what remembers longer is slower to come to rest. At 1 nothing is ever lost. That walk is lesson 10's loop
without `zero_grad`, where each step takes the sum of all gradients so far.

</details>

The price of momentum is one more array for each parameter.
Another remedy for unequal sides is a rate of its own for each parameter; Adam is the one that you will meet most often.

## Points it has never seen

Before you train anything, decide what shall count as success. Here is a program that gets all 300 points right, without
any training: it keeps a table of them and looks each point up.

**Before you run the cell:** how does it do on 300 new points from the same three arms?
"""

# %%
guess = ...  # the share of new points that is right

known = {tuple(point): label for point, label in zip(X, y, strict=True)}
X_new, y_new = data.spirals(n_each=100, arms=3, noise=0.1, seed=12)  # (300, 2), (300,)


def look_up(points):
    """The label of a known point, class 0 for any other."""
    return np.array([known.get(tuple(point), 0) for point in points])


print(f"on its own points  {np.mean(look_up(X) == y):.1%}")
print(f"on new points      {np.mean(look_up(X_new) == y_new):.1%}")
compare_guess(guess, right_on_new_points=np.mean(look_up(X_new) == y_new))

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

Every one of its own points, and of new ones no more than a guess.

</details>

To have learnt by heart and no more is called **overfitting** (过拟合). So the loss on the training points cannot be the
judge, and neither can the share of them that is right: ask with a **held-out set** (留出集), points drawn the same way
and never trained on.

Now something that learns. To see a border bend while nothing is given away, this run uses the library's network and its
mean squared error on **one-hot** (独热编码) targets, a 1 for the right class and 0 for the others, which works as well.
Two hidden layers, 48 and 24 ReLU units, rate 0.1, once plain and once with momentum.

**Predict:** does the share of right points rise evenly with the number of steps? And what will the borders look like
after twenty?
"""

# %%
guess = ...  # with momentum, the share of new points that is right after 20, 100, 400 steps

shares_right = {}
borders, losses = {}, {}
for name, kept in {"plain": 0.0, "momentum 0.9": 0.9}.items():
    net, optimizer = MLP((2, 48, 24, 3), "relu", seed=1), SGD(lr=0.1, momentum=kept)
    losses[name] = []
    for stop in (20, 100, 400):
        more = stop - len(losses[name])
        losses[name] += fit(net, X, one_hot, optimizer, epochs=more).epoch_losses
        frozen = {key: values.copy() for key, values in net.parameters().items()}

        def answer(points, frozen=frozen):
            a = np.maximum(points @ frozen["W1"] + frozen["b1"], 0)  # (M, 48)
            a = np.maximum(a @ frozen["W2"] + frozen["b2"], 0)  # (M, 24)
            return (a @ frozen["W3"] + frozen["b3"]).argmax(axis=1)

        if kept:
            borders[f"{stop} steps"] = answer
        shares_right[name, stop] = right = np.mean(answer(X_new) == y_new)
        print(f"{name:13} {stop:4} steps: loss {losses[name][-1]:.4f}, right {right:.1%}")
after_20, after_100, after_400 = (shares_right["momentum 0.9", stop] for stop in (20, 100, 400))
compare_guess(guess, after_20=after_20, after_100=after_100, after_400=after_400)

# %% tags=["hide-input"]
plots.regions(
    borders,
    X_new,
    y_new,
    caption="With momentum; the points shown are new ones. First a few wedges, then arms that "
    "tear, then arms. Where do the points lie that are still wrong after 100 steps, and why there?",
)

# %% tags=["hide-input"]
plots.loss_runs(
    losses,
    caption="The mean squared error of both runs; answering ⅓ to everything costs 2/9. On "
    "the line with momentum find steps 20, 100 and 400, where 36 %, 89 % and 100 % were right: how "
    "much had the loss fallen?",
)

# %% [markdown]
r"""
A border between two classes is called a **decision boundary** (决策边界). Do not give a run up whose borders are
wedges; read its loss.

<details><summary>What came out, and why</summary>

With momentum the share of right points stands still, leaps, and creeps: for forty steps it hardly leaves a third, sixty
steps later it is 89 %, and the last tenth takes a hundred more. Of the 32 points that are wrong after 100 steps, 17
lie at the centre, where the arms come closest, and 6 at the outer ends, beyond which no points hold the boundary in
place. The plain run is at 34 % when the other one is at 89 %, and needs seven times as many steps to get there.

</details>
"""

# %% [markdown]
r"""
## A plan, and a check at every stage

Your turn, with an empty page and NumPy. A network of one hidden layer with 32 tanh units is enough, trained for about a
second; so is one with ReLU, or with two layers. What is not enough is writing all of it and pressing run. Programs of
this kind fail silently (lesson 07), so build it in stages and do not go on before the check of a stage has passed:

| stage | what you write | its check | from |
|---|---|---|---|
| 1 | parameters, drawn at random | shapes; the same seed gives the same numbers | 09 |
| 2 | forward: points to scores | shape (N, 3) for N = 1 and N = 5; small, and not all alike | 06, 09 |
| 3 | loss | near log 3 ≈ 1.1 before training: what does a value of 5 say about stage 1? | 11.1 |
| 4 | backward: scores to all parameters | `grad_check`, copied from 7.4: 4 units, 6 rows, all arrays; 11.2 | 07 |
| 5 | one step | the loss falls by about rate · (length of the gradient)² | 01, 08 |
| 6 | many steps on 6 points | loss goes to 0: what cannot learn six points by heart learns nothing | 08 |
| 7 | many steps on all points | loss curve, held-out points | 08 |
| 8 | predict | shape (M,) for an M that is not N; whole numbers | |

Stage 5 is worth a look, because it ties the first lesson to the last. **Before you run the cell:** the gradient of all
parameters in one row is 1.79 long, and the step is −0.01 · gradient. Which change of the loss does lesson 01 predict?
"""

# %%
guess = ...  # the change of the loss, with its sign

probe = MLP((2, 48, 24, 3), "relu", seed=2)
before = probe.loss(X, one_hot)
probe.backward()
length = math.sqrt(sum(float(np.sum(g**2)) for g in probe.gradients().values()))
for name, values in probe.parameters().items():
    values -= 0.01 * probe.gradients()[name]
print(f"predicted change {-0.01 * length**2:.6f}")
change = probe.loss(X, one_hot) - before
print(f"measured change  {change:.6f}")
compare_guess(guess, change=change)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

Almost the same; the difference is the bend of the loss, and it shrinks with the rate.

</details>

A wrong gradient in one array
shows here, unless it is 0.
"""

# %% [markdown]
r"""
### Exercise 11.2 · net_gradients (2 points)

Stages 2, 3 and 4 in one function: loss and gradients of a network with one hidden layer of tanh units and softmax's
cross-entropy.

- `params` is a dictionary of float64 arrays, "W1" (D, H), "b1" (H,), "W2" (H, K), "b2" (K,); `X` (N, D) the points;
  `y` (N,) their classes, whole numbers 0 to K − 1;
- return the pair `(loss, grads)`: the mean price over the rows, a float, and a dictionary with the same four keys, each
  gradient of the shape of what it belongs to;
- by hand: neither nudging, which is not exact enough, nor the library's `backward`. Your functions of 11.1 may help,
  once their check has passed;
- `params`, `X` and `y` stay as they are: all four gradients belong to the same parameters.

One worked value: with one point `[[0.5, -1.0]]` of class 1, W1 `[[0.8], [0.3]]`, b1 `[0.2]`, W2 `[[1.5, -0.5, 0.4]]`
and b2 `[0.0, 0.1, -0.2]`, the loss is 1.2763, the gradient on W1 `[[0.5245], [-1.0490]]` and that on b1 `[1.0490]`.
One row earns 0.5 points, batches 1.5.
"""


# %% solution="net_gradients"
def net_gradients(params, X, y):
    """Return (loss, grads) of a network with one hidden layer: tanh, then softmax cross-entropy.

    params: W1 (D, H), b1 (H,), W2 (H, K), b2 (K,).   X: (N, D).   y: (N,) classes, 0 to K − 1.
    loss: mean over the rows.   grads: a dictionary, one gradient for each name in params.
    """
    ### BEGIN SOLUTION
    rows = np.arange(len(y))
    a1 = np.tanh(X @ params["W1"] + params["b1"])  # (N, H)
    scores = a1 @ params["W2"] + params["b2"]  # (N, K)
    grown = np.exp(scores - scores.max(axis=1, keepdims=True))  # (N, K)
    shares = grown / grown.sum(axis=1, keepdims=True)  # (N, K)
    loss = float(-np.mean(np.log(shares[rows, y])))
    g = shares.copy()
    g[rows, y] -= 1
    g /= len(y)  # (N, K)
    da1 = g @ params["W2"].T  # (N, H)
    dz1 = da1 * (1 - a1**2)  # (N, H)
    return loss, {"W1": X.T @ dz1, "b1": dz1.sum(axis=0), "W2": a1.T @ g, "b2": g.sum(axis=0)}
    ### END SOLUTION


# %% tests="net_gradients"
check("net_gradients", net_gradients)

# %% [markdown]
r"""
With gradients that are right, what is left is a start, a loop and patience. When a run fails all the same,
look at the borders before you look at the code:

| what the new points say | where to look |
|---|---|
| all get one label | the loss: is it a number? Did all weights start at 0? Do the labels enter the gradient at all? |
| borders are straight | the hidden layer: does anything bend, and has it had time? |
| borders bend, a third is right | do rows and labels still belong together? Does the loss fall? |
| the arms begin and tear | more steps, a larger rate, momentum, more units |
| training points right, new ones not | predict: does it use its argument? |
"""

# %% [markdown]
r"""
### Exercise 11.3 · train_spirals (2 points)

Train a network of your own on three spirals and return a function that names the arm of any point.

- `X` (N, 2) float64, the points; `y` (N,) whole numbers, the classes 0, 1 and 2; `seed`, a whole number for your random
  generator, so that two runs with one seed agree;
- the return value is a function, `predict(points)`: points (M, 2) → M labels, whole numbers 0 to 2, shape (M,);
- NumPy only, and functions of your own, your `net_gradients` above all. The library's `backward` is closed during the
  check;
- X and y stay as they are. Rows may come in any order, the arms may be turned, and any arm may bear any name;
- training and predicting have 20 seconds together for each data set; about one second is usual.

Each check draws three data sets like `data.spirals(100, 3, noise)`, with a noise of 0.05 once and 0.1 twice, and asks
for 300 new points of each. At least 80 % right on the first earns 1 point; at least 95 % on both others 1 more. When
they are, the report shows the regions that your network has learnt.

Only answers are looked at here, and a rule without any network can give them (the label of the nearest known point, for
one). Exercise 11.2 is where a backward pass has to show itself.
"""


# %% solution="train_spirals"
def train_spirals(X, y, seed):
    """Train a network and return predict, a function: points (M, 2) -> labels (M,).

    X: (N, 2) points.   y: (N,) whole numbers 0, 1, 2.   seed: for the random generator.
    """
    ### BEGIN SOLUTION
    rng = np.random.default_rng(seed)
    rows, units = len(y), 32
    parameters = {
        "W1": rng.normal(0, 2.0, (2, units)),  # wide: units should bend in many places
        "b1": np.zeros(units),
        "W2": rng.normal(0, math.sqrt(1 / units), (units, 3)),
        "b2": np.zeros(3),
    }
    velocity = {name: np.zeros_like(values) for name, values in parameters.items()}

    def forward(points):
        a1 = np.tanh(points @ parameters["W1"] + parameters["b1"])  # (M, units)
        return a1, a1 @ parameters["W2"] + parameters["b2"]  # (M, 3)

    for _ in range(1200):
        a1, logits = forward(X)
        grown = np.exp(logits - logits.max(axis=1, keepdims=True))
        g = grown / grown.sum(axis=1, keepdims=True)  # (N, 3)
        g[np.arange(rows), y] -= 1
        g /= rows
        dz1 = (g @ parameters["W2"].T) * (1 - a1**2)  # (N, units)
        gradients = {"W1": X.T @ dz1, "b1": dz1.sum(axis=0), "W2": a1.T @ g, "b2": g.sum(axis=0)}
        for name, values in parameters.items():
            velocity[name] = 0.9 * velocity[name] - 0.5 * gradients[name]
            values += velocity[name]

    return lambda points: forward(points)[1].argmax(axis=1)
    ### END SOLUTION


# %% tests="train_spirals"
check("train_spirals", train_spirals)

# %% [markdown]
r"""
Now make it worse on purpose, with 3 hidden units, with all weights at 0, with `y` shuffled, and say before each run
what the regions will look like.

## Ten sentences that survived

This course grew out of five tutorials on backpropagation, one of them a translation of Stanford's CS231n notes. They
are good, widely read, and each of them holds errors. So does every text, this one included. What matters is how an
error is found: **put numbers in, and measure.**

Some errors are about people. One tutorial says: 直到上世纪80年代,祖师爷辛顿发明了反向传播算法 ("not until the 1980s did
the founding father Hinton invent the backpropagation algorithm"). Running the chain rule backward through a program, at
the cost of a few forward passes, was published in 1970 in Seppo Linnainmaa's master's thesis. Paul Werbos proposed it
for models that learn in his thesis of 1974 and applied it to neural networks in 1982. In 1986 Rumelhart, Hinton and
Williams showed what hidden layers learn with it, and that made it famous.

Some are about direction. 前面的神经元会将 ∂loss/∂z 的值反向传播给原先的神经元 ("the neuron in front passes the value of
∂loss/∂z back to the former one"). In front: is that earlier or later? In the network 5-6-7-7-6-5, from which layer does
the gradient come that reaches the first hidden layer of 7? Put a number in: layers count from the input, layer 0, so
that is layer 2, and what it did on the way forward was used by layer 3. Only layer 3 can say how the loss reacts to it.
**The later layer sends the gradient back**, in every net whose layers feed only later ones.

And most are about numbers. Here are ten, in the authors' words.

**From tutorial A**

`jacobian` · 这个矩阵称为雅克比矩阵,它是个对角矩阵 ("this matrix is called the Jacobian; it is a diagonal matrix"),
where the tutorial differentiates a linear layer. (Its reason is not printed, and it may have had an element-wise step
in mind, for which the sentence is right.) A linear layer's is another: take y = x @ W with two inputs, two outputs and
W = `[[2.0, -1.5], [0.7, 3.0]]`. *What is the slope of the second output on the first input, ∂y₂/∂x₁?*

`sent_back` · … (就是loss值)一层一层递进地反馈到各层神经网络 ("[the error], that is, the value of the loss, is fed back
layer by layer to the layers of the network"). Two outputs, 3.1 and 0.4, have the targets 1.0 and 1.3; the loss is the
mean of the two squared errors, 2.61. *Which number is sent back to the first output?*

**From tutorial B**

`without_biases` · input=2, output=0.0318 所以可以很容易得到以下的公式 ("so we easily get the following formula"):
output = input·w₁·w₃ + input·w₂·w₄. The weights are w₁ = −0.2377, w₂ = 0.3578, w₃ = 0.4739, w₄ = −0.2122. *What does
this formula give for the input 2?* (The network's layers have biases.)

`three_inputs` · out is the mean of 3·(x + 3)² over the entries of x, and for two entries the tutorial derives
∂out/∂x₁ = 3(x₁ + 3). Take the three entries x = (2, 3, 7). *What is the slope of the mean on the last one?*

**From tutorial C**

`tie` · For the larger of two numbers it prints df/dx = 1(x >= y) and df/dy = 1(y >= x). Take f = 3·max(x, y) at
x = y = 4. *What is ∂f/∂x by the rule of this course?*

`four_digits` · 输入为1.0,则在前向传播中计算出输出为0.73。……局部梯度为`(1-0.73)*0.73~=0.2` ("for the input 1.0 the
forward pass computes the output 0.73 … the local gradient is (1 − 0.73)·0.73 ≈ 0.2"), for a sigmoid gate. A gradient of
40 arrives at that gate. *What does it hand on to its input?*

`learning_rate` · 对所有输入数据样本x_i乘以1000,那么权重的梯度将会增大1000倍,这样就必须降低学习率来弥补 ("multiply all
inputs by 1000, and the gradient of the weights grows 1000 times, so the learning rate must be lowered to make up").
Take ŷ = w·x with the mean squared error. On some data descent is stable up to a learning rate of 0.04. *Up to which
rate when all x are multiplied by 1000?*

**From tutorial D**

`fork` · On z = x × y = (a + b) × c, with x = a + b and y = c: 由于对于变量 z 对于目标 b 有两个依赖 x 和 y ("since z
depends on b in two ways, through x and through y"), so two gradients are to be added. (The figure is not printed; in
it, b may have entered both.) Take a = 0.7, b = −1.9, c = 3.3. *What is ∂z/∂b?*

**From tutorial E**

`received` · 将得到的 ∂loss/∂x 与之前存储的导数相乘 ("the ∂loss/∂x that was received is multiplied by the derivatives
stored before"), about a unit z = ω·x. Take ω = 0.8, x = 2.5 and loss = (z − 3.5)². *What is ∂loss/∂ω?*

`epoch_loss` · `print("progress:", epoch, l.item())` after the loop over the samples. The model is ŷ = w·x, the loss of
a sample (ŷ − y)², and w is updated after each of the samples (1, 2), (2, 4), (3, 6), in this order. Start at w = 1 with
a learning rate of 0.02. *What is the mean loss of the first epoch, each sample's loss measured before its update?*
"""

# %% [markdown]
r"""
### Exercise 11.4 · repair_the_tutorial (3 points)

Write the right number for each of the ten questions above into the dictionary `repairs`, in place of `None`.

- Plain numbers, exact to four digits: 0.1966 or 0.19661 for 0.196612, not 0.197. An expression will do too, such as
  `math.exp(-2)`;
- each number earns 0.3 points by itself; what still holds `None` counts as not written;
- the printed numbers are known here. If yours is one of them, the check says so, and where to read again.

Try things out in cells of your own: `numerical_gradient`, a loop of three steps, `from backprop_lib import Value`,
whatever measures it.
"""

# %% solution="repair_the_tutorial"
repairs = {
    ### BEGIN SOLUTION
    "jacobian": -1.5,
    "sent_back": 2.1,
    "without_biases": -0.3771,
    "three_inputs": 20.0,
    "tie": 1.5,
    "four_digits": 7.864,
    "learning_rate": 4e-8,
    "fork": 3.3,
    "received": -7.5,
    "epoch_loss": 3.513,
    ### END SOLUTION
}

# %% tests="repair_the_tutorial"
check("repair_the_tutorial", repairs)

# %% [markdown]
r"""
## What you take with you

Eleven lessons, and one idea: the effect of a small change is passed on by multiplication along a path and by addition
where paths meet.

| lesson | you can |
|---|---|
| 01 | measure how an output reacts to an input, and know how exact that is |
| 02, 03 | run any circuit backward gate by gate, and fuse or split gates |
| 04, 05 | say what happens at a fork, and build an engine that records, orders and accumulates |
| 06, 07 | do the same with arrays, and catch a wrong gradient before it costs a week |
| 08, 09 | make a loss fall, read its curve, and see in advance why a deep product explodes or fades |
| 10 | use a framework, knowing what each of its three lines does |
| 11 | build all of it from an empty page, and doubt a printed number |

And you have pieces of your own that do these things. The next cell names those that are finished, and links to what
is still open.
"""

# %%
from autograde import course_points

course_points()

# %% [markdown]
r"""
## A page to keep

The next cell writes the points, the date and the list of what you built into a file beside the lessons,
`my_course.html`, one page to keep or to print. Put your name between the quotes if it is to stand there. The page says
what the checks found on this machine and certifies nothing. It is written anew each time, so run the cell again after
lessons 12 and 13.
"""

# %%
from autograde import save_course_page

save_course_page(name="")

# %% [markdown]
r"""
## What to read next

Convolutions, attention and normalisation are gates like the others: somebody worked out their backward pass, and now
you can. Lessons 12 and 13 go on from here: they put your engine of lesson 05 under arrays and build a small GPT on it.
Beyond the course, in the order of effort:

- S. J. D. Prince, *Understanding Deep Learning*, MIT Press 2023, chapter 7, <https://udlbook.github.io/udlbook/>:
  gradients and first weights once more, with other pictures, and then every kind of network built on them.
- A. G. Baydin, B. A. Pearlmutter, A. A. Radul, J. M. Siskind, *Automatic Differentiation in Machine Learning: a
  Survey*, Journal of Machine Learning Research 18 (2018), no. 153: forward and reverse mode side by side, and what
  both are not.
- M. Johnson, D. Duvenaud, D. Maclaurin, *autodidact*, <https://github.com/mattjj/autodidact>: an engine for arrays in a
  few hundred lines, made for reading. It traces functions where yours records objects.
- A. Wiltschko, M. Johnson, *The Autodiff Cookbook*, in JAX's documentation, <https://docs.jax.dev>: your
  vector-Jacobian products, their forward twins, and what comes of taking one of the other.
- A. Griewank, A. Walther, *Evaluating Derivatives*, 2nd edition, SIAM 2008: the theory behind this course, costs and
  checkpointing included.

## Recap

Softmax turns the scores of a row into shares; adding a constant to a row changes nothing, which is what keeps
exponentials in bounds. Cross-entropy prices the right class's share at minus its logarithm; fused, the two have the
plainest gradient of the course: the shares, less 1 at the right class, over N. A network is built in stages, each with
a check: shapes, a start near log K, a gradient held against nudging, a first step that lowers the loss by what was
predicted, six points learnt by heart; and it is judged by points it has never seen, because a table gets all the
others right. Failures show in the borders: one label, straight lines, guessing, torn arms. And a sentence about
gradients is believed when numbers put into it agree with a measurement, whoever wrote it.

## Glossary

| English | 中文 | meaning |
|---|---|---|
| score, logit | 得分 | one number a class, of any size; the largest wins |
| class, label | 类别,标签 | the name that a sample belongs to; its number in the data |
| softmax | softmax 函数, 归一化指数函数 | exponentials of a row's scores, divided by their sum: shares |
| cross-entropy | 交叉熵 | mean of −log of the share that the right class got |
| one-hot | 独热编码 | a row of zeros with a 1 at the right class |
| log-sum-exp | 对数求和指数 | log Σ eˢ; its slopes are the softmax shares |
| held-out set | 留出集 | data that take no part in training and judge its result |
| overfitting | 过拟合 | being right on the training points by heart, and not beyond |
| decision boundary | 决策边界 | where the largest score changes from one class to another |
| momentum | 动量 | part of the last step that is kept in the next |

## Go further

- S. Linnainmaa, *Taylor expansion of the accumulated rounding error*, BIT 16 (1976), 146–160: the journal version of
  the thesis of 1970, reverse accumulation in the words of numerical analysis.
- P. J. Werbos, *Applications of advances in nonlinear sensitivity analysis*, 1982: backward differentiation for neural
  networks.
- J. Schmidhuber, *Deep Learning in Neural Networks: An Overview*, Neural Networks 61 (2015), section 5.5: who published
  what, and when.
- J. S. Bridle, *Probabilistic interpretation of feedforward classification network outputs*, 1990: where softmax got
  its name.
- Stanford's CS231n, *Putting it together: minimal neural network case study*,
  <https://cs231n.github.io/neural-networks-case-study/>: spirals as well, with other choices than yours.
"""
