# %% [markdown]
r"""
# 12 · Your engine on arrays, and ten digits it can read

Your engine of lesson 05 is right, and slow. To look at sixteen small pictures it lays down forty thousand nodes, one
for every product and sum. In this lesson a node holds a whole array. The sweep that walks the graph stays as it was;
the gates change, and the rules of lesson 06 move in. At the end your engine reads handwriting.

## What you will be able to do

- write gates on arrays whose gradients have the shapes of their operands, whatever was broadcast;
- say what a product, a row that was taken twice, and a price hand back;
- train in minibatches with momentum or Adam, and say what each of the two changes;
- put data aside, and stop when they tell you to.

**Builds on** lessons 05 (the engine), 06 (shapes), 08 (descent) and 11 (softmax and cross-entropy).

**Takes** about 100 minutes; a good place to break off is after exercise 12.4. Five exercises, 10 points.
"""

# %%
import time

import numpy as np

from autograde import check
from backprop_lib import circuit, plots, tensor
from backprop_lib.batches import minibatches, split
from backprop_lib.digits import digits
from backprop_lib.guess import compare_guess
from backprop_lib.layers import unbroadcast
from backprop_lib.numerical import numerical_gradient
from backprop_lib.optim import SGD, Adam
from backprop_lib.touch.shapes import product as rectangles

# %% [markdown]
r"""
## The same engine, with arrays in it

Read the class. Which of its lines differ from lesson 05's `Value`? **Before you run the cell:** which shape does `grad`
have when the data have three rows and two columns? Write your guess in the cell's first line, in place of the dots.
"""

# %%
guess = ...  # a shape, such as (7, 4)


class Tensor:
    """An array of a calculation: data, grad, the operands it was made from, its own way back."""

    def __init__(self, data, parents=()):
        self.data = np.asarray(data, dtype=np.float64)
        self.grad = np.zeros_like(self.data)
        self.parents = tuple(parents)
        self._backward = lambda: None


def backward(root):
    """Lesson 05's sweep: every node sends once, after all that use it."""
    root.grad = np.ones_like(root.data)
    for node in reversed(circuit.topological_order(root)):
        node._backward()


compare_guess(guess, shape=Tensor(np.ones((3, 2))).grad.shape)

# %% [markdown]
r"""
<details><summary>Which lines differ</summary>

Two: `data` is an array, and `grad` is one of the same shape.

</details>

An array with axes of any number is called a **tensor**
(张量) in this field. The sweep needed no change, because it never looks into a node.

Here is a gate in this style, one that no exercise asks for: the difference of two arrays of equal shape.
"""


# %%
def subtract(a, b):
    out = Tensor(a.data - b.data, (a, b))

    def hand_on():
        a.grad += out.grad
        b.grad -= out.grad

    out._backward = hand_on
    return out


a, b = Tensor([[5.0, 1.0], [2.0, 7.0]]), Tensor([[3.0, 3.0], [0.5, 4.0]])  # (2, 2) both
backward(subtract(a, b))
print("a.grad", a.grad.tolist(), "  b.grad", b.grad.tolist())

# %% [markdown]
r"""
Four subtractions, one node. What does that save? The next cell builds a network for pictures of 64 pixels, 16 hidden
units and 10 outputs on both engines, the library's `Value` and the library's array engine, and runs it there and back
for 1 to 16 pictures. **Predict** two things: how many nodes has each graph for one picture, and what happens to both
numbers when there are sixteen?
"""

# %%
guess = ...  # nodes for one picture on numbers, on arrays; then the same for sixteen: four

pixels, y = digits()  # (1797, 64) whole numbers 0 to 16, (1797,) digits 0 to 9
X = pixels / 16  # from 0 to 1
rng = np.random.default_rng(12)
W1, b1 = rng.normal(0, np.sqrt(2 / 64), (64, 16)), np.zeros(16)
W2, b2 = rng.normal(0, np.sqrt(1 / 16), (16, 10)), np.zeros(10)


def layer_of_numbers(x, W, b):
    """One row through one layer, a node for every product and every sum."""
    outs = []
    for j in range(len(b)):
        z = b[j]
        for i in range(len(x)):
            z = z + W[i][j] * x[i]
        outs.append(z)
    return outs


def on_numbers(count):
    """The sum of all squared outputs, on lesson 05's engine."""
    V1, V2 = ([[circuit.Value(w) for w in row] for row in W] for W in (W1, W2))
    c1, c2 = ([circuit.Value(w) for w in b] for b in (b1, b2))
    squares = circuit.Value(0.0)
    for picture in X[:count].tolist():
        hidden = [z.relu() for z in layer_of_numbers(picture, V1, c1)]
        for score in layer_of_numbers(hidden, V2, c2):
            squares = squares + score * score
    return squares, V1[20][3]


def on_arrays(count):
    """The same on arrays."""
    V1, c1, V2, c2 = (tensor.Tensor(values) for values in (W1, b1, W2, b2))
    scores = (X[:count] @ V1 + c1).relu() @ V2 + c2  # (count, 10)
    return (scores * scores).sum(), V1


