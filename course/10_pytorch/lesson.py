# %% [markdown]
r"""
# 10 · PyTorch: let autograd check your work

For nine lessons you derived every gradient yourself. PyTorch does it with one line, for any formula made of its gates.
So who checks whom? torch's numbers test yours, and what you know about circuits tells you what torch is doing when its
answer is an error, a warning, or a curve that does not fall.

## What you will be able to do

- get a gradient from torch, and say which tensors have one afterwards, which do not, and why;
- read the record that torch keeps behind a tensor as one of this course's circuits;
- recognise seven common error messages by what they say about the record;
- put zero_grad, backward and step in order, and tell two bugs apart that leave the same curve;
- compare your NumPy gradients with torch's, all of them, and give torch a gate of your own;
- write a whole training loop for a deep net.

**Builds on** lesson 03 (σ and its rule), lesson 05 (record, order, accumulate), lesson 07 (the two-layer net, what a
checker must not believe), lesson 08 (training steps), lesson 09 (the spread of first weights, clipping). It needs
PyTorch; no other lesson does.

**Takes** about 110 minutes; a good place to break off is after exercise 10.3. Six exercises, 10 points.
"""

# %%
import textwrap
import traceback
import warnings

import numpy as np

from autograde import check
from backprop_lib import data, layers, plots, torch_bridge
from backprop_lib.circuit import Value
from backprop_lib.guess import compare_guess
from backprop_lib.touch import graph

torch_bridge.need_torch()  # says in one sentence what to install where torch is missing

import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, TensorDataset

torch.set_num_threads(1)  # in nets this small, threads would wait longer than they compute

# %% [markdown]
r"""
## One line instead of nine lessons

A **tensor** (张量) is torch's array. Here is one with two numbers, and three operations that end in one number: add 3,
square and multiply by 3, average.

$$\mathrm{out} = \frac{1}{n}\sum_i 3\,(a_i + 3)^2$$

`requires_grad=True` says: this tensor will ask for a gradient. **Before you run the cell**, with pencil and paper: what
is out at a = (2, 3)? And how strongly does it react to each of the two numbers? Write your guess in the cell's first
line, in place of the dots, then run it.
"""

# %%
guess = ...  # three numbers: out, and its slope on each of the two numbers

a = torch.tensor([2.0, 3.0], requires_grad=True)
b = a + 3
c = b * b * 3
out = c.mean()
print(f"out = {out.item()}")

out.backward()
print(f"a.grad = {a.grad.tolist()}")
compare_guess(guess, out=out.item(), slope_1=a.grad[0].item(), slope_2=a.grad[1].item())

# %% [markdown]
r"""
No derivative was written, no order of visits, no `+=`. Is it right? Here is the same formula, built from `Value` nodes:
"""


# %%
def mean_of_bowls(values):
    """The mean of 3·(a + 3)² over some Values."""
    bowls = [(value + 3) ** 2 * 3 for value in values]
    return (sum(bowls[1:], bowls[0]) / len(bowls)).named("out")


f = mean_of_bowls([Value(2.0, "a₁"), Value(3.0, "a₂")])

# %% [markdown]
r"""
Where do torch's 91.5, 15 and 18 stand in it? Then move a₁. Which of the two gradients at the leaves follows, and at
which a₁ would torch print a 0 in the first place?
"""

# %% tags=["hide-input"]
graph.circuit(
    f,
    at="end",
    caption="Our circuit has a wire for every number.",
)

# %% [markdown]
r"""
<details><summary>What there was to be found</summary>

91.5 stands at the end, 15 and 18 below the leaves. Moving a₁ changes its own gradient only, for the two numbers meet in
a sum; at −3, the bottom of its bowl, it is 0.

</details>

What `backward` does in torch is what it does in lesson 05: it walks the record from
the output to the leaves, each operation multiplies what arrives by its own slope, and what reaches a leaf is added to
that leaf's `.grad`. This is **automatic differentiation** (自动微分), and torch's machinery for it is called autograd.

## Three formulas, one example

The tutorial from which this example comes explains the 15 like this: ∂out/∂x₁ = 3·(x₁ + 3), and at 2 that is 15. Other
formulas give 15 at 2 and 18 at 3 as well; two are made up below. **Before you run the cell:** other numbers go in, and
then three of them. How many of the three formulas survive the first change, and how many the second?
"""

# %%
guess = ...  # two whole numbers

candidates = {
    "3·(x + 3)": lambda x: 3 * (x + 3),
    "x² − 2x + 15": lambda x: x**2 - 2 * x + 15,
    "24 − 18/x": lambda x: 24 - 18 / x,
}
survivors = []
for entries in ([2.0, 3.0], [4.0, -1.0], [2.0, 3.0, -1.0]):
    x = torch.tensor(entries, requires_grad=True)
    (3 * (x + 3) ** 2).mean().backward()
    print(f"{'torch':14}{x.grad.tolist()}")
    for name, formula in candidates.items():
        print(f"{name:14}{[formula(value) for value in entries]}")
    print()
    right = [np.allclose([formula(v) for v in entries], x.grad) for formula in candidates.values()]
    survivors.append(sum(right))
compare_guess(guess, after_the_first=survivors[1], after_the_second=survivors[2])

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

With two numbers the tutorial's formula is right, whatever they are; the made-up ones were right at 2 and 3 only. With
three numbers it fails too: the 2 of the square and the ½ of the mean have no place in it, since with n = 2 they happen
to cancel. n is hidden in that 3.

</details>

One agreement at round numbers proves little. Change the number of entries, take awkward values, and ask again.
"""

# %% [markdown]
r"""
### Exercise 10.1 · mean_square_grad (1 point)

By hand and in NumPy, for any number of entries: return the gradient of the mean of 3·(x + 3)². `x` is a float64 array
of shape (n,), and so is the result. torch.autograd and the library's gradients are closed while this exercise is
checked, and the grader runs it without torch; a formula is expected, right to a relative $10^{-12}$.

