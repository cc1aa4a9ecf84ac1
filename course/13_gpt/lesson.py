# %% [markdown]
r"""
# 13 · A tiny GPT on your own engine

"zh" has just been written, the beginning of a Chinese name. Which letter comes next? You know: a, e, i, o or u, and
certainly not the end of the name. And after "sara"? There h is likely, and then the end. A table that knows which
letter follows which cannot tell the two h apart. In this lesson you build a program that can: a transformer of 4,128
numbers, trained by nothing but the engine you wrote in lessons 05 and 12. It learns from a few hundred names, pinyin
and English, and then it writes its own.

## What you will be able to do

- say what a language model predicts, and in which unit its mistakes are counted;
- send gradients back through two normalisations, and through attention;
- write causal attention, and show by an experiment what goes wrong when the future is visible;
- put the parts together, train them, and draw new names from the result;
- say what arrays gain over single numbers, what a recorded graph gains, and what a large model has more of.

**Builds on** lesson 05 (the engine), lesson 06 (gradients of matrix products), lesson 11 (softmax with cross-entropy)
and lesson 12 (the engine on arrays, minibatches, Adam). **Takes** about 90 minutes; a good place to break off is after
exercise 13.2. Four exercises, 10 points.
"""

# %%
import time

import numpy as np

from autograde import check
from backprop_lib import gpt, gpt_scalars, plots, tensor
from backprop_lib.batches import minibatches, split
from backprop_lib.circuit import Value, topological_order
from backprop_lib.guess import compare_guess
from backprop_lib.names import END, LETTERS, encode, names, rows_of
from backprop_lib.numerical import numerical_gradient
from backprop_lib.optim import Adam
from backprop_lib.replay import Recording
from backprop_lib.tensor import Tensor
from backprop_lib.touch import graph

# %% [markdown]
r"""
## A table of pairs

The names were written for this course. A **language model** (语言模型) answers one question again and again: given the
letters so far, how probable is each next one? The end of a name is a letter like the others, written "."; the same mark
stands in front, so that the first letter too has something before it. A letter is a number from 0 to 25, the mark is
26. Some names are put aside: nothing is learnt from them.
"""

# %%
every_name = names()
learn, aside = split(len(every_name), 0.2, np.random.default_rng(1))
known, new = [every_name[i] for i in learn], [every_name[i] for i in aside]
print(f"{len(known)} names to learn from, {len(new)} put aside: {', '.join(new[:6])}, …")
print('encode("bo") =', encode("bo"))
X, Y, valid = rows_of(["bo", "ada"], 5)
print("read      ", *("".join(LETTERS[mark] for mark in row) for row in X))
print("predict   ", *("".join(LETTERS[mark] for mark in row) for row in Y))
print("valid places of the flattened table:", valid)

# %% [markdown]
r"""
The second line is the first one moved up by a place: at every place the model reads one letter and predicts the next.
A name of n letters gives n + 1 tasks. What is filled up behind a short name belongs to no task, which is what `valid`
is for.

The price of a task is the one you know, −log of the probability that the right letter got. Who gives every letter the
same chance pays log 27 = 3.296 each time. With the natural logarithm the unit is called a **nat** (奈特). Now count in
the known names which letter follows which, and use the shares as probabilities. **Before you run the cell:** how much
will the table pay for the new names? Write your guess in the cell's first line, in place of the dots, then run it.
"""

# %%
guess = ...  # nats a letter

table = gpt.pair_table(known, 0.3)  # 0.3 is added to every count, so that nothing is impossible
print(f"guessing {np.log(27):.3f}, the table {gpt.table_loss(table, new):.3f} nats a letter")
print(f"the best of 14 amounts to add: {gpt.best_pair_table(known, new):.3f}")
for letter in "hz":
    row = table[LETTERS.index(letter)]
    most = np.argsort(row)[::-1][:5]
    print(f"after {letter}:", ", ".join(f"{LETTERS[k]} {row[k]:.2f}" for k in most))
compare_guess(guess, the_table=gpt.table_loss(table, new))

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

About a nat less a letter. After h it offers vowels and the end at once, because it has seen both "zhiyuan" and "hannah"
and remembers one letter only.

</details>

That is the mark to beat.