sizes, names = (1, 2, 4, 8, 16), {"numbers": on_numbers, "arrays": on_arrays}
nodes, seconds, slopes = {name: [] for name in names}, {name: [] for name in names}, {}
for count in sizes:
    for name, build in names.items():
        tries = []
        for _ in range(3):
            start = time.perf_counter()
            root, first = build(count)
            root.backward()
            tries.append(time.perf_counter() - start)
        seconds[name].append(min(tries))
        module = circuit if name == "numbers" else tensor
        nodes[name].append(len(module.topological_order(root)))
        slopes[name] = first.grad if name == "numbers" else first.grad[20, 3]
print(f"nodes for one picture {nodes['numbers'][0]} and {nodes['arrays'][0]}")
print(f"nodes for sixteen     {nodes['numbers'][-1]} and {nodes['arrays'][-1]}")
print(f"slope of one weight   {slopes['numbers']:.12f} and {slopes['arrays']:.12f}")
found = {f"{name}_{sizes[k]}": nodes[name][k] for k in (0, -1) for name in names}
compare_guess(guess, **found)

# %% tags=["hide-input"]
plots.engines(
    sizes,
    nodes,
    seconds,
    caption="The same network, the same gradients. The lower lines are flat: where is the work?",
)

# %% [markdown]
r"""
The arithmetic is the same on both engines, about 1,200 products a picture forward.

<details><summary>Where the work has gone</summary>

Into NumPy's loops, which are compiled; what is saved is Python's part: making a node, keeping it, finding it again. On
arrays that is paid for eleven nodes, however many pictures come, and with sixteen pictures the factor is hundreds at
the least.

</details>
"""

# %% [markdown]
r"""
## A copy forward is a sum backward

So the gates. Arrays of equal shape are easy, as `subtract` showed. But a layer adds a bias of shape (M,) to scores of
shape (N, M), and NumPy copies the bias onto every row. That is **broadcasting** (广播). Hold four numbers still and
nudge one entry of b. **Predict** first: with scores of shape (3, 2), how many outputs move? And what is the slope on
this entry, when 1, 2 and 4 arrive at its column?
"""

# %%
guess = ...  # two numbers: outputs that move, the slope on the first entry of b

s = np.array([[2.0, -1.0], [0.5, 3.0], [4.0, 1.0]])  # (3, 2)
b = np.array([0.3, -0.2])  # (2,)
arrives = np.array([[1.0, 10.0], [2.0, 20.0], [4.0, 40.0]])  # (3, 2), at s + b

moved = (s + (b + [0.001, 0.0])) - (s + b)
print("outputs move by")
print(moved.round(6))
on_b = numerical_gradient(lambda b: (arrives * (s + b)).sum(), b)  # (2,)
print("slope of Σ g·(s + b) on b:", on_b.round(6))
compare_guess(guess, outputs=np.count_nonzero(moved.round(6)), slope=on_b[0])

# %% [markdown]
r"""
<details><summary>What came out</summary>

The whole column moves, and the slope is 1 + 2 + 4 = 7 for the first entry.

</details>

Each copy sends its own amount, and amounts add up at a fork; a broadcast is a fork that nobody wrote. So what comes
back has the shape of the *result*, (3, 2), and must be added up over the copies until it has the shape of the
*operand*, (2,). Lesson 06 called that `unbroadcast`, and here is what it was for. **Before you run the cell:** (3, 2)
numbers arrive, 1, 10 in the first row, 2, 20 and 4, 40 below. What is the first number that comes back to an operand of
shape (3, 1), and what comes back to one of shape ()?
"""

# %%
guess = ...  # two numbers

for shape in ((2,), (3, 1), (1, 2), ()):
    print(f"to {shape!s:7} {unbroadcast(arrives, shape).tolist()}")
column, number = unbroadcast(arrives, (3, 1)), unbroadcast(arrives, ())
compare_guess(guess, first_of_3_1=column[0, 0], number=float(number))

# %% [markdown]
r"""
A multiplication is the same with one factor more: what a copy sends is what arrived there times the *other* operand's
entry at that place, and then the copies are added up. Nudging checks it:
"""

# %%
w = np.array([3.0, 5.0])  # (2,)
nudged = numerical_gradient(lambda w: (arrives * (s * w)).sum(), w)
print("nudged               ", nudged.round(6))
print("products, then added ", unbroadcast(arrives * s, (2,)).round(6))
print("added, then a product", (unbroadcast(arrives, (2,)) * s.sum(axis=0)).round(6))

# %% [markdown]
r"""
And one trap that plain numbers did not have. `a.grad = out.grad` binds one array to two names: whatever is later added
to `a.grad` in place is added to `out.grad` as well. `a.grad += …` keeps them apart, because `a.grad` owns its zeros.
"""

# %% [markdown]
r"""
### Exercise 12.1 · tensor_ops (3 points)

Write three gates for whole arrays. Each takes `Tensor`s and returns a new `Tensor` whose parents are its operands and
whose `_backward` adds to their `grad`.

- `add(a, b)` and `mul(a, b)`, entry by entry, for any two shapes that NumPy broadcasts; a and b may be the same node;
- `relu(a)`, which passes no gradient where the entry is 0 or less;
- each operand's gradient has the operand's shape. While building, change nothing on a and b; on the way back, change
  nothing of `out.grad`, for other nodes may read it.

`unbroadcast(g, shape)` is the library's and stays open during the check. One point for each gate.

One worked value: a = [[1, 2], [3, 4]], b = [10, 20], and [[1, 1], [5, 5]] arrives. Then `add` sends [6, 6] to b, and
`mul` sends [1·1 + 3·5, 2·1 + 4·5] = [16, 22] to b and [[10, 20], [50, 100]] to a.
"""