One worked value: at `[1.0, -5.0, 0.0, 3.0]` the gradient is `[6.0, -3.0, 4.5, 9.0]`.
"""


# %% solution="mean_square_grad"
def mean_square_grad(x):
    """Return the gradient of mean(3·(x + 3)²) on x, derived by hand.

    x: float64 array of shape (n,), any n ≥ 1.   Result: a new array of shape (n,).
    Example: mean_square_grad(np.array([1.0, -5.0, 0.0, 3.0])) -> [6.0, -3.0, 4.5, 9.0]
    """
    ### BEGIN SOLUTION
    return 6 * (x + 3) / x.size
    ### END SOLUTION


# %% tests="mean_square_grad"
check("mean_square_grad", mean_square_grad)

# %% [markdown]
r"""
## What torch writes down

`backward` needs a record. It was written line by line, while `b`, `c` and `out` were computed. Behind every result
stands a `grad_fn`, the node that knows the way back, and each node points to those before it. `torch_bridge.graph`
follows these pointers and draws what it finds.

**Before you run the cell:** the formula holds two constants, both of them 3. How many of them do you expect in the
picture?
"""

# %%
guess = ...  # 0, 1 or 2


def example():
    """The tutorial's four tensors, by name, with a record of their own."""
    a = torch.tensor([2.0, 3.0], requires_grad=True)
    b = a + 3
    c = b * b * 3
    return {"a": a, "b": b, "c": c, "out": c.mean()}


named = example()
constants = sum("3" in held for _, held in torch_bridge.kept(named["out"]))
compare_guess(guess, constants=constants)

# %% tags=["hide-input"]
torch_bridge.graph(
    named["out"],
    named,
    caption="torch's own record, before backward. Compare the two gates that have a constant.",
)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

One of them. Multiplying by 3 sends back 3·g, so the 3 is kept. Adding 3 sends back g, whatever was added, so this 3 is
gone (the question mark).

</details>

torch keeps what the way back will need and nothing else. You can ask every node which of the numbers it holds:
"""

# %%
for name, held in torch_bridge.kept(named["out"]):
    print(f"{name:17}{held}")

# %% [markdown]
r"""
`b * b` holds both its operands, because lesson 02's × gate needs them, and it holds them *on the node*. (Counts and
shapes are not listed.) A text you may meet says that PyTorch computes ∂z/∂x and ∂z/∂w on the way forward and stores
them in x and w. It does not: no slope has been computed yet, and the tensors themselves hold none.

At the other end stands `AccumulateGrad`, whose name says what happens at a **leaf** (叶子张量), a tensor that no
recorded operation made: gradients *accumulate* there. Now the way back. **Predict:** which of a, b, c and out has a
gradient afterwards?
"""

# %%
guess = ...  # their names in one text, such as "b c"

once = example()
once["out"].backward()
have = []
for name, tensor in once.items():
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        gradient = tensor.grad
    warned = "and a warning" if caught else ""
    kind = "leaf" if tensor.is_leaf else f"made by {type(tensor.grad_fn).__name__}"
    held = "None, " if gradient is None else gradient.tolist()
    print(f"{name:4} {kind:22} .grad = {held}{warned}")
    have += [] if gradient is None else [name]
compare_guess(guess, have_a_gradient=" ".join(have))

# %% tags=["hide-input"]
torch_bridge.graph(
    once["out"],
    once,
    caption="The same record after backward. What was added to the picture, and what is missing?",
)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

Only the leaf. The gradients on b, c and out were handed on and dropped, to save memory. What the nodes held has been
freed as well, which is why the second constant is a question mark now.

</details>

`b.retain_grad()` before `backward` would keep a gradient on b. The record served once. The next forward pass writes a
new one.

Data need no record: a number that nobody will move needs no gradient. **Before you run the cell:** what will be the
type of x after `z = x * w`, and what will `w.grad` be at the end?
"""

# %%
guess = ...  # a word and a number: "float" or "Tensor", then w.grad

w = torch.tensor([1.5], requires_grad=True)
x = 3.0
z = x * w
print(f"x is a {type(x).__name__}; w.grad is {w.grad}; the node keeps {torch_bridge.kept(z)[0][1]}")
z.backward()
print(f"after backward, w.grad is {w.grad.tolist()}: how z reacts to w")
compare_guess(guess, type_of_x=type(x).__name__, w_grad=w.grad.item())

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

x is a float as before, and has no `.grad`. The node keeps a 3 of its own, the *operand*. And `w.grad` is filled by
`backward`, with the slope of the number from which `backward` was called.

</details>

## Seven errors and two warnings

torch's messages speak of the record. **Before you run the cell**, look at each of the seven snippets and name the
trouble. In how many of them is it `backward` that complains, and not another line?
"""

# %%
guess = ...  # a whole number


def leaf():
    return torch.tensor([2.0, 3.0], requires_grad=True)


def integers():
    torch.tensor([2, 3], requires_grad=True)


def several_numbers():
    (leaf() + 3).backward()


def nothing_recorded():
    torch.tensor([2.0, 3.0]).mean().backward()


def backward_twice():
    result = (leaf() ** 2).mean()
    result.backward()
    result.backward()


def leaf_changed_in_place():
    a = leaf()
    a -= 0.1


def result_changed_in_place():
    e = leaf().exp()
    e += 1
    e.mean().backward()


def straight_to_numpy():
    (leaf() * 3).numpy()


def shown(title, text):
    """A message in lines that fit the page."""
    print(title)
    print(textwrap.fill(text, 92, initial_indent="    ", subsequent_indent="    "))


snippets = (
    *(integers, several_numbers, nothing_recorded, backward_twice),
    *(leaf_changed_in_place, result_changed_in_place, straight_to_numpy),
)
in_backward = 0
for number, snippet in enumerate(snippets, 1):
    try:
        snippet()
    except RuntimeError as error:
        first = str(error).split(". ")[0].split(", with torch")[0]
        shown(f"{number}  {snippet.__name__.replace('_', ' ')}", first)
        frames = traceback.extract_tb(error.__traceback__)
        in_backward += any(frame.name == "backward" for frame in frames)
compare_guess(guess, in_backward=in_backward)

# %% [markdown]
r"""
| snippet | what its message says of the record | fix |
|---|---|---|
| 1 integers | between two integers there is nothing to nudge to | make the numbers floats |
| 2 several numbers | a gradient belongs to one number, here are two | a mean or a sum, or pass g: `c.backward(g)` |
| 3 nothing recorded | no leaf asked, so nothing was written down | `requires_grad=True` where the leaf is made |
| 4 backward twice | what the nodes held was freed by the first pass | compute the forward pass again |
| 5 leaf changed in place | a leaf would be made by an operation on itself | `torch.no_grad()`, see below |
| 6 result changed in place | a node still needs the number that was overwritten | `e = e + 1` makes a new tensor |
| 7 straight to numpy | NumPy could change numbers behind the record's back | `.detach().numpy()`, without a record |

