# %% [markdown]
r"""
# 09 · Vanishing and exploding: a gradient is a product

Here is a net that learns a curve. Give it eight more layers of the same kind, the same data and the same learning
rate, and it learns nothing at all. No line of its code is wrong; its gradients are right to the last digit. This lesson
is about what happens to a right gradient on a long way back.

## What you will be able to do

- read the gradient through many layers as a product, and tell from one factor whether it will vanish or explode;
- measure the length of the gradient on each layer, and say which layers learn;
- choose how widely the first weights spread, and say why;
- find ReLU units that are dead, and tell "no gradient" from "no need to learn";
- shorten a gradient that is too long without turning it.

**Builds on** lesson 03 (σ′ is at most ¼), lesson 04 (a path's slope is a product), lesson 07 (backward through layers,
MSE), lesson 08 (training, loss curves).

**Takes** about 100 minutes; a good place to break off is after exercise 9.2. Five exercises, 10 points.
"""

# %%
import numpy as np

from autograde import check
from backprop_lib import Value, plots
from backprop_lib.guess import compare_guess
from backprop_lib.mlp import MLP
from backprop_lib.numerical import numerical_gradient
from backprop_lib.optim import SGD
from backprop_lib.touch.chain import neurons
from backprop_lib.train import fit

# %% [markdown]
r"""
## Knobs that never turn

Think of a network as a box with a knob for every parameter. Descent turns each knob a little, against its gradient, and
does so again and again. With enough units, good positions of the knobs exist (lesson 08). Whether descent finds them is
another question.

40 points on a wave, 16 sigmoid units in every hidden layer, 1000 steps over the whole batch. **Before you run the
cell:** one net has 2 layers, the other 10, and both start above 1. At which loss does each end? Write your guess in
the cell's first line, in place of the dots, then run it.
"""

# %%
guess = ...  # two numbers: the last loss with 2 layers, with 10 layers

X = np.linspace(-2, 2, 40)[:, None]  # (40, 1)
y = np.sin(2 * X) + 0.5 * X  # (40, 1)


def net_of(layers, activation):
    """A net with one input, one output, and 16 units in each layer between."""
    return MLP((1, *[16] * (layers - 1), 1), activation, seed=3)


losses, turned = {}, {}
for layers in (2, 10):
    net = net_of(layers, "sigmoid")
    start = {name: values.copy() for name, values in net.parameters().items()}
    losses[f"{layers} layers"] = fit(net, X, y, SGD(lr=0.05), epochs=1000).epoch_losses
    now = net.parameters()
    turned[layers] = [np.abs(now[f"W{k}"] - start[f"W{k}"]).max() for k in range(1, layers + 1)]
shallow, deep = (run[-1] for run in losses.values())
compare_guess(guess, with_2_layers=shallow, with_10_layers=deep)

# %% tags=["hide-input"]
plots.loss_runs(
    losses,
    level=("variance of y", float(y.var())),
    caption="Both nets start badly. Where does the flat one stay? Lesson 07 had such a level.",
)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

The net of 2 layers ends at 0.11. The deep one finds the mean of the targets and stays there, as the net with the wrong
shape did in lesson 07.

</details>

When a net does not learn, look for a bug first: compare one slope in the first layer with a nudge. Then look at the
knobs. **Before you run the cell:** take from each layer of the deep net the
weight that turned furthest in all 1000 steps. How many times as far did that of the last layer turn as that of the
first?
"""

# %%
guess = ...  # a number: the last layer's furthest turn over the first layer's

net = net_of(10, "sigmoid")
net.loss(X, y)
net.backward()
W1 = net.parameters()["W1"].copy()


def loss_with(values):
    """The deep net's loss with other first weights."""
    net.parameters()["W1"][:] = values
    return net.loss(X, y)


measured = numerical_gradient(loss_with, W1, h=1e-3)
net.parameters()["W1"][:] = W1
backward = net.gradients()["W1"]  # (1, 16)
print(f"slope on W1[0, 0]   backward {backward[0, 0]: .4e}   measured {measured[0, 0]: .4e}\n")
print("furthest turn of a weight, from layer 1 at the input to the last layer")
for layers, largest in turned.items():
    print(f"{layers:2} layers:", "  ".join(f"{t:.0e}" for t in largest))
compare_guess(guess, times_as_far=turned[10][-1] / turned[10][0])

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

The gradient is right. It is also tiny: the knobs of the first layers moved by less than a ten-thousandth, those of the
last layer a thousand times as far. Near the output the net turned what it could, and near the input, where x comes in,
nothing moved.

</details>

Backpropagation tells every knob how to turn. But the signal that reaches the first knobs went through all the layers
above, and what is left of it then is a matter of arithmetic.

## A gradient is a product

Take the smallest deep net there is: one neuron a layer, each feeding the next, without biases.

$$a_k = \sigma(w_k\, a_{k-1}), \qquad k = 1, 2, 3, \dots$$

