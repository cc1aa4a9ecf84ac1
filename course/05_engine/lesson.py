# %% [markdown]
r"""
# 05 · Build the engine: record, order, accumulate

Here is a formula with a single input: u = a·a, then y = u + (u·a)·u. Four programs that all "apply the chain rule from
the output back" were asked for dy/da at a = 2. Their answers: 84, 156, 20 and 20. No program uses a wrong slope. What
differs is who takes a turn when, and how often. In this lesson you find out which of them is right and write it: an
engine for gradients, nine short functions in all, that then draws and differentiates whatever circuit you give it.

## What you will be able to do

- record a circuit while it computes, and find an order for its gates;
- write gates that carry their own way back, and say why they add and never overwrite;
- say why three plausible orders give wrong gradients, and write the one that does not;
- tell what stays on a node after a pass, what must be set to 0, and when;
- turn any function with a slope into a gate of your own engine.

**Builds on** lesson 02 (gates, upstream × local, the order of the backward pass) and lesson 04 (gradients add at
forks). **Takes** about 100 minutes; a good place to break off is after exercise 5.3. Five exercises, 10 points.
"""

# %%
import math

from autograde import check
from backprop_lib import circuit, draw, visits
from backprop_lib.guess import compare_guess
from backprop_lib.numerical import numerical_derivative
from backprop_lib.touch import graph

# %% [markdown]
r"""
## A number that remembers

What is the true slope? Lesson 01 settles it without any circuit. **Before you run the cell:** y = a² + a⁵. Work out
dy/da at a = 2 by hand, write it in the cell's first line in place of the three dots, then run the cell. (No guess costs
or earns anything; where you leave the dots, nothing is said.)
"""

# %%
guess = ...  # dy/da at a = 2: a number


def spike(a):
    u = a * a
    return u + (u * a) * u


slope = numerical_derivative(spike, 2.0)
print(f"y = {spike(2.0):g}, nudged slope {slope:.6f}")
compare_guess(guess, slope=slope)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

2a + 5a⁴ = 4 + 80 = 84. So of the opening's four programs one is right.

</details>

An engine must find this number without ever seeing the formula a² + a⁵. All it gets is the calculation itself, one gate
at a time. So the calculation has to leave a trace: each number must remember which numbers it was made from. Until now
the library's `Value` did this for you. From here on you use your own, and it begins with almost nothing.

Read the class; you need not change it. `parents` are a gate's operands, an empty tuple for a leaf. `grad` will hold how
strongly the output reacts to this number. `_backward` is a function that a gate will bring along; here it does nothing.
"""


# %%
class Value:
    """One number of a circuit: data, grad, the operands it was made from, and its own way back."""

    def __init__(self, data, parents=()):
        self.data = data
        self.grad = 0.0
        self.parents = tuple(parents)
        self._backward = lambda: None


a = Value(2.0)
u = Value(a.data * a.data, (a, a))
v = Value(u.data * a.data, (u, a))
w = Value(v.data * u.data, (v, u))
y = Value(u.data + w.data, (u, w))
for letter, node in zip("auvwy", (a, u, v, w, y), strict=True):
    node.label = letter  # for the drawing

# %% tags=["hide-input"]
draw.circuit(y, show="values", caption="From y alone, the drawing found every other node. How?")

# %% [markdown]
r"""
It followed `parents`, from y to u and w, from w to v, down to a. That is a **computational graph** (计算图): numbers,
and for each the numbers it came from. The circles carry a dot because a bare `Value` does not know which operation made
it; it knows only from what. Each node was made after its operands, so no way along `parents` ever comes back to where
it began.
"""

# %% [markdown]
r"""
## Who goes first?

