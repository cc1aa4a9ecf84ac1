# %% [markdown]
r"""
# 06 · Matrices: a gradient has the shape of what it belongs to

Multiply two 3×3 matrices, D = W @ X, and let a gradient dD arrive at D. To get dW, you will multiply dD by X. In which
order? With which of them transposed? There are eight ways to write it. This lesson finds the gradient by nudging, then
on paper, and shows why "the shapes have to match" is a good question and a poor answer.

## What you will be able to do

- say which shape a gradient has, before you know anything else about it;
- derive the gradients of a matrix product from index sums, and write them as matrix products;
- undo a broadcast: what was copied on the way forward is added on the way back;
- run a linear layer backward for a whole batch;
- build a Jacobian, read it, and say why backpropagation builds none.

**Builds on** lesson 01: nudging; lesson 02: the upstream gradient, multiply swaps; lesson 04: gradients add at forks.
You need NumPy's `@`, `.T` and `.sum(axis=…)`. **Takes** about 95 minutes; a good place to break off is after exercise
6.3. Five exercises, 10 points.
"""

# %%
import numpy as np

from autograde import check
from backprop_lib import numerical_vjp, plots
from backprop_lib.guess import compare_guess
from backprop_lib.jacobian import jacobian as measured_jacobian
from backprop_lib.touch.shapes import product as rectangles

# %% [markdown]
r"""
## A gradient has the shape of what it belongs to

Up to now every wire carried one number. From here on a wire carries an array, and one gate does the work of hundreds.
Here is a product of a (5, 10) and a (10, 3) matrix. dD stands for everything that comes after D: it says how strongly
the loss reacts to each of D's 15 entries. Capital letters are matrices; dD holds ∂loss/∂D, entry by entry, and is drawn
at random here, because no loss is needed to follow what happens to it.
"""

# %%
rng = np.random.default_rng(6)
W = rng.integers(-9, 10, size=(5, 10)).astype(float)  # (5, 10)
X = rng.integers(-9, 10, size=(10, 3)).astype(float)  # (10, 3)
dD = rng.integers(-9, 10, size=(5, 3)).astype(float)  # (5, 3), the upstream gradient

D = W @ X  # (5, 3)
print("D has shape", D.shape)

# %% [markdown]
r"""
Pick one of W's 50 entries, W[1, 2], and nudge it. **Before you run the cell:** how many of D's 15 entries move? In
which row or column do they lie? Write both in the cell's first line in place of the three dots, then run it. (No guess
costs or earns anything; where you leave the dots, nothing is said.)
"""

# %%
guess = ...  # how many entries move, and where: as in (7, "row 3") or (4, "column 2")

nudge = 0.001
nudged = W.copy()
nudged[1, 2] += nudge
moved = (nudged @ X - D) / nudge  # (5, 3)
rows, columns = np.nonzero(np.abs(moved) > 1e-6)
where = f"row {rows[0]}" if np.all(rows == rows[0]) else f"column {columns[0]}"
print("row 2 of X:", X[2])
compare_guess(guess, moved=len(rows), where=where)

# %% tags=["hide-input"]
plots.heat_maps(
    {"change of D, in nudges": moved},
    across=("k", [0, 1, 2]),
    down=("i", [0, 1, 2, 3, 4]),
    caption="i counts rows, k columns. Compare the row that moves with row 2 of X, printed above.",
)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

Three entries move, those in row 1, and they move by row 2 of X. Each of them is a sum in which W[1, 2] stands once; the
other rows of D are made of other rows of W. So W[1, 2] reaches the loss on three paths, one through each of D[1, 0],
D[1, 1] and D[1, 2].

</details>

Lesson 04 says what to do with several paths from W[1, 2] to the loss: follow each of them, then add. In formulas the
two indices stand below the letter, row first: $W_{12}$ is W[1, 2].

$$dW_{12} = dD_{10}\,X_{20} + dD_{11}\,X_{21} + dD_{12}\,X_{22}$$

Hold that against a nudge. `numerical_vjp(f, W, dD)` nudges every entry of W in turn and adds up how all entries of f(W)
move, each multiplied by its entry of dD. (What VJP stands for, you will see near the end of the lesson.)
"""

# %%
dW = numerical_vjp(lambda W: W @ X, W, dD)  # (5, 10), measured
print(f"on paper  {dD[1, 0] * X[2, 0] + dD[1, 1] * X[2, 1] + dD[1, 2] * X[2, 2]:.4f}")
print(f"measured  {dW[1, 2]:.4f}")
print("dW has shape", dW.shape)

# %% [markdown]
r"""
W has 50 entries and each has its own slope, so there are 50 numbers to report, and the place of each number is the
place of the entry it belongs to. **A gradient has the shape of the thing it belongs to.** dW is (5, 10) like W, dX is
(10, 3) like X, dD is (5, 3) like D. Check this first, always: it costs one glance and catches many mistakes.