A table can also be *learnt*. Give each letter a row of 16 numbers, its **embedding** (嵌入), and multiply the row by a
matrix to get 27 scores. Taking rows is lesson 12's `rows`, whose backward pass adds each gradient to the row that was
taken. This cell is a complete training loop; later you need the same lines with more in the middle.
"""

# %%
rng = np.random.default_rng(0)
p = {"letters": Tensor(rng.normal(0, 0.1, (27, 16))), "out": Tensor(rng.normal(0, 0.1, (16, 27)))}
data = {name: t.data for name, t in p.items()}
optimizer = Adam(0.01, betas=(0.9, 0.99))


def price(names_of_batch):
    # 12 places: the mark and up to 11 letters
    X, Y, valid = rows_of(names_of_batch, 12)  # (N, 12), (N, 12), positions in the flattened Y
    scores = p["letters"].rows(X) @ p["out"]  # (N, 12, 27)
    return scores.reshape(X.size, 27).rows(valid).cross_entropy(Y.ravel()[valid])


for _epoch in range(18):
    for batch in minibatches(len(known), 32, rng):
        loss = price([known[i] for i in batch])
        loss.zero_grad()
        loss.backward()
        optimizer.step(data, {name: t.grad for name, t in p.items()})
print(f"learnt pairs: {float(price(new).data):.3f} nats a letter of the new names")

# %% [markdown]
r"""
The same price, by descent. Nothing is gained yet but this: a learnt table can be given more to look at.
"""

# %% [markdown]
r"""
## Where in the name?

Of the names put aside not one ends after two letters, and of those that have got to seven letters more than half
end there. A table of pairs knows nothing of it. So let the model know where it is: a second table has a row for every
place, and the row of the place is added to the row of the letter. Adding looks careless, as if the two became
inseparable. With 16 numbers there is room: the matrices behind can learn to read the one in some directions and the
other in others.

And everything before? The simplest summary is a mean: at each place the rows of all letters so far are averaged,
multiplied by two matrices in turn and *added* to what stands there. What is added to, and never replaced, is called a
**residual stream** (残差流): on the way back a sum hands its gradient to both sides, so however many parts are added,
each of them receives the gradient undivided. **Predict:** three models, pairs, pairs with places, and those with a mean
of what came before. By how much does each of the two additions make the price fall?
"""

# %%
guess = ...  # two numbers, in nats a letter: what the place is worth, what the mean is worth

models, prices = {}, {}
for step in gpt.STEPS[:3]:
    models[step] = gpt.Model(step, np.random.default_rng(1))
    gpt.train(models[step], known, np.random.default_rng(1))
    prices[step] = gpt.held_out_loss(models[step], new)
    print(f"{step:10}{models[step].count():6} numbers  {prices[step]:.3f} nats a letter")
from_pairs, with_place, with_mean = (prices[step] for step in gpt.STEPS[:3])
compare_guess(guess, the_place=from_pairs - with_place, the_mean=with_place - with_mean)

# %% [markdown]
r"""
<details><summary>What came out</summary>

The place is worth much, the mean little.

</details>

A mean takes the same share from every letter, from the z two places back,
which decides, as from the x seven places back, which does not. One would like to *choose* where to look. Two things
help with that. One keeps the numbers in order; it comes first.
"""

# %% [markdown]
r"""
## Keep the numbers at one size

Rows that are added to again and again grow, and products of long rows are large. Lesson 09 showed what a factor does
that is repeated. So before each part of the model, every row is brought to one size. **RMS norm** (均方根归一化, Zhang
and Sennrich 2019) divides a row by the root of the mean of its squares; **layer norm** (层归一化, Ba, Kiros and Hinton
2016) first subtracts the row's mean, divides by the standard deviation, and then scales and shifts each column by
learnt numbers γ and β.

The trap: the divisor is not a constant. It is made of the same numbers. **Predict** by which factor the outputs of both
grow when the row [1, 2, 6] is doubled, and what that says about the gradient along the row.
"""

# %%
guess = ...  # two factors: RMS norm, layer norm


def rmsnorm(x):
    return x / np.sqrt((x * x).mean(axis=1, keepdims=True))


def layernorm(x, gamma, beta):
    apart = x - x.mean(axis=1, keepdims=True)
    return apart / np.sqrt((apart * apart).mean(axis=1, keepdims=True)) * gamma + beta


x, g = np.array([[1.0, 2.0, 6.0]]), np.array([[0.7, -0.4, 0.9]])
factors = []
for name, norm in (("rmsnorm", rmsnorm), ("layernorm", lambda x: layernorm(x, 1.0, 0.0))):
    dx = numerical_gradient(lambda x, norm=norm: float((g * norm(x)).sum()), x)
    print(f"{name:10}{norm(x)[0].round(4)}, doubled {norm(2 * x)[0].round(4)}")
    along, total = float((dx * x).sum()), float(dx.sum())
    print(f"{'':10}gradient {dx[0].round(4)}, along the row {along:.1e}, its sum {total:.1e}")
    factors.append(norm(2 * x)[0, 2] / norm(x)[0, 2])
compare_guess(guess, rms_norm=factors[0], layer_norm=factors[1])

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

Doubling changes nothing, so a step along the row changes nothing, so the gradient has no part along the row: dx · x =
0. For layer norm the same holds for a shift of all three numbers, and the entries of dx sum to 0. (The second figure
for RMS norm is not 0: a shift does change it.)

</details>

What the gradient is along the row is a check that costs one line, and a divisor taken for a constant fails it at once.

To find the rule itself, follow each path from an entry of x: straight through the division, and through the divisor,
which reaches every output of the row. Here is RMS norm on the row [3, 4], where 10 arrives at the first output and
nothing at the second. What comes to x₁ on each of its two ways? Then move x₂ until they cancel: why there? And what
happens to both gradients when the row is doubled?
"""