All weights are 1, and a₀ = 0.5 goes in. **Predict:** nudge a₀. One layer further on about a quarter of the nudge is
left. How much is left after ten layers: a tenth of it, a thousandth, a millionth?
"""

# %%
guess = ...  # a number such as 1e-3


def chain(activation, w, depth):
    """The output of `depth` neurons in a row, weights w, and its slope for the input, 0.5."""
    a = start = Value(0.5)
    for _ in range(depth):
        z = a * w
        a = z if activation == "linear" else getattr(z, activation)()
    a.backward()
    return a.data, start.grad


before = 1.0
print("depth     a_k      gradient    factor of this layer")
for depth in range(1, 11):
    output, gradient = chain("sigmoid", 1.0, depth)
    print(f"{depth:4} {output:9.4f} {gradient:12.2e} {gradient / before:13.4f}")
    before = gradient
compare_guess(guess, left_after_ten=gradient)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

3.5 ten-millionths, 3.5·10⁻⁷. Every layer multiplies by a number near 0.23, and ten such numbers make a small product.
With slopes of at most ¼ ten layers leave $(1/4)^{10} = 9.5 \cdot 10^{-7}$ at best.

</details>

In lesson 04 the slope of each path was the product of the weights along it: −0.2377 · 0.4739 for one of them. The
author of the tutorial from which that net came wrote that at the sight of its weights it suddenly became clear what
*vanishing* and *exploding* gradients are:

$$\frac{d\,a_K}{d\,a_0} = \prod_{k=1}^{K} w_k \cdot \mathrm{act}'(z_k), \qquad z_k = w_k\, a_{k-1}$$

Each layer contributes two factors: its weight, and the slope of its activation at the number that went *into* the
activation. For σ that slope is at most ¼ (lesson 03).

Products have a way of running off. A factor of 0.9 at each of fifty layers leaves 0.005; a factor of 1.1 makes 117.
Only near 1 does a signal survive.

Are small weights to blame? Then larger ones are the cure: with w = 4 the largest possible factor is 4 · ¼ = 1. And
without σ there is no ¼. **Before you run the cell,** sort these six chains of 50 neurons by their gradient:

- A: σ with w = 1, B: σ with w = 4, C: tanh with w = 1 (tanh has slope 1 at 0);
- D: ReLU with w = 1.5, E: with w = 1, F: with w = 0.5.
"""

# %%
guess = ...  # six letters, from the largest gradient to the smallest, such as "ABCDEF"

cases = [("sigmoid", 1), ("sigmoid", 4), ("tanh", 1), ("relu", 1.5), ("relu", 1), ("relu", 0.5)]
by_chain = {
    f"{letter}: {name}, w = {w}": [chain(name, w, depth)[1] for depth in range(1, 51)]
    for letter, (name, w) in zip("ABCDEF", cases, strict=True)
}
order = sorted(by_chain, key=lambda name: by_chain[name][-1], reverse=True)
for name in order:
    print(f"{name:20} {by_chain[name][-1]:.2g}")
compare_guess(guess, order="".join(name[0] for name in order))

# %% [markdown]
r"""
Set the six chains one after the other, and see where each factor comes from. Then look for a σ chain of 50 that lets
the whole gradient through: it needs w = 4 and one more thing.
"""

# %% tags=["hide-input"]
neurons(
    "σ",
    weight=1.0,
    depth=50,
    caption="On a logarithmic axis, the same factor at every layer makes a straight line.",
)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

With w = 4 it is worse: $10^{-55}$ against $4 \cdot 10^{-33}$. The larger weight drives z to about 3.9, where σ is
nearly flat, and 4 times a slope of 0.02 is less than ¼. (A bias could help: −2 brings z = 4 · ½ − 2 back to 0, where σ
is steepest, and all 50 factors are 1. The six chains have none.)

ReLU has slope 1 wherever it is on, so only the weights are left, and they are enough for both disasters: $6.4 \cdot
10^8$ for 1.5, $8.9 \cdot 10^{-16}$ for 0.5. (A linear chain does exactly the same.) ReLU cures the slope's part of the
disease, not the weight's. tanh is no cure either, but a slow disease: as its values shrink towards 0, its slope comes
closer to 1, each factor is a little better than the one before, and 0.034 is left at depth 50.

</details>

A unit whose z lies where its activation is nearly flat is **saturated** (饱和): weight and slope are not free of each
other.

Both names go by what happens: a product that shrinks with depth is a **vanishing gradient** (梯度消失), one that grows
is an **exploding gradient** (梯度爆炸).
"""

# %% [markdown]
r"""
### Exercise 9.1 · chain_gradient (2 points)

A chain of neurons computes $a_k = \mathrm{act}(w_k\, a_{k-1})$, starting from `a0`. Return the list of the gradients
$d a_k / d a_0$ for k = 1, 2, …, K, as K floats.

