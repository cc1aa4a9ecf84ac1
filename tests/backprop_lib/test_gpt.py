"""The tiny GPT: five steps that each lower the price of new letters, no look ahead, and twice the same numbers."""

import numpy as np
import pytest

from backprop_lib import gpt, gpt_scalars
from backprop_lib.batches import split
from backprop_lib.circuit import topological_order
from backprop_lib.names import LETTERS, encode, names, rows_of
from backprop_lib.numerical import numerical_gradient
from backprop_lib.replay import Recording
from backprop_lib.replay_arrays import ArrayRecording
from backprop_lib.tensor import Tensor


def halves(seed):
    """Names to learn from, and names put aside."""
    return ([names()[row] for row in part] for part in split(len(names()), 0.2, np.random.default_rng(seed)))


def price_of_new(step, seed):
    known, new = halves(seed)
    model = gpt.Model(step, np.random.default_rng(seed))
    untrained = gpt.held_out_loss(model, new)
    gpt.train(model, known, np.random.default_rng(seed))
    return gpt.held_out_loss(model, new), untrained, gpt.best_pair_table(known, new)


@pytest.fixture(scope="module")
def whole():
    """For each of ten seeds: the price of new letters after training and before, and the best pair table's."""
    return np.array([price_of_new("everything", seed) for seed in range(10)])


@pytest.mark.slow
def test_the_whole_model_beats_the_best_pair_table_on_ten_seeds_and_untrained_weights_never(whole, capsys):
    ahead = whole[:, 2] - whole[:, 0]
    with capsys.disabled():
        print(f"\nahead of the best pair table: {ahead.min():.3f} to {ahead.max():.3f} nats a letter")
    assert ahead.min() > 0.15
    assert (whole[:, 1] > whole[:, 2] + 0.5).all()


@pytest.mark.slow
def test_every_step_lowers_the_price_of_new_letters(whole, capsys):
    seeds = range(3)
    steps = np.array([[price_of_new(step, seed)[0] for step in gpt.STEPS[:-1]] for seed in seeds]).mean(axis=0)
    steps = np.append(steps, whole[: len(seeds), 0].mean())
    with capsys.disabled():
        told = ", ".join(f"{name} {price:.3f}" for name, price in zip(gpt.STEPS, steps, strict=True))
        print(f"\nnew letters, mean of {len(seeds)} seeds: best table {whole[: len(seeds), 2].mean():.3f}; {told}")
    assert (np.diff(steps) < -0.005).all(), steps


def test_shifted_targets_never_beat_the_table(monkeypatch):
    monkeypatch.setattr(gpt, "rows_of", lambda some, width: (rows_of(some, width)[0],) * 2 + rows_of(some, width)[2:])
    model = gpt.Model("everything", np.random.default_rng(0))
    gpt.train(model, names()[::2], np.random.default_rng(0))
    monkeypatch.undo()
    assert gpt.held_out_loss(model, names()[1::2]) > 5


@pytest.mark.parametrize("step", gpt.STEPS)
def test_gradients_agree_with_nudging(step):
    model = gpt.Model(step, np.random.default_rng(3))
    rows = rows_of(["bo", "ada", "lin"], gpt.WIDTH)
    loss = model.loss(*rows)
    loss.backward()
    for p in model.parameters.values():

        def at(values, p=p):
            kept, p.data = p.data, values
            result = float(model.loss(*rows).data)
            p.data = kept
            return result

        some = np.linspace(0, p.data.size - 1, 6).astype(int)  # a few entries of each

        def along(steps, p=p, some=some, at=at):
            moved = p.data.copy()
            moved.flat[some] += steps
            return at(moved)

        assert np.allclose(numerical_gradient(along, np.zeros(6)), p.grad.flat[some], atol=1e-8)


def test_no_place_sees_a_later_letter():
    model = gpt.Model("everything", np.random.default_rng(5))
    one, other = (np.array([encode(name)[:-1]]) for name in ("haodong", "haoyuan"))
    same = np.isclose(model.logits(one).data, model.logits(other).data, rtol=0, atol=1e-14).all(axis=-1)[0]
    assert same.tolist() == [True] * 4 + [False] * 4


def test_the_model_on_scalars_has_the_same_loss_gradients_and_recording():
    model = gpt.Model("everything", np.random.default_rng(7))
    p = gpt_scalars.scalars(model)
    loss = gpt_scalars.name_loss(p, "bo")
    loss.backward()
    array_loss = model.loss(*rows_of(["bo"], gpt.WIDTH))
    array_loss.backward()
    assert loss.data == pytest.approx(float(array_loss.data), abs=1e-12)
    assert len(topological_order(loss)) > 20_000
    for name, table in p.items():
        grads = np.array([[value.grad for value in row] for row in table])
        assert np.allclose(grads, model.parameters[name].grad, rtol=0, atol=1e-12)
    first = [value.grad for table in p.values() for row in table for value in row]
    for table in p.values():
        for row in table:
            for value in row:
                value.grad = 0.0
    assert Recording(loss).run() == loss.data
    assert [value.grad for table in p.values() for row in table for value in row] == first


def test_a_recording_of_arrays_gives_the_same_numbers_with_new_data_in_the_same_arrays():
    rng = np.random.default_rng(2)
    W, X, labels = Tensor(rng.normal(size=(4, 3))), rng.normal(size=(5, 4)), rng.integers(0, 3, 5)
    table, rows = Tensor(rng.normal(size=(6, 4))), rng.integers(0, 6, 5)

    def loss():
        return ((X + table.rows(rows)) @ W).cross_entropy(labels)

    again = ArrayRecording(loss())
    for _ in range(3):
        X[...], labels[...], rows[...] = rng.normal(size=(5, 4)), rng.integers(0, 3, 5), rng.integers(0, 6, 5)
        W.data = rng.normal(size=(4, 3))
        got = again.run()
        grads = W.grad.tobytes(), table.grad.tobytes()
        anew = loss()
        anew.zero_grad()
        anew.backward()
        assert got == float(anew.data) and grads == (W.grad.tobytes(), table.grad.tobytes())


def test_samples_are_names_and_a_low_temperature_repeats_itself():
    model = gpt.Model("everything", np.random.default_rng(1))
    gpt.train(model, names(), np.random.default_rng(1), steps=60)
    cold = {gpt.sample(model, np.random.default_rng(k), 0.05) for k in range(8)}
    warm = {gpt.sample(model, np.random.default_rng(k), 1.0) for k in range(8)}
    assert len(cold) < len(warm) and all(set(name) <= set(LETTERS[:-1]) for name in cold | warm)
    assert gpt.next_probabilities(model, "zh").sum() == pytest.approx(1)
    with pytest.raises(ValueError, match="no step"):
        gpt.Model("more", np.random.default_rng(1))