# %% tags=["hide-input"]
x1, x2 = Value(3.0, "x₁"), Value(4.0, "x₂")
r = (((x1**2 + x2**2) / 2) ** 0.5).named("r")
graph.circuit(
    ((x1 / r).named("y₁") * 10).named("f"),
    at="backward",
    guess=True,
    caption="Two wires leave x₁: straight to the division, and to the divisor r.",
)

# %% [markdown]
r"""
<details><summary>What there was to be found</summary>

2.828 comes straight through the division, −1.018 through the divisor, 1.81 together. They cancel at x₂ = 0: y₁ is √2
then, whatever x₁ is. Doubling the row leaves f as it is and halves both gradients.

</details>

With more outputs the way through the divisor brings a sum: what each of them receives, times that output.
"""

# %% [markdown]
r"""
### Exercise 13.1 · norm_backward (3 points)

`rmsnorm_backward(g, x)` returns dx (N, D) for y = `rmsnorm(x)`: g (N, D) arrives at y.

`layernorm_backward(g, x, gamma)` returns a tuple (dx, dgamma, dbeta) for y = `layernorm(x, gamma, beta)`, of the shapes
(N, D), (D,) and (D,). gamma has shape (D,); beta plays no part in any gradient and is not given.

Rows are samples, as always. No row is all zeros, none has all entries equal, and nothing is added under the roots.
The library's gradients are closed during the check. 1 point for the first, 2 for the second.

Worked by hand: `rmsnorm_backward([[10, 0]], [[3, 4]])` is [[1.8102, −1.3576]], as arrays. For x = [[1, 2, 6]],
gamma = [1, 2, 3] and g = [[10, 0, 0]], `layernorm_backward` gives dx = [[1.7635, −2.2043, 0.4409]],
dgamma = [−9.2582, 0, 0] and dbeta = [10, 0, 0].
"""


# %% solution="norm_backward"
def rmsnorm_backward(g, x):
    """Return dx (N, D) for y = x / (root mean square of each row), when g (N, D) arrives at y.

    Example: g = [[10, 0]], x = [[3, 4]] -> [[1.8102, -1.3576]]
    """
    ### BEGIN SOLUTION
    r = np.sqrt((x * x).mean(axis=1, keepdims=True))  # (N, 1)
    y = x / r
    return (g - y * (g * y).mean(axis=1, keepdims=True)) / r
    ### END SOLUTION


def layernorm_backward(g, x, gamma):
    """Return (dx, dgamma, dbeta) of y = (x - mean) / standard deviation * gamma + beta, row by row.

    g, x (N, D), gamma (D,) -> (N, D), (D,), (D,).
    """
    ### BEGIN SOLUTION
    s = x.std(axis=1, keepdims=True)  # (N, 1)
    z = (x - x.mean(axis=1, keepdims=True)) / s
    dz = g * gamma
    dx = (dz - dz.mean(axis=1, keepdims=True) - z * (dz * z).mean(axis=1, keepdims=True)) / s
    return dx, (g * z).sum(axis=0), g.sum(axis=0)
    ### END SOLUTION


# %% tests="norm_backward"
check("norm_backward", rmsnorm_backward, layernorm_backward)

# %% [markdown]
r"""
## Which letters to look at

**Attention** (注意力, Bahdanau and others 2015) is a mean with computed weights. Every row makes three messages
(Vaswani and others 2017), each by its own matrix: a **query** (查询), what am I looking for; a **key** (键), what do I
have; a **value** (值), what do I hand over. The score of place s for place t is the dot product of t's query and s's
key. Softmax makes each row of scores into weights that sum to 1, and the output at t is the mean of the values with
these weights.

Two details decide. **First**, the scale. A dot product of two rows of length D, with independent entries of spread 1,
has spread √D. **Predict:** how large is the largest of eight softmax weights of such scores for D = 256, as they are
and divided by √D?
"""

