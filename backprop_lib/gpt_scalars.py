"""The tiny GPT of `gpt` on `circuit.Value`: the same parameters and the same loss of one name, a node for every number.

    parameters = scalars(model)              # name -> rows of Values
    loss = name_loss(parameters, "haodong")  # tens of thousands of nodes
    loss.backward()

Everything is spelt out in additions and products of two numbers. Left out: batches, and the steps before "everything".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from backprop_lib.circuit import Value
from backprop_lib.gpt import Model
from backprop_lib.names import encode
from backprop_lib.rules import EPS

Row = Sequence[Value]
Table = Sequence[Row]


def scalars(model: Model) -> dict[str, list[list[Value]]]:
    """The model's parameters, a Value for each number."""
    return {name: [[Value(x) for x in row] for row in p.data.tolist()] for name, p in model.parameters.items()}


def name_loss(p: Mapping[str, Table], name: str) -> Value:
    """Mean price −log p of the name's letters and its end."""
    marks = encode(name)
    xs = [norm(add(p["letters"][mark], p["places"][place])) for place, mark in enumerate(marks[:-1])]
    hs = [norm(x) for x in xs]
    queries, keys, values = ([through(h, p[table]) for h in hs] for table in "QKV")
    prices = []
    for place, x in enumerate(xs):
        scores = [dot(queries[place], key) * len(x) ** -0.5 for key in keys[: place + 1]]  # the future is not there
        mixed = mixture(shares(scores), values[: place + 1])
        x = add(x, through(mixed, p["O"]))
        hidden = [unit.relu() for unit in through(norm(x), p["W1"])]
        x = add(x, through(hidden, p["W2"]))
        prices.append(price(through(norm(x), p["out"]), marks[place + 1]))
    return total(prices) * (1 / len(prices))


def total(terms: Row) -> Value:
    """The terms, added one after the other."""
    result = terms[0]
    for term in terms[1:]:
        result = result + term
    return result


def add(xs: Row, ys: Row) -> list[Value]:
    """Two rows, entry by entry."""
    return [x + y for x, y in zip(xs, ys, strict=True)]


def dot(xs: Row, ys: Row) -> Value:
    """The sum of the products of two rows."""
    return total([x * y for x, y in zip(xs, ys, strict=True)])


def through(xs: Row, table: Table) -> list[Value]:
    """x @ W for a single row x."""
    return [dot(xs, column) for column in zip(*table, strict=True)]


def mixture(weights: Row, rows: Table) -> list[Value]:
    """Rows, each times its weight, added up."""
    return [dot(weights, column) for column in zip(*rows, strict=True)]


def norm(xs: Row) -> list[Value]:
    """x over its root mean square."""
    scale = (dot(xs, xs) * (1 / len(xs)) + EPS) ** -0.5
    return [x * scale for x in xs]


def grown(scores: Row) -> tuple[list[Value], float]:
    """e to each score less the largest, and that largest."""
    top = max(score.data for score in scores)
    return [(score - top).exp() for score in scores], top


def shares(scores: Row) -> list[Value]:
    """Softmax of a row."""
    parts, _ = grown(scores)
    over = 1.0 / total(parts)
    return [part * over for part in parts]


def price(scores: Row, label: int) -> Value:
    """−log of the share of the right letter."""
    parts, top = grown(scores)
    return total(parts).log() + top - scores[label]