Number 6 deserves respect: `exp` holds its own output for the way back, so changing that output would have given a wrong
gradient. torch counts the versions of every tensor and notices.

<details><summary>Where backward complains</summary>

In four: 2, 3, 4 and 6. In 2 and 4 the call itself is the mistake, in 3 and 6 a line before it.

</details>

Two troubles raise nothing. They warn, and a warning in a long log is easily missed:
"""


# %%
def gradient_of_no_leaf():
    b = leaf() + 3
    b.mean().backward()
    return b.grad


def column_against_flat():
    outp, y = torch.tensor([[1.0], [2.0], [3.0]]), torch.tensor([1.0, 2.0, 3.0])
    return nn.functional.mse_loss(outp, y)


for snippet in (gradient_of_no_leaf, column_against_flat):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        result = snippet()
    came = "None" if result is None else f"{result.item():.4f}"
    first = ". ".join(str(caught[0].message).split(". ")[:2])
    shown(f"{snippet.__name__.replace('_', ' ')}: the result is {came}", first)

# %% [markdown]
r"""
The second is lesson 07's square of errors again: every output is right, and the loss is 12/9, the mean of nine squared
errors, six of them between different rows. torch's `mse_loss` warns; `((outp - y) ** 2).mean()` written out does not.

## A snippet that never ran

This is how the tutorial printed its example, but for two dots. **Before you run the cell:** how many mistakes keep it
from running?
"""

# %%
guess = ...  # a whole number

printed = """
import torch as t
from torch.autograd import Variable as V
a = v(t.tensor([2, 3]), requires_grad=True)
b = a + 3
c = b * b * 3
out = c.mean()
out.backward()
print(a.grad)
"""
repairs = {
    "as printed": printed,
    "v is V": printed.replace("v(t", "V(t"),
    "and the numbers are floats": printed.replace("v(t", "V(t").replace("[2, 3]", "[2., 3.]"),
}
mistakes = 0
for title, code in repairs.items():
    print(f"{title}: ", end="")
    try:
        exec(code, {})
    except (NameError, RuntimeError) as error:
        mistakes += 1
        print(f"{type(error).__name__}: {str(error)[:70]}")
compare_guess(guess, mistakes=mistakes)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

Two. The name was imported as `V` and used as `v`. The dots behind 2 and 3 are those that I took away; the tutorial has
them and says why.

</details>

`Variable` became one with the tensor in PyTorch 0.4 (2018); it is kept for old programs. Today the
line is `a = t.tensor([2., 3.], requires_grad=True)`.
"""

# %% [markdown]
r"""
### Exercise 10.2 · autograd_gradient (1 point)

Make a function of the repaired snippet. `values` is a list of numbers, one or more, integers or floats; return what the
snippet prints, the gradient of `out` on `a`, as a list of Python floats. Use torch; its autograd is open here. float32
or float64 are both fine: results are compared to a relative $10^{-6}$. No warning and no error is wanted, whatever
numbers come in.

One worked value: `autograd_gradient([1, -5, 0, 3])` is `[6.0, -3.0, 4.5, 9.0]`. Floats earn half a point, integers
half. This first check with torch takes some seconds.
"""


# %% solution="autograd_gradient"
def autograd_gradient(values):
    """Return the gradient of the snippet's `out` on its `a`, worked out by torch.

    values: list of ints or floats, at least one.   Result: a list of as many floats.
    Example: autograd_gradient([1, -5, 0, 3]) -> [6.0, -3.0, 4.5, 9.0]
    """
    ### BEGIN SOLUTION
    a = torch.tensor(values, dtype=torch.float64, requires_grad=True)
    b = a + 3
    c = b * b * 3
    out = c.mean()
    out.backward()
    return a.grad.tolist()
    ### END SOLUTION


# %% tests="autograd_gradient"
check("autograd_gradient", autograd_gradient)

# %% [markdown]
r"""
## Weights the other way round

torch keeps parameters in modules. `nn.Linear(in, out)` is a linear layer, and a network is a class whose `__init__`
makes the layers and whose `forward` applies them. The next cell has the tutorial's. **Before you run it:** with three
inputs and two hidden units, what is the shape of `linear1.weight`?
"""

# %%
guess = ...  # a shape, such as (7, 4)


class Net(nn.Module):
    """in_dim inputs, a hidden layer of 2 units, out_dim outputs; no activation."""

    def __init__(self, in_dim, out_dim):
        super().__init__()
        self.linear1 = nn.Linear(in_dim, 2)
        self.linear2 = nn.Linear(2, out_dim)

    def forward(self, x):
        return self.linear2(self.linear1(x))


for name, parameter in Net(3, 1).named_parameters():
    print(f"{name:16}{tuple(parameter.shape)}")
compare_guess(guess, shape=tuple(Net(3, 1).linear1.weight.shape))

# %% [markdown]
r"""
Three inputs and two hidden units: this course would write W1 with shape (3, 2), a column for each unit. torch has
(2, 3), **a row for each unit**, and computes x @ Wᵀ + b. For a single x of shape (D,) that is the same as W @ x + b.
Whoever compares gradients has to transpose, and in a square layer no shape will remind you.

The tutorial's sentence says two hidden layers, the comment in its code says two hidden units, and the code makes that.
It has *one* hidden layer, of two units; and without an activation it is a single linear map in two pieces (lesson 08
folds it together). For our purpose that is welcome: the gradient on x is the same for every x.

Now the tutorial's numbers. Its pictures show four weights and no biases; the biases below are mine, chosen so that the
output is the one in the tutorial. **Before you run the cell:** the tutorial says that the output is
input·w₁·w₃ + input·w₂·w₄. Work that out for the input 2 with −0.2377, 0.3578, 0.4739, −0.2122. Is it 0.0318?
"""

# %%
guess = ...  # a number, to two digits: input·w₁·w₃ + input·w₂·w₄