The next section is about those it does not catch.
"""

# %% [markdown]
r"""
## Eight products type-check

Suppose you have forgotten the formula and remember that dW is made from dD and X. Each may be transposed or not, and
either may stand first: 2 · 2 · 2 = 8 candidates. **Predict**, with dD (5, 3) and X (10, 3): how many of them run at
all, and how many *type-check*, which here means that they run and give W's shape, (5, 10)?
"""

# %%
guess = ...  # how many run, and how many of those type-check: two numbers

eight = {
    "dD @ X": lambda dD, X: dD @ X,
    "dD @ Xᵀ": lambda dD, X: dD @ X.T,
    "dDᵀ @ X": lambda dD, X: dD.T @ X,
    "dDᵀ @ Xᵀ": lambda dD, X: dD.T @ X.T,
    "X @ dD": lambda dD, X: X @ dD,
    "X @ dDᵀ": lambda dD, X: X @ dD.T,
    "Xᵀ @ dD": lambda dD, X: X.T @ dD,
    "Xᵀ @ dDᵀ": lambda dD, X: X.T @ dD.T,
}
shapes = []
for name, product in eight.items():
    try:
        shapes.append(product(dD, X).shape)
        print(f"{name:10}", shapes[-1])
    except ValueError:
        print(f"{name:10} stops: the inner sides differ")
compare_guess(guess, run=len(shapes), type_check=shapes.count(W.shape))

# %% [markdown]
r"""
Turn and swap the two rectangles until their product has W's shape. Then give all three sides the length 3 and try
again.
"""

# %% tags=["hide-input"]
rectangles(
    ("W", (5, 10)),
    ("X", (10, 3)),
    "D",
    find="dW",
    caption="Rectangles fit where their inner sides are equal; the outer sides are the result's.",
)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

Two run, one has the right shape, and it is the right formula. With all sides equal everything fits.

</details>

This is *dimension analysis*, and as long as all sides have different lengths it is a fine way to jog your memory. (When
NumPy stops by itself, its message is long. Read the end: "size 3 is different from 10" names the two inner sides.)

Now let all sides be 3; all eight run and have the right shape. **Predict:** how many of them are right? If all three
were 1×1, plain numbers, how many then?
"""

# %%
guess = ...  # how many of the eight are right with sides of 3, and with sides of 1: two numbers

X3 = np.array([[3.0, -1.0, 4.0], [-5.0, 2.0, 6.0], [7.0, 8.0, -9.0]])  # (3, 3)
dD3 = np.array([[2.0, -4.0, 5.0], [-3.0, 1.0, 7.0], [6.0, 9.0, -8.0]])  # (3, 3)
W3 = np.array([[1.0, 6.0, -2.0], [4.0, -7.0, 3.0], [8.0, 5.0, -6.0]])  # (3, 3)


def right_ones(dD, W, X):
    """The candidates that agree with nudging."""
    measured = numerical_vjp(lambda W: W @ X, W, dD)
    return [name for name, product in eight.items() if np.allclose(product(dD, X), measured)]


right3 = right_ones(dD3, W3, X3)
right1 = right_ones(dD3[:1, :1], W3[:1, :1], X3[:1, :1])
print(f"right with sides of 3: {len(right3)}, with sides of 1: {len(right1)}")
compare_guess(guess, sides_of_3=len(right3), sides_of_1=len(right1))

# %% tags=["hide-input"]
plots.candidates(
    {name: product(dD3, X3) for name, product in eight.items()},
    numerical_vjp(lambda W: W @ X3, W3, dD3),
    caption="Eight candidates for dW, and how far each is from the gradient found by nudging.",
)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

Eight products type-check and one is right. The other seven are off by 25 or more in some entry, and nothing warns you:
no exception, no odd shape.

With 1×1 it is worse. A transpose does nothing to a number and the order does not matter, so all eight agree. What you
learned from numbers cannot tell them apart.

</details>

Square weight matrices are common in networks, so this is no corner case. Shapes can rule a formula out. They cannot
make it right. What makes it right is the sum over paths, and it fits on half a page.
"""

# %% [markdown]
r"""
## Two by two, on paper

Take a product so small that you can write all of it down:

$$W = \begin{pmatrix} 2 & 3 \\ 5 & 7 \end{pmatrix}, \quad
X = \begin{pmatrix} 11 & 13 \\ 17 & 19 \end{pmatrix}, \quad
dD = \begin{pmatrix} 10 & 100 \\ 1000 & 10000 \end{pmatrix}$$

