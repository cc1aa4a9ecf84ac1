"""The exercises of lesson 13: the two normalisations backward, attention forward and backward, a model of names.

Expected values share no formula with answers: attention is added up token by token, and gradients come from complex
steps, f(x + ih) for a tiny h, whose imaginary part over h is the slope to the last digits. What a model of names has
to beat is the best table of pairs, whatever is added to its counts. Left out: how a model was trained; only its answers
are looked at. `learnt` and `pairs` are also what mistakes.toml is written with.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

from autograde.call_text import calls
from autograde.exercise import Exercise, Kind, Probe
from autograde.kinds import arrays, next_letters
from autograde.players import sequences
from autograde.probe_numbers import draw
from backprop_lib.names import END, LETTERS, encode, names

LESSON = "13_gpt"
NORM = "Keep the numbers at one size"
LOOK = "Which letters to look at"
BACK = "Attention, backwards"
TRAIN = "All of it, trained"

Array = np.ndarray

TINY = 1e-30  # of a complex step: nothing is subtracted, so it may be as small as one likes


def complex_vjp(f: Callable[..., Any], g: Array, args: Sequence[Array]) -> tuple[Array, ...]:
    """g times the slopes of f on each argument, one entry nudged at a time along the imaginary axis."""
    found = []
    for place, arg in enumerate(args):
        slopes = np.zeros(arg.shape)
        for index in np.ndindex(*arg.shape):
            nudged = [np.array(item, dtype=complex) for item in args]
            nudged[place][index] += 1j * TINY
            slopes[index] = float((g * f(*nudged).imag).sum()) / TINY
        found.append(slopes)
    return tuple(found)


# ---- norm_backward ---------------------------------------------------------------------------------------------------


def rms_forward(x: Any) -> Any:
    """Rows over their root mean square, number by number."""
    return np.array([[a / (sum(b * b for b in row) / len(row)) ** 0.5 for a in row] for row in x])


def layer_forward(x: Any, gamma: Any, beta: Any) -> Any:
    """Rows less their mean, over their standard deviation, then scaled and shifted column by column."""
    rows = []
    for row in x:
        mean = sum(row) / len(row)
        spread = (sum((a - mean) ** 2 for a in row) / len(row)) ** 0.5
        rows.append([(a - mean) / spread * c + d for a, c, d in zip(row, gamma, beta, strict=True)])
    return np.array(rows)


def norm_probes(rng: np.random.Generator) -> list[Probe]:
    sizes = [((1, 3), ""), ((2, 3), ""), ((4, 4), "as many rows as columns"), ((5, 3), ""), ((3, 6), "")]
    probes = [Probe("rmsnorm_backward", (draw(rng, n, d), draw(rng, n, d)), note=note) for (n, d), note in sizes]
    for (n, d), note in sizes:
        probes.append(Probe("layernorm_backward", (draw(rng, n, d), draw(rng, n, d), draw(rng, d)), note=note))
    large = draw(rng, 2, 4)
    probes += [
        Probe("rmsnorm_backward", (draw(rng, 2, 4), 100 * large), note="numbers a hundred times as large"),
        Probe("layernorm_backward", (draw(rng, 3, 4), draw(rng, 3, 4) + 30, draw(rng, 4)), note="a mean far from 0"),
    ]
    return probes


def norm_expected(probe: Probe) -> Any:
    g, x, *rest = probe.args
    if probe.function == "rmsnorm_backward":
        return complex_vjp(rms_forward, g, (x,))[0]
    return complex_vjp(layer_forward, g, (x, *rest, np.zeros(x.shape[1])))


NORM_BACKWARD = Exercise(
    name="norm_backward",
    lesson=LESSON,
    section=NORM,
    points=3,
    functions=("rmsnorm_backward(g, x)", "layernorm_backward(g, x, gamma)"),
    parts={"rmsnorm_backward": 1.0, "layernorm_backward": 2.0},
    probes=norm_probes,
    expected=norm_expected,
    kind=Kind(
        tells=partial(
            arrays.tells_of_each,
            names={
                "rmsnorm_backward": (("g", "x"), ("dx",)),
                "layernorm_backward": (("g", "x", "gamma"), ("dx", "dgamma", "dbeta")),
            },
            rtol=1e-9,
        )
    ),
    rtol=1e-9,
    atol=1e-12,
    upstream=0,
)


# ---- causal_attention ------------------------------------------------------------------------------------------------


def attended(q: Any, k: Any, v: Any) -> tuple[Any, Any]:
    """Token by token: shares of e to the scaled scores of the tokens so far, and the mixture of their values."""
    weights = np.zeros((len(q), len(q)), dtype=q.dtype)
    for t, query in enumerate(q):
        scores = [sum(a * b for a, b in zip(query, key, strict=True)) / math.sqrt(len(query)) for key in k[: t + 1]]
        top = max(scores, key=lambda score: score.real)
        grown = [np.exp(score - top) for score in scores]
        weights[t, : t + 1] = [part / sum(grown) for part in grown]
    return np.array([sum(w * row for w, row in zip(mine, v, strict=True)) for mine in weights]), weights


# (T, D) of q and k, M of v
TOKENS: tuple[tuple[tuple[int, int, int], str], ...] = (
    ((2, 3, 3), ""),
    ((1, 3, 3), "one token"),
    ((3, 3, 3), "as many tokens as numbers in each"),
    ((4, 3, 3), ""),
    ((3, 5, 2), "values of another length"),
    ((5, 2, 4), "values of another length"),
)


def tokens(rng: np.random.Generator, sizes: tuple[int, int, int]) -> tuple[Array, Array, Array]:
    """q, k (T, D) and v (T, M), so small that no weight is nearly 1."""
    t, d, m = sizes
    return draw(rng, t, d, largest=1.7), draw(rng, t, d, largest=1.7), draw(rng, t, m)


def attention_probes(rng: np.random.Generator) -> list[Probe]:
    probes = [Probe("causal_attention", tokens(rng, sizes), note=note) for sizes, note in TOKENS]
    q, k, v = tokens(rng, (4, 3, 2))
    return [*probes, Probe("causal_attention", (q, -abs(k) * 60, v), note="scores around −100")]


def attention_expected(probe: Probe) -> tuple[Array, Array]:
    return attended(*probe.args)


CAUSAL_ATTENTION = Exercise(
    name="causal_attention",
    lesson=LESSON,
    section=LOOK,
    points=2,
    functions=("causal_attention(q, k, v)",),
    probes=attention_probes,
    expected=attention_expected,
    kind=Kind(
        calls=calls("q", "k", "v"),
        tells=partial(arrays.tells, arguments=("q", "k", "v"), results=("out", "weights"), rtol=1e-10),
    ),
    rtol=1e-10,
    quiet=True,
)


# ---- attention_backward ----------------------------------------------------------------------------------------------


def backward_probes(rng: np.random.Generator) -> list[Probe]:
    probes = []
    for (t, d, m), note in TOKENS:
        q, k, v = tokens(rng, (t, d, m))
        weights = attended(q, k, v)[1]
        probes.append(
            Probe("attention_backward", (draw(rng, t, m), q, k, v, weights, CAUSAL_ATTENTION.name), note=note)
        )
    return probes


def backward_expected(probe: Probe) -> tuple[Array, ...]:
    g, q, k, v, *_ = probe.args
    return complex_vjp(lambda *args: attended(*args)[0], g, (q, k, v))


ATTENTION_BACKWARD = Exercise(
    name="attention_backward",
    lesson=LESSON,
    section=BACK,
    points=2,
    functions=("attention_backward(g, q, k, v)",),
    probes=backward_probes,
    expected=backward_expected,
    kind=Kind(
        calls=calls("g", "q", "k", "v"),
        tells=partial(arrays.tells, arguments=("g", "q", "k", "v"), results=("dq", "dk", "dv"), rtol=1e-9),
        run=sequences.attention_backward,
    ),
    rtol=1e-9,
    atol=1e-12,
    upstream=0,
)


# ---- train_names -----------------------------------------------------------------------------------------------------

AS_THEY_ARE, EXCHANGED = "names", "names with letters exchanged"
NEW, KNOWN = 90, 15  # names that are asked about: put aside, and of those that were learnt from
AHEAD = 0.1  # nats a letter by which the best table of pairs is to be beaten
ADDED = [0.01 * 1.5**k for k in range(14)]  # to the counts of a table of pairs


def followers(some: Sequence[str]) -> Array:
    """How often which letter follows which -> (27, 27); counted once for a list of names, however often it is asked."""
    return counted(tuple(some))


@functools.lru_cache(64)
def counted(some: tuple[str, ...]) -> Array:
    seen = [pair for name in some for pair in pairwise(encode(name))]
    places = np.ravel_multi_index(np.array(seen).T, (len(LETTERS), len(LETTERS)))
    return np.bincount(places, minlength=len(LETTERS) ** 2).reshape(len(LETTERS), -1)


def shares(table: Array, added: float) -> Array:
    """Counts with something added to each, as shares of their row."""
    return np.asarray((table + added) / (table + added).sum(axis=1, keepdims=True))


def pairs(some: Sequence[str], added: float) -> Array:
    """A table of pairs: the probability of each letter after each letter."""
    return shares(followers(some), added)


def best_pairs(some: Sequence[str], others: Sequence[str]) -> float:
    """What the best table of pairs of `some` pays for a letter of `others`."""
    known, new = followers(some), followers(others)
    return min(float(-(new * np.log(shares(known, added))).sum() / new.sum()) for added in ADDED)


def beginnings(some: Sequence[str]) -> list[str]:
    return [name[:length] for name in some for length in range(len(name) + 1)]


def counts(asked: Sequence[str], some: Sequence[str]) -> Array:
    """How often each letter came next after each beginning that is asked about -> (beginnings, 27)."""
    place = {beginning: row for row, beginning in enumerate(asked)}
    found = np.zeros((len(asked), len(LETTERS)))
    for name in some:
        for length, letter in enumerate(encode(name)[1:]):
            found[place[name[:length]], letter] += 1
    return found


def names_probes(rng: np.random.Generator) -> list[Probe]:
    """Two lists: the course's names, some put aside; and again, each letter written as another one throughout."""
    probes = []
    for part in (AS_THEY_ARE, EXCHANGED):
        letters = LETTERS[:END] if part == AS_THEY_ARE else "".join(rng.permutation(list(LETTERS[:END])))
        every = [name.translate(str.maketrans(LETTERS[:END], letters)) for name in rng.permutation(names()).tolist()]
        new, some = every[:NEW], every[NEW:]
        asked = sorted({*beginnings(new), *beginnings(some[:KNOWN])}, key=lambda text: (len(text), text))
        facts = {"new": new, "known": some[:KNOWN]}
        probes.append(Probe("train_names", (some, int(rng.integers(1, 1000)), asked), part, part, facts))
    return probes