def fill(net, W1, b1, W2, b2):
    """Write numbers into a net's parameters, without a record."""
    with torch.no_grad():
        net.linear1.weight.copy_(torch.tensor(W1))
        net.linear1.bias.copy_(torch.tensor(b1))
        net.linear2.weight.copy_(torch.tensor(W2))
        net.linear2.bias.copy_(torch.tensor(b2))
    return net


net = fill(Net(1, 1), [[-0.2377], [0.3578]], [0.5, -0.25], [[0.4739, -0.2122]], [0.1189])
x = torch.tensor([[2.0]], requires_grad=True)  # (1, 1)
out = net(x)
out.backward()
ways = -0.2377 * 0.4739 + 0.3578 * -0.2122
print(f"the net says        {out.item():8.4f}")
print(f"2 times both ways   {2 * ways:8.4f}")
print(f"what the biases add {net(torch.zeros(1, 1)).item():8.4f}")
print(f"x.grad {x.grad.item():.4f}, both ways together {ways:.4f}")
compare_guess(guess, formula=2 * ways)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

The formula gives −0.3771 and the net 0.0318. The difference, 0.4089, is what the biases contribute: through the second
layer's weights for those of the hidden units, directly for the last one.

</details>

The biases belong to the output. But the *gradient* on x needs no bias. An add
gate sends the same thing back whatever was added, so −0.1886 is right with biases and without. The tutorial compares
the gradient, and the formula printed for the output leaves the biases out.

With two inputs the ways multiply, to four: x₁ reaches the output through either hidden unit, and so does x₂. These are
the weights that lesson 04 worked out by hand. **Predict** both gradients from the four products: w₁ = 0.6 and
w₂ = −1.1 lead from x₁ and x₂ to the first unit, w₃ = 0.9 and w₄ = 0.4 to the second, w₅ = 1.3 and w₆ = −0.7 from there
to the output.
"""

# %%
guess = ...  # two numbers: the gradient on x₁, on x₂

w1, w2, w3, w4, w5, w6 = 0.6, -1.1, 0.9, 0.4, 1.3, -0.7
net = fill(Net(2, 1), [[w1, w2], [w3, w4]], [0.2, -0.4], [[w5, w6]], [0.5])
for point in ([[2.0, 3.0]], [[-7.0, 0.1]]):
    x = torch.tensor(point, requires_grad=True)  # (1, 2)
    out = net(x)
    out.backward()
    gradient = ", ".join(f"{slope:.4f}" for slope in x.grad[0])
    print(f"x = {point[0]}: out = {out.item():7.4f}, x.grad = {gradient}")
print(f"w₁w₅ + w₃w₆ = {w1 * w5 + w3 * w6:.2f}, w₂w₅ + w₄w₆ = {w2 * w5 + w4 * w6:.2f}")
compare_guess(guess, on_x1=x.grad[0, 0].item(), on_x2=x.grad[0, 1].item())

# %% [markdown]
r"""
### Exercise 10.3 · two_layer_input (2 points)

Write the net in NumPy, in torch's layout, and its gradient on the input by hand.

- `two_layer_output(x, W1, b1, W2, b2)` returns the output, shape (1,);
- `two_layer_input_grad(x, W1, b1, W2, b2)` returns ∂output/∂x, shape (D,).

x has shape (D,), W1 (H, D), b1 (H,), W2 (1, H), b2 (1,), all float64; there is no activation. Both are wanted to a
relative $10^{-12}$; torch.autograd is closed, and the grader runs this without torch. One worked value: with x =
`[10, 100]`, W1 = `[[3, 4], [5, 6], [7, 8]]`, b1 = `[1, 2, 3]`, W2 = `[[1, 10, 100]]`, b2 = `[7]` the output is
`[94258]` and the gradient `[753, 864]`. One point each.
"""


# %% solution="two_layer_input"
def two_layer_output(x, W1, b1, W2, b2):
    """Return the output of Linear(D, H), Linear(H, 1), weights as torch keeps them; no activation.

    x (D,), W1 (H, D), b1 (H,), W2 (1, H), b2 (1,) -> (1,)
    """
    ### BEGIN SOLUTION
    return W2 @ (W1 @ x + b1) + b2
    ### END SOLUTION


def two_layer_input_grad(x, W1, b1, W2, b2):
    """Return the gradient of that output on x.

    x (D,), W1 (H, D), b1 (H,), W2 (1, H), b2 (1,) -> (D,)
    """
    ### BEGIN SOLUTION
    return W1.T @ W2[0]
    ### END SOLUTION


# %% tests="two_layer_input"
check("two_layer_input", two_layer_output, two_layer_input_grad)

# %% [markdown]
r"""
## Three lines, six orders

Everybody who trains with torch types these three lines:

    optimizer.zero_grad()     # throw the old gradients away
    loss.backward()           # add the new ones to .grad
    optimizer.step()          # move every parameter against its .grad

In which order, and does it matter? The loop goes round and round, so perhaps it does not. One weight, three points on
the line y = 2x, w = 1 at the start, so the loss begins at 14/3. **Before you run the cell:** there are six orders.
How many of them train?
"""

# %%
guess = ...  # a whole number

xs, ys = torch.tensor([1.0, 2.0, 3.0]), torch.tensor([2.0, 4.0, 6.0])


def loop(order, steps=40):
    """Train one weight with the three lines in an order; the losses, and the weight at the end."""
    w = torch.tensor([1.0], requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.01)
    losses = []
    for _ in range(steps):
        loss = ((w * xs - ys) ** 2).mean()
        losses.append(loss.item())
        lines = {"zero": optimizer.zero_grad, "backward": loss.backward, "step": optimizer.step}
        for line in order.split():
            lines[line]()
    return losses, w


orders = (
    *("zero backward step", "backward step zero", "step zero backward"),
    *("backward zero step", "zero step backward", "step backward zero"),
    "backward step",  # and one loop without zero
)
runs, ends = {}, {}
for order in orders:
    runs[order], ends[order] = loop(order)
    first, last = runs[order][0], runs[order][-1]
    print(f"{order:20} loss {first:.4f} → {last:.4f}    w = {ends[order].item():.4f}")
compare_guess(guess, train=sum(runs[order][-1] < runs[order][0] / 2 for order in orders[:6]))

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

Three train, three stand still. The third in the list also goes the right way round, but every step uses the gradient of
the round before. With one weight and this rate that does no harm; in a net with a hidden layer it ends in message 6, as
the step overwrites weights that `backward` still needs.

</details>

On a clock face with the three lines, only the direction counts: zero → backward → step is one way round, backward →
zero → step the other.

Below are four curves. Which two bugs are drawn on top of each other, and could you tell from the curve which of them
you have?
"""