The entries of dD are powers of ten, so that every result shows which of them took part. Written out, `D = W @ X` is
four sums:

- D₀₀ = W₀₀·X₀₀ + W₀₁·X₁₀
- D₀₁ = W₀₀·X₀₁ + W₀₁·X₁₁
- D₁₀ = W₁₀·X₀₀ + W₁₁·X₁₀
- D₁₁ = W₁₀·X₀₁ + W₁₁·X₁₁

Look for W₀₁. It stands in D₀₀, multiplied by X₁₀ = 17, and in D₀₁, multiplied by X₁₁ = 19. Each of the two products is
a × gate, and × swaps: to W₀₁ goes what arrived times the other factor. Two paths, so add:

dW₀₁ = 10·17 + 100·19 = 2070.

**Your turn, on paper:** W₁₀. In which two entries of D does it stand, and what is dW₁₀?
"""

# %%
guess = ...  # dW₁₀: a number

W2 = np.array([[2.0, 3.0], [5.0, 7.0]])  # (2, 2)
X2 = np.array([[11.0, 13.0], [17.0, 19.0]])  # (2, 2)
dD2 = np.array([[10.0, 100.0], [1000.0, 10000.0]])  # (2, 2)

for i in range(2):
    for j in range(2):
        terms = " + ".join(f"{dD2[i, k]:g}·{X2[j, k]:g}" for k in range(2))
        total = sum(dD2[i, k] * X2[j, k] for k in range(2))
        print(f"dW[{i}, {j}] = {terms} = {total:g}")

measured2 = numerical_vjp(lambda W: W @ X2, W2, dD2).round(4)  # (2, 2)
print("measured:")
print(measured2)
compare_guess(guess, dW_10=measured2[1, 0])

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

W₁₀ stands in D₁₀ with X₀₀ and in D₁₁ with X₀₁: 1000·11 + 10000·13 = 141000.

</details>

The pattern of all four, and of a matrix of any size:

$$dW_{ij} = \sum_k dD_{ik}\, X_{jk}$$

The sum runs over k, the columns of D: over all outputs that $W_{ij}$ feeds. That is the multivariable chain rule of
lesson 04, nothing else. Now compare with what `@` does: $(A\,@\,B)_{ij} = \sum_k A_{ik} B_{kj}$ adds over the *columns*
of the left factor and the *rows* of the right one. Ours runs over the columns of both. Which factor has to be turned,
so that `@` writes this sum?

You may read that `@` stands there "to make the shapes match". It is the other way round. The sum over outputs comes
first; `@` is how NumPy writes that sum, and the shapes match because the sum is the right one. (Each single entry of dW
is a dot product, 点积, of a row of dD and a row of X. The whole table of them is a matrix product, 矩阵乘法.)
"""

# %% tags=["hide-input"]
plots.products(
    [("W", "X", "D")],
    {"W": ("i", "j"), "X": ("j", "k"), "D": ("i", "k")},
    {"i": 5, "j": 10, "k": 3},
    caption="The thick side is shared: the product adds along it, and it is gone from the result. "
    "Forward, j disappears. Which side has to go in dW (i, j), made of dD (i, k) and X (j, k)?",
)

# %% [markdown]
r"""
The picture is also the quickest way to *remember* the formula: dW needs the sides i and j, so k must be the one that
disappears. Name the sides. Lengths can coincide; names cannot. Hold your product against the four numbers above.

For dX do what you did for dW. Look for X₀₁ in the four sums: by what is it multiplied, and what arrives there? Write
the sum for dX₀₁, then the pattern, then ask which of the two factors has to be turned. In the picture's terms: which
side must disappear?
"""

# %% [markdown]
r"""
### Exercise 6.1 · matmul_backward (3 points)

For D = W @ X with W (i, j) and X (j, k), return the gradients on W and on X as a tuple `(dW, dX)` of float64 arrays.
`dD` (i, k) is the upstream gradient. The sides may have any lengths from 1 on, equal ones too.

One worked value: with dD = [[10]], W = [[3, 4]] and X = [[5], [7]] the result is `([[50, 70]], [[30], [40]])`, as
arrays.
"""


# %% solution="matmul_backward"
def matmul_backward(dD, W, X):
    """Return (dW, dX) for D = W @ X, arrays of the shapes of W and X.

    dD (i, k): the upstream gradient; W (i, j); X (j, k). All are float64 arrays.
    Example: dD = [[10.]], W = [[3., 4.]], X = [[5.], [7.]] -> [[50., 70.]], [[30.], [40.]]
    """
    ### BEGIN SOLUTION
    dW = dD @ X.T  # sum over D's columns
    dX = W.T @ dD  # sum over D's rows
    return dW, dX
    ### END SOLUTION