# %%
guess = ...  # two weights between 1/8 and 1

rng = np.random.default_rng(3)
for size in (4, 64, 256):
    scores = rng.normal(size=(2000, size)) * rng.normal(size=(2000, size))
    scores = scores.sum(axis=1).reshape(250, 8)
    largest = [np.exp(s - s.max(1, keepdims=True)) for s in (scores, scores / np.sqrt(size))]
    largest = [(e / e.sum(1, keepdims=True)).max(1).mean() for e in largest]
    print(f"D = {size:3}: spread of the scores {scores.std():5.2f}; largest of 8 weights", end=" ")
    print(f"{largest[0]:.2f}, after division by √D {largest[1]:.2f}")
compare_guess(guess, as_they_are=largest[0], divided=largest[1])

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

Without the division, one weight is nearly 1 before anything was learnt, and by p(1 − p) its softmax passes hardly any
gradient on: lesson 03's saturation. With it, the choice stays open.

</details>

**Second**, time. The model predicts at all places at once, so place t must not see place t + 1: that is the very
letter it is asked for. All scores of later places are set to −∞ *before* the softmax; they get weight 0, and the others
still sum to 1. This is a **causal mask** (因果掩码).

How bad is it to forget the mask? **Predict two prices** of a model trained without: for the names it learns from, while
it trains; and for a new name, where the letters that come next do not exist yet. Guessing costs 3.296.
"""

# %%
guess = ...  # two prices in nats a letter: while it trains, when it writes

losses, by_mask = {}, {}
for label, sees_future in (("with the mask", False), ("without", True)):
    trained = gpt.Model("attention", np.random.default_rng(1), sees_future)
    losses[label] = gpt.train(trained, known, np.random.default_rng(1))
    by_mask[label] = trained
print(f"while it trains: {np.mean(losses['without'][-15:]):.3f} nats a letter")
asked = [(name[:k], encode(name)[k + 1]) for name in new for k in range(len(name) + 1)]
paid = [-np.log(gpt.next_probabilities(by_mask["without"], prefix)[mark]) for prefix, mark in asked]
print(f"when it writes:  {np.mean(paid):.3f} nats a letter; guessing costs {np.log(27):.3f}")
compare_guess(guess, it_trains=np.mean(losses["without"][-15:]), it_writes=np.mean(paid))

# %% tags=["hide-input"]
plots.loss_curves(
    losses,
    averaged="nats a letter of the batch",
    counted="step",
    log=False,
    caption="Two models that differ in the mask alone. By this picture, which would you keep?",
)

# %% [markdown]
r"""
<details><summary>What came out</summary>

The best loss of the lesson, and the worst model: where nothing follows, it is worse than guessing.

</details>

A loss that is too
good is a symptom. No gradient was wrong here; the task was.
"""

# %% [markdown]
r"""
### Exercise 13.2 · causal_attention (2 points)

q and k have shape (T, D), v has shape (T, M); a row for each place. Return a tuple (out, weights): weights (T, T) with
the weights of place t in row t, and out (T, M). Divide the scores by √D and let no place see a later one. No warning
may be raised.

Worked by hand, for two places, with q = [[1, 2], [3, 0]], k = [[1, 0], [2, 4]] and v = [[10], [20]]:
weights = [[1, 0], [0.1070, 0.8930]] and out = [[10], [18.930]].
"""


# %% solution="causal_attention"
def causal_attention(q, k, v):
    """Return (out, weights) of attention in which no place sees a later one.

    q, k (T, D), v (T, M) -> (T, M), (T, T); each row of weights sums to 1.
    """
    ### BEGIN SOLUTION
    scores = q @ k.T / np.sqrt(q.shape[1])  # (T, T)
    scores = np.where(np.tri(len(q)) > 0, scores, -np.inf)
    grown = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights = grown / grown.sum(axis=1, keepdims=True)
    return weights @ v, weights
    ### END SOLUTION


# %% tests="causal_attention"
check("causal_attention", causal_attention)

# %% [markdown]
r"""
## Attention, backwards

