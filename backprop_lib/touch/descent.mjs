// Gradient descent to be touched: start and rate move, the path follows; rates that were tried stay as dots.

import { asking } from "./guess.mjs";
import { number } from "./numbers.mjs";
import { button, controls, numberField, put, row, status } from "./panel.mjs";
import { planesOf, pull, snapped } from "./plane.mjs";
import { lossAt, walk } from "./walk.mjs";

const MOST = 60;

// What a step that multiplies the distance by this does to a walk.
function fate(factor) {
  if (Math.abs(factor) < 1e-9) return "arrives in one step";
  if (Math.abs(factor + 1) < 1e-9) return "jumps back and forth, never nearer";
  if (factor < -1) return "jumps across, farther each time, and leaves";
  return factor < 0 ? "jumps across and comes nearer" : "comes nearer without crossing";
}

function render({ model, el }) {
  const state = model.get("state");
  const { H, bottom } = state;
  const alone = H.length === 1;
  const [plane, factors] = planesOf(el, state.plane, state.factors);
  const grid = 10 ** Math.floor(Math.log10(factors.range.x[1])) / 100;
  const ranges = [plane.range.x, plane.range.y];
  const names = alone ? ["w"] : ["w₁", "w₂"];
  let { start, rate, steps } = state;
  let tried = new Set();

  const said = status();
  const startAt = (i) => (value) => begin(start.map((w, k) => (k === i ? value : w)));
  const from = names.map((name, i) => numberField(`start ${name}`, start[i], startAt(i), said, ranges[i]));
  const rateField = numberField("rate", rate, (value) => value && setRate(value), said, factors.range.x);
  const back = button("To the start", () => walked(0));
  const next = button("Step ▶", () => walked(steps + 1));
  const question = () => `Up to which rate does the walk come nearer${alone ? "" : " in both directions"}?`;
  const outcome = () => 2 / Math.max(...H);
  const guess = asking("guess the border first", state.guess, { question, outcome, changed: show });
  const reset = button("Reset", () => restore());
  controls(el, row(...from, rateField), row(back, next, reset, guess.label), guess.form, said);
  const unit = 10 ** Math.floor(Math.log10(ranges[0][1] - ranges[0][0])) / 50;
  pull(plane, plane.part("start"), (...at) => begin(at.slice(0, H.length).map((w) => snapped(w, unit))), !alone);
  pull(factors, factors.part("rate"), (value) => setRate(Math.max(snapped(value, grid), grid)));
  show("");

  function begin(at) {
    start = at;
    show("");
  }

  function setRate(value) {
    tried.add(rate);
    rate = value;
    show("");
  }

  function walked(count) {
    steps = Math.min(count, MOST);
    show("");
  }

  function restore() {
    tried = new Set();
    ({ start, rate, steps } = state);
    guess.again();
    show("");
  }

  function show(told) {
    const places = walk(H, start, bottom, rate, steps);
    const path = places.map((w) => (alone ? [w[0], lossAt(H, bottom, w)] : w));
    from.forEach((field, i) => put(field, start[i]));
    put(rateField, rate);
    plane.line("path", path);
    plane.dots("dots", path);
    plane.move("now", ...path.at(-1));
    plane.move("start", ...path[0]);
    factors.move("rate", rate, 0);
    H.forEach((h, i) => {
      factors.move(`factor-${i}`, rate, 1 - rate * h);
      factors.dots(`seen-${i}`, [...tried].map((value) => [value, 1 - value * h]));
    });
    factors.show("border", !guess.open());
    back.disabled = steps === 0;
    next.disabled = steps === MOST;
    said.textContent = told + sentence(places.at(-1));
  }

  function sentence(end) {
    const at = names.map((name, i) => `${name} = ${number(end[i])}`).join(", ");
    const after = `After ${steps === 1 ? "1 step" : `${steps} steps`} ${at}, loss ${number(lossAt(H, bottom, end))}.`;
    const fates = H.map((h, i) => {
      const direction = alone ? "Each step multiplies the distance" : `A step multiplies ${names[i]}`;
      return `${direction} by ${number(1 - rate * h)}: it ${fate(1 - rate * h)}.`;
    });
    return `Rate ${number(rate)}. ${fates.join(" ")} ${after}`;
  }
}

export default { render };