# %% tests="matmul_backward"
check("matmul_backward", matmul_backward)

# %% [markdown]
r"""
## Copied forward, added backward

The neuron of lesson 03 added one number, w2, to its weighted sum: a *bias*. Now take three neurons and four samples at
once, a **batch** (批), with a row for each sample. The sums fill a table Y (4, 3), and the three biases are one row b
(3,). In `Y + b` NumPy adds that row to every row of Y, as if there were four copies of it. This is **broadcasting**
(广播), and no copy shows up in your code.

**Predict:** nudge b[0]. How many entries of `Y + b` move? And if the gradient g (4, 3), written out in the cell,
arrives there, what comes back to b[0]?
"""

# %%
guess = ...  # how many entries move, and what comes back to b[0]: two numbers

b = np.array([0.5, -1.5, 3.0])  # (3,)
g = np.array([[1.0, 4.0, -2.0], [10.0, 0.4, 7.0], [100.0, 5.0, -9.0], [1000.0, 0.6, 8.0]])  # (4, 3)
Y = np.zeros((4, 3))

b_nudged = b + np.array([nudge, 0.0, 0.0])  # (3,)
db = numerical_vjp(lambda b: Y + b, b, g).round(6)  # (3,)
print("db, measured:", db)
compare_guess(guess, moved=np.count_nonzero((Y + b_nudged) != (Y + b)), db_0=db[0])

# %% tags=["hide-input"]
plots.copied_and_added(
    b,
    g,
    caption="Left, the way forward: one row becomes four. Right, the way back: four become one.",
)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

b[0] is used four times, so four entries move, and 1 + 10 + 100 + 1000 = 1111 comes back.

</details>

A copy is a fork, and at a fork gradients add. They do not average: every row pushes on b with its full strength.

The same holds for every broadcast, and there are two kinds of copying. NumPy lines shapes up *at their right end*.

- **A new axis.** Where a shape is too short, axes are put in front: (3,) beside (4, 3) becomes (1, 3).
- **A stretched axis.** An axis of length 1 is repeated until it fits: (1, 3) and (4, 1) beside (4, 3).

The way back undoes both: add along the axes that were copied, and give back the shape that was there before, axes of
length 1 included. **Predict** what comes back to a column of shape (4, 1):
"""

# %%
guess = ...  # the shape of what comes back, and its first number: as in ((2, 5), 7.5)

came_back = {}
for shape in [(3,), (1, 3), (4, 1), (), (4, 3)]:
    came_back[shape] = numerical_vjp(lambda s: s + Y, np.ones(shape), g)
    print(f"{str(shape):7} comes back as", str(came_back[shape].round(4).tolist()))
column = came_back[4, 1]
compare_guess(guess, shape=column.shape, first_number=column.flat[0])

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

A column (4, 1) is stretched sideways, so each of its entries was used three times, and each row of g is added up: the
first makes 1 + 4 − 2 = 3. The result stands in a table of shape (4, 1) again, not in a row (4,).

</details>

A gradient has the shape of the thing it belongs to, even where that shape looks fussy. Subtract a (4,) array from a (4,
1) one by accident and you broadcast to (4, 4); lesson 07 shows what that does to training.
"""

# %% [markdown]
r"""
### Exercise 6.2 · unbroadcast (2 points)

An array of shape `shape` was broadcast and `g`, a float64 array, is the gradient that arrived at the wide result.
Return the gradient on the array as it was before, in shape `shape`.

- `shape` is a tuple and does broadcast to `g.shape`. For shape `()` a plain number will do.
- The result is a new array, also where nothing was copied: somebody may add to it later, and g must not change with it.

Worked values with g = [[1, 2], [10, 20]]: shape `(2,)` gives `[11, 22]`, shape `(2, 1)` gives `[[3], [30]]`, shape
`()` gives `33`. New axes earn 0.75 points, stretched ones 0.75, both at once 0.25, a g in which nothing was copied
0.25.
"""


# %% solution="unbroadcast"
def unbroadcast(g, shape):
    """Return the gradient on an array of shape `shape` that was broadcast, as a new array.

    g: the upstream gradient, float64, of the broadcast shape; shape: a tuple, the shape before.
    Example: g = [[1., 2.], [10., 20.]], shape = (2, 1) -> [[3.], [30.]]
    """
    ### BEGIN SOLUTION
    back = np.array(g)
    while back.ndim > len(shape):
        back = back.sum(axis=0)
    for axis, length in enumerate(shape):
        if length == 1:
            back = back.sum(axis=axis, keepdims=True)
    return back
    ### END SOLUTION


# %% tests="unbroadcast"
check("unbroadcast", unbroadcast)