On the engine it is a handful of lines, and the engine knows its way back. For all names of a batch at once, with h of
shape (N, T, D), a matrix product of stacks multiplies name by name:
"""

# %%
rng = np.random.default_rng(5)
h = Tensor(rng.normal(size=(2, 4, 16)), "h")  # two names, four places
Q, K, V = (Tensor(rng.normal(0, 0.25, (16, 16)), name) for name in "QKV")
future = np.triu(np.full((4, 4), -np.inf), 1)  # (T, T), −∞ above the diagonal
scores = (h @ Q) @ (h @ K).transpose(0, 2, 1) * 16**-0.5  # (N, T, T)
weights = (scores + future).softmax()
out = weights @ (h @ V)  # (N, T, 16)
out.sum().backward()
print("weights of the first name", *weights.data[0].round(2).tolist(), sep="\n  ")
print("gradients: Q", Q.grad.shape, " K", K.grad.shape, " V", V.grad.shape, " h", h.grad.shape)

# %% [markdown]
r"""
By hand, once, it is worth doing, because it is five gates that you know. out = weights @ v and scores = q @ kᵀ are
products (lesson 06). The scale multiplies. What is new is softmax with an arbitrary gradient arriving at its outputs.
Each weight depends on every score of its row: raising one score raises its weight and lowers the others. For one row
with weights w, the Jacobian is wₛ(1 − wₛ) on the diagonal and −wₛwᵤ elsewhere.

**Predict:** what comes back to the scores when the same number 3 arrives at every weight of a row?
"""

# %%
guess = ...  # a number: what each score of the row receives

w = np.array([0.1, 0.2, 0.7])
J = np.diag(w) - np.outer(w, w)  # (3, 3)
print("Jacobian", *J.round(3).tolist(), sep="\n  ")
everywhere = (J @ np.full(3, 3.0)).round(12) + 0.0
print("3 arrives everywhere:  ", everywhere)
print("3 arrives at the first:", (J @ [3.0, 0, 0]).round(4))
compare_guess(guess, each_receives=everywhere[0])

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

Nothing: the weights of a row always sum to 1, so pushing all of them alike has no effect.

</details>

Keep the off-diagonal part,
and remember that a masked weight is 0: which gradient does its score get?
"""

# %% [markdown]
r"""
### Exercise 13.3 · attention_backward (2 points)

g (T, M) arrives at the `out` of `causal_attention(q, k, v)`; nothing arrives at the weights. Return a tuple
(dq, dk, dv), each of the shape of its argument.

You may call `causal_attention`: while this exercise is checked, it is a right one for these q and k, so a mistake in
13.2 costs nothing here. The library's gradients are closed meanwhile. Yours have to agree to nine digits.

Worked by hand, with the q, k and v of 13.2 and g = [[0], [1]]: dq = [[0, 0], [0.6759, 2.7035]],
dk = [[−2.0276, 0], [2.0276, 0]] and dv = [[0.1070], [0.8930]].
"""


# %% solution="attention_backward"
def attention_backward(g, q, k, v):
    """Return (dq, dk, dv) when g (T, M) arrives at the output of causal_attention(q, k, v).

    q, k (T, D), v (T, M).
    """
    ### BEGIN SOLUTION
    _, weights = causal_attention(q, k, v)  # (T, T)
    dweights = g @ v.T
    dscores = weights * (dweights - (dweights * weights).sum(axis=1, keepdims=True))
    dscores = dscores / np.sqrt(q.shape[1])
    return dscores @ k, dscores.T @ q, weights.T @ g
    ### END SOLUTION


# %% tests="attention_backward"
check("attention_backward", attention_backward)

# %% [markdown]
r"""
## Five steps, five prices

The last step takes three parts: attention gets its RMS norms; behind it stands the hidden layer of lesson 07, 64 units
with ReLU at every place, and its result is added to the stream as well; and the stream is normalised once more before
the scores. Attention moves numbers between places, the hidden layer works on each place by itself.

**Predict** which of the two new steps is worth more: attention in place of the mean, or norms with the hidden layer?
"""

# %%
guess = ...  # "attention" or "norms"

models["attention"] = by_mask["with the mask"]
model = models["everything"] = gpt.Model("everything", np.random.default_rng(1))
gpt.train(model, known, np.random.default_rng(1))
for step in gpt.STEPS[3:]:
    prices[step] = gpt.held_out_loss(models[step], new)
paid_by = [prices[step] for step in gpt.STEPS]
more = "attention" if paid_by[2] - paid_by[3] > paid_by[3] - paid_by[4] else "norms"
compare_guess(guess, worth_more=more)

# %% tags=["hide-input"]
counts = [models[step].count() for step in gpt.STEPS]
labels = ("pairs", "+ place", "+ mean of the past", "+ attention", "+ norms and hidden layer")
plots.bars(
    {
        "nats a letter of new names": dict(zip(labels, paid_by, strict=True)),
        "numbers to learn": dict(zip(labels, counts, strict=True)),
    },
    caption="Each step pays less for new names. Which one is worth most for what it costs?",
)

