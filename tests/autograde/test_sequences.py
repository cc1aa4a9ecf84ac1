"""Models that answer prefixes: what the player hands back, what is said of it, and attention's weights lent."""

import numpy as np

from autograde.exercise import Probe
from autograde.kinds import next_letters
from autograde.players import sequences

ASKED = ["", "a", "b", "ab"]
COUNTS = np.zeros((4, 27))
COUNTS[0, 0], COUNTS[1, 1], COUNTS[2, 26], COUNTS[3, 26] = 2, 1, 1, 1
EXPECTED = {"new": COUNTS, "known": COUNTS, "limit": 2.0}
PROBE = Probe("train", (["ab", "b"], 7, ASKED), "names", "names")


def answer(of_prefix):
    return sequences.train_and_ask({"train": lambda texts, seed: of_prefix}, PROBE)["value"]


def test_right_rows_are_accepted_and_wrong_ones_told_with_their_price():
    sure = {"": 0, "a": 1, "b": 26, "ab": 26}
    right = answer(lambda prefix: np.eye(27)[sure[prefix]] * 0.73 + 0.01)
    assert next_letters.accepts(PROBE, right, EXPECTED)
    even = answer(lambda prefix: [1 / 27] * 27)
    assert not next_letters.accepts(PROBE, even, EXPECTED)
    text = next_letters.tells(PROBE, even, EXPECTED)
    assert text.startswith("After train(names, seed=7), a letter of new names costs 3.296 on average")
    assert "Asked for: below 2.000" in text


def test_what_is_no_row_of_probabilities_is_told_as_what_it_is():
    nothing = sequences.train_and_ask({"train": lambda texts, seed: {}}, PROBE)["value"]
    assert "returned an object of type dict; expected a function" in next_letters.tells(PROBE, nothing, EXPECTED)
    for of_prefix, words in (
        (lambda prefix: "a", "a prefix was answered with a str"),
        (lambda prefix: np.ones((3, 27)), "an array of shape (3, 27); expected 27 probabilities"),
        (lambda prefix: np.ones(5), "an array of shape (5,); expected 27 probabilities"),
        (lambda prefix: np.ones(27), 'the prefix "" was answered with numbers from 1 on that sum to 27'),
        (lambda prefix: None, "a NoneType"),
    ):
        value = answer(of_prefix)
        assert words in next_letters.tells(PROBE, value, EXPECTED), of_prefix
        assert not next_letters.accepts(PROBE, value, EXPECTED)


def test_a_table_is_told_from_a_row_with_an_axis_too_many_and_one_answer_for_all_from_none_learnt():
    def symptom(of_prefix):
        return next_letters.symptom(PROBE, answer(of_prefix), EXPECTED)

    assert symptom(lambda prefix: np.ones((len(prefix) + 1, 27))) == "a table"
    assert symptom(lambda prefix: np.ones((1, 27))) == symptom(lambda prefix: np.ones((1, 1, 27))) == "an axis too many"
    assert symptom(lambda prefix: np.eye(27)[5] * 0.73 + 0.01) == "the same answer"
    assert symptom(lambda prefix: np.full(27, 1 / 27)) == "one answer"


def test_a_row_of_zeros_for_what_came_is_infinitely_dear_and_no_error():
    value = answer(lambda prefix: np.eye(27)[5])
    assert next_letters.price(value["rows"], COUNTS) == np.inf
    assert "costs inf" in next_letters.tells(PROBE, value, EXPECTED)


LENT = "def causal_attention(q, k, v): return 1 / 0\ndef f(g, q, k, v): return causal_attention({})"


def attention(call):
    names = {}
    exec(LENT.format(call), names)
    own = names["causal_attention"]
    q, weights = np.array([[1.0, 2.0], [3.0, 5.0]]), np.array([[1.0, 0.0], [0.25, 0.75]])
    outcome = sequences.attention_backward(
        {"f": names["f"]}, Probe("f", (q, q, 2 * q, np.eye(2), weights, "causal_attention"))
    )
    assert names["causal_attention"] is own
    return outcome


def test_attentions_weights_are_lent_for_these_queries_and_keys_and_no_others():
    out, weights = attention("q, k, v")["value"]
    assert out.tolist() == weights.tolist() == [[1.0, 0.0], [0.25, 0.75]]
    assert attention("k, q, v")["failure"]["type"] == "LookupError"
    assert attention("v=v, k=k, q=q")["value"][1].tolist() == weights.tolist()  # by the names of the statement


def test_attention_is_lent_where_its_own_cell_ended_in_an_error_and_taken_back():
    names = {}
    exec(LENT.format("q, k, v").partition("\n")[2], names)
    q = np.eye(2)
    outcome = sequences.attention_backward({"f": names["f"]}, Probe("f", (q, q, q, q, q, "causal_attention")))
    assert outcome["value"][0].tolist() == q.tolist() and "causal_attention" not in names