- `ws` is the list of weights, w₁ first; at least one, and they differ from layer to layer;
- `activation` is `"sigmoid"`, `"tanh"`, `"relu"` or `"linear"` (which hands z on as it is); ReLU has slope 0 at exactly
  0;
- `a0` is a float.

Work the slopes out: nudging is not exact enough, and the library's gradients are closed during the check.

One worked value: `chain_gradient([3.0, -4.0], "linear", 0.3)` is `[3.0, -12.0]`. σ and tanh earn 1.25 points, ReLU and
linear 0.75.
"""


# %% solution="chain_gradient"
def chain_gradient(ws, activation, a0):
    """Return [d a_1/d a_0, …, d a_K/d a_0] of the chain a_k = act(w_k · a_{k−1}).

    ws: K floats, w_1 first.   activation: "sigmoid", "tanh", "relu" or "linear".   a0: a float.
    Example: chain_gradient([3.0, -4.0], "linear", 0.3) -> [3.0, -12.0]
    """
    ### BEGIN SOLUTION
    a, gradient, gradients = a0, 1.0, []
    for w in ws:
        z = w * a
        if activation == "sigmoid":
            a = 1 / (1 + np.exp(-z))
            slope = a * (1 - a)
        elif activation == "tanh":
            a = np.tanh(z)
            slope = 1 - a**2
        elif activation == "relu":
            a = max(z, 0.0)
            slope = 1.0 if z > 0 else 0.0
        else:
            a, slope = z, 1.0
        gradient *= w * slope
        gradients.append(gradient)
    return gradients
    ### END SOLUTION


# %% tests="chain_gradient"
check("chain_gradient", chain_gradient)

# %% [markdown]
r"""
## Layer by layer

A real layer has many neurons, and its factor on the way back is not a number. A gradient g arrives, is multiplied by
the activation's slopes entry by entry, and goes through the transposed weights: lesson 07's steps, once for each layer.
But it is still a product with one factor for each layer, and it shrinks or grows like one.

How long is a gradient? Write all entries of dL/dW in a row and take the length of that arrow: the root of the sum of
their squares. For a matrix this is called the **Frobenius norm** (弗罗贝尼乌斯范数), and `np.linalg.norm(dW)` computes
it.

Nets with 32 units a layer, as the library draws them, before any training. **Before you run the cell:** in nets of 10
layers, how many times as long is the gradient on the last layer as that on the first, far from the loss, with σ, with
tanh, with ReLU?
"""

# %%
guess = ...  # three numbers: the last layer's length over the first's, for σ, tanh, ReLU

rng = np.random.default_rng(9)
many_x, many_y = rng.normal(size=(64, 32)), rng.normal(size=64)  # (64, 32), (64,)


def lengths(layers, activation, spread=None):
    """Length of dL/dW on layer 1, 2, … of a fresh net; `spread` is that of its weights."""
    net = MLP([32] * layers + [1], activation, seed=3)
    if spread is not None:
        for k in range(1, layers + 1):
            W = net.parameters()[f"W{k}"]
            W[:] = np.random.default_rng(k).normal(0, spread, W.shape)
    net.loss(many_x, many_y)
    net.backward()
    return [float(np.linalg.norm(net.gradients()[f"W{k}"])) for k in range(1, layers + 1)]


names = ("sigmoid", "tanh", "relu")
flows = {f"{n} layers": {name: lengths(n, name) for name in names} for n in (5, 10, 30)}
compare_guess(guess, **{name: flow[-1] / flow[0] for name, flow in flows["10 layers"].items()})

# %% tags=["hide-input"]
plots.gradient_flow(
    flows,
    caption="Read each line from right to left, the way the gradient goes. "
    "By what factor does the sigmoid net lose length at each layer, and where is there no loss?",
)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

The sigmoid net loses a factor of about 4.5 a layer (2.6 to 5.7, and up to 12 at the first one), as the chain did. With
30 layers the first one receives $10^{-19}$ of what the last one gets; one step in double precision does not even show
in w − 0.05·dw. The last layer is fine in every net: no activation lies between it and the loss.

With tanh and ReLU the lines are nearly level. That is no gift of these two functions alone. Hold it in mind for the
next section.

</details>

The picture of a vanishing gradient is a *slope*: the knobs near the output turn, those near the input do not.
"""

# %% [markdown]
r"""
### Exercise 9.2 · gradient_norms (2 points)

Return, for each layer, the Frobenius norm of the gradient of the loss on its weights, as a list of floats from the
layer at the input to the layer at the output.

- `layers` is a list of pairs `(W, b)`, W (D, M) and b (M,), the input's layer first; one layer or more;
- each layer computes `a @ W + b`; tanh follows every layer but the last, which stays linear;
- the loss is the mean of (output − y)² over all entries; `X` is (N, D); `y` has the output's shape (N, K), or (N,)
  where K is 1.

Biases take part in the forward pass; their gradients are not asked for. Nothing that is handed over may be changed.
The library's backward functions are closed during the check.

One worked value: one layer with W = [[3], [4]], b = [0], X = [[1, 2]] and y = [[10]] gives `[4.4721…]`: the output is
11, dW is [[2], [4]]. A y of the output's shape earns 1.5 points, a flat one 0.5.
"""