# %% [markdown]
r"""
<details><summary>What came out</summary>

Attention alone is worth 0.02, norms with the hidden layer 0.12; per number to learn, the place is worth most of the
four.

</details>

The steps are small, and they add up: 0.31 nats a letter below the learnt pairs. Over the eight tasks of a name
of seven letters that is a factor of e^(0.31 · 8) ≈ 12 in the probability of the whole name. What has the attention
found? Each row of the next picture is a place; darker cells are the letters that it takes from.
"""

# %% tags=["hide-input"]
plots.attention(
    gpt.looks_at(model, "zhenhua"),
    ".zhenhua",
    caption="Weights of one name. Which places look back, and how far? Nobody told them to.",
)

# %% [markdown]
r"""
Read such pictures with care: they show where numbers come from, not what is done with them. A test is better.
**Predict:** how probable is the end of the name after "zh", and after "sarah"? For the pair table it is one and the
same number.
"""

# %%
guess = ...  # two probabilities: the end after "zh", after "sarah"

after = {"the table, after h": table[LETTERS.index("h")]}
for prefix in ("zh", "sarah"):
    after[f"the model, after {prefix}"] = gpt.next_probabilities(model, prefix)
ends = [float(row[END]) for row in after.values()]
print(f"the end after h, in the table: {ends[0]:.2f}")
compare_guess(guess, after_zh=ends[1], after_sarah=ends[2])

# %% tags=["hide-input"]
shown = [(LETTERS.index(letter), letter) for letter in "aeiou"] + [(END, "the end")]
plots.bars(
    {title: {name: float(row[k]) for k, name in shown} for title, row in after.items()},
    digits=2,
    one_scale=True,
    caption="Vowels and the end, all on one scale. What differs most?",
)

# %% [markdown]
r"""
A table cannot tell the two h apart; the model can.

<details><summary>What came out, and why</summary>

After "zh" the end is all but excluded, and i comes first. After "sarah" the end is more than twice as probable as in
the table. It is still not the most probable letter: a few hundred names teach what is common, and "sarah" was put
aside.

</details>
"""

# %% [markdown]
r"""
## The same model on single numbers

Lesson 05's engine can do all of this, too: additions, products, exp, log and ReLU, a node for each number. The next
cell builds the price of one name on `Value`, from the same 4,128 numbers, and on `Tensor`. **Predict:** how many nodes
has each graph, and how many times as long does a step take?
"""

# %%
guess = ...  # the nodes of both graphs, two whole numbers: on Value, on Tensor

name = "haodong"
p = gpt_scalars.scalars(model)
rows = rows_of([name], gpt.WIDTH)


def milliseconds(action, times):
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        action()
        taken.append(1000 * (time.perf_counter() - start))
    return min(taken)


def scalar_step():
    gpt_scalars.name_loss(p, name).backward()


def array_step():
    loss = model.loss(*rows)
    loss.zero_grad()
    loss.backward()


loss = gpt_scalars.name_loss(p, name)
again = Recording(loss)  # the graph as a list of rows, to be run again
nodes = dict.fromkeys(("Value", "Value, recorded once"), len(topological_order(loss)))
nodes["Tensor"] = len(tensor.topological_order(model.loss(*rows)))
taken = {"Value": milliseconds(scalar_step, 3), "Value, recorded once": milliseconds(again.run, 3)}
taken["Tensor"] = milliseconds(array_step, 20)
print(f"the same price: {loss.data:.12f} and {float(model.loss(*rows).data):.12f}")
compare_guess(guess, on_Value=nodes["Value"], on_Tensor=nodes["Tensor"])

# %% tags=["hide-input"]
plots.bars(
    {"nodes": nodes, "milliseconds a step, here": taken},
    log=True,
    digits=3,
    caption="One name, one pass forward and back, the same numbers. Both axes are logarithmic.",
)

# %% [markdown]
r"""
The times are those of the machine that ran the cell; the reasons are not. Every node costs the same few things that
have nothing to do with the arithmetic: an object is made, its operation is looked up, it is put in order, its slopes
are stored. On single numbers that is paid for each product; on arrays once for a thousand. And NumPy's loop over a
thousand products is compiled.

In between stands the **recording** (记录与重放). The graph of "haodong" is the same in every step, so it need not be
built anew: `Recording` writes it down once as rows, "slot 7 is slot 2 times slot 5", and a step walks the rows forward
and backward. The numbers are the same to the last bit. What it cannot do is notice that the graph ought to be another
one: a name of another length needs a recording of its own. Compilers (`torch.compile`, JAX's `jit`) check, and record
anew where they must.

A large framework adds more of the same kind: several operations run as one, products on all cores or on thousands of
units of a graphics card, numbers of 32 or 16 bits instead of 64. The algorithm is still the one in exercise 5.3.
"""