# %% [markdown]
r"""
## A layer is two modules

A layer of a network mixes its inputs with weights and shifts the result. In diagrams it is often drawn as two modules
in a row, MM for the matrix product and ADD for the bias. Going back, ADD comes first: it hands g on to the product as
it is, and to b what undoing the broadcast makes of it. Then MM has its turn.

One thing changes. Up to here W stood on the left and the columns of X were what it worked on. From here on **rows are
samples**: x (N, D) holds N samples of D numbers each, W (D, M) turns D numbers into M, and the layer is

$$y = x\,@\,W + b, \qquad x\,(N, D),\; W\,(D, M),\; b\,(M,),\; y\,(N, M).$$

Data come as tables with a row for each sample, so this saves a transpose. Both ways compute the same numbers, turned:
`(x @ W).T` equals `W.T @ x.T`. What does change is who stands left and who stands right, and with it the two formulas
of exercise 6.1. Derive them again, or read off the sides:
"""

# %% tags=["hide-input"]
plots.products(
    [("x", "W", "y")],
    {"x": ("N", "D"), "W": ("D", "M")},
    {"N": 4, "D": 7, "M": 3},
    caption="g has the sides of y. Which must disappear in dx (N, D), and which in dW (D, M)?",
)

# %% [markdown]
r"""
Read the picture as a question about sums. An entry of x feeds all M outputs of its own row. An entry of W is used by
all N rows. An entry of b is used by all N rows as well, which you know from the last section.

So what does the batch do to the gradients? **Predict:** every sample is put into the batch a second time, with the same
upstream gradient. By which factor does the gradient on the first sample change, by which dW, and by which db?
"""

# %%
guess = ...  # the factors of dx[0], dW and db; 1 if nothing changes: three numbers

samples = np.array([[1.0, -2.0], [3.0, 0.5], [-1.5, 2.5]])  # (3, 2)
weights = np.array([[4.0, -1.0, 2.0], [0.5, 3.0, -2.5]])  # (2, 3)
arriving = np.array([[1.0, -3.0, 2.0], [0.4, 5.0, -1.0], [6.0, 0.7, -2.0]])  # (3, 3)


def first_rows(x, g):
    """dx[0], dW[0] and db of the layer, by nudging."""
    dx = numerical_vjp(lambda x: x @ weights + b, x, g)
    dW = numerical_vjp(lambda W: x @ W + b, weights, g)
    return dx[0], dW[0], numerical_vjp(lambda b: x @ weights + b, b, g)


once = first_rows(samples, arriving)
twice = first_rows(np.vstack([samples, samples]), np.vstack([arriving, arriving]))
for name, (dx_0, dW_0, db_all) in (("once", once), ("twice", twice)):
    print(f"{name:6} dx[0] {dx_0.round(4)}   dW[0] {dW_0.round(4)}   db {db_all.round(4)}")
factors = [np.mean(later / before) for later, before in zip(twice, once, strict=True)]
compare_guess(guess, dx_0=factors[0], dW=factors[1], db=factors[2])

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

dx[0] stays: a sample hears only of its own outputs. dW and db double: twice as many rows push on the same numbers.

</details>

The layer never divides by N. If the loss is a *mean* over the batch, it is the loss that divides, and g arrives already
small. A layer that divides too takes the mean twice.
"""

# %% [markdown]
r"""
### Exercise 6.3 · linear_backward (2 points)

For the layer y = x @ W + b with x (N, D), W (D, M), b (M,), return the three gradients as a tuple `(dx, dW, db)` of
float64 arrays. `g` (N, M) is the upstream gradient.

One worked value: with g = [[10], [100]], x = [[3, 4], [5, 6]], W = [[7], [8]] and b = [9] the result is
`([[70, 80], [700, 800]], [[530], [640]], [110])`, as arrays.
"""


# %% solution="linear_backward"
def linear_backward(g, x, W, b):
    """Return (dx, dW, db) for y = x @ W + b, arrays of the shapes of x, W and b.

    g (N, M): the upstream gradient; x (N, D); W (D, M); b (M,). All are float64 arrays.
    Example: g = [[10.], [100.]], x = [[3., 4.], [5., 6.]], W = [[7.], [8.]], b = [9.]
        -> [[70., 80.], [700., 800.]], [[530.], [640.]], [110.]
    """
    ### BEGIN SOLUTION
    dx = g @ W.T  # sum over outputs
    dW = x.T @ g  # sum over samples
    db = g.sum(axis=0)  # every sample used the same b
    return dx, dW, db
    ### END SOLUTION


# %% tests="linear_backward"
check("linear_backward", linear_backward)

# %% [markdown]
r"""
## All the slopes at once

