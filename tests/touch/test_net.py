"""The net that learns in the page takes the library's steps, and is run, stepped and watched."""

import re

import pytest

from backprop_lib import data
from backprop_lib.classifier import Classifier
from backprop_lib.optim import SGD
from backprop_lib.touch.net import flat, training
from backprop_lib.train import fit
from backprop_lib.words import number
from tests.touch.at_work import centre, close, field, module_for_tests, press, said, shown

pytestmark = pytest.mark.slow

X, Y = data.circles(100, seed=1)
STEPS = """([state, steps, rate]) => {
    const { measured, stepped } = learner(state)
    const losses = []
    let net = measured(state.params)
    for (let k = 0; k < steps; k++) {
        losses.push(net.loss)
        net = stepped(net, rate)
    }
    return [net.params, losses]
}"""


def net_of(seed: int = 1, activation: str = "tanh") -> Classifier:
    return Classifier((2, 8, 1), activation, seed=seed)


@pytest.mark.parametrize(("activation", "op"), [("tanh", "tanh"), ("relu", "relu"), ("sigmoid", "σ")])
def test_the_first_fifty_steps_are_the_librarys(page, activation, op):
    page.add_script_tag(content=module_for_tests("net"))
    for seed, rate in ((1, 5.0), (2, 0.5)):
        net = net_of(seed, activation)
        state = {"op": op, "params": flat(net.parameters()), "X": X.tolist(), "y": Y.tolist()}
        params, losses = page.evaluate(STEPS, [state, 50, rate])
        history = fit(net, X, Y, SGD(rate), epochs=50)
        assert close(params, flat(net.parameters()))
        assert close(losses, history.batch_losses)


def test_steps_and_a_typed_rate_train_it_and_the_net_itself_stays(page):
    net = net_of()
    net.loss(X, Y)
    before = flat(net.parameters())
    shown(page, training(net, X, Y, rate=5.0))
    net.backward()  # goes back from the loss that was measured before the picture was made
    press(page, "10 steps", 5)
    press(page, "Step ▶")
    field(page, "rate").fill("2")
    page.get_by_role("button", name="Step ▶").press("Enter")
    assert page.locator("[data-part=loss]").get_attribute("d").count("L") == 52
    assert flat(net.parameters()) == before
    fit(net, X, Y, SGD(5.0), epochs=51)
    fit(net, X, Y, SGD(2.0), epochs=1)
    assert f"Step 52: loss {number(net.loss(X, Y))}, {round(100 * net.correct(X, Y))} of 100 right." in said(page)
    field(page, "rate").fill("200")
    assert said(page) == "The picture reaches from rate = 0 to 100."
    press(page, "Reset")
    assert said(page).startswith("Step 0: ") and field(page, "rate").input_value() == "5"


def test_the_loss_after_ten_steps_is_asked_for_first(page):
    net = net_of()
    shown(page, training(net, X, Y, rate=5.0, guess=True))
    assert page.locator(".bp-ask").is_hidden()
    press(page, "10 steps")
    assert "What will the loss be after 10 steps at rate 5?" in page.locator(".bp-ask").inner_text()
    field(page, "rate").fill("2")
    assert "at rate 2?" in page.locator(".bp-ask").inner_text() and said(page).startswith("Step 0: ")
    fit(net, X, Y, SGD(2.0), epochs=10)
    right = number(net.loss(X, Y))
    field(page, "your guess").fill(right)
    field(page, "your guess").press("Enter")
    assert said(page).startswith(f"You guessed {right}, it is {right}. You were right. Step 10: loss {right}, ")
    assert page.locator(".bp-ask").is_hidden()
    press(page, "10 steps", 2)
    assert said(page).startswith("Step 20: "), "pressed twice, it goes on without a guess"


def test_it_runs_until_paused_and_only_then_says_so_aloud(page):
    shown(page, training(net_of(), X, Y, rate=5.0))
    press(page, "Start")
    status = page.locator(".bp-said")
    assert status.get_attribute("aria-live") == "off"
    page.wait_for_function("document.querySelector('[data-part=loss]').getAttribute('d').split('L').length > 5")
    press(page, "Pause")
    assert status.get_attribute("aria-live") == "polite"
    told = said(page)
    steps = int(re.match(r"Step (\d+)", told)[1])
    assert page.locator("[data-part=loss]").get_attribute("d").count("L") == steps > 4
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert said(page) == told


def test_started_twice_within_a_frame_it_still_takes_one_step_a_frame(page):
    shown(page, training(net_of(), X, Y, rate=5.0))
    steps = page.evaluate("""() => new Promise(done => {
        const start = [...document.querySelectorAll('button')].find(one => one.textContent === 'Start')
        const taken = () => document.querySelector('[data-part=loss]').getAttribute('d').split('L').length - 1
        requestAnimationFrame(() => {
            for (let k = 0; k < 5; k++) start.click()
            const begun = taken()
            requestAnimationFrame(() => requestAnimationFrame(() => { start.click(); done(taken() - begun) }))
        })
    })""")
    assert steps in (1, 2)


def test_the_border_and_the_gradients_move(page):
    shown(page, training(net_of(), X, Y, rate=5.0))
    part = {name: page.locator(f"[data-part={name}]") for name in ("level-0", "level-5", "wrong", "p-24")}
    before = {name: (one.get_attribute("d"), one.get_attribute("style")) for name, one in part.items()}
    press(page, "10 steps", 12)
    assert "100 of 100 right" in said(page) and part["wrong"].get_attribute("d") == "M0 0"
    for name, one in part.items():
        assert (one.get_attribute("d"), one.get_attribute("style")) != before[name], name
    press(page, "10 steps", 28)
    assert page.get_by_role("button", name="Step ▶").is_disabled() and said(page).startswith("Step 400")


def test_a_parameter_is_looked_at_by_the_pointer_and_by_its_name(page):
    net = net_of()
    shown(page, training(net, X, Y, rate=5.0))
    page.mouse.move(*centre(page.locator("[data-part=p-32]")))
    page.mouse.move(*[at + 9 for at in centre(page.locator("[data-part=p-16]"))])
    assert field(page, "look at").input_value() in ("b1[0]", "W2[0]")
    field(page, "look at").select_option("W2[3]")
    net.loss(X, Y)
    net.backward()
    weight, slope = (found["W2"][3, 0] for found in (net.parameters(), net.gradients()))
    assert f"W2[3] is {number(weight)}, its gradient {number(slope)}; the largest is" in said(page)
    halo, line = page.locator("[data-part=halo]"), page.locator("[data-part=p-27] path").first
    assert halo.get_attribute("d") == line.get_attribute("d")


def test_who_wants_less_motion_steps(browser):
    page = browser.new_page(reduced_motion="reduce")
    shown(page, training(net_of(), X, Y, rate=5.0))
    assert not page.get_by_role("button", name="Start").is_visible()
    press(page, "10 steps")
    assert said(page).startswith("Step 10: ")
    page.close()