# %% [markdown]
r"""
## All of it, trained

You have every part. The training loop stands in the first section; embedding and places are two `rows`, attention is
shown above (the model of 4,128 numbers has a second matrix behind V, which you may leave out), RMS norm is
`x.rmsnorm()`, the hidden layer is `(x.rmsnorm() @ W1).relu() @ W2`, and each part is added to x. For a prefix, run the
same model on one row, and take the softmax of the scores at the *last* place.
"""

# %% [markdown]
r"""
### Exercise 13.4 · train_names (3 points)

`train_names(names, seed)` learns from a list of names (a to z, at most 11 letters) and returns a function
`next_probabilities(prefix)`: for a beginning of a name, "" included, the 27 probabilities of what comes next, as a flat
array that sums to 1. Places 0 to 25 are the letters a to z, place 26 is the end of the name. `seed` is for all that you
draw at random.

The check trains your function twice: on names of this list, of which some are held back, and on names in which every
letter was exchanged for another one throughout. The letters of new names must cost at least 0.1 nats less, on average,
than with the best table of pairs. Each training has 60 seconds; a size of 16, 64 hidden units, batches of 32, and 300
steps of Adam at a rate of 0.01 take a few. 1.5 points for each list.

Use the library's `Tensor`, or your own of lesson 12, once you have given it products of stacks, transpose, reshape,
softmax and rmsnorm. `rows_of`, `encode`, `minibatches` and `Adam` may be used; `gpt` is closed while the exercise is
checked.
"""


# %% solution="train_names"
def train_names(names, seed):
    """Learn from names; return a function from a prefix to 27 probabilities of what comes next.

    Example: train_names(known, 0)("zh") -> array of shape (27,), its sum is 1
    """
    ### BEGIN SOLUTION
    rng = np.random.default_rng(seed)
    D, T = 16, 12
    shapes = {"letters": (27, D), "places": (T, D), "out": (D, 27), "W1": (D, 64), "W2": (64, D)}
    shapes |= {name: (D, D) for name in "QKVO"}
    p = {name: Tensor(rng.normal(0, 0.2, shape)) for name, shape in shapes.items()}
    future = np.triu(np.full((T, T), -np.inf), 1)

    def scores(X):
        length = X.shape[1]
        x = p["letters"].rows(X) + p["places"].rows(np.arange(length))  # (N, T, D)
        h = x.rmsnorm()
        looks = (h @ p["Q"]) @ (h @ p["K"]).transpose(0, 2, 1) * D**-0.5  # (N, T, T)
        weights = (looks + future[:length, :length]).softmax()
        x = x + weights @ (h @ p["V"]) @ p["O"]
        x = x + (x.rmsnorm() @ p["W1"]).relu() @ p["W2"]
        return x.rmsnorm() @ p["out"]  # (N, T, 27)

    data, optimizer = {name: t.data for name, t in p.items()}, Adam(0.01, betas=(0.9, 0.99))
    steps, done = 300, 0
    while done < steps:
        for batch in minibatches(len(names), 32, rng):
            X, Y, valid = rows_of([names[i] for i in batch], T)
            loss = scores(X).reshape(X.size, 27).rows(valid).cross_entropy(Y.ravel()[valid])
            loss.zero_grad()
            loss.backward()
            optimizer.lr = 0.01 * max(1 - done / steps, 0.01)
            optimizer.step(data, {name: t.grad for name, t in p.items()})
            done += 1

    def next_probabilities(prefix):
        last = scores(np.array([encode(prefix)[:-1]])).data[0, -1]
        grown = np.exp(last - last.max())
        return grown / grown.sum()

    return next_probabilities
    ### END SOLUTION


# %% tests="train_names"
check("train_names", train_names)

# %% [markdown]
r"""
## Let it write

To write a name, draw a letter from the probabilities, append it, ask again, until the end is drawn. Before drawing, the
scores may be divided by a **temperature** (温度): below 1 the likely letters become likelier still, above 1 all come
closer to each other. **Predict** which temperature keeps to a few syllables, and which forgets what one is. At
temperature 1 the likeliest first letter has the probability 0.09. What has it at 0.2, and what at 2?
"""

# %%
guess = ...  # two probabilities of the likeliest first letter: at 0.2, at 2

first = gpt.next_probabilities(model, "")
likeliest = {}
for temperature in (0.2, 0.7, 1.0, 2.0):
    rng = np.random.default_rng(8)
    drawn = [gpt.sample(model, rng, temperature) for _ in range(9)]
    fresh = sum(name not in every_name for name in drawn)
    print(f"temperature {temperature}: {', '.join(drawn)}")
    print(f"{'':17}{len(set(drawn))} of {len(drawn)} different, {fresh} not in the list")
    chances = first ** (1 / temperature)
    likeliest[temperature] = chances.max() / chances.sum()