A function with n inputs and m outputs has m·n slopes, one for each pair. The table of them is its **Jacobian**
(雅可比矩阵), a row for each output and a column for each input: $J_{ij} = \partial f_i / \partial x_j$. Lesson 01's
gradient is the case m = 1.

Here are two maps of four numbers: tanh, entry by entry, and a linear map with three outputs, A @ x. **Predict:** where
in each table will the zeros be, and how many are there?
"""

# %%
guess = ...  # how many zeros in the Jacobian of tanh, and in that of A @ x: two numbers

point = np.array([0.4, -1.3, 0.8, 0.1])  # (4,)
A = np.array([[2.0, -1.0, 0.5, 3.0], [1.0, 4.0, -2.0, -0.5], [-3.0, 1.5, 1.0, 2.5]])  # (3, 4)

J_tanh = measured_jacobian(np.tanh, point)  # (4, 4)
J_linear = measured_jacobian(lambda x: A @ x, point).round(9)  # (3, 4)
zeros = [J.size - np.count_nonzero(J) for J in (J_tanh, J_linear)]
print(f"zeros: {zeros[0]} of {J_tanh.size} and {zeros[1]} of {J_linear.size}")
compare_guess(guess, tanh=zeros[0], linear=zeros[1])

# %% tags=["hide-input"]
plots.jacobians(
    {"tanh(x)": J_tanh, "A @ x": J_linear},
    caption="A dot is a slope of exactly 0. Compare the right table with A, in the cell above.",
)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

tanh works entry by entry: output 1 hears nothing of input 2. Its Jacobian is diagonal. In the linear map every output
hears of every input, and its Jacobian is the matrix A itself. The sentence "the Jacobian of a layer is diagonal", which
you may meet, is true of the activation (ReLU, σ, tanh) and false of the linear part.

</details>

A *diagonal* Jacobian is what lets backward functions such as g·(1 − t²) multiply entry by entry.
For anything that mixes, entry by entry is wrong.

What does an upstream gradient make of a Jacobian? g has an entry for each output. Input j feeds all outputs, so its
gradient is a sum over outputs, once more:

$$dx_j = \sum_i g_i\, J_{ij}$$

This is a **vector-Jacobian product** (向量–雅可比积), VJP for short, and it is what every `*_backward` function of this
course computes. None of them builds J. To see why, look at the Jacobian of D = W @ X for W, with the (5, 10) and (10,
3) matrices of the first section: 15 outputs, 50 inputs. A Jacobian has one row and one column a number, so `ravel` lays
both matrices out in a line, row after row: W[0, 9] is input 9, and W[4, 9], the last, is input 49. **Predict:** how
many of the 15·50 slopes are not 0?
"""

# %%
guess = ...  # how many of J's slopes are not 0: a number

J = measured_jacobian(lambda w: (w.reshape(5, 10) @ X).ravel(), W.ravel())  # (15, 50)
J[np.abs(J) < 1e-6] = 0.0
print(f"{np.count_nonzero(J)} of {J.size} slopes are not 0, and X has {X.size} entries")
compare_guess(guess, slopes=np.count_nonzero(J))

# %% tags=["hide-input"]
plots.jacobians(
    {"every entry of D for every entry of W": J},
    caption="Each block is Xᵀ: row i of D hears only of row i of W.",
)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

750 slopes, of which 600 are 0 and the others are the 30 entries of X, five times over.

</details>

The first section found dW[1, 2] = −93 without any such table. **Predict:** which column of J do you have to hold
against dD to find it again, and how many of its slopes are not 0?
"""

# %%
guess = ...  # the column that belongs to W[1, 2], and how many of its slopes are not 0: two numbers

place = int(np.ravel_multi_index((1, 2), W.shape))
slopes = J[:, place]  # (15,)
paths = [f"({g_i:g})·({slope:.0f})" for g_i, slope in zip(dD.ravel(), slopes, strict=True) if slope]
print(f"column {place}, where it is not 0:", " + ".join(paths))
print(f"the sum over all 15 outputs:  {sum(dD.ravel() * slopes):.4f}")
compare_guess(guess, column=place, not_0=len(paths))

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

W[1, 2] is input 1·10 + 2 = 12. Twelve of the fifteen terms are 0, and the other three are those of the first section.

</details>

A matrix product finds all 50 gradients from dD and X and never meets a 0. Now an ordinary layer, 512 by 512, for a
batch of 64 rows. **Predict:** how much memory would its J for W fill, at 8 bytes a number?
"""

# %%
guess = ...  # the size of J in gigabytes (1 GB is 10⁹ bytes): a number

