"""Every row once an epoch, in another order each time, and none on both sides of a split."""

import numpy as np
import pytest

from backprop_lib.batches import minibatches, split


def test_an_epoch_takes_every_row_once_in_an_order_that_the_seed_decides() -> None:
    rng = np.random.default_rng(1)
    first, second = list(minibatches(10, 4, rng)), list(minibatches(10, 4, rng))
    assert [len(batch) for batch in first] == [4, 4, 2]
    assert sorted(np.concatenate(first)) == sorted(np.concatenate(second)) == list(range(10))
    assert list(np.concatenate(first)) not in (list(range(10)), list(np.concatenate(second)))
    again = list(minibatches(10, 4, np.random.default_rng(1)))
    assert all((a == b).all() for a, b in zip(first, again, strict=True))


def test_a_split_has_every_row_on_one_side() -> None:
    learn, held_out = split(10, 0.3, np.random.default_rng(1))
    assert (len(learn), len(held_out)) == (7, 3)
    assert sorted([*learn, *held_out]) == list(range(10))


def test_sizes_that_make_no_sense_are_refused() -> None:
    rng = np.random.default_rng(1)
    for rows, size in ((0, 4), (10, 0)):
        with pytest.raises(ValueError, match="make no epoch"):
            minibatches(rows, size, rng)
    for share in (0.0, 1.0, 0.01):
        with pytest.raises(ValueError, match="at least one row|At least one row"):
            split(10, share, rng)