# %% solution="tensor_ops"
def add(a, b):
    """Return the gate a + b, entry by entry, as a Tensor with parents (a, b).

    Example: a (2, 2), b (2,), [[1, 1], [5, 5]] arrives -> b receives [6, 6]
    """
    ### BEGIN SOLUTION
    out = Tensor(a.data + b.data, (a, b))

    def send():
        a.grad += unbroadcast(out.grad, a.data.shape)
        b.grad += unbroadcast(out.grad, b.data.shape)

    out._backward = send
    return out
    ### END SOLUTION


def mul(a, b):
    """Return the gate a · b, entry by entry, as a Tensor with parents (a, b).

    Example: a = [[1, 2], [3, 4]], b = [10, 20], [[1, 1], [5, 5]] arrives -> b receives [16, 22]
    """
    ### BEGIN SOLUTION
    out = Tensor(a.data * b.data, (a, b))

    def send():
        a.grad += unbroadcast(out.grad * b.data, a.data.shape)
        b.grad += unbroadcast(out.grad * a.data, b.data.shape)

    out._backward = send
    return out
    ### END SOLUTION


def relu(a):
    """Return the gate max(a, 0) as a Tensor with parents (a,); at 0 no gradient passes.

    Example: a = [3, -3], [10, 10] arrives -> a receives [10, 0]
    """
    ### BEGIN SOLUTION
    out = Tensor(np.maximum(a.data, 0.0), (a,))

    def send():
        a.grad += out.grad * (a.data > 0)

    out._backward = send
    return out
    ### END SOLUTION


# %% tests="tensor_ops"
check("tensor_ops", add, mul, relu, Tensor)

# %% [markdown]
r"""
## One node for a whole layer

The product of two matrices stands for hundreds of scalar nodes, and lesson 06 found its way back by shapes and index
sums, for D = W·X. Here samples are rows and the layer is a @ b with a (N, D) and b (D, M). **Before you run the cell:**
with a of shape (2, 3) and b of shape (3, 1), which shape has what arrives, what a receives, what b receives?
"""

# %%
guess = ...  # three shapes: what arrives, what a receives, what b receives

a = np.array([[1.0, 2.0, -1.0], [0.5, -3.0, 2.0]])  # (2, 3)
b = np.array([[2.0], [-1.0], [4.0]])  # (3, 1)
g = np.array([[10.0], [1.0]])  # what arrives at a @ b
to_a = numerical_gradient(lambda a: (g * (a @ b)).sum(), a)
to_b = numerical_gradient(lambda b: (g * (a @ b)).sum(), b)
print("a receives", to_a.round(6).tolist())
print("b receives", to_b.round(6).tolist())
compare_guess(guess, arrives=(a @ b).shape, a_receives=to_a.shape, b_receives=to_b.shape)

# %% [markdown]
r"""
<details><summary>How to read the numbers</summary>

Read a's first row: 20, −10, 40. It is b, times the 10 that arrived at row 0; row 1 got b times 1. And b's first entry,
10.5 = 1 · 10 + 0.5 · 1: down the column of a, each entry times what arrived at its row.

</details>

Which product of the layer's arrays has b's shape? Find it by turning and swapping.
"""

# %% tags=["hide-input"]
rectangles(
    ("X", (32, 64)),
    ("W", (64, 10)),
    "Y",
    find="dW",
    caption="A layer of the digits net: 32 samples in rows, 64 pixels, 10 classes.",
)

# %% [markdown]
r"""
A weight is used by every row, so every row sends it an amount. Are these sums over rows divided by their number? No:
the loss may be a mean, and then the N is in g already.
"""

# %% [markdown]
r"""
### Exercise 12.2 · tensor_matmul (2 points)

`matmul(a, b)` takes two `Tensor`s of shapes (N, D) and (D, M) and returns the `Tensor` a @ b with parents (a, b), whose
`_backward` adds to both. The operands may be the same node, and a node may be used twice.

One worked value: a = [[1, 2]], b = [[3, 4], [5, 6]], and [[10, 1]] arrives. Then a receives [[34, 56]] and b receives
[[10, 1], [20, 2]].
"""


# %% solution="tensor_matmul"
def matmul(a, b):
    """Return the gate a @ b as a Tensor with parents (a, b); a (N, D), b (D, M).

    Example: a = [[1, 2]], b = [[3, 4], [5, 6]], [[10, 1]] arrives -> a receives [[34, 56]]
    """
    ### BEGIN SOLUTION
    out = Tensor(a.data @ b.data, (a, b))

    def send():
        a.grad += out.grad @ b.data.T  # (N, M) @ (M, D)
        b.grad += a.data.T @ out.grad  # (D, N) @ (N, M)

    out._backward = send
    return out
    ### END SOLUTION


# %% tests="tensor_matmul"
check("tensor_matmul", matmul, Tensor)

# %% [markdown]
r"""
## Rows that are taken twice

The next gate does no arithmetic at all. It takes rows out of an array, in any order, some of them more than once: rows
of a table with one row for each letter, say, for the letters of a word (lesson 13 lives on it). In the field this is
**gather** (收集). **Predict:** [1, 1, 0] takes row 1 twice, and 1, 2 and 4 arrive at the first entries of the
three rows that were taken. What does the first entry of row 1 receive, and that of row 2?
"""