batch_rows, wide = 64, 512
entries = (batch_rows * wide) * (wide * wide)
print(f"J for W has {entries:,} entries, {entries * 8 / 1e9:.1f} GB")
print(f"dW has {wide * wide:,} entries, {wide * wide * 8 / 1e6:.1f} MB")
compare_guess(guess, gigabytes=entries * 8 / 1e9)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

J has 64·512 rows and 512·512 columns: 68.7 GB for one ordinary layer, against 2.1 MB for the answer.

</details>

That is why backpropagation is written in VJPs. A Jacobian is for looking at small cases and for checking, and for that
it is worth having.
"""

# %% [markdown]
r"""
### Exercise 6.4 · jacobian (2 points)

Two functions, one point each.

- `jacobian(f, x, h=1e-5)` returns the Jacobian of `f` at `x` by central differences with step h, as a float64 array of
  shape (m, n): a row for each output. `f` takes an array (n,) and returns an array (m,), and m and n may differ; x (n,)
  is float64 and must not be changed. Results may be off by rounding, up to $10^{-8}$ of J's largest entry.
- `vjp(J, g)` returns the gradient on the inputs, shape (n,), from a Jacobian J (m, n) and an upstream gradient g (m,).
  The formula is the sum above.

Worked values: for f(v) = [v₀·v₁, v₀, v₁] at x = [3, 5] the Jacobian is `[[5, 3], [1, 0], [0, 1]]`, up to rounding, and
`vjp` of that with g = [10, 100, 1000] is `[150, 1030]`.
"""


# %% solution="jacobian"
def jacobian(f, x, h=1e-5):
    """Return the Jacobian of f at x by central differences, shape (m, n): a row for each output.

    f: a function from arrays (n,) to arrays (m,); x (n,), float64; h: the step.
    Example: f(v) = [v₀·v₁, v₀, v₁] at x = [3., 5.] -> [[5., 3.], [1., 0.], [0., 1.]] up to rounding
    """
    ### BEGIN SOLUTION
    columns = []
    for j in range(x.size):
        step = np.zeros(x.size)
        step[j] = h
        columns.append((f(x + step) - f(x - step)) / (2 * h))
    return np.stack(columns, axis=1)
    ### END SOLUTION


def vjp(J, g):
    """Return the gradient on the inputs, shape (n,), for a Jacobian J and an upstream gradient g.

    J (m, n), g (m,), both float64.
    Example: J = [[5., 3.], [1., 0.], [0., 1.]], g = [10., 100., 1000.] -> [150., 1030.]
    """
    ### BEGIN SOLUTION
    return g @ J
    ### END SOLUTION


# %% tests="jacobian"
check("jacobian", jacobian, vjp)

# %% [markdown]
r"""
## Sums and means, backwards

A loss is one number, and the batch has many rows: somewhere they are added up or averaged. Broadcasting copies forward
and adds backward. A sum does the opposite. **Predict:** x has shape (3, 2), the sum along axis 0 has two entries, and
[10, 100] arrives there. What does each of x's six entries receive? And with the mean in place of the sum?
"""

# %%
guess = ...  # what x[0, 1] receives from the sum, and from the mean: two numbers

x = np.array([[4.0, -1.0], [0.5, 3.0], [-2.0, 6.0]])  # (3, 2)
arrived = np.array([10.0, 100.0])  # (2,)

by_sum = numerical_vjp(lambda x: x.sum(axis=0), x, arrived)
by_mean = numerical_vjp(lambda x: x.mean(axis=0), x, arrived)
compare_guess(guess, by_sum=by_sum[0, 1], by_mean=by_mean[0, 1])

# %% tags=["hide-input"]
plots.heat_maps(
    {"sum": by_sum.round(6), "mean": by_mean.round(6)},
    one_scale=True,
    digits=4,
    caption="What came back to x. Where were 10 and 100 handed on whole, where divided by 3?",
)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

A sum is a wide + gate, and + distributes: each entry gets all of what arrived at its own sum. A mean is a sum divided
by how many went in, here 3, and what comes back is divided by the same number.

</details>

The values of x play no part; the backward function needs x's shape and the axis, that is all.

Two things go wrong here in practice. One is the count: for the mean along axis 0 it is the number of rows, for the mean
of everything the number of entries. The other is the axis. Along axis 1 each *row* has its own sum, and the gradient
(3,) has to be laid across the columns; NumPy, left alone, lines it up at the right end and either stops or, for a
square x, hands gradients to the wrong entries.

**Predict** the last line, where everything becomes one number:
"""

# %%
guess = ...  # what each entry of x receives when 10 arrives at the mean of everything: a number

