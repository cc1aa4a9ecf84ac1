// The gate σ to be touched: x moves; tangent, bar and the product of n slopes follow.

import { sigmoid } from "./gates.mjs";
import { asking } from "./guess.mjs";
import { number } from "./numbers.mjs";
import { button, controls, make, numberField, put, row, sliding, status } from "./panel.mjs";
import { planesOf, pull, snapped } from "./plane.mjs";

// What is left of a gradient of 1 before the first gate and after each of n gates that sit at x.
function leftOver(x, n) {
  const s = sigmoid(x);
  return Array.from({ length: n + 1 }, (_, k) => ((1 - s) * s) ** k);
}

function render({ model, el }) {
  const state = model.get("state");
  const [curve, product] = planesOf(el, state.curve, state.left);
  let { x, n } = state;

  const said = status();
  const xField = numberField("x", x, (value) => set(value, n), said, curve.range.x);
  const slider = sliding({ min: 1, max: 10, step: 1, value: n }, (gates) => set(x, gates));
  const shown = make("b", {}, n);
  const count = make("label", {}, "gates ", slider, " ", shown);
  const question = () => `How much of a gradient do ${n === 1 ? "one such gate" : `${n} such gates`} leave?`;
  const outcome = () => leftOver(x, n)[n];
  const guess = asking("guess what is left first", state.guess, { question, outcome, changed: show });
  const reset = button("Reset", () => guess.again() && set(state.x, state.n));
  controls(el, row(xField, count, reset, guess.label), guess.form, said);
  pull(curve, curve.part("point"), (value) => set(snapped(value, 0.1), n));
  show("");

  function set(newX, newN) {
    const moved = newX !== x || newN !== n;
    x = newX;
    n = newN;
    put(xField, x);
    slider.value = n;
    shown.textContent = n;
    if (moved) guess.again();
    show("");
  }

  function show(told) {
    const s = sigmoid(x);
    const slope = (1 - s) * s;
    const path = leftOver(x, guess.open() ? 1 : n).map((left, k) => [k, left]);
    curve.line("tangent", [-16, 16].map((dx) => [x + dx, s + slope * dx]));
    curve.move("point", x, s);
    curve.part("bar").setAttribute("width", 4 * slope * state.bar);
    product.line("path", path);
    product.dots("dots", path);
    const where = Math.abs(x) > state.edge ? ", saturated" : "";
    const share = `${number(400 * slope, 3)} % of the most it can be, ¼`;
    const several = n === 1 ? "one such gate leaves" : `${n} such gates leave`;
    const left = `Of a gradient of 1, ${several} ${number(slope ** n)}.`;
    const words = `At x = ${number(x)} σ is ${number(s)}${where}. Its slope is ${number(slope)}, ${share}.`;
    said.textContent = `${told}${words}${guess.open() ? "" : ` ${left}`}`;
  }
}

export default { render };
