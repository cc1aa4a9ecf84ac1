"""A tiny GPT on `tensor.Tensor`: it reads a name letter by letter and predicts the next letter at every place.

    model = Model("everything", rng)
    losses = train(model, some_names, rng)
    held_out_loss(model, other_names);  sample(model, rng, temperature=0.8)

The same class stops at each of the five STEPS from a table of pairs to the whole thing, so that their losses can be
compared. What the parts are: `logits`, one line each. Shapes: N names, T places, D numbers a place, 27 letters.
Left out: several heads, several layers, dropout, and words that are longer than T − 1 letters.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from backprop_lib.batches import minibatches
from backprop_lib.names import END, LETTERS, encode, rows_of
from backprop_lib.optim import Adam
from backprop_lib.rules import softmax
from backprop_lib.tensor import Tensor

STEPS = ("pairs", "place", "average", "attention", "everything")  # each has all that those before it have
WIDTH = 12  # places of a name, its end mark included
SIZE, HIDDEN = 16, 64  # numbers a place; units of the hidden layer
FUTURE = np.triu(np.full((WIDTH, WIDTH), -np.inf), 1)  # (T, T): added to a score, it leaves no weight

Array = np.ndarray


class Model:
    """The parameters of one step and what it computes from rows of letters.

    step: one of STEPS.   rng: where the first weights come from.   sees_future: whether the mask is left out.
    ValueError for another step. Example: Model("everything", rng).count() -> 4128.
    """

    def __init__(self, step: str, rng: np.random.Generator, sees_future: bool = False) -> None:
        if step not in STEPS:
            raise ValueError(f"Model: there is no step {step!r}. The steps are {', '.join(STEPS)}.")
        self.step, self.mask = step, np.zeros_like(FUTURE) if sees_future else FUTURE
        shapes = {"letters": (len(LETTERS), SIZE), "out": (SIZE, len(LETTERS))}
        if self.has("place"):
            shapes["places"] = (WIDTH, SIZE)
        if self.has("average"):
            shapes |= {"V": (SIZE, SIZE), "O": (SIZE, SIZE)}
        if self.has("attention"):
            shapes |= {"Q": (SIZE, SIZE), "K": (SIZE, SIZE)}
        if self.has("everything"):
            shapes |= {"W1": (SIZE, HIDDEN), "W2": (HIDDEN, SIZE)}
        spread = dict.fromkeys("QKV", SIZE**-0.5) | {"O": 0.05, "W1": (2 / SIZE) ** 0.5, "W2": 0.05}
        self.parameters = {
            name: Tensor(rng.normal(0, spread.get(name, 0.1), shape), name) for name, shape in shapes.items()
        }

    def has(self, step: str) -> bool:
        """Whether this model has what that step brings in."""
        return STEPS.index(self.step) >= STEPS.index(step)

    def count(self) -> int:
        """How many numbers there are to learn."""
        return sum(p.data.size for p in self.parameters.values())

    def norm(self, x: Tensor) -> Tensor:
        return x.rmsnorm() if self.has("everything") else x

    def weights(self, h: Tensor) -> Tensor | Array:
        """How much each place takes from each place up to itself: rows sum to 1, (N, T, T) or (T, T)."""
        p, (_, places, size) = self.parameters, h.shape
        if not self.has("attention"):
            return softmax(self.mask[:places, :places])
        scores = (h @ p["Q"]) @ (h @ p["K"]).transpose(0, 2, 1) * size**-0.5  # (N, T, T)
        return (scores + self.mask[:places, :places]).softmax()

    def start(self, X: Array) -> Tensor:
        """What stands for each letter at its place: X (N, T) of numbers of letters -> (N, T, D)."""
        p = self.parameters
        x = p["letters"].rows(X)
        if self.has("place"):
            x = x + p["places"].rows(np.arange(X.shape[1]))
        return self.norm(x)

    def logits(self, X: Array) -> Tensor:
        """Scores of the next letter at every place: X (N, T) of numbers of letters -> (N, T, 27)."""
        p, x = self.parameters, self.start(X)
        if self.has("average"):
            h = self.norm(x)
            x = x + self.weights(h) @ (h @ p["V"]) @ p["O"]
        if self.has("everything"):
            x = x + (self.norm(x) @ p["W1"]).relu() @ p["W2"]
        return self.norm(x) @ p["out"]

    def loss(self, X: Array, Y: Array, valid: Array) -> Tensor:
        """Mean price −log p of the letters that came, over the valid places; arguments from `names.rows_of`."""
        scores = self.logits(X).reshape(X.size, len(LETTERS))
        return scores.rows(valid).cross_entropy(Y.ravel()[valid])


def train(
    model: Model, some: Sequence[str], rng: np.random.Generator, steps: int = 300, batch: int = 32, lr: float = 0.01
) -> list[float]:
    """Learn from names in shuffled minibatches with Adam, the rate falling to 0; the loss of each step's batch."""
    optimizer, losses = Adam(lr, betas=(0.9, 0.99)), list[float]()
    data = {name: p.data for name, p in model.parameters.items()}
    while len(losses) < steps:
        for rows in minibatches(len(some), batch, rng):
            if len(losses) == steps:
                break
            loss = model.loss(*rows_of([some[row] for row in rows], WIDTH))
            loss.zero_grad()
            loss.backward()
            optimizer.lr = lr * (1 - len(losses) / steps)
            optimizer.step(data, {name: p.grad for name, p in model.parameters.items() if p.grad is not None})
            losses.append(float(loss.data))
    return losses