# %% solution="gradient_norms"
def gradient_norms(layers, X, y):
    """Return the Frobenius norm of dL/dW for every layer, input to output, as a list of floats.

    layers: [(W, b), …], W (D, M), b (M,), tanh between, the last one linear.
    X (N, D).   y (N, K), or (N,) where K is 1.   L = mean of (output − y)² over all entries.
    Example: [(W, b)] = [([[3.], [4.]], [0.])], X = [[1., 2.]], y = [[10.]] -> [4.4721…]
    """
    ### BEGIN SOLUTION
    inputs, a = [], X
    for k, (W, b) in enumerate(layers, start=1):
        inputs.append(a)  # (N, D) of this layer
        z = a @ W + b  # (N, M)
        a = np.tanh(z) if k < len(layers) else z

    g = 2 * (a - y.reshape(a.shape)) / a.size  # (N, K)
    norms = []
    for (W, _), a in zip(reversed(layers), reversed(inputs), strict=True):
        norms.append(float(np.linalg.norm(a.T @ g)))
        g = (g @ W.T) * (1 - a**2)  # a is the tanh of the layer before; for X it is not used
    return norms[::-1]
    ### END SOLUTION


# %% tests="gradient_norms"
check("gradient_norms", gradient_norms)

# %% [markdown]
r"""
## How widely should the first weights spread?

The factor of a layer depends on its weights, and before training we choose them. They are drawn at random (all alike
would give all units the same gradient, and they would stay alike for ever). What is left to choose is how widely they
spread: their standard deviation s, the root of the **variance**. Here all means are 0 or near it; then the variance is
the mean of the squares.

500 rows of 100 numbers with spread 1 go through ten linear layers of 100 units. **Before you run the cell:** s = 0.01
and s = 1 look harmless. What is the spread of the outputs after ten layers? Which s would keep it at 1?
"""

# %%
guess = ...  # two numbers: the spread after ten layers with s = 0.01, with s = 1

rows = np.random.default_rng(0).normal(size=(500, 100))  # (500, 100)


def spreads(s, act=lambda z: z):
    """Root mean square of the activations after 0, 1, 2, … 10 layers with weights of spread s."""
    rng, a = np.random.default_rng(1), rows
    found = [np.sqrt(np.mean(a**2))]
    for _ in range(10):
        a = act(a @ rng.normal(0, s, (100, 100)))  # (500, 100)
        found.append(np.sqrt(np.mean(a**2)))
    return [float(value) for value in found]


by_s = {s: spreads(s) for s in (0.01, 0.1, 0.2, 1.0)}
compare_guess(guess, with_0_01=by_s[0.01][-1], with_1=by_s[1.0][-1])

# %% tags=["hide-input"]
plots.by_depth(
    {f"s = {s}": found for s, found in by_s.items()},
    "spread of the activations",
    start=0,
    caption="Straight lines: each layer multiplies by the same number. Read the four numbers off.",
)

# %% [markdown]
r"""
<details><summary>What came out</summary>

Ten layers turn s = 0.01 into $10^{-10}$ and s = 1 into $10^{10}$; s = 0.1 keeps the spread.

</details>

What makes the right s right?

One output of a layer is a sum of 100 terms, input times weight. Variances of independent terms add up, so its variance
is 100 · s² times that of the inputs. To keep it, s² must be 1/100. In general the variance is multiplied by
**fan-in** (扇入, the number of inputs of a unit) times s².

ReLU sets half of the numbers to 0, and with them half of the mean square is gone. To make up for it the weights need
twice the variance: **2/fan-in**. That is He's initialisation. **Before you run the cell:** with s = 0.1, ten ReLU
layers halve the mean square ten times. What is left of a spread of 1?
"""

# %%
guess = ...  # the spread after ten ReLU layers with s = 0.1

for s in (0.1, (2 / 100) ** 0.5):
    last = spreads(s, lambda z: np.maximum(z, 0))[-1]
    print(f"s = {s:.3f}   spread after ten ReLU layers {last:.3f}")
compare_guess(guess, left=spreads(0.1, lambda z: np.maximum(z, 0))[-1])

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

Near 1/32, the root of $(1/2)^{10}$; with He's spread 0.871 is left. Chance moves such a number a little: each
layer has only 100 units.

</details>

And the way back? There an input's gradient is a sum over the **fan-out** (扇出) outputs that it feeds: the same
argument, with fan-out in the place of fan-in. A layer with as many inputs as outputs can serve both; any other has to
compromise. Glorot and Bengio took the mean of both numbers, which gives the variance **2/(fan-in + fan-out)**. It is
often called Xavier's initialisation, after Glorot's first name, and is meant for functions with slope 1 near 0, such
as tanh.