Lesson 02 left a rule: a gate runs backward after every gate that uses its output. There you had a dictionary of the
whole circuit to look at. A node of the graph knows its operands and nothing else; nobody tells u who its users are.
**Predict:** y has the first turn and leads to its operands. When you first meet u, how many of u's users still wait for
their turn? Write your guess in the first line, then run the cell.
"""

# %%
guess = ...  # how many users of u are waiting when you first meet u: a number

walk = [y]
for node in walk:  # a list that grows while it is walked
    walk += [parent for parent in dict.fromkeys(node.parents) if parent not in walk]
    operands = " and ".join(parent.label for parent in node.parents) or "nothing"
    print(f"{node.label} was made from {operands}")
came_from, *waiting_users = [node for node in walk if u in node.parents]
compare_guess(guess, waiting=len(waiting_users))

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

You meet u in the very first step, as an operand of y. Two more users of u, w and v, are still waiting.

</details>

So the order in which nodes are *met* is not an order in which they may *run*.

The way out is to turn the question round. Which list is easy to make from operands alone? One in which every node comes
**after its operands**: before you write a node down, see to it that all it was made from is written down. Such a list
is a **topological order** (拓扑序), the order of the forward pass. Read it from its end, and every node comes after all
its users.

There are three things to look after: a node with two users must be written down once; what counts is *which object* it
is, not which number it holds (a Python `set` of nodes asks the same); and two circuits may be joined, so start from the
given root and list only what it depends on.
"""

# %% [markdown]
r"""
## A ladder of 5000 rungs

The shortest programs for such a walk call themselves: to list a node, list its operands first. That is *recursion*
(递归). **Predict** what `height` makes of a ladder of 5000 gates:
"""

# %%
guess = ...  # "a height" or "an error"


def height(node):
    return 1 + max((height(parent) for parent in node.parents), default=0)


ladder = Value(1.0)
for _ in range(5000):
    ladder = Value(ladder.data + 1, (ladder,))

try:
    print(height(ladder))
    ending = "a height"
except RecursionError as error:
    print(f"RecursionError: {error}")
    ending = "an error"
compare_guess(guess, ending=ending)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

It stops with an error. Each call waits for the one below, and Python lets only a thousand or a few thousand wait.

</details>

A sum over 5000 data points is such a ladder, so an engine cannot afford recursion. The cure is to keep the waiting
nodes in a list of your own, a **stack** (栈): `append` puts one on top, `pop` takes the top one off, and `extend` puts
on several. Here a stack walks down the ladder:
"""

# %%
waiting, rungs = [ladder], 0
while waiting:
    rungs += 1
    waiting.extend(waiting.pop().parents)
print(f"{rungs} nodes on the ladder")

# %% [markdown]
r"""
That walk meets the root first, and in a topological order it has to come last, after all its operands. One way: a node
goes onto the stack *twice*, first to say "look after my operands" (a↓), then, below them, to say "now write me down"
(a↑). Here is the whole walk for p = a·b and f = p + a; the top of the stack is at the right:

| taken off | what happens | the stack afterwards | written down |
|---|---|---|---|
| | the start | f↓ | |
| f↓ | f↑ goes back, its operands on top of it | f↑ p↓ a↓ | |
| a↓ | a↑ goes back; it has no operands | f↑ p↓ a↑ | |
| a↑ | write a | f↑ p↓ | a |
| p↓ | p↑ goes back, its operands on top of it | f↑ p↑ a↓ b↓ | a |
| b↓, then b↑ | as for a | f↑ p↑ a↓ | a b |
| a↓ | has been looked after: nothing | f↑ p↑ | a b |
| p↑ | write p | f↑ | a b p |
| f↑ | write f | | a b p f |

Cover the third column and play it once with a pencil. When f↑ comes to the top, why must all that f was made from be
written down already?
"""

# %% [markdown]
r"""
### Exercise 5.1 · topo_order (2 points)

Return a list of every node that `root` depends on, each once, every node after all its operands; `root` itself comes
last. A root without operands gives `[root]`. Where several orders are right, return any of them.

`root` is a `Value`; change nothing on the nodes. 1.5 points for small circuits, 0.5 for one that is 5000 gates deep:
recursion earns the first, not the second.

Worked by hand, for p = a·b and f = p + a: `[a, b, p, f]` is right, and so is `[b, a, p, f]`.
"""


# %% solution="topo_order"
def topo_order(root):
    """Return all nodes that root depends on as a list, each once, operands before users, root last.

    Example: for p = a·b, f = p + a: topo_order(f) -> [a, b, p, f]
    """
    ### BEGIN SOLUTION
    order, seen, waiting = [], set(), [(root, False)]
    while waiting:
        node, operands_listed = waiting.pop()
        if operands_listed:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            waiting.append((node, True))
            waiting.extend((parent, False) for parent in node.parents)
    return order
    ### END SOLUTION


# %% tests="topo_order"
check("topo_order", topo_order, Value)

# %% [markdown]
r"""
## Every gate carries its own way back