for axis, arrives in ((0, [10.0, 100.0]), (1, [10.0, 100.0, 1000.0]), (None, 10.0)):
    back = numerical_vjp(lambda x, axis=axis: x.mean(axis=axis), x, arrives)
    print(f"mean, axis {axis!s:5}", str(back.round(4).tolist()))
compare_guess(guess, each_entry=back[0, 0])

# %% [markdown]
r"""
### Exercise 6.5 · reduce_backward (1 point)

Write the backward function of a sum and of a mean; half a point each. `shape` is the shape of the array that was
reduced, a tuple of one or two lengths. `axis` is 0 or 1, and that axis was dropped; or None, and everything became one
number. `g` is the upstream gradient: an array of the shape that was left, or a float where axis is None. Both return a
new float64 array of shape `shape`.

Worked values: `sum_backward` of g = [10, 100, 1000], shape (3, 2), axis 1 is `[[10, 10], [100, 100], [1000, 1000]]`;
`mean_backward` of the same is half of that.
"""


# %% solution="reduce_backward"
def sum_backward(g, shape, axis):
    """Return the gradient on an array of shape `shape` whose sum along `axis` received g.

    axis: 0, 1, or None for the sum of everything; g: array of the shape that was left, or a float.
    The result is a new array.
    Example: g = [10., 100., 1000.], shape = (3, 2), axis = 1
        -> [[10., 10.], [100., 100.], [1000., 1000.]]
    """
    ### BEGIN SOLUTION
    lined_up = g if axis is None else np.expand_dims(g, axis)
    return np.ones(shape) * lined_up
    ### END SOLUTION


def mean_backward(g, shape, axis):
    """Return the gradient on an array of shape `shape` whose mean along `axis` received g.

    axis: 0, 1, or None for the mean of everything; g: array of the shape that was left, or a float.
    The result is a new array.
    Example: g = [10., 100., 1000.], shape = (3, 2), axis = 1
        -> [[5., 5.], [50., 50.], [500., 500.]]
    """
    ### BEGIN SOLUTION
    count = np.prod(shape) if axis is None else shape[axis]
    share = g / count
    return np.ones(shape) * (share if axis is None else np.expand_dims(share, axis))
    ### END SOLUTION


# %% tests="reduce_backward"
check("reduce_backward", sum_backward, mean_backward)

# %% [markdown]
r"""
## Recap

A gradient has the shape of the thing it belongs to. An entry of a matrix feeds many entries of the product, and its
gradient is a sum over all of them: that sum, written with `@` and a transpose, is the whole of matrix backpropagation.
Shapes rule formulas out and cannot confirm them; where all sides are equal, eight products type-check and one is right,
so name the sides, derive the sum, and nudge. What is copied on the way forward is added on the way back, and what is
added on the way forward is copied on the way back. Only maps that work entry by entry have diagonal Jacobians. A
backward function is a vector-Jacobian product that never builds the Jacobian. Lesson 07 puts two such layers, a ReLU
and a loss together and asks how you would know that the result is right.

## Glossary

| English | 中文 | meaning |
|---|---|---|
| matrix product | 矩阵乘法 | a table of sums of products; one shared side disappears |
| dot product | 点积 | the sum of products of two equally long rows: one number |
| transpose | 转置 | rows and columns exchanged |
| batch | 批 | several samples at once, one in each row |
| broadcasting | 广播 | copying entries along new or stretched axes, without writing it |
| linear layer | 线性层 | y = x @ W + b |
| element-wise | 逐元素 | each output hears of the one input at its own place |
| Jacobian | 雅可比矩阵 | the table of all slopes, a row for each output and a column for each input |
| vector-Jacobian product, VJP | 向量–雅可比积 | the upstream gradient times the Jacobian, usually without building it |
| reduction | 归约 | a sum or mean that drops an axis |

## Go further

- T. Parr, J. Howard, *The Matrix Calculus You Need For Deep Learning* (2018), <https://explained.ai/matrix-calculus>:
  Jacobians step by step, and when they are diagonal.
- The product of a (5, 10) and a (10, 3) matrix is from the Stanford course CS231n, *Backpropagation, Intuitions*,
  <https://cs231n.github.io/optimization-2/>. It advises deriving the formula from the shapes; you know now when that
  works.
- M. B. Giles, *Collected matrix derivative results for forward and reverse mode algorithmic differentiation*, in
  Advances in Automatic Differentiation, Springer (2008), 35–44: the backward rule of the product, the inverse, the
  determinant and more, each in a few lines.
- NumPy's rules of broadcasting: https://numpy.org/doc/stable/user/basics.broadcasting.html
- A. Griewank, A. Walther, *Evaluating Derivatives*, 2nd edition, SIAM (2008), chapter 3: why a VJP costs a small
  multiple of the forward pass, whatever the number of inputs.
"""