# %% tags=["hide-input"]
four = {
    "zero backward step": "zero backward step",
    "no zero": "backward step",
    "backward zero step": "backward zero step",
    "zero step backward": "zero step backward",
}
plots.loss_runs(
    {name: runs[order] for name, order in four.items()},
    caption="The mean loss over the three points, before each update, on a logarithmic axis. "
    "One run learns, one swings for ever since old gradients are never thrown away, "
    "and two lie on one flat line.",
)

# %% [markdown]
r"""
The curves agree to the last digit; the *state* does not. **Before you run the cell:** in which of the two is there a
gradient at the end of a round?
"""

# %%
guess = ...  # "backward zero step" or "zero step backward"

holding = []
for order in ("backward zero step", "zero step backward"):
    gradient = ends[order].grad
    held = "None" if gradient is None else f"{gradient.item():.4f}"
    print(f"{order}: at the end of a round w.grad is {held}")
    holding += [] if gradient is None else [order]
compare_guess(guess, holding=", ".join(holding))

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

In one run the gradient is thrown away before anybody could use it, and at the end of the round there is none. In the
other a fresh gradient lies there, −9.3333, and is thrown away at the start of the next round.

</details>

Lesson 08's blood test tells them apart: look at `.grad` after a round.

(Since PyTorch 2.0 `zero_grad` sets `.grad` to None; before, it filled it with zeros, and you will still see
`p.grad.zero_()`. For plain descent the effect is the same.)

## A step without an optimizer

For plain descent `optimizer.step()` is one line for each parameter, p ← p − lr · p.grad. In torch two things need care.

First, the update must not be recorded: it is bookkeeping, not part of the loss. `with torch.no_grad():` switches the
recorder off. Second, the *tensor* has to change, not the name. `p = p - lr * p.grad` makes a new tensor and hangs the
name p on it; whoever holds the old one sees nothing move. `p -= …` changes the numbers in place.

Here is a tutorial's whole program, written that way, beside yours: y = 2x from lesson 08, one sample at a time, w = 1.
It asks for the prediction at x = 4 before and after 100 epochs. **Predict** both.
"""

# %%
guess = ...  # two numbers: the prediction at x = 4 before training, and after

w, yours = torch.tensor([1.0], requires_grad=True), 1.0  # torch's weight, and a float of your own
before = (4 * w).item()
print(f"predict 4 before training: torch {before}, yours {4 * yours}")
for epoch in range(100):
    for x, y in zip([1.0, 2.0, 3.0], [2.0, 4.0, 6.0], strict=True):
        loss = (x * w - y) ** 2
        loss.backward()
        slope = 2 * (x * yours - y) * x
        if epoch == 0:
            print(f"    slope at ({x:g}, {y:g}): torch {w.grad.item():.4f}, yours {slope:.4f}")
        with torch.no_grad():
            w -= 0.01 * w.grad
        yours = yours - 0.01 * slope
        w.grad = None
print(f"predict 4 after training:  torch {(4 * w).item():.7f}, yours {4 * yours:.7f}")
compare_guess(guess, before=before, after=(4 * w).item())

# %% [markdown]
r"""
The three slopes are those of lesson 08. The last digits differ because torch's default type, float32, holds about
seven.

The tutorial itself writes `w.data = w.data - 0.01 * w.grad.data`. It works there, and it is best forgotten. **Before
you run the cell:** y = w·w at w = 3, then w is raised by 100, then comes the way back. The right answer for this y
is 6. What does each way of raising w lead to?
"""

# %%
guess = ...  # through .data, under no_grad: "right", "wrong" or "error" each


def raised_through_data(w):
    w.data += 100


def raised_under_no_grad(w):
    with torch.no_grad():
        w += 100


led_to = []
for raise_it in (raised_through_data, raised_under_no_grad):
    w = torch.tensor([3.0], requires_grad=True)
    y = w * w
    raise_it(w)
    try:
        y.backward()
        shown(raise_it.__name__.replace("_", " "), f"gradient {w.grad.item()}, and not a word")
        led_to.append("right" if w.grad.item() == 6 else "wrong")
    except RuntimeError as error:
        shown(raise_it.__name__.replace("_", " "), str(error).split("; ")[0])
        led_to.append("error")
compare_guess(guess, through_data=led_to[0], under_no_grad=led_to[1])

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

`.data` goes behind the record's back. The node holds w for the way back, finds 103 there, and answers 206 for a y that
was 9. `no_grad` keeps the count of versions, and torch stops.

</details>

An update after `backward` would have been fine both
ways; the difference shows when you err.
"""

# %% [markdown]
r"""
### Exercise 10.4 · train_step (2 points)

Write one training step of lesson 07's net in torch, without an optimizer, and return its loss.

- `params` is a dictionary of leaves that require a gradient: W1 (D, H), b1 (H,), W2 (H, 1), b2 (1,), used as
  x @ W1 + b1, ReLU, @ W2 + b2; `x` is a tensor (N, D), `y` one of shape (N, 1) or flat, (N,); all are float64;
- the loss is the mean of the squared errors. Return it as a float, measured before the update;
- afterwards each of the *same* tensors has moved by −lr times its gradient, and its `.grad` holds the gradient of this
  step alone, whatever it held before (at the first call: None).

The function is called several times in a row. One worked value: with x = `[[1.0]]`, y = `[[2.0]]`, W1 = `[[3.0]]`, b1 =
`[0.0]`, W2 = `[[4.0]]`, b2 = `[0.0]` and lr = 0.01 the loss is 100.0, and b2 becomes `[-0.2]`. One step earns half a
point, several steps 1 point, a flat y half a point.
"""


