"""Hints of lessons 08 and 10 that `test_hint_numbers_of_training` leaves out: their numbers, and their Python run."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from tests.lessons.hint_texts import holds, ran, slopes, written
from tests.torch_here import torch_or_skip


def array(*rows):
    return np.array(rows, float)


def test_the_border_of_the_rate():
    def loss(c):
        return 3 * (c - 1) ** 2 + 5 * (c + 2) ** 2

    (slope,), (further,) = slopes(loss, 1), slopes(loss, 2)
    curvature, bottom = further - slope, 1 - slope / (further - slope)
    holds("largest_rate", f"c = {written(bottom)}.", f"2/16 = {2 / curvature:g}", f"distance of {1 - bottom:g}", slope)
    holds("largest_rate", f"by {0.125 * slope:g} to {written(1 - 0.125 * slope)}")
    for rate in (0.1, 0.15):
        moved = 1 - rate * slope
        holds("largest_rate", f"rate {rate:g} moves it to {written(moved)}, a distance of {abs(moved - bottom):g}")
    holds("largest_rate", f"give {2 / (28 / 3):.4f}", key="reading")


def test_rooms_and_animals():
    rooms = {"now": {"fish": [4, 20], "milk": [7, 6]}, "earlier": {"fish": [3, 20], "milk": [7, 6]}}
    names = ran("blood_test", **rooms)
    holds("blood_test", *(f"`{name} = {written_out(rooms[name])}`" for name in rooms), str(names["warm"]))
    assert names["same"] == {"fish": False, "milk": True}
    names = ran("plot_losses", plt=plt)
    plt.close(names["picture"])
    masses = [mass for group, _ in names["animals"].values() for mass in group]
    birds = names["animals"]["birds"][0]
    holds("plot_losses", f"{max(masses) / min(masses):,.0f}", f"{max(birds) / min(birds):g}")
    assert names["area"].get_xscale() == "log" and names["area"].get_legend()


def written_out(mapping):
    return str(mapping).replace("'", '"')


def test_the_python_for_torch():
    torch = torch_or_skip()
    holds("autograd_gradient", str(ran("autograd_gradient", torch=torch)["volume_slopes"]()))
    with pytest.raises(RuntimeError):
        torch.tensor([2, 5, 4], requires_grad=True)
    names = ran("wrong_gradients", torch=torch)
    u, v = (names[name].grad.numpy() for name in "uv")
    four = array([5], [7]) - u
    holds("wrong_gradients", "is [[5], [7]]", "is [2, −3]", u, v, f"6 / 3 = {abs(v - array(2, -3)).max() / max(v):g}")
    holds("wrong_gradients", ", ".join(map(written, four.ravel()[:3])) + " and 0")
    names = ran("train_step", torch=torch)
    assert round(names["w"].item(), 6) == 1.92
    w = torch.tensor([3.0], requires_grad=True)
    steps = [(names["climb"](w, 0.1), w.item()) for _ in range(2)]
    assert np.round(steps, 2).tolist() == [[-5, 2.4], [-1.76, 1.92]]
    piled_up = -2 * 3 - 2 * 2.4
    assert round(piled_up, 2) == -10.8 and round(2.4 + 0.1 * piled_up, 2) == 1.32
    root = ran("SigmoidFunction", torch=torch)["Root"]
    x = torch.tensor([9.0], requires_grad=True)
    root.apply(x).backward(torch.tensor([12.0]))
    assert x.grad.item() == 2
    holds("SigmoidFunction", f"{12 / 18:.4f}")