And σ? Its slope is ¼ at best, so its weights should be four times as wide; and its outputs lie around ½, so each bias
should take away half of the weights that it joins, to bring z back around 0, where σ is steepest.

Here is the same choice seen from the gradients, in nets of 20 layers of 32 units. With He's s, 0.25, the gradient of
the ReLU net is 0.5 long on layer 1 and 0.8 on layer 20. **Before you run the cell:** what does s = 0.05, which is too
small, do to this line? Tilt it, lower it, or both? Say it with two lengths.
"""

# %%
guess = ...  # two numbers: the length on layer 1 and on layer 20 with s = 0.05


def centre(net, wider=4.0):
    """Give a sigmoid net weights four times Xavier's and biases that bring z back around 0."""
    for k in range(1, len(net.sizes)):
        W, b = net.parameters()[f"W{k}"], net.parameters()[f"b{k}"]
        s = wider * (2 / sum(W.shape)) ** 0.5
        W[:] = np.random.default_rng(k).normal(0, s, W.shape)
        b[:] = -W.sum(axis=0) / 2 if k > 1 else 0.0  # x comes from no sigmoid
    return net


net = centre(MLP([32] * 20 + [1], "sigmoid"))
net.loss(many_x, many_y)
net.backward()
centred_lengths = [float(np.linalg.norm(net.gradients()[f"W{k}"])) for k in range(1, 21)]

variances = {"tanh": 2 / (32 + 32), "relu": 2 / 32, "sigmoid": 2 / (32 + 32)}
by_spread = {
    name: {
        "s = 0.05": lengths(20, name, 0.05),
        "Xavier's or He's s": lengths(20, name, variance**0.5),
        "s = 0.5": lengths(20, name, 0.5),
        **({"4 × Xavier's, centred": centred_lengths} if name == "sigmoid" else {}),
    }
    for name, variance in variances.items()
}
low = by_spread["relu"]["s = 0.05"]
compare_guess(guess, layer_1=low[0], layer_20=low[-1])

# %% tags=["hide-input"]
plots.gradient_flow(
    by_spread,
    caption="The dashed lines are Xavier's spread for tanh and σ, He's for ReLU. "
    "A level line is not enough: look at its height too. "
    "In the third panel, which of the four lines reaches layer 1?",
)

# %% [markdown]
r"""
<details><summary>What came out</summary>

ReLU's line with s = 0.05 is nearly level, between $2 \cdot 10^{-15}$ and $3 \cdot 10^{-14}$ over twenty layers, and
far below the others.

</details>

How can a product of so many factors be nearly level?
dL/dW of a layer is made from two arrays (lesson 07), what came in on the way forward and the gradient that came back.
**Before you run the cell:** one of the two has shrunk at layer 20, the other at layer 1. Which?
"""

# %%
guess = ...  # what has shrunk at layer 20: "came in" or "came back"

thin = MLP([32] * 20 + [1], "relu")
for k in range(1, 21):
    W = thin.parameters()[f"W{k}"]
    W[:] = np.random.default_rng(k).normal(0, 0.05, W.shape)

a, came_in = many_x, []
for k in range(1, 21):
    came_in.append(float(np.linalg.norm(a)))
    a = np.maximum(a @ thin.parameters()[f"W{k}"], 0)  # (64, 32)
thin_norms = lengths(20, "relu", 0.05)
came_back = [norm / a for norm, a in zip(thin_norms, came_in, strict=True)]
compare_guess(guess, shrunk="came in" if came_in[-1] < came_back[-1] else "came back")

# %% tags=["hide-input"]
plots.by_depth(
    {"what came in": came_in, "what came back": came_back, "dL/dW": thin_norms},
    "length",
    caption="One shrinks from left to right, the other from right to left; wherever you stand, the "
    "product holds a factor for each other layer. (What came back: dL/dW over what came in.)",
)

# %% [markdown]
r"""
So level is not the same as healthy. With the right spread the tanh and ReLU nets above keep gradients between 0.05 and
2 through 20 layers, and σ, four times as wide and centred, keeps them between 0.09 and 0.27. (The library draws its
weights with that spread; with another seed the heights differ.)

Back to the wave. Ten layers, and nothing changed but activation or first weights. **Predict** which run beats the 2
layers of the opening, which ended at 0.11.
"""

# %%
guess = ...  # three numbers, the last losses of: sigmoid, tanh, sigmoid centred

trained = {"sigmoid, 10 layers": net_of(10, "sigmoid"), "tanh, 10 layers": net_of(10, "tanh")}
runs = {**trained, "sigmoid, centred": centre(net_of(10, "sigmoid"))}
runs = {name: fit(net, X, y, SGD(lr=0.05), 1000).epoch_losses for name, net in runs.items()}
last = [run[-1] for run in runs.values()]
compare_guess(guess, sigmoid=last[0], tanh=last[1], sigmoid_centred=last[2])