# %%
guess = ...  # two numbers

table = np.array([[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]])  # (3, 2)
indices = np.array([1, 1, 0])
g = np.array([[1.0, 10.0], [2.0, 20.0], [4.0, 40.0]])  # (3, 2), what arrives at table[indices]
print("taken   ", table[indices].tolist())
received = numerical_gradient(lambda t: (g * t[indices]).sum(), table).round(6)
print("received", received.tolist())
compare_guess(guess, row_1=received[1, 0], row_2=received[2, 0])

# %% [markdown]
r"""
<details><summary>What came out</summary>

Row 1 receives both amounts, 1 + 2 and 10 + 20; row 2, which nobody took, receives nothing.

</details>

Again a copy forward is a
sum backward; on the way back it is called **scatter-add** (散布累加).

NumPy has a surprise here. Count how often each place is named in [1, 1, 0]. **Before you run the cell:** what do both
lines print for place 1?
"""

# %%
guess = ...  # two whole numbers

counted = np.zeros(3)
counted[indices] += 1
print("counted[indices] += 1          ", counted)

added = np.zeros(3)
np.add.at(added, indices, 1)
print("np.add.at(added, indices, 1)   ", added)
compare_guess(guess, first_line=counted[1], second_line=added[1])

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

`counted[indices] += 1` reads the three places, adds 1 to the copies, and writes them back: place 1 is written twice,
each time with 0 + 1. It is the old mistake of `=` for `+=`, inside one line.

</details>

`np.add.at` adds once for every mention.

The opposite of a copy is a sum: `total(a, axis)` adds entries up. Forward many become one, so backward one amount goes
to many, unchanged, as an add gate does it; only its shape has to be put right. Lesson 06 had this as `sum_backward`.
"""

# %%
a = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])  # (2, 3)
for axis, g in ((0, np.array([1.0, 10.0, 100.0])), (1, np.array([1.0, 10.0]))):
    slopes = numerical_gradient(lambda a, axis=axis, g=g: (g * a.sum(axis=axis)).sum(), a)
    print(f"axis {axis}: {g.tolist()} arrives, a receives {slopes.round(6).tolist()}")

# %% [markdown]
r"""
### Exercise 12.3 · tensor_rows (2 points)

Write two gates, one point each.

- `rows(a, indices)` returns the `Tensor` a[indices]: row numbers, an array of whole numbers from 0 on, in which any row
  may stand several times or not at all. Its parents are `(a,)`; a has one axis or more.
- `total(a, axis)` returns the sum along an axis, which is dropped, or with None the sum of all entries, as a `Tensor`
  with parents `(a,)`. `axis` is None or a whole number from 0 on.

Neither the indices nor the axis is an operand: they are no `Tensor`s and receive nothing.

Worked values: a = [[1, 2], [3, 4]], indices [1, 1], and [[5, 6], [7, 8]] arrives at the rows: a receives
[[0, 0], [12, 14]]. For `total(a, 1)`, [5, 7] arrives: a receives [[5, 5], [7, 7]].
"""


# %% solution="tensor_rows"
def rows(a, indices):
    """Return the gate a[indices] as a Tensor with parents (a,); rows may be named twice.

    Example: a (2, 2), indices [1, 1], [[5, 6], [7, 8]] arrives -> a receives [[0, 0], [12, 14]]
    """
    ### BEGIN SOLUTION
    out = Tensor(a.data[indices], (a,))

    def send():
        np.add.at(a.grad, indices, out.grad)

    out._backward = send
    return out
    ### END SOLUTION


def total(a, axis):
    """Return the sum along an axis, or of all entries (None), as a Tensor with parents (a,).

    Example: a (2, 2), axis 1, [5, 7] arrives -> a receives [[5, 5], [7, 7]]
    """
    ### BEGIN SOLUTION
    out = Tensor(a.data.sum(axis=axis), (a,))

    def send():
        a.grad += out.grad if axis is None else np.expand_dims(out.grad, axis)

    out._backward = send
    return out
    ### END SOLUTION


# %% tests="tensor_rows"
check("tensor_rows", rows, total, Tensor)

# %% [markdown]
r"""
## The price as one node

Softmax and −log could be built from small gates: an exponential, a total, a division, a logarithm, rows and columns
taken out. The chain rule does not mind. **Predict** what happens at scores of a thousand: is the price still a number
in pieces, and in one fused gate?
"""

# %%
guess = ...  # two times True or False: a number in pieces, in one gate

labels = np.array([1, 0])
for factor in (1.0, 1000.0):
    scores = np.array([[2.0, 1.0, -1.0], [0.5, -0.5, 0.0]]) * factor  # (2, 3)
    pieces = tensor.Tensor(scores)
    with np.errstate(all="ignore"):
        grown = pieces.exp()
        shares = grown / grown.sum(1, keepdims=True)
        price = -(shares * np.eye(3)[labels]).sum(1).log().mean()
        price.backward()
    fused = tensor.Tensor(scores)
    one = fused.cross_entropy(labels)
    one.backward()
    print(f"scores times {factor:g}:")
    for root, leaf in ((price, pieces), (one, fused)):
        count = len(tensor.topological_order(root))
        print(f"    {count} nodes: price {root.data:.4f}, slope of one score {leaf.grad[0, 0]:.4f}")
finite = [bool(np.isfinite(root.data)) for root in (price, one)]
compare_guess(guess, in_pieces=finite[0], in_one=finite[1])

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

In pieces, e¹⁰⁰⁰ is infinite and all is lost; as one node the price is exact.

</details>

You wrote both halves of it in exercise
11.1: subtract each row's largest score, take log-sum-exp less the right score, average; and the slope is p − y, the
shares less 1 at the right class, over N. What is new is one factor. On an engine a gate never knows whether it comes
last: **what arrives at the price need not be 1**, and all slopes are multiplied by it.
"""