compare_guess(guess, at_0_2=likeliest[0.2], at_2=likeliest[2.0])

# %% [markdown]
r"""
And yours. Write the exercise above, then run this cell; change the temperature, the names, the list it learns from.
"""

# %%
try:
    mine = train_names(known, 0)
    rng = np.random.default_rng(4)
    for _ in range(3):
        written = []
        for _ in range(6):
            name = ""
            while len(name) < 11:
                chances = np.asarray(mine(name), dtype=float) ** (1 / 0.8)
                letter = int(rng.choice(27, p=chances / chances.sum()))
                if letter == END:
                    break
                name += LETTERS[letter]
            written.append(name)
        print(", ".join(written))
except NotImplementedError:
    print("Your model is not written yet. Write exercise 13.4, then come back.")
except Exception as error:
    print(f"Your model stopped with {type(error).__name__}: {error}.")

# %% [markdown]
r"""
## What a large model has more of

GPT-3 (Brown and others 2020) has 175 billion numbers where yours has 4,128: 96 layers in place of one, 96 attentions
side by side in each (**heads**, 注意力头), rows of 12,288 numbers in place of 16, a context of 2,048 tokens, and pieces
of words instead of letters. It read about 300 billion tokens. Its layers have layer norm, residual sums, causal
attention with √D, a hidden layer four times a row's width: nearly what you have written.

What it has *not*: another way to find its numbers. The price is −log p of the next token, the gradient comes from one
walk back through the recorded graph, each gate multiplying what arrives by its own slope, and an optimizer of Adam's
kind takes the step. Making it follow instructions takes more training after that, with the same kind of gradient on
other texts or prices. What it knows about the world, nobody wrote into it; and whether a sentence is true is not in the
price.
"""

# %% [markdown]
r"""
## All thirteen

The points of all lessons, what you have built, and what is still open; behind them the page to keep, written anew.
"""

# %%
from autograde import course_points, save_course_page

course_points()

# %%
save_course_page(name="")

# %% [markdown]
r"""
## Recap

A language model predicts the next letter at every place, and pays −log p. From a table of pairs to a transformer it is
five steps, each of which pays less for new names: places, a mean of the past, attention, norms with a hidden layer, all
added into one stream. Attention is a mean whose weights are computed from queries and keys; it divides by √D so that
the choice stays open, and hides the future so that the task stays honest. The gradient of a normalisation has no part
along its row, because the divisor is made of the row. The same model on single numbers gives the same price, with
more than a thousand times as many nodes; what arrays save is not arithmetic but everything around it, and a recording
saves part of the same.

## Glossary

| English | 中文 | meaning |
|---|---|---|
| language model | 语言模型 | gives the probability of each next letter (token) after a beginning |
| nat | 奈特 | the unit of −log p when the logarithm is the natural one |
| embedding | 嵌入 | the row of learnt numbers that stands for a letter |
| residual stream | 残差流 | the rows to which every part of the model adds its result |
| RMS norm | 均方根归一化 | a row divided by the root of the mean of its squares |
| layer norm | 层归一化 | a row less its mean, over its standard deviation, then scaled and shifted |
| attention | 注意力 | a mean of values with weights computed from queries and keys |
| query, key, value | 查询、键、值 | what a place looks for, what it has, what it hands over |
| causal mask | 因果掩码 | scores of later places set to −∞, so that their weight is 0 |
| head | 注意力头 | one of several attentions side by side |
| recording, replay | 记录与重放 | the graph written down once and run again with other numbers |
| temperature | 温度 | what scores are divided by before a letter is drawn |

## Go further

- A. Vaswani and others, *Attention Is All You Need*, NeurIPS 2017: sections 3.2 and 3.5, the scale and several heads;
  there the places are sines, here they are learnt.
- A. Karpathy, *microgpt*, 2026, karpathy.github.io/2026/02/12/microgpt: a GPT on single numbers in one file of plain
  Python. Which of its parts do you recognise, and what does its norm leave out?
- B. Zhang, R. Sennrich, *Root Mean Square Layer Normalization*, NeurIPS 2019; J. L. Ba, J. R. Kiros, G. E. Hinton,
  *Layer Normalization*, 2016.
- Y. Bengio and others, *A Neural Probabilistic Language Model*, Journal of Machine Learning Research 3 (2003):
  embeddings and a hidden layer, before attention.
- T. Brown and others, *Language Models are Few-Shot Learners*, NeurIPS 2020: the sizes above are in table 2.1.
"""