# %% tags=["hide-input"]
plots.loss_runs(
    runs,
    level=("variance of y", float(y.var())),
    caption="The same data, depth, rate and number of steps. Only the layers' factors differ. "
    "Spikes are steps that went too far; the last section of this lesson has a remedy.",
)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

tanh ends at 0.006, and the same σ that stood still at 0.98 ends at 0.083, below its two-layer sister. It was never σ
alone, but σ with weights that were not made for it.

</details>

An activation and the spread of its weights belong together.
"""

# %% [markdown]
r"""
### Exercise 9.3 · init_std (2 points)

Return the standard deviation with which to draw the weights of a layer with `fan_in` inputs and `fan_out` outputs, as
a float. `kind` is `"he"` or `"xavier"`; the text above gives the *variance* of each. For any other kind raise a
`ValueError`.

One worked value: `init_std(8, 24, "he")` is 0.5, and `init_std(8, 24, "xavier")` is 0.25. The kinds earn 0.75
points each, the error 0.5.
"""


# %% solution="init_std"
def init_std(fan_in, fan_out, kind):
    """Return the standard deviation of a layer's first weights; ValueError for an unknown kind.

    fan_in, fan_out: numbers of inputs and outputs, from 1 on.   kind: "he" or "xavier".
    Example: init_std(8, 24, "he") -> 0.5
    """
    ### BEGIN SOLUTION
    if kind == "he":
        return (2 / fan_in) ** 0.5
    if kind == "xavier":
        return (2 / (fan_in + fan_out)) ** 0.5
    raise ValueError(f'kind is "he" or "xavier", not {kind!r}')
    ### END SOLUTION


# %% tests="init_std"
check("init_std", init_std)

# %% [markdown]
r"""
## Units that never speak again

A ReLU net this time, five layers, He's initialisation, the same wave, the same learning rate. This run has bad luck:
its first step is far too long. **Before you run the cell:** the loss will explode. Will the gradient, which is right at
every step, bring the net back? The tanh net came to 0.006.
"""

# %%
guess = ...  # the loss after 1000 steps


def before_relu(net):
    """What goes into the ReLU of each hidden layer, for the whole batch: (N, H) arrays."""
    p, a, found = net.parameters(), X, []
    for k in range(1, len(net.sizes) - 1):
        found.append(a @ p[f"W{k}"] + p[f"b{k}"])  # (N, H)
        a = np.maximum(found[-1], 0)
    return found


burnt = net_of(5, "relu")
fresh = before_relu(burnt)[3]  # (40, 16), the last hidden layer
history = fit(burnt, X, y, SGD(lr=0.05), 1000)
spent = before_relu(burnt)[3]  # (40, 16)

for step in (0, 1, 2, 3, 4, 100, 500, 999):
    length = history.gradient_norms[step]
    print(f"step {step:3}   loss {history.epoch_losses[step]:10.3g}   gradient {length:8.1e}")
print(f"variance of y: {y.var():.5f}, loss at the end: {history.epoch_losses[-1]:.5f}")
compare_guess(guess, loss_at_the_end=history.epoch_losses[-1])

# %% [markdown]
r"""
<details><summary>What came out</summary>

The loss exploded within three steps, came back by itself, and settled, calm, on the variance of the targets: the level
of the opening again. At the end the gradient is 0, up to rounding.

</details>

Has the run converged? Look at the last hidden layer, before the first step and after the last one. A cell is blue where
a unit is on for a row of the batch.
"""

# %% tags=["hide-input"]
plots.dead_units(
    {"before training": fresh, "after training": spent},
    caption="A column is a unit, a row is a sample. White cells are no fault: "
    "a unit may be off for some rows. What is different about the hatched columns?",
)

# %% [markdown]
r"""
Four units were silent from the start; now all sixteen are. A huge step has pushed the weights so far that z is
negative for *every* row. Such a unit puts out 0 for the whole batch, ReLU's slope is 0 there, so its weights and its
bias receive a gradient of exactly 0, and the next step leaves them where they are, and the next. It is a
**dead ReLU** (死亡 ReLU 单元). It could wake up only if layers before it changed what it receives. With one whole layer
dead that hope is gone too: no gradient gets past it, and all that the output can still do is move its own bias to the
mean of y.

A unit that is off for *some* rows is not dead. That is what ReLU is for. And the share of entries that are off tells
you little: about half of them may be off in a healthy net. Ask each unit whether it is *ever* on.

So a gradient of 0 does not mean "done". Compare three nets at the end of their runs: one stood still, one has learned
the wave, one is dead. **Before you run the cell:** which of them has the longest gradient?
"""

# %%
guess = ...  # "sigmoid", "tanh" or "relu"

trained["relu, 5 layers"] = burnt
totals = {}
print("net                    loss    gradient   on layer 1   on the last layer")
for name, model in trained.items():
    model.zero_grad()
    loss = model.loss(X, y)
    model.backward()
    gradients = model.gradients()
    totals[name] = total = np.sqrt(sum(np.sum(g**2) for g in gradients.values()))
    ends = [np.linalg.norm(gradients[f"W{k}"]) for k in (1, len(model.sizes) - 1)]
    print(f"{name:19} {loss:8.5f} {total:10.0e} {ends[0]:11.0e} {ends[1]:15.0e}")
compare_guess(guess, longest=max(totals, key=totals.get).split(",")[0])

# %% [markdown]
r"""
<details><summary>What came out</summary>