# %% [markdown]
r"""
### Exercise 12.4 · cross_entropy (1 point)

`cross_entropy(logits, labels)` returns the mean price over the rows as a `Tensor` whose data has shape () and whose
parents are `(logits,)`. `logits` is a `Tensor` (N, K); `labels` holds N whole numbers from 0 to K − 1 and is no
`Tensor`. Scores may be as large as ±1000: no warning, no infinity, no NaN. It is one gate, with no gates hidden in
between; any number may arrive at it, and the scores stay as they are.

One worked value: for the scores [[2, 1, −1]] and the label [1] the data is 1.3490, and when 2 arrives, the scores
receive [[1.4108, −1.4810, 0.0702]].
"""


# %% solution="cross_entropy"
def cross_entropy(logits, labels):
    """Return the mean of −log(share of the right class) as a Tensor () with parents (logits,).

    logits: Tensor (N, K).   labels: (N,) whole numbers, 0 to K − 1.
    """
    ### BEGIN SOLUTION
    places = np.arange(len(labels))
    shifted = logits.data - logits.data.max(axis=1, keepdims=True)  # (N, K)
    grown = np.exp(shifted)
    sums = grown.sum(axis=1, keepdims=True)  # (N, 1)
    out = Tensor(np.mean(np.log(sums[:, 0]) - shifted[places, labels]), (logits,))

    def send():
        slopes = grown / sums
        slopes[places, labels] -= 1
        logits.grad += out.grad * slopes / len(labels)

    out._backward = send
    return out
    ### END SOLUTION


# %% tests="cross_entropy"
check("cross_entropy", cross_entropy, Tensor)

# %% [markdown]
r"""
Your engine is complete: eight short functions and a class. A good place to break off.
"""

# %% [markdown]
r"""
## Handwriting, eight by eight

In the 1990s thirteen people filled in forms with digits; the forms were scanned, each digit was cut out and brought to
32 × 32 points, and in every 4 × 4 block the points of ink were counted. That leaves 64 whole numbers from 0 to 16 for a
digit, and it is what you have: 1,797 pictures, the test set of *Optical Recognition of Handwritten Digits* (E. Alpaydin
and C. Kaynak, UCI Machine Learning Repository, 1998, CC BY 4.0).

Cover the words under the pictures: which of them would you get wrong yourself?
"""

# %% tags=["hide-input"]
hard = [1264, 891, 539, 87, 5, 95, 480, 1552, 129, 69]
some = [*range(10), *hard]
plots.pictures(
    X[some],
    [f"is a {digit}" for digit in y[some]],
    caption="Above, one of each; below, ten hard ones. What tells a 4 from a 7?",
)

# %% [markdown]
r"""
A network that knows nothing gives each of ten digits a tenth. **Predict** the first loss, and how much of the digits it
gets right.
"""

# %%
guess = ...  # two numbers: the first loss, the share that is right


def new_net(seed, hidden=48):
    """Parameters of 64 pixels, hidden ReLU units, 10 scores."""
    rng = np.random.default_rng(seed)
    return {
        "W1": tensor.Tensor(rng.normal(0, np.sqrt(2 / 64), (64, hidden))),
        "b1": tensor.Tensor(np.zeros(hidden)),
        "W2": tensor.Tensor(rng.normal(0, np.sqrt(1 / hidden), (hidden, 10))),
        "b2": tensor.Tensor(np.zeros(10)),
    }


def scores_of(net, pictures):
    """Scores (N, 10) of pictures (N, 64)."""
    return (pictures @ net["W1"] + net["b1"]).relu() @ net["W2"] + net["b2"]


def right(net, chosen):
    """Share of these rows that is read right."""
    return np.mean(scores_of(net, X[chosen]).data.argmax(axis=1) == y[chosen])


net = new_net(seed=0)
start = scores_of(net, X).cross_entropy(y)
print(f"loss {start.data:.4f}, log 10 = {np.log(10):.4f}, right {right(net, range(len(X))):.1%}")
compare_guess(guess, loss=float(start.data), right=right(net, range(len(X))))

# %% [markdown]
r"""
Keep both numbers: what follows is measured against them.

<details><summary>What came out, and why</summary>

The price is near log 10. The share right need not be a tenth: an untrained net gives a few answers to almost
everything.

</details>
"""

# %% [markdown]
r"""
## A few rows at a time

Put 30 % of the pictures aside (why, comes below) and learn from the other 1,258. The gradient of the mean loss over all
of them is one long sum. Is it worth waiting for? Half of the rows, drawn at random, give nearly the same direction at
half the price. Measure how nearly:
"""

# %%
learn, aside = split(len(X), 0.3, np.random.default_rng(1))