# %% solution="train_step"
def train_step(params, x, y, lr):
    """Make one step of descent on the mean squared error; return the loss before it, a float.

    params: dict of leaves W1 (D, H), b1 (H,), W2 (H, 1), b2 (1,), changed in place.
    x: (N, D).   y: (N, 1) or (N,).   lr: a float.   Afterwards .grad holds this step's gradients.
    """
    ### BEGIN SOLUTION
    for p in params.values():
        p.grad = None
    a1 = torch.relu(x @ params["W1"] + params["b1"])
    outp = a1 @ params["W2"] + params["b2"]
    loss = ((outp - y.reshape(outp.shape)) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        for p in params.values():
            p -= lr * p.grad
    return loss.item()
    ### END SOLUTION


# %% tests="train_step"
check("train_step", train_step)

# %% [markdown]
r"""
## Check your work, all of it

Now turn torch on your own NumPy: lesson 07's net, by hand on one side, the same formula and `backward` on the other.
The tutorial of that net saved five gradients made by hand, and made five tensors for autograd, one of them for x,
called x2. Then it compared four and left out x. The next cell follows it step by step. **Before you run it:** what will
stand in `x2.grad`?
"""

# %%
guess = ...  # "slopes", "zeros" or "nothing"

rng = np.random.default_rng(10)
sizes = {"x": (6, 3), "W1": (3, 4), "b1": (4,), "W2": (4, 1), "b2": (1,)}
arrays = {name: rng.normal(size=shape) for name, shape in sizes.items()}
x, target = torch.tensor(arrays["x"]), torch.tensor(rng.normal(size=(6, 1)))


def by_hand(x, y, params):
    """The loss and five gradients of lesson 07's net. Let it call your own forward_backward."""
    z1 = layers.linear(x, params["W1"], params["b1"])
    a1 = layers.relu(z1)
    outp = layers.linear(a1, params["W2"], params["b2"])
    doutp = layers.mse_backward(outp, y)
    da1, dW2, db2 = layers.linear_backward(doutp, a1, params["W2"])
    dz1 = layers.relu_backward(da1, z1)
    dW1, db1 = x.T @ dz1, dz1.sum(axis=0)
    dx = da1 @ params["W1"].T
    return layers.mse(outp, y), {"x": dx, "W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


params = {name: arrays[name] for name in ("W1", "b1", "W2", "b2")}
_, mine = by_hand(arrays["x"], target.numpy(), params)
x2, w11, b11, w22, b22 = (torch.tensor(values, requires_grad=True) for values in arrays.values())

loss = F.mse_loss(torch.relu(x @ w11 + b11) @ w22 + b22, target)
loss.backward()
for name, tensor in {"W1": w11, "b1": b11, "W2": w22, "b2": b22}.items():
    print(f"{name}  error {torch_bridge.error_of(mine[name], tensor.grad.numpy()):.0e}")
print("x2.grad:", x2.grad)
stands = "nothing" if x2.grad is None else "slopes" if x2.grad.any() else "zeros"
compare_guess(guess, x2_grad=stands)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

Four agree, and the fifth was never asked: the forward pass takes `x`, so `x2` stands in no record, and its `.grad`
stays None. Nobody who skips it gets a message.

</details>

Put `x2` where it belongs:
"""

# %%
loss = F.mse_loss(torch.relu(x2 @ w11 + b11) @ w22 + b22, target)
(torchs,) = torch.autograd.grad(loss, [x2])
pairs = {"x": (mine["x"], torchs.numpy())}
for name, tensor in zip(params, (w11, b11, w22, b22), strict=True):
    pairs[name] = (mine[name], tensor.grad.numpy())

# %% tags=["hide-input"]
plots.gradient_scatter(
    pairs,
    sides=("what torch's autograd says", "what the NumPy code says"),
    caption="Each mark is one slope. Right ones lie on the dashed line. "
    "Four of the five kinds do, all of them; where is the fifth?",
)

# %% [markdown]
r"""
The one that nobody had looked at is wrong: x was given da1 where dz1 belonged, so it never heard of the ReLU. Training
would not have noticed, for it does not use dx. A layer in front of this net would have.

Note what "agree" means. Both sides computed in float64, with sums in different orders, and differ by $10^{-14}$ or
less. torch's own default is float32, and then you should expect $10^{-6}$ or so; $10^{-3}$ is a bug in float64, or a
tie, where right programs may differ (appendix).
"""

# %% [markdown]
r"""
### Exercise 10.5 · wrong_gradients (2 points)

Somebody's `forward_backward` was run; these are its five gradients. Return the list of the names of those that are
wrong, in any order; an empty list when all agree with torch.

- `x` is (N, D), `y` (N, 1); `params` is a dictionary with W1 (D, H), b1 (H,), W2 (H, 1), b2 (1,); the net is x @ W1 +
  b1, ReLU, @ W2 + b2, the loss the mean of the squared errors; all are float64 arrays of NumPy;
- `grads` is a dictionary with an array for each of x, W1, b1, W2, b2. One is wrong if its shape is not that of its
  variable, or if its error, the largest difference over the largest magnitude of torch's slopes, is above $10^{-9}$.

Let torch's autograd work out the right ones. Then copy your exercise 7.3 into a cell, let `by_hand` above call it, and
hand its gradients over.
"""


# %% solution="wrong_gradients"
def wrong_gradients(x, y, params, grads):
    """Return the names of those of the gradients in `grads` that are wrong, by torch's autograd.

    x (N, D), y (N, 1); params: W1 (D, H), b1 (H,), W2 (H, 1), b2 (1,).   grads: x, W1, b1, W2, b2.
    """
    ### BEGIN SOLUTION
    arrays = {"x": x, **params}
    leaves = {name: torch.tensor(values, requires_grad=True) for name, values in arrays.items()}
    a1 = torch.relu(leaves["x"] @ leaves["W1"] + leaves["b1"])  # (N, H)
    outp = a1 @ leaves["W2"] + leaves["b2"]  # (N, 1)
    ((outp - torch.tensor(y)) ** 2).mean().backward()
    wrong = []
    for name, leaf in leaves.items():
        mine, torchs = grads[name], leaf.grad.numpy()
        if mine.shape != torchs.shape:
            wrong.append(name)
        elif np.abs(mine - torchs).max() > 1e-9 * np.abs(torchs).max():
            wrong.append(name)
    return wrong
    ### END SOLUTION


# %% tests="wrong_gradients"
check("wrong_gradients", wrong_gradients)

# %%
try:
    print("wrong by hand:", wrong_gradients(arrays["x"], target.numpy(), params, mine))
except NotImplementedError:
    print("wrong_gradients is not written yet")

# %% [markdown]
r"""
And who checks torch? Nudging does, as in lesson 07; torch brings its own checker, `torch.autograd.gradcheck`.

## A gate of your own

torch knows the slopes of several hundred operations. For an operation of yours you may write both passes yourself, as a
subclass of `torch.autograd.Function` with two static methods. Here is the cube, x³:
"""


# %%
class Cube(torch.autograd.Function):
    """x³, entry by entry."""

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x * x

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g * 3 * x * x


class CubeWithoutUpstream(Cube):
    """The same with a bug."""

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return 3 * x * x


x = torch.tensor([1.5, -0.5], requires_grad=True)
out = (Cube.apply(x) * 10).sum()
out.backward()
print(f"10·x³ summed: gradient {x.grad.tolist()}")

# %% [markdown]
r"""
It is lesson 02's gate, with one thing new, `ctx`, the *context*. torch makes one for each call and passes it to both
methods; what you save there belongs to that call. Use the gate through `apply`: it puts your `backward` into the
record.

**Before you run the cell:** three times `gradcheck`. Which does it accept?
"""

# %%
guess = ...  # three times True or False: Cube, Cube without g, Cube in float32

at = [1.5, -0.5, 0.7]
trials = {
    "Cube, float64": (Cube, torch.float64),
    "Cube without g, float64": (CubeWithoutUpstream, torch.float64),
    "Cube, float32": (Cube, torch.float32),
}
verdicts = []
for title, (gate, dtype) in trials.items():
    x = torch.tensor(at, dtype=dtype, requires_grad=True)
    with warnings.catch_warnings(record=True):
        warnings.simplefilter("always")
        accepted = torch.autograd.gradcheck(gate.apply, (x,), raise_exception=False)
    print(f"{title:25}{'accepted' if accepted else 'refused'}")
    verdicts.append(accepted)
compare_guess(guess, cube=verdicts[0], without_g=verdicts[1], in_float32=verdicts[2])

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

The right gate in float32 is refused (with a warning that this cell keeps to itself). Nothing is wrong with the gate:
lesson 01 showed that nudges drown in float32's rounding.

</details>

A checker wants float64.

Why write such a gate? σ as 1 / (1 + exp(−x)) makes five nodes, of which two hold an array of x's size; as one gate it
keeps its result alone: lesson 03's "fuse gates, split gates" with a bill attached.
"""

# %% [markdown]
r"""
### Exercise 10.6 · SigmoidFunction (2 points)

Write σ as a gate for torch. `forward(ctx, x)` returns σ(x) = 1/(1 + e⁻ˣ) for a tensor of any shape; `backward(ctx, g)`
returns the gradient on x, with lesson 03's rule, and leaves g as it is: torch may hand the same g to other gates. Keep
in `ctx` what you need; one tensor is enough.

Any float type goes in and the same comes out. Your gate is checked through `SigmoidFunction.apply`: values, gradients
with awkward g, two calls before one `backward`, and torch's own gradcheck, all in float64 to a relative $10^{-12}$. One
worked value: at x = 0 the output is 0.5, and g = 10 becomes 2.5. The forward pass earns half a point, the backward pass
1.5. There are two lines to replace.
"""


# %% solution="SigmoidFunction"
class SigmoidFunction(torch.autograd.Function):
    """σ(x) = 1/(1 + e⁻ˣ), entry by entry, as a gate for torch."""

    @staticmethod
    def forward(ctx, x):
        """Return σ(x), a tensor of x's shape and type; keep in ctx what backward needs."""
        ### BEGIN SOLUTION
        s = 1 / (1 + torch.exp(-x))
        ctx.save_for_backward(s)
        return s
        ### END SOLUTION

    @staticmethod
    def backward(ctx, g):
        """Return the gradient on x; g is the upstream gradient, a tensor of x's shape."""
        ### BEGIN SOLUTION
        (s,) = ctx.saved_tensors
        return g * s * (1 - s)
        ### END SOLUTION


# %% tests="SigmoidFunction"
check("SigmoidFunction", SigmoidFunction)

# %% [markdown]
r"""
## The loop that you will meet

Lesson 09's deep nets lived on He's spread. What does torch draw, if nobody asks? `nn.Linear` takes weights uniform
within ±1/√fan-in, whose spread is 1/√(3·fan-in): 0.058 for a fan-in of 100, where He's is 0.141. **Predict** what that
makes of a ReLU net with twelve layers: the loss of two classes after 30 epochs, with torch's weights and with He's.
Here is a whole training program, as you will meet it: a module, a loader that hands out shuffled batches,
`F.cross_entropy` (softmax and −log p from raw scores), `clip_grad_norm_` (lesson 09's clipping), and points that
training never sees, a *validation set* (验证集).
"""

# %%
guess = ...  # two numbers: the validation loss with torch's own first weights, with He's


class Deep(nn.Module):
    """Two inputs, eleven hidden ReLU layers of 32 units, a score for each of two classes."""

    def __init__(self, he):
        super().__init__()
        sizes = [2, *[32] * 11, 2]
        pairs = zip(sizes, sizes[1:], strict=False)
        self.layers = nn.ModuleList(nn.Linear(*pair) for pair in pairs)
        if he:
            for layer in self.layers:
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                nn.init.zeros_(layer.bias)

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = torch.relu(layer(x))
        return self.layers[-1](x)  # (N, 2), no softmax: cross_entropy brings its own


def circles(n, seed):
    X, y = data.circles(n, seed=seed)
    return torch.tensor(X, dtype=torch.float32), torch.tensor(y, dtype=torch.int64)


final = []
train_set, (X_val, y_val) = TensorDataset(*circles(200, seed=1)), circles(100, seed=2)
for title, he in (("torch's own first weights", False), ("He's", True)):
    torch.manual_seed(0)
    net = Deep(he)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.05)
    print(title)
    for epoch in range(30):
        net.train()
        for X, y in DataLoader(train_set, batch_size=20, shuffle=True):
            optimizer.zero_grad()
            F.cross_entropy(net(X), y).backward()
            lengths = [net.layers[k].weight.grad.norm().item() for k in (0, -1)]
            nn.utils.clip_grad_norm_(net.parameters(), max_norm=1.0)
            optimizer.step()
        if epoch in (0, 9, 19, 29):
            net.eval()
            with torch.no_grad():
                scores = net(X_val)
            right = (scores.argmax(dim=1) == y_val).float().mean().item()
            loss = F.cross_entropy(scores, y_val).item()
            flow = f"gradient on the first layer {lengths[0]:.0e}, on the last {lengths[1]:.0e}"
            print(f"  epoch {epoch + 1:2}: validation loss {loss:.3f}, {right:4.0%} right; {flow}")
    final.append(loss)
compare_guess(guess, with_torchs_own=final[0], with_hes=final[1])

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

With torch's own weights log 2 = 0.693, half and half: patient F of lesson 08, and this time every line is right. What
reaches the first layer is a ten-thousandth of what He's weights let through, 2·10⁻⁵ against 0.3 in the first epoch.

</details>

Two lines of `nn.init` make the difference. (`train()` and `eval()` change nothing in this net; they matter for layers
such as dropout that behave differently in training.)
"""

# %% [markdown]
r"""
## Recap

torch records while it computes: behind every result stands a node that keeps what its way back needs, and `backward`
walks the record once, adds what arrives at leaves to `.grad`, and frees the rest. Errors are statements about that
record. The gradient of a linear net does not contain its biases; its output does. zero → backward → step is one way
round the clock; the other way round nothing moves, and only `.grad` tells the two bugs apart. Updates belong under
`no_grad` and change tensors in place. A comparison covers every gradient, x included, in float64, at awkward numbers.
With torch's own first weights a deep ReLU net may stand still. Next lesson: everything from scratch, checked.

## Glossary

| English | 中文 | meaning |
|---|---|---|
| tensor | 张量 | torch's array; it can carry a record of how it was made |
| automatic differentiation, autograd | 自动微分 | gradients worked out by a program from the record of a computation |
| leaf | 叶子张量 | a tensor that no recorded operation made; gradients are kept there |
| record, computational graph | 计算图 | the nodes behind a result, each with a way back to those before |
| to accumulate | 累加 | to add to what is there, as backward does with .grad |
| module, parameter | 模块, 参数 | a layer or a net as an object, and the leaves in it that training moves |
| optimizer | 优化器 | the object that moves the parameters when step is called |
| in place | 原地 | changing the numbers of an array, not making a new one |
| to detach | 分离 | to get at a tensor's numbers without its record |
| context | 上下文 | what a call of one's own gate keeps for its way back |
| validation set | 验证集 | samples that are never trained on, by which one judges |
| tie | 并列 | a point where two inputs of a max are exactly equal |

## Go further

- A. Paszke and others, *Automatic differentiation in PyTorch*, 2017, <https://openreview.net/forum?id=BJJsrmfCZ>: four
  pages by the authors, on recording while running.
- A. G. Baydin, B. A. Pearlmutter, A. A. Radul, J. M. Siskind, *Automatic Differentiation in Machine Learning: a
  Survey*, Journal of Machine Learning Research 18 (2018): where it comes from, and what it is not.
- PyTorch documentation, *Autograd mechanics*, <https://pytorch.org/docs/stable/notes/autograd.html>: leaves, saved
  tensors, in-place operations, and what is done where a function has no slope.
- D. Bertoin, J. Bolte, S. Gerchinovitz, E. Pauwels, *Numerical influence of ReLU′(0) on backpropagation*, NeurIPS 2021:
  the choice at 0 measured on real trainings.
- PyTorch issues [184572](https://github.com/pytorch/pytorch/issues/184572) and
  [195931](https://github.com/pytorch/pytorch/issues/195931): users find that clamp and relu disagree at 0, and that
  clamp changed its mind between 2.13 and 2.14.
"""

# %% [markdown]
r"""
## Appendix: at a corner, ask

Two right programs can disagree in one place: where a function has a corner, and no slope is *the* slope. Lesson 01
settled this course's rule; here is what others do, PyTorch 2.13 as measured.

| function | at | this course | PyTorch | elsewhere |
|---|---|---|---|---|
| ReLU | x = 0 | 0 | `torch.relu`: 0 | TensorFlow, JAX: 0 |
| max(0, x) | x = 0 | ½ for x | `torch.maximum(x, 0)`: ½ | JAX `maximum`: ½ |
| max(0, x) | x = 0 | 0, as ReLU | `torch.clamp(x, min=0)`: 1 | PyTorch 2.14: 0 |
| leaky ReLU, slope 0.1 below | x = 0 | not used | `leaky_relu`: 0.1 | |
| max(x, y) | x = y | ½ and ½ | `torch.maximum`: ½ and ½ | the notes of CS231n: 1 and 1 |
| max(x, y) | x = y | ½ and ½ | `torch.fmax`: 1 and 0 | |
| min(x, y) | x = y | not used | `torch.minimum`: ½ and ½ | JAX `minimum`: ½ and ½ |
| largest entry | two are equal | ½ and ½ | `v.max()`, `v.amax()`: ½ and ½ | |
| largest entry | two are equal | ½ and ½ | `v.max(dim=0).values`: 1 and 0 | |
| largest entry | two are equal | ½ and ½ | `max_pool1d`: 1 and 0 | |
| absolute value | x = 0 | not used | `torch.abs`: 0 | |
| length of a vector | the zero vector | not used | `v.norm()`: 0 and 0 | |
| square root | x = 0 | an error | `torch.sqrt`: ∞ | |

Every entry but 1 and 1 (which sum to 2) and ∞ is a slope between those of the two sides, so none of them is a mistake.
At random points in float64 a tie is rare. In float32 large networks do meet it, and trainings were measured that
differed because of it (Bertoin and others, above). When a single entry of a comparison is off by a factor of ½ or is
missing, look for a tie before you look for a bug. Three ways to write max(0, x), one function everywhere but at 0:
"""

# %%
zero = torch.zeros((), dtype=torch.float64)
ways = {
    "torch.relu(x)": torch.relu,
    "torch.maximum(x, 0)": lambda x: torch.maximum(x, zero),
    "torch.clamp(x, min=0)": lambda x: torch.clamp(x, min=0),
}
print(f"{'slope at x =':24}{-0.1:>6}{0.0:>6}{0.1:>6}")
for name, function in ways.items():
    slopes = []
    for place in (-0.1, 0.0, 0.1):
        x = torch.tensor(place, dtype=torch.float64, requires_grad=True)
        function(x).backward()
        slopes.append(x.grad.item())
    print(f"{name:24}{slopes[0]:6g}{slopes[1]:6g}{slopes[2]:6g}")