The only net that has learned the wave is the one with the *longest* gradient.

</details>

Two flat curves with the same final loss
have two different causes, and no curve shows which. The state of the net does: lengths layer by layer, and a count of
dead units.
"""

# %% [markdown]
r"""
### Exercise 9.4 · dead_relu_fraction (2 points)

`Z` (N, H) holds what goes into the ReLU of a layer: a row for each sample, a column for each unit. Return the share of
units that are never on over the whole batch, a float between 0 and 1. A unit is on for a row where Z > 0; at exactly 0
it is off.

One worked value: for Z = [[3, −5, 4], [−6, −7, 8]] the result is 0.3333…: only the middle unit is never on. Batches
without an exact 0 earn 1.5 points, batches with exact zeros 0.5.
"""


# %% solution="dead_relu_fraction"
def dead_relu_fraction(Z):
    """Return the share of units that are off in every row of the batch, a float from 0 to 1.

    Z (N, H): the numbers before ReLU, rows are samples, columns are units.
    Example: [[3., -5., 4.], [-6., -7., 8.]] -> 0.3333…
    """
    ### BEGIN SOLUTION
    never_on = (Z <= 0).all(axis=0)  # (H,)
    return float(never_on.mean())
    ### END SOLUTION


# %% tests="dead_relu_fraction"
check("dead_relu_fraction", dead_relu_fraction)

# %% [markdown]
r"""
## Shorten the step, keep the direction

The ReLU net died of one step. Its first gradient was 48 long. The slopes were right, but a slope is a promise for a
small nudge, and a step of 0.05 · 48 is not small: beyond the next bend the loss goes up, the gradient there is 40
times as long, and the next step is worse.

A smaller learning rate would help here, at the price of every later step. The other way is to leave the rate and put a
limit on the length: **gradient clipping** (梯度裁剪). Take the gradients of *all* parameters, put them in one long row,
measure its length, the **global norm** (全局范数); if that is above the limit, shorten all of them by the same
factor, so that the length becomes the limit.

Why all by the same factor? Here are a gradient on two weights, (4, 0.9), and two ways to cut it down to size: shorten
the arrow, or cap each number at 1. **Before you run the cell:** by how many degrees does each of them turn the arrow,
away from the steepest way?
"""

# %%
guess = ...  # two numbers, in degrees: shortened, capped

gradient = np.array([4.0, 0.9])
arrows = {
    "gradient": gradient,
    "shortened": gradient / np.linalg.norm(gradient),
    "capped at 1": np.clip(gradient, -1, 1),
}
angles = [np.degrees(np.arctan2(across, along)) for along, across in arrows.values()]
shortened, capped = (round(angle - angles[0], 1) for angle in angles[1:])
compare_guess(guess, shortened=shortened, capped=capped)

# %% tags=["hide-input"]
plots.arrows(
    arrows,
    limit=1.0,
    caption="Compare the three directions. Capping each number kept 0.9 and cut 4 down to 1.",
)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

Capping turned the arrow by 29 degrees, and it is still too long. Shortening leaves the direction alone.

</details>

Cutting every array to the limit by itself turns the whole too, unless all of them shrink by the same factor.

`SGD(lr, max_norm=3.0)` shortens this way. **Predict:** the net that died starts again, from the same weights and with
the same learning rate. Where will it end, and in how many of the 1000 steps will the limit be needed?
"""

# %%
guess = ...  # two numbers: the last loss, and how many of 1000 steps are shortened

clipped = net_of(5, "relu")
with_limit = fit(clipped, X, y, SGD(lr=0.05, max_norm=3.0), 1000)
longest = max(with_limit.gradient_norms)
steps = sum(length > 3 for length in with_limit.gradient_norms)
print(f"longest gradient {longest:.1f}; {steps} of 1000 steps were shortened")
compare_guess(guess, last_loss=with_limit.epoch_losses[-1], shortened=steps)

# %% tags=["hide-input"]
plots.loss_runs(
    {"no limit": np.minimum(history.epoch_losses, 100), "limit of 3": with_limit.epoch_losses},
    caption="Both runs start from the same weights with the same gradient. The first spike, cut "
    "off here at 100, is enough to lose all; after it, the upper curve is flat, as if finished.",
)

# %% [markdown]
r"""
<details><summary>What came out</summary>

It lives and it learns, and nearly all of its steps were left as they were.

</details>

The limit is a guard, not a learning rate. It cannot help a gradient that is too short, for clipping never lengthens.
Against vanishing there are the right spread, activations with slope 1, and, in very deep nets, shortcuts around layers:
an add gate that hands the gradient on whole (lesson 02), past whatever its other input does. In lesson 10 you will meet
all of this under torch's names, and a default spread that is not He's.
"""