def names_expected(probe: Probe) -> dict[str, Any]:
    some, _, asked = probe.args
    new, known = probe.facts["new"], probe.facts["known"]
    return {"new": counts(asked, new), "known": counts(asked, known), "limit": best_pairs(some, new) - AHEAD}


def learnt(answer: Callable[[Array, Sequence[str], str], Any]) -> Callable[[Sequence[str], int], Any]:
    """A wrong answer without a network: what it returns for a prefix is made from the table's row and the names."""

    def train(some: Sequence[str], seed: int) -> Callable[[str], Any]:
        table = pairs(some, 0.3)
        return lambda prefix: answer(table[encode(prefix)[-2]], some, prefix)

    return train


def sure_of(letter: int, share: float = 0.99) -> Array:
    """Nearly all the probability on one letter."""
    row = np.full(len(LETTERS), (1 - share) / (len(LETTERS) - 1))
    row[letter] = share
    return row


TRAIN_NAMES = Exercise(
    name="train_names",
    lesson=LESSON,
    section=TRAIN,
    points=3,
    functions=("train_names(names, seed)",),
    parts={AS_THEY_ARE: 1.5, EXCHANGED: 1.5},
    probes=names_probes,
    expected=names_expected,
    kind=Kind(
        accepts=next_letters.accepts,
        alike=next_letters.alike,
        run=sequences.train_and_ask,
        calls=next_letters.training_call,
        tells=next_letters.tells,
        seconds=sequences.SECONDS,
        rounds=1,
    ),
    closes=("gpt.Model.logits", "gpt.train", "gpt.next_probabilities", "gpt.pair_table"),
    opens=("rules", "tensor.Tensor.backward", "tensor.backward_through", "layers.unbroadcast"),
)
