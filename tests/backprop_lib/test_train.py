"""The training loop: what it records and when, batches, divergence, accuracy, refusals; and the live curve."""

import io
import subprocess
import sys

import numpy as np
import pytest

from backprop_lib import data, live
from backprop_lib.mlp import MLP
from backprop_lib.optim import SGD
from backprop_lib.train import accuracy, fit


class OneWeight:
    """ŷ = w · x with the mean squared error, by hand."""

    def __init__(self, w):
        self.w, self.g = np.array([float(w)]), np.zeros(1)

    def forward(self, X):
        return self.w[0] * X[:, 0]

    def loss(self, X, y):
        self.X, self.error = X, self.forward(X) - y
        return float(np.mean(self.error**2))

    def backward(self):
        self.g += 2 * np.mean(self.error * self.X[:, 0])

    def parameters(self):
        return {"w": self.w}

    def gradients(self):
        return {"w": self.g}


X3, Y3 = np.array([[1.0], [2.0], [3.0]]), np.array([2.0, 4.0, 6.0])


def test_losses_are_measured_before_their_update():
    model = OneWeight(1.0)
    history = fit(model, X3, Y3, SGD(0.01), epochs=2)
    first = np.mean((X3[:, 0] - Y3) ** 2)
    w = 1.0 + 0.01 * 2 * np.mean((Y3 - X3[:, 0]) * X3[:, 0])
    assert history.epoch_losses == history.batch_losses == pytest.approx([first, np.mean((w * X3[:, 0] - Y3) ** 2)])
    assert history.gradient_norms[0] == pytest.approx(abs((1.0 - w) / 0.01))
    assert history.accuracy is None and not history.diverged


def test_an_epochs_loss_weighs_a_short_last_batch_by_its_size():
    history = fit(OneWeight(1.0), X3, Y3, SGD(1e-12), epochs=1, batch_size=2)
    assert len(history.batch_losses) == 2
    assert history.epoch_losses[0] == pytest.approx(np.mean((X3[:, 0] - Y3) ** 2))


def test_batches_depend_on_the_seed_only():
    runs = [fit(OneWeight(1.0), X3, Y3, SGD(0.01), 3, batch_size=1, seed=seed).batch_losses for seed in (1, 1, 2)]
    assert runs[0] == runs[1] != runs[2] and len(runs[0]) == 9


def test_a_run_that_diverges_stops_and_says_so():
    history = fit(OneWeight(1.0), X3, Y3, SGD(50.0), epochs=5000)
    assert history.diverged and not np.isfinite(history.epoch_losses[-1])
    assert np.isfinite(history.epoch_losses[:-1]).all() and len(history.epoch_losses) < 5000


def test_a_network_learns_the_circles():
    X, y = data.circles(120, seed=1)
    history = fit(MLP((2, 8, 1), "tanh", seed=2), X, y, SGD(0.3), epochs=600)
    assert history.epoch_losses[-1] < 0.05 < history.epoch_losses[0] and history.accuracy == 1.0


def test_accuracy_needs_classes():
    net, X = MLP((2, 2), seed=1), np.array([[0.3, 0.4], [1.2, -0.7]])
    outputs = net.forward(X)
    assert accuracy(net, X, np.eye(2)[outputs.argmax(axis=1)]) == 1.0
    assert accuracy(net, X, np.array([[1.0, 1.0], [0.0, 0.0]])) is None
    assert accuracy(MLP((2, 1)), X, np.array([0.3, 0.4])) is None


@pytest.mark.parametrize("settings", [{"epochs": -1}, {"epochs": 1, "batch_size": 0}])
def test_impossible_sizes_are_refused(settings):
    with pytest.raises(ValueError, match="make no training"):
        fit(OneWeight(1.0), X3, Y3, SGD(0.1), **settings)
    with pytest.raises(ValueError, match="same number"):
        fit(OneWeight(1.0), X3, Y3[:2], SGD(0.1), 1)


def test_a_script_gets_one_line(capsys):
    fit(OneWeight(1.0), X3, Y3, SGD(0.01), epochs=2, show=True)
    assert capsys.readouterr().out == "epoch 2 of 2: loss 3.836, from 4.667 in the first\n"


def test_a_terminal_gets_a_line_that_is_written_over(monkeypatch):
    screen = io.StringIO()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setattr(live, "PAUSE", 0.0)
    monkeypatch.setattr(live, "SHARE", 1e9)
    watcher = live.LossCurve("terminal")
    fit(OneWeight(1.0), X3, Y3, SGD(0.01), epochs=3, show=watcher)
    shown = screen.getvalue()
    assert shown.count("\r") == watcher.drawn == 4 and shown.count("\n") == 1 and shown.endswith("\n")


def test_drawing_waits_until_it_is_cheap(monkeypatch):
    """With a clock of our own: at most SHARE of the time goes into drawing, the last picture not counted."""
    clock, shown = [0.0], []
    monkeypatch.setattr(live.time, "perf_counter", lambda: clock[0])
    watcher = live.LossCurve("terminal")

    def draw(self, losses, epochs, last=False):
        clock[0] += 0.02
        shown.append(clock[0])
        self.drawn, self.spent, self._last = self.drawn + 1, self.spent + 0.02, clock[0]

    monkeypatch.setattr(live.LossCurve, "_show", draw)
    while clock[0] < 20:
        clock[0] += 0.01
        watcher.update([1.0], 9)
    assert 0.02 * len(shown) <= live.SHARE * clock[0] and len(shown) >= 20 and min(np.diff(shown)) >= live.PAUSE


def test_a_notebook_is_waited_for_after_each_drawing_and_the_waiting_is_counted(monkeypatch):
    """Else its sending goes on beside training, in a thread that costs far more time than the drawing."""
    events, clock = [], [0.0]

    class Stream(io.StringIO):
        def flush(self):
            events.append("sent")
            clock[0] += 0.5

    monkeypatch.setattr(
        "IPython.display.display", lambda data, update, **how: events.append("update" if update else "new")
    )
    monkeypatch.setattr(sys, "stdout", Stream())
    monkeypatch.setattr(live.time, "perf_counter", lambda: clock[0])
    watcher = live.LossCurve("notebook")
    clock[0] = 100.0
    watcher.update([1.0], 9)
    watcher.close([1.0, 0.5], 9)
    assert events == ["new", "sent", "update", "sent"] and watcher.drawn == 2 and watcher.spent == 1.0


def test_the_notebooks_picture_says_what_it_shows():
    losses = [1.0 / k**3 for k in range(1, 1001)]
    picture = live.curve(losses, 2000)
    assert picture.alt == "Loss curve, logarithmic: epoch 1000 of 2000: loss 1×10⁻⁹, from 1 in the first."
    assert picture.html.count("<polyline") == 1 and len(picture.html) < 8000
    bad = live.curve([1.0, 3.0, float("inf")], 3)
    assert "no longer finite from epoch 3" in bad.alt and "nan" not in bad.html
    for odd in ([], [2.0], [0.0, 0.0], [-1.0, 2.0], [float("nan")]):
        assert live.curve(odd, 1).alt


def test_training_alone_imports_neither_ipython_nor_matplotlib():
    code = "import sys, backprop_lib.train; assert not {'IPython', 'matplotlib', 'torch'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