# %% [markdown]
r"""
### Exercise 9.5 · clip_gradients (2 points)

Clip gradients by their global norm and return the pair `(grads, total)`.

- `grads` is a list of float64 arrays, or a dictionary name → array. What comes back is of the same kind, with the
  same names and shapes, in *new* arrays, also where nothing had to be shortened; the given ones keep their values;
- `max_norm` is the limit, a positive float. Gradients within the limit keep their values;
- `total` is the global norm *before* clipping, a float. It may be 0.

One worked value: `clip_gradients([np.array([3.0]), np.array([[4.0]])], 2.5)` is `([[1.5], [[2.0]]], 5.0)`, as arrays.
A list above the limit earns 1 point, a list within it 0.5, dictionaries 0.5.
"""


# %% solution="clip_gradients"
def clip_gradients(grads, max_norm):
    """Return (clipped gradients, global norm before clipping); the clipped ones are new arrays.

    grads: list of arrays, or dict name -> array; so is the result.   max_norm: a float > 0.
    Example: clip_gradients([np.array([3.0]), np.array([[4.0]])], 2.5) -> ([[1.5], [[2.0]]], 5.0)
    """
    ### BEGIN SOLUTION
    arrays = list(grads.values()) if isinstance(grads, dict) else grads
    total = float(np.sqrt(sum(np.sum(g**2) for g in arrays)))
    factor = max_norm / total if total > max_norm else 1.0
    if isinstance(grads, dict):
        return {name: factor * g for name, g in grads.items()}, total
    return [factor * g for g in grads], total
    ### END SOLUTION


# %% tests="clip_gradients"
check("clip_gradients", clip_gradients)

# %% [markdown]
r"""
## Recap

The gradient at the end of a long way back is a product with a factor for every layer, its weights times the slopes of
its activation. Factors below 1 make it vanish, factors above 1 make it explode, and depth turns small differences into
powers of ten; a weight and the slope that goes with it are not free of each other. Measure the length of dL/dW layer by
layer, before you blame the learning rate. The spread of the first weights sets the factors: variance 2/fan-in for ReLU,
2/(fan-in + fan-out) for tanh; σ wants four times tanh's spread, and biases that centre. A ReLU unit that is off for
every row of the batch is dead, its weights no longer move, and a gradient of 0 may mean "cut off" as well as "done". A
gradient that is too long is shortened as a whole, so that its direction stays; one that is too short is not helped by
that. Next lesson: PyTorch, whose gradients you can now check.

## Glossary

| English | 中文 | meaning |
|---|---|---|
| vanishing gradient | 梯度消失 | a product of many factors below 1: the first layers receive next to nothing |
| exploding gradient | 梯度爆炸 | a product of many factors above 1: steps become far too long |
| saturation | 饱和 | an activation works where it is nearly flat, so its slope is near 0 |
| Frobenius norm | 弗罗贝尼乌斯范数 | length of a matrix: the root of the sum of its squared entries |
| initialisation | 初始化 | how the first weights are drawn |
| variance, standard deviation | 方差,标准差 | mean square distance from the mean, and its root: the spread |
| fan-in, fan-out | 扇入,扇出 | number of inputs of a unit, number of outputs that an input feeds |
| dead ReLU | 死亡 ReLU 单元 | a unit that is off for every row of the batch and receives no gradient |
| global norm | 全局范数 | length of all gradients written in one row |
| gradient clipping | 梯度裁剪 | shortening all gradients by one factor when their global norm is above a limit |

## Go further

- S. Hochreiter, *Untersuchungen zu dynamischen neuronalen Netzen*, diploma thesis, TU München, 1991: the first analysis
  of the product, for nets that run through time.
- Y. Bengio, P. Simard, P. Frasconi, *Learning long-term dependencies with gradient descent is difficult*, IEEE
  Transactions on Neural Networks 5 (1994), 157–166.
- X. Glorot, Y. Bengio, *Understanding the difficulty of training deep feedforward neural networks*, AISTATS 2010:
  exercise 9.3's "xavier", with histograms layer by layer.
- K. He, X. Zhang, S. Ren, J. Sun, *Delving Deep into Rectifiers*, 2015, arXiv:1502.01852: the factor 2 for ReLU; and
  *Deep Residual Learning for Image Recognition*, 2015, arXiv:1512.03385: shortcuts around layers.
- R. Pascanu, T. Mikolov, Y. Bengio, *On the difficulty of training recurrent neural networks*, ICML 2013,
  arXiv:1211.5063: clipping by the norm, and why loss surfaces have walls.
- L. Lu, Y. Shin, Y. Su, G. E. Karniadakis, *Dying ReLU and Initialization*, 2019, arXiv:1903.06733: how likely a net is
  dead before its first step.
"""