Now the gates. Forward, a gate makes a new `Value` from its operands. Backward, it takes its own `grad`, multiplies by
each local gradient and hands the products on. Both halves know the same things, so write them at the same place and let
the new node carry the second half with it, as a function to be called later. Here is a gate that no exercise asks for,
x − y. **Predict:** 10 arrives there. What do x and z receive?
"""

# %%
guess = ...  # what x and z receive: two numbers, (x, z)


def subtract(x, y):
    out = Value(x.data - y.data, (x, y))

    def hand_on():
        x.grad += out.grad * 1.0
        y.grad += out.grad * -1.0

    out._backward = hand_on
    return out


x, z = Value(5.0), Value(3.0)
difference = subtract(x, z)
print(f"built:    difference = {difference.data:g}, gradients {x.grad:g} and {z.grad:g}")
difference.grad = 10.0
difference._backward()
print(f"sent back: the gradients of the operands are {x.grad:g} and {z.grad:g}")
compare_guess(guess, dx=x.grad, dz=z.grad)

# %% [markdown]
r"""
Two lines deserve a second look. `out._backward = hand_on` *names* the function and does not call it: while the gate is
built, nobody knows `out.grad` yet. `hand_on` remembers x, y and out until its turn comes; a function that keeps the
names around it is called a **closure** (闭包).

And the `+=`. A node may be an operand of several gates, and each of them sends an amount; lesson 04 showed that the
amounts add. **Predict** what `+=` and what `=` leave on x for x − x. Its true slope is 0, however x moves.
"""

# %%
guess = ...  # dx with `+=` and with `=`: two numbers


def subtract_overwriting(x, y):
    out = Value(x.data - y.data, (x, y))

    def hand_on():
        x.grad = out.grad * 1.0
        y.grad = out.grad * -1.0

    out._backward = hand_on
    return out


left_on_x = []
for gate in (subtract, subtract_overwriting):
    both = Value(5.0)
    nothing = gate(both, both)
    nothing.grad = 1.0
    nothing._backward()
    left_on_x.append(both.grad)
    print(f"{gate.__name__:22} dx = {both.grad:g}")
compare_guess(guess, adding=left_on_x[0], overwriting=left_on_x[1])

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

With `=`, the second amount wipes out the first, and x is told that the output falls when it rises.

</details>

A gate never knows whether it is the only one to send. So it never overwrites a gradient; it **accumulates** (累加).
"""

# %% [markdown]
r"""
## Where do the local gradients live?

One often reads that the forward pass computes the local gradients and "stores them in the inputs". **Before you run the
cell:** x is an operand of both products in x·y + x·z. How many local gradients would x have to store?
"""

# %%
guess = ...  # how many local gradients x would have to store: a number

forked = circuit.Value(2.0, "x")
products = [forked * circuit.Value(5.0, "y"), forked * circuit.Value(7.0, "z")]
for product in products:
    names = "·".join(parent.label for parent in product.parents)
    print(f"the gate {names} has the local gradient {product.local[0]:g} for x")
compare_guess(guess, local_gradients=len(products))

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

There are two, y and z, and x has one `grad`. Which of them should it store?

</details>

A local gradient belongs to a wire between a gate and an operand, and x may have several of them. So it is the gate's
node that keeps them, or keeps what they are made from: in your engine the closure holds on to the operands, and y.data
and z.data are there when they are needed. What a leaf holds after the backward pass, in `grad`, is something else:
∂output/∂leaf, the sum of all that arrived.