def held_out_loss(model: Model, some: Sequence[str]) -> float:
    """Mean price −log p of every letter and end mark of these names, in nats."""
    return float(model.loss(*rows_of(some, WIDTH)).data)


def next_probabilities(model: Model, prefix: str) -> Array:
    """The probability of each letter, and of the end, after a prefix of at most WIDTH − 1 letters -> (27,)."""
    marks = np.array([encode(prefix)[:-1]])  # (1, T)
    return np.asarray(softmax(model.logits(marks).data[0, -1]))


def looks_at(model: Model, name: str) -> Array:
    """How much each place of a name takes from each place: the weights of its attention -> (T, T), T letters + 1."""
    found = model.weights(model.norm(model.start(np.array([encode(name)[:-1]]))))
    return np.asarray(found.data[0] if isinstance(found, Tensor) else found)


def sample(model: Model, rng: np.random.Generator, temperature: float = 1.0) -> str:
    """A new name, letter by letter; the scores are divided by the temperature before they become probabilities."""
    name = ""
    while len(name) < WIDTH - 1:
        scores = np.log(next_probabilities(model, name)) / temperature
        letter = int(rng.choice(len(LETTERS), p=softmax(scores)))
        if letter == END:
            break
        name += LETTERS[letter]
    return name


def pair_table(some: Sequence[str], added: float) -> Array:
    """Counts of which letter follows which, `added` to each, as shares of its row -> (27, 27)."""
    counts = np.full((len(LETTERS), len(LETTERS)), added)
    for name in some:
        marks = encode(name)
        np.add.at(counts, (marks[:-1], marks[1:]), 1)
    return np.asarray(counts / counts.sum(axis=1, keepdims=True))


def table_loss(table: Array, some: Sequence[str]) -> float:
    """Mean price −log p that a table of pairs pays for these names, in nats."""
    prices = [-np.log(table[marks[:-1], marks[1:]]) for marks in (np.array(encode(name)) for name in some)]
    return float(np.concatenate(prices).mean())


def best_pair_table(some: Sequence[str], others: Sequence[str]) -> float:
    """The lowest loss on `others` of 14 pair tables of `some`, with 0.01 to 1.95 added to their counts."""
    return min(table_loss(pair_table(some, added), others) for added in 0.01 * 1.5 ** np.arange(14))