def slopes_on(net, chosen):
    """All gradients on these rows, end to end in one vector."""
    for values in net.values():
        values.grad = None
    scores_of(net, X[chosen]).cross_entropy(y[chosen]).backward()
    return np.concatenate([values.grad.ravel() for values in net.values()])


whole = slopes_on(net, learn)
for size in (4, 32, 256):
    cosines = []
    for seed in range(20):
        some = next(minibatches(len(learn), size, np.random.default_rng(seed)))
        part = slopes_on(net, learn[some])
        cosines.append(part @ whole / np.linalg.norm(part) / np.linalg.norm(whole))
    steps = -(-len(learn) // size)
    print(f"{size:4} rows: cosine {np.mean(cosines):.2f} with the whole, {steps:3} steps an epoch")

# %% [markdown]
r"""
A **minibatch** (小批量) of 32 rows points the right way, roughly, and costs a fortieth. So instead of one good step an
epoch, take 40 rough ones. Lesson 08 mostly took one row or all; this lies between. Two conditions: each epoch deals the
rows out in a *new random order*, and each batch is a fair sample. What if the rows were sorted by digit and nobody
shuffled? The last batch would see nothing but nines. **Predict** which share of the rows put aside is right after 12
epochs: all rows at once, 32 rows shuffled, 32 rows sorted by digit.
"""

# %%
guess = ...  # three numbers: at once, shuffled, sorted


def train(net, chosen, optimizer, epochs, deal, scale=1.0):
    """Train on these rows, deal(epoch) being an epoch's batches. Return each epoch's mean loss."""
    history = []
    for epoch in range(epochs):
        losses = []
        for batch in deal(epoch):
            for values in net.values():
                values.grad = None
            loss = scores_of(net, X[chosen[batch]]).cross_entropy(y[chosen[batch]])
            (loss * scale).backward()
            losses.append(float(loss.data))
            parameters = {name: values.data for name, values in net.items()}
            optimizer.step(parameters, {name: values.grad for name, values in net.items()})
        history.append(np.mean(losses))
    return history


def shuffled(size):
    """Batches in a new order each epoch."""
    return lambda epoch: minibatches(len(learn), size, np.random.default_rng(epoch))


def in_order(epoch):
    """Batches of 32 as the rows come."""
    return np.array_split(np.arange(len(learn)), len(learn) // 32)


by_digit = learn[np.argsort(y[learn], kind="stable")]
shares = []
for name, chosen, deal in (
    ("all rows at once", learn, shuffled(len(learn))),
    ("32 rows, shuffled", learn, shuffled(32)),
    ("32 rows, sorted by digit", by_digit, in_order),
):
    net = new_net(seed=0)
    train(net, chosen, SGD(lr=0.1), epochs=12, deal=deal)
    shares.append(right(net, aside))
    print(f"{name:25} {shares[-1]:.1%} right on the rows put aside after 12 epochs")
compare_guess(guess, at_once=shares[0], shuffled=shares[1], sorted=shares[2])

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

The same pictures, the same number of looks at each. All at once, twelve steps are far too few. Sorted, the net looks at
nothing but nines for the last four steps of each epoch, and each of them pulls every answer towards 9. Longer strides
make that worse.

</details>

Rows that come in an order are common: files are written class by class.
"""

# %% [markdown]
r"""
## Three ways to take a step

You know the step of gradient descent, `p −= lr · g`. Two others need a few lines each. **Momentum** (动量) keeps part
of the last step:

    v = 0.9 · v + g
    p −= lr · v

**Adam** (Kingma and Ba, 2015) keeps two running means for every entry, of g and of g², and divides one by the root of
the other:

    m = 0.9 · m + 0.1 · g
    s = 0.999 · s + 0.001 · g²
    p −= lr · m̂ / (√ŝ + 1e-8)

m and s begin at 0 and would be too small at first; m̂ = m / (1 − 0.9ᵗ) and ŝ = s / (1 − 0.999ᵗ) make up for that in
step t. **Work out** Adam's first step for g = 3 and for g = −0.004, with lr = 0.01:
"""

# %%
guess = ...  # how many times as long is the step for g = 3 as that for g = −0.004?

pair = np.array([1.0, 1.0])
Adam(lr=0.01).step({"pair": pair}, {"pair": np.array([3.0, -0.004])})
step = (pair - 1).round(8)
print("the entries have moved by", step)
compare_guess(guess, times_as_long=abs(step[0] / step[1]))

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

Both by 0.01, against their own gradients: m̂ is g and √ŝ is |g|.

</details>

Adam's rate is a *length*, about the longest step of each entry, whatever the size of the gradients. Now all of them on
the digits, twelve epochs from the same start. **Before you run the cell:** which curve will be lowest at the end, and
what might momentum at 0.1 have in common with plain descent at 1.0?
"""

# %%
guess = ...  # "descent, 0.1", "descent, 1.0", "momentum, 0.1" or "Adam, 0.01"

runs = {
    "descent, 0.1": SGD(lr=0.1),
    "descent, 1.0": SGD(lr=1.0),
    "momentum, 0.1": SGD(lr=0.1, momentum=0.9),
    "Adam, 0.01": Adam(lr=0.01),
}
losses = {}
for name, optimizer in runs.items():
    net = new_net(seed=1)
    losses[name] = train(net, learn, optimizer, epochs=12, deal=shuffled(32))
    print(f"{name:14} loss {losses[name][-1]:.4f}, right on rows put aside {right(net, aside):.1%}")
compare_guess(guess, lowest=min(losses, key=lambda name: losses[name][-1]))

# %% tags=["hide-input"]
plots.loss_runs(
    losses,
    each="epoch",
    caption="Mean training loss of each epoch, counted from 0. Look at the first three epochs, "
    "then at the last: who is ahead early, and how much of it is left?",
)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

Gradients that agree add up to 1 + 0.9 + 0.81 + … = 10 times their size, so momentum at 0.1 strides like descent at 1.0,
and the two end alike. Most of what momentum gave here is a longer stride; the rest is that shaking from batch to batch
is averaged out, so that a long stride stays safe. Momentum and Adam lead early, each with a rate that suits it here. At
the end all three that stride far know the training rows nearly by heart, and none is better on new ones by more than
chance would give.

</details>

No optimizer is *the* best, and Adam's rate is searched too.

What does Adam make easier? The size of the gradients drops out. **Predict:** the loss is multiplied by 1,000, say
because somebody sums instead of taking the mean. What share will each of the two get right?
"""

# %%
guess = ...  # two numbers, with the loss times 1000: descent, Adam

read = {}
for name, make in (("descent, 1.0", lambda: SGD(lr=1.0)), ("Adam, 0.01", lambda: Adam(lr=0.01))):
    for scale in (1.0, 1000.0):
        net = new_net(seed=1)
        with np.errstate(all="ignore"):
            train(net, learn, make(), epochs=3, deal=shuffled(32), scale=scale)
        read[name] = right(net, aside)
        print(f"{name:14} loss times {scale:6g}: {read[name]:.1%} right")
compare_guess(guess, descent=read["descent, 1.0"], Adam=read["Adam, 0.01"])

# %% [markdown]
r"""
## When to stop

The training loss of a large net can fall for ever. Does that help? Let a net learn from 150 pictures only, and watch
the rows put aside, the **validation** (验证) rows, after every epoch. **Before you run the cell:** draw both curves on
a piece of paper. After which of 60 epochs is the validation loss lowest?
"""

# %%
guess = ...  # a number from 1 to 60

net, few = new_net(seed=0), learn[:150]
optimizer, watched = Adam(lr=0.01), {"training": [], "validation": []}
best, kept = np.inf, {}
for epoch in range(60):
    deal = minibatches(len(few), 32, np.random.default_rng(epoch))
    watched["training"] += train(net, few, optimizer, epochs=1, deal=lambda _, deal=deal: deal)
    watched["validation"].append(float(scores_of(net, X[aside]).cross_entropy(y[aside]).data))
    if watched["validation"][-1] < best:
        best = watched["validation"][-1]
        kept = {name: values.data.copy() for name, values in net.items()}

lowest = np.argmin(watched["validation"])
print(f"lowest validation loss {best:.3f} after epoch {lowest + 1}")
print(f"at the end {watched['validation'][-1]:.3f}, training loss {watched['training'][-1]:.4f}")
compare_guess(guess, lowest_after=lowest + 1)

# %% tags=["hide-input"]
plots.stopping(
    **watched,
    caption=f"After the mark validation rises from {best:.3f} to {watched['validation'][-1]:.3f}. "
    "What is the net still learning?",
)

# %% [markdown]
r"""
<details><summary>What it is still learning</summary>

It learns its 150 pictures by heart, and gets surer of the ones outside that it reads wrongly: their price grows.

</details>

The cure in the cell is three lines long and is called **early stopping** (早停): keep a copy of the parameters at the
lowest validation loss, and go back to it. A caution: rows that chose when to stop have had a say in the result, so an
honest figure for the end needs a third part that nobody has looked at, a test set. Who wrote the digits matters, too.
The same thirteen hands are on both sides of our split; a fourteenth would be harder.
"""

# %% [markdown]
r"""
## Ten digits, and some it has not seen

Now on your own engine. Write the training loop with the pieces of this lesson:

| what | how | goes wrong when |
|---|---|---|
| pixels | divide by 16, in training and in `predict` | a first loss of 10 and more; in `predict` ReLU may hide it |
| start | W at random, √(2 / 64) wide; b at 0 | all W at 0: the hidden units stay alike |
| each epoch | a new random order of rows | rows sorted by digit |
| each batch | gradients to zero, price, `backward`, a step | gradients pile up from batch to batch |
| step | momentum or Adam, on **all** parameters | one array left out: it stays random |
| towards the end | shorter strides, a rate that shrinks to 0 | the last batch has the last word |
| first loss | near log 10 ≈ 2.30 | 5, or 20: look at pixels and start |
"""

# %% [markdown]
r"""
### Exercise 12.5 · train_digits (2 points)

Train a network on pictures of digits with your own engine, and return a function that reads new ones.

- `X` (N, 64) float64, pixels from 0 to 16 as they come; `y` (N,) whole numbers 0 to 9; `seed` for your random
  generator: two runs with one seed agree. Rows may come in any order, also sorted by digit;
- the return value is a function, `predict(pictures)`: (M, 64) → M digits, whole numbers, shape (M,);
- at least one hidden layer, of 16 units or more, whose weights on the pixels are a `Tensor` with an axis of 64. It
  learns from the gradients that *your* `Tensor`s carry: the check trains once more with the gradients of these weights
  set to 0, and expects the result to change;
- use your gates from above, so get their checks to pass first. The library's gradients are closed during the check;
- X and y stay as they are. Training and reading have 20 seconds for each data set; one or two are usual.

Each check draws three sets of 1,350 pictures and asks for 380 others; pictures that lie among those of another digit
are left out. At least 90 % right on the first earns one point, at least 95 % on the other two (one of them sorted by
digit) another.
"""


# %% solution="train_digits"
def train_digits(X, y, seed):
    """Train on your Tensors and return predict, a function: pictures (M, 64) -> digits (M,).

    X: (N, 64) pixels, 0 to 16.   y: (N,) digits.   seed: for the random generator.
    """
    ### BEGIN SOLUTION
    rng = np.random.default_rng(seed)
    W1 = Tensor(rng.normal(0, np.sqrt(2 / 64), (64, 48)))
    b1 = Tensor(np.zeros(48))
    W2 = Tensor(rng.normal(0, np.sqrt(1 / 48), (48, 10)))
    b2 = Tensor(np.zeros(10))
    parameters = [W1, b1, W2, b2]
    steps = [np.zeros_like(p.data) for p in parameters]

    def forward(pictures):
        hidden = relu(add(matmul(Tensor(pictures / 16), W1), b1))  # (B, 48)
        return add(matmul(hidden, W2), b2)  # (B, 10)

    for epoch in range(10):
        rate = 0.1 * (1 - epoch / 10)  # shorter strides towards the end
        order = rng.permutation(len(X))
        for start in range(0, len(X), 32):
            batch = order[start : start + 32]
            for p in parameters:
                p.grad = np.zeros_like(p.data)
            backward(cross_entropy(forward(X[batch]), y[batch]))
            for p, step in zip(parameters, steps, strict=True):
                step *= 0.9
                step += p.grad
                p.data = p.data - rate * step

    return lambda pictures: forward(pictures).data.argmax(axis=1)
    ### END SOLUTION


# %% tests="train_digits"
check("train_digits", train_digits, Tensor)

# %% [markdown]
r"""
Which digits does your net get wrong, and would you have known? (It learns from the rows in `learn` and reads those put
aside.)
"""

# %%
shown = None
try:
    predict = train_digits(pixels[learn], y[learn], 0)
    answers = np.asarray(predict(pixels[aside]))
    wrong = answers != y[aside]
    words = [f"{digit}, read {a}" for digit, a in zip(y[aside[wrong]], answers[wrong], strict=True)]
    print(f"{np.mean(~wrong):.1%} of {len(aside)} right")
    shown = plots.pictures(
        X[aside[wrong]][:20],
        words[:20],
        columns=7,
        caption="Which of these mistakes would you forgive?",
    )
except NotImplementedError:
    print("Your engine is not complete yet. Write this lesson's exercises, then come back.")
except Exception as error:
    print(f"Your engine stopped with {type(error).__name__}: {error}.")
    print("Which check above is not solved yet?")
shown

# %% [markdown]
r"""
## Recap

A node may hold a whole array; the sweep does not notice. What changes are the gates, and one rule covers them: each
operand receives a gradient of its own shape, so what was copied forward is summed backward, be it a bias on every row
or a row that was taken twice, and what was summed forward is handed out backward. A product a @ b hands back g @ bᵀ and
aᵀ @ g. Softmax and cross-entropy make one gate, p − y over N times what arrives. Thousands of nodes become eleven, and
the time goes where the arithmetic is. Training on minibatches takes many rough steps for the price of one good one, if
rows are shuffled; momentum makes long strides safe, Adam's ignore the gradients' size; and rows that were put aside say
when to stop.

## Glossary

| English | 中文 | meaning |
|---|---|---|
| tensor | 张量 | an array with any number of axes; here also a node that holds one |
| broadcasting | 广播 | NumPy's copying of an operand along missing axes and axes of length 1 |
| gather | 收集 | taking rows by their numbers, some perhaps several times |
| scatter-add | 散布累加 | adding amounts to rows by their numbers, once for every mention |
| minibatch | 小批量 | the few rows that one step learns from |
| epoch | 轮次 | one pass over all rows |
| momentum | 动量 | part of the last step that is kept in the next |
| Adam | 自适应矩估计 | steps of each entry's own size: mean of g over the root of the mean of g² |
| validation rows | 验证集 | rows that take no part in training and say when to stop |
| early stopping | 早停 | going back to the parameters with the lowest validation loss |

## Go further

- D. P. Kingma, J. Ba, *Adam: A Method for Stochastic Optimization*, ICLR 2015, <https://arxiv.org/abs/1412.6980>: two
  pages hold the method; section 3 explains the two corrections.
- E. Alpaydin, C. Kaynak, *Optical Recognition of Handwritten Digits*, UCI Machine Learning Repository, 1998,
  <https://doi.org/10.24432/C50P49>: the pictures, and who wrote them.
- M. Johnson, D. Duvenaud, D. Maclaurin, *autodidact*, <https://github.com/mattjj/autodidact>: an engine on NumPy whose
  rules are a table of lines. Which of yours do you find in `numpy_vjps.py`?
- L. Prechelt, *Early Stopping, But When?*, in *Neural Networks: Tricks of the Trade*, Springer 1998: the validation
  curve has more than one dip.
- The library's own array engine: `backprop_lib/tensor.py` and the table in `rules.py`. It is yours with the rules put
  side by side; it reads in ten minutes.
"""