One more thing that is easily swapped. What arrives at a gate, `out.grad`, is ∂output/∂(the gate's result). The gate
multiplies it by the local gradients, and only then it is ∂output/∂(an operand). This is all a gate does; it is the same
in a circuit of two gates and in one of a million.
"""

# %% [markdown]
r"""
### Exercise 5.2 · value_ops (3 points)

Write two gates. `add(a, b)` and `mul(a, b)` take two `Value`s and return a new `Value` whose data is the sum or the
product, whose parents are `(a, b)`, and whose `_backward` adds to `a.grad` and `b.grad` what the gate sends them. a and
b may be the same node. While building, change nothing on a and b.

The check sets `grad` of your node itself, to any number, and runs `_backward` in a right order; `topo_order` is not
needed. 1 point for `add`, 2 for `mul`.

Worked values: with a = 3, b = 4 and 10 arriving at the result, a and b receive 10 and 10 from `add`, 40 and 30 from
`mul`. With `mul(a, a)` at a = 3, a receives 60 in all.
"""


# %% solution="value_ops"
def add(a, b):
    """Return the gate a + b as a Value with parents (a, b); its _backward adds to their grad.

    Example: a = 3, b = 4, 10 arrives -> a and b receive 10 and 10
    """
    ### BEGIN SOLUTION
    out = Value(a.data + b.data, (a, b))

    def send():
        a.grad += out.grad
        b.grad += out.grad

    out._backward = send
    return out
    ### END SOLUTION


def mul(a, b):
    """Return the gate a·b as a Value with parents (a, b); its _backward adds to their grad.

    Example: a = 3, b = 4, 10 arrives -> a and b receive 40 and 30
    """
    ### BEGIN SOLUTION
    out = Value(a.data * b.data, (a, b))

    def send():
        a.grad += out.grad * b.data
        b.grad += out.grad * a.data

    out._backward = send
    return out
    ### END SOLUTION


# %% tests="value_ops"
check("value_ops", add, mul, Value)

# %% [markdown]
r"""
## Three wrong orders and a right one

Every gate can now do its part. What is left is to call them in turn, and here the four answers part ways. Take the
circuit of the opening once more. This is the plainest idea: *send, then do the same at each operand.* **Predict:** u
has three users. How often does it send, and with which of the four answers does a end?
"""

# %%
guess = ...  # how often u sends, and dy/da at the end: two numbers


def spike_circuit(Number):
    a = Number(2.0, "a")
    u = (a * a).named("u")
    v = (u * a).named("v")
    w = (v * u).named("w")
    return (u + w).named("y")


def u_and_a(order):
    """How often u sends in this order, and the gradient with which a ends."""
    turns = [visit.node.label for visit in visits.visits_of(four_times, order)].count("u")
    ends = {node.label: g for node, g in visits.outcome(four_times, order).items()}
    return turns, ends["a"]


four_times = spike_circuit(circuit.Value)
turns, slope = u_and_a("recursion")
print(f"u takes {turns} turns, and a ends with {slope:g}")
compare_guess(guess, turns_of_u=turns, slope=slope)

# %% [markdown]
r"""
Step through it and **keep an eye on u**: what does it send each time?
"""

# %% tags=["hide-input"]
graph.circuit(
    four_times,
    order="recursion",
    caption="Recursion from the output: every way that leads to a gate makes it send again.",
)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

Three ways lead from y to u, so u sends three times: 1, then 17, then 17 again, where 17 once would have been right. The
amounts that were already sent are sent anew, and a ends with 4 + 16 + 68 + 68 = 156.

</details>

The usual repair is "visit each node only once". **Predict** whether that is enough: level by level from y, when u has
its one turn, what has it received? And with what does a end?
"""

# %%
guess = ...  # what u has received at its turn, and dy/da at the end: two numbers

by_level = visits.visits_of(four_times, "breadth-first")
turn_of_u = next(visit for visit in by_level if visit.node.label == "u")
turns, slope = u_and_a("breadth-first")
print(f"at its turn u has received {turn_of_u.g:g}, and a ends with {slope:g}")
compare_guess(guess, received_by_u=turn_of_u.g, slope=slope)

# %% tags=["hide-input"]
graph.circuit(
    four_times,
    order="breadth-first",
    caption="Level by level: u stands next to the output and is early. Watch what arrives later.",
)

# %% tags=["hide-input"]
graph.circuit(
    four_times,
    order="depth-first",
    caption="Branch by branch: the first branch leads straight to u. Same mistake, same 20.",
)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

Now u sends once, and too early: it passes on 1 and keeps the 16 that come later. So a ends with 4 + 16 = 20.

</details>

Being visited once is not the point. The point is *when*: after all users. That is the order you made in exercise 5.1,
read from its end.
"""

# %% tags=["hide-input"]
graph.circuit(
    four_times,
    order="users first",
    caption="Each gate once, after all its users. Nothing is sent twice, nothing stays behind.",
)

# %%
print("order          turns of u  dy/da")
for order in visits.ORDERS:
    turns, slope = u_and_a(order)
    print(f"{order:14}{turns:11}{slope:7g}")

# %% [markdown]
r"""
What makes this dangerous: on a circuit without forks all four give the same, right numbers. A test on (x + y)·z would
have passed each of them.

One recursion does give 84: the one that hands each *amount* on by itself, along every way, and never waits to sum up.
It takes a turn for every way, and the number of ways can grow like 2ⁿ, as you counted in lesson 04. With an order, each
wire is used once, and a million gates cost a million turns.
"""

# %% [markdown]
r"""
### Exercise 5.3 · backward (2 points)

Write the backward pass. Set `root.grad` to g, then let every node that root depends on run its `_backward` once, in a
right order. Return nothing.

g is how strongly a loss reacts to root: 1 unless somebody says otherwise. What lies on the *leaves* stays there, and
the pass adds to it. The check brings its own gates, with gradients of 0 on them; root alone may hold another number.

You may call `topo_order`: while this exercise is checked, it is a right one, so a mistake in 5.1 costs nothing here.

Worked by hand: for f = (a + b) + a·b at a = 3, b = 4, `backward(f, 10.0)` leaves 50 on a and 40 on b.
"""


# %% solution="backward"
def backward(root, g=1.0):
    """Set root.grad to g and run every node's _backward once, each after all its users.

    Example: f = (a + b) + a·b, a = 3, b = 4: backward(f, 10.0) leaves a.grad = 50, b.grad = 40
    """
    ### BEGIN SOLUTION
    root.grad = g
    for node in reversed(topo_order(root)):
        node._backward()
    ### END SOLUTION


# %% tests="backward"
check("backward", backward, Value)

# %% [markdown]
r"""
## Gradients pile up

In training, the same parameters go through many passes. Each forward pass builds a new graph, and sooner or later
Python throws the old one away, gates, closures and all. (Not at once: a gate holds its closure and the closure holds
the gate, a ring, which only Python's collector of rings finds, now and then.) The leaves stay. They are the parameters:
their `data` is what training moves, and their `grad` is what it reads.

The library's own `Value` serves for the experiment. **Predict** the three gradients of a: each round computes the same
y = a² + a⁵ and runs the same backward pass.
"""

# %%
guess = ...  # a's gradient after rounds 1, 2 and 3: three numbers

kept_leaf, rounds = circuit.Value(2.0, "a"), []
for turn in (1, 2, 3):
    square = kept_leaf * kept_leaf
    (square + (square * kept_leaf) * square).backward()
    rounds.append(kept_leaf.grad)
    print(f"round {turn}: dy/da = {kept_leaf.grad:g}")
compare_guess(guess, round_1=rounds[0], round_2=rounds[1], round_3=rounds[2])

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

84, 168, 252. Nobody made a mistake: `+=` cannot tell a second gate from a second round.

</details>

Sometimes a sum over rounds is what one wants: the gradient of a sum over many samples is the sum of their gradients,
and one can collect it round by round. If you do not want it, you have to say so, and set the gradients to 0 **between**
two passes (梯度清零).

And on the gates? If a pass is run twice on the *same* graph, they too still hold the first one. **Predict** what a has
after two passes, for y = u·u and u = a·a at a = 2, where dy/da is 4a³ = 32. The cell runs them gate by gate:
"""

# %%
guess = ...  # a's gradient after the second pass: a number


def double_square(a):
    def square(x):
        out = Value(x.data * x.data, (x,))

        def hand_on():
            x.grad += out.grad * 2 * x.data

        out._backward = hand_on
        return out

    u = square(a)
    return u, square(u)


base = Value(2.0)
inner, outer = double_square(base)
for turn in (1, 2):
    outer.grad = 1.0
    outer._backward()
    inner._backward()
    print(f"pass {turn}: du = {inner.grad:g}, da = {base.grad:g}")
compare_guess(guess, da=base.grad)

# %% [markdown]
r"""
<details><summary>What came out, and why</summary>

The first pass is right, 8 and 32. In the second, u starts from the 8 that were left and sends 16, and a ends with 96,
three times the truth: not even twice.

</details>

So a clean start needs 0 on *every* node, gates included. (PyTorch keeps nothing on gates: there the same two passes
leave 32 and 64. It also refuses the second one unless the first was told
`retain_graph=True`, because it lets go of a record that has been used.)
"""

# %% [markdown]
r"""
### Exercise 5.4 · zero_grad (1 point)

Set `grad` to 0.0 on every node that root depends on, root included. Change nothing else, neither data nor parents, and
nothing on nodes that root does not depend on. Return nothing. Here, too, `topo_order` is a right one while the exercise
is checked.

Worked by hand, for f = (a + b) + a·b after `backward(f, 10.0)`: 10 lies on f, on a + b and on a·b, and 50 and 40 lie on
a and b. After `zero_grad(f)` there is 0.0 on all five, and f.data is still 19.
"""


# %% solution="zero_grad"
def zero_grad(root):
    """Set grad to 0.0 on root and on every node it depends on; change nothing else.

    Example: after backward(f), zero_grad(f), backward(f) the gradients are those of one pass
    """
    ### BEGIN SOLUTION
    for node in topo_order(root):
        node.grad = 0.0
    ### END SOLUTION


# %% tests="zero_grad"
check("zero_grad", zero_grad, Value)

# %% [markdown]
r"""
## Any function with a slope is a gate

The engine does not know what + and × are. It knows `data`, `parents` and `_backward`. So whatever you can compute, and
whose slope you know, can be a gate: a square root, a sine, a whole neuron. In large frameworks a gate is often a matrix
product (a box marked MM in drawings) or the adding of a bias vector (ADD). You will build those from lesson 06 on;
they, too, are a forward half and a half that waits.

Four more are worth having, **ReLU** (修正线性单元), max(x, 0), among them. Their slopes you have met or can measure.
**Predict** two entries of the last column, for x³ at 2.5 and for 3/x at 4:
"""

# %%
guess = ...  # the slope of x³ at 2.5, and of 3/x at 4: two numbers

slopes_of_gates = {}
print("gate           x    output       slope")
for label, gate, at in (
    ("relu(x)", lambda x: max(x, 0.0), 3.0),
    ("relu(x)", lambda x: max(x, 0.0), -3.0),
    ("exp(x)", math.exp, 1.5),
    ("x^3", lambda x: x**3, 2.5),
    ("x^-2", lambda x: x**-2, 2.5),
    ("x / 4", lambda x: x / 4, 3.0),
    ("3 / x", lambda x: 3 / x, 4.0),
):
    slopes_of_gates[label] = numerical_derivative(gate, at)
    print(f"{label:8}{at:8g}{gate(at):10.5g}{slopes_of_gates[label]:12.6g}")
compare_guess(guess, cube=slopes_of_gates["x^3"], quotient=slopes_of_gates["3 / x"])

# %% [markdown]
r"""
### Exercise 5.5 · value_functions (2 points)

Write four gates that return a `Value`, like `add` and `mul`:

- `relu(a)`: a where a is positive, else 0; at exactly 0 it passes no gradient (lesson 01's policy),
- `exp(a)`: e to the power a,
- `power(a, n)`: a to the power n; n is a plain number, not a `Value`, and gets no gradient,
- `div(a, b)`: a divided by b, both `Value`s.

Each is *one* gate: its parents are its `Value` operands, `(a,)` or `(a, b)`, with no gates hidden in between.

Worked values, 10 arriving: `exp` at a = 3 sends 200.9; `power` at a = 3, n = 4 sends 1080; `div` at a = 3, b = 4 sends
2.5 and −1.875. Half a point for each function.
"""


# %% solution="value_functions"
def relu(a):
    """Return the gate max(a, 0) as a Value with parents (a,); at exactly 0 no gradient passes.

    Example: a = 3, 10 arrives -> a receives 10; a = -3 -> 0
    """
    ### BEGIN SOLUTION
    out = Value(max(a.data, 0.0), (a,))

    def send():
        if a.data > 0:
            a.grad += out.grad

    out._backward = send
    return out
    ### END SOLUTION


def exp(a):
    """Return the gate e to the power a as a Value with parents (a,).

    Example: a = 3, 10 arrives -> a receives 200.855...
    """
    ### BEGIN SOLUTION
    out = Value(math.exp(a.data), (a,))

    def send():
        a.grad += out.grad * out.data

    out._backward = send
    return out
    ### END SOLUTION


def power(a, n):
    """Return the gate a to the power n as a Value with parents (a,); n is a plain number.

    Example: a = 3, n = 4, 10 arrives -> a receives 1080
    """
    ### BEGIN SOLUTION
    out = Value(a.data**n, (a,))

    def send():
        a.grad += out.grad * n * a.data ** (n - 1)

    out._backward = send
    return out
    ### END SOLUTION


def div(a, b):
    """Return the gate a / b as a Value with parents (a, b).

    Example: a = 3, b = 4, 10 arrives -> a and b receive 2.5 and -1.875
    """
    ### BEGIN SOLUTION
    out = Value(a.data / b.data, (a, b))

    def send():
        a.grad += out.grad / b.data
        b.grad -= out.grad * a.data / b.data**2

    out._backward = send
    return out
    ### END SOLUTION


# %% tests="value_functions"
check("value_functions", relu, exp, power, div, Value)

# %% [markdown]
r"""
## Your engine draws your circuits

`add(mul(a, b), c)` is no joy to read. The next cell hangs your functions onto `Value`, so that + between two `Value`s
calls your `add`, and so on. It also notes each gate's sign on the node, for drawings. From here on, every `Value` in
this notebook is computed and differentiated by what you wrote.
"""


# %%
def gate_with_sign(function, sign):
    """The student's gate, with numbers made into leaves and the sign noted on the new node."""

    def apply(*operands):
        out = function(*(x if isinstance(x, Value) else Value(x) for x in operands))
        out.op = sign
        return out

    return apply


def to_the(self, n):
    out = power(self, n)
    out.op = f"^{n:g}"
    return out


def named(self, label):
    self.label = label
    return self


plus, times, over = gate_with_sign(add, "+"), gate_with_sign(mul, "×"), gate_with_sign(div, "÷")
Value.__add__, Value.__radd__ = plus, plus
Value.__mul__, Value.__rmul__ = times, times
Value.__truediv__, Value.__rtruediv__ = over, lambda self, other: over(other, self)
Value.__pow__ = to_the
Value.__neg__ = lambda self: self * -1.0
Value.__sub__, Value.__rsub__ = lambda self, other: self + -other, lambda self, other: other + -self
Value.relu, Value.exp = gate_with_sign(relu, "relu"), gate_with_sign(exp, "exp")
Value.backward, Value.zero_grad, Value.named = backward, zero_grad, named

# %% [markdown]
r"""
First the formula of the opening. The library builds the same circuit beside yours, and every gradient of yours that
differs is struck out, with the right one under it.
"""


# %%
def spike_by_operators(Number):
    a = Number(2.0).named("a")
    u = (a * a).named("u")
    return (u + (u * a).named("v") * u).named("y")


# %% tags=["hide-input"]
def on_your_engine(build, sweep, caption):
    """Draw a circuit of your engine, wrong gradients marked; what moves is the library's."""
    try:
        mine = build(Value)
        sweep(mine)
    except NotImplementedError:
        print("Your engine is not complete yet. Write this lesson's exercises, then come back.")
        return None
    except Exception as error:
        print(f"Your engine stopped with {type(error).__name__}: {error}.")
        print("Which check above is not solved yet?")
        return None
    return graph.circuit(mine, at="end", yours=True, caption=caption)


on_your_engine(
    spike_by_operators,
    backward,
    caption="Your circuit, your gradients. Is one struck out? Then start at the dashed node.",
)

# %% [markdown]
r"""
And what it is all for: the neuron of lesson 03, f = 1/(1 + e⁻ᵈ) with d = w₀x₀ + w₁x₁ + w₂, learns. Four pairs of
inputs, and the target 1 where at least one input is 1; the loss adds up the four squared errors. Each step builds a new
graph, runs your `backward` and moves the three weights a little against their gradients (more on that in lesson 08).
**Predict** the loss before the first step, when all three weights are 0:
"""

# %%
guess = ...  # the loss at step 0: a number

first_output = 1 / (1 + math.exp(-0.0))  # d is 0 for every pair of inputs
first_loss = sum((first_output - target) ** 2 for target in (0, 1, 1, 1))
print(f"loss {first_loss:.4f}")
compare_guess(guess, loss=first_loss)

# %% [markdown]
r"""
Now your engine, from the same start. Which line of the loop keeps the gradients of the step before out of this one?
"""


# %%
def neuron(w, x0, x1):
    return Value(1.0) / (Value(1.0) + (-(w[0] * x0 + w[1] * x1 + w[2])).exp())


def learn_or(steps=300, rate=1.0):
    """Train the neuron on its own engine, and print the loss and the four outputs now and then."""
    w = [Value(0.0), Value(0.0), Value(0.0)]
    cases = [(0.0, 0.0, 0.0), (0.0, 1.0, 1.0), (1.0, 0.0, 1.0), (1.0, 1.0, 1.0)]  # x0, x1, target
    for step in range(steps + 1):
        outputs = [neuron(w, x0, x1) for x0, x1, _ in cases]
        loss = Value(0.0)
        for f, (_, _, target) in zip(outputs, cases, strict=True):
            loss = loss + (f - target) ** 2
        if step in (0, 10, 100, steps):
            print(f"step {step:3}  loss {loss.data:.4f}   f", *(f"{f.data:.2f}" for f in outputs))
        for weight in w:
            weight.grad = 0.0
        backward(loss)
        for weight in w:
            weight.data -= rate * weight.grad


try:
    learn_or()
except NotImplementedError:
    print("Your engine is not complete yet. Write this lesson's exercises, then come back.")
except Exception as error:
    print(f"Your engine stopped with {type(error).__name__}: {error}.")
    print("Which check above is not solved yet?")

# %% [markdown]
r"""
<details><summary>Which line it is</summary>

`weight.grad = 0.0`: at each step the three gradients are set to 0 before `backward` adds to them. Only the weights
outlive a step, so nothing else needs it.

</details>

Last, the test that needs no second engine: nudge. Put your own formula of +, −, ·, / and powers into `my_formula`, run
the cell, and trust the result only when both numbers agree. (It is called with a `Value`, then with plain numbers.)
"""


# %%
def my_formula(x):
    return (x * x + 3.0) ** 2 / (x + 5.0)


my_x = Value(1.5)
try:
    backward(my_formula(my_x))
    print(f"your engine {my_x.grad:.8f}, nudged {numerical_derivative(my_formula, 1.5):.8f}")
except NotImplementedError:
    print("Your engine is not complete yet. Write this lesson's exercises, then come back.")
except Exception as error:
    print(f"Your engine stopped with {type(error).__name__}: {error}.")
    print("Is a check above not solved yet, or does the formula use more than + - * / and **?")

# %% [markdown]
r"""
What you have built has a name: **reverse-mode automatic differentiation** (反向模式自动微分). PyTorch, TensorFlow and
JAX do the same with arrays in the place of numbers. In PyTorch you will recognise the main parts: it records while it
computes, `backward()` walks the record from its end, and gradients accumulate in the `.grad` of the leaves until
somebody sets them to zero. In lesson 10 you meet your own functions there under other names.
"""

# %% [markdown]
r"""
## Recap

An engine needs three things. It *records*: each number remembers its operands, and each gate brings the function that
will send its gradient back. It *orders*: operands before users going forward, read from the end going back, so that
every gate sends once, and only when its own gradient is complete. It *accumulates*: amounts are added, because a gate
cannot know who else sends, and therefore somebody has to set gradients to zero between passes. Recursion without an
order sends amounts again (156), a node visited once but early keeps amounts back (20); neither shows on a circuit
without forks. The local gradients live with the gates, not in the inputs. And any function with a slope is a gate.

## Glossary

| English | 中文 | meaning |
|---|---|---|
| engine | 自动求导引擎 | a program that records a calculation and sends gradients back through it |
| node | 节点 | one number of the graph, with what it was made from |
| operand | 操作数 | a number that goes into a gate; the node's `parents` here |
| topological order | 拓扑序 | a list of nodes in which each comes after its operands |
| recursion | 递归 | a function that calls itself |
| stack | 栈 | a list of what still waits; the last one put on is taken off first |
| closure | 闭包 | a function that keeps the names around it for later |
| ReLU, rectified linear unit | 修正线性单元 | max(x, 0): lets positive numbers through and makes the others 0 |
| accumulate | 累加 | add to what is there instead of overwriting it |
| zeroing gradients | 梯度清零 | setting every gradient to 0 before the next pass |
| reverse-mode automatic differentiation | 反向模式自动微分 | all gradients of one output in one walk backward |

## Go further

- A. Karpathy, *micrograd* (2020), github.com/karpathy/micrograd: an engine of about a hundred lines in this style, with
  a closure on each node. Which of your nine functions do you find there?
- A. Griewank, A. Walther, *Evaluating Derivatives*, 2nd edition, SIAM 2008: chapters 3 and 4 on the reverse mode, its
  cost and its memory.
- A. Paszke and others, *PyTorch: An Imperative Style, High-Performance Deep Learning Library*, NeurIPS 2019: the same
  design for arrays and graphics cards, section 4 on the graph that is built while the program runs.
- A. B. Kahn, *Topological sorting of large networks*, Communications of the ACM 5 (1962), 558–562: the other classical
  way to an order, by counting who still waits.
"""
