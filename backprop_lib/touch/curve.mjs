// A curve that one can touch: its point and its nudge move; tangent, secants, their slopes and errors follow.

import { FUNCTIONS, differences } from "./functions.mjs";
import { asking } from "./guess.mjs";
import { number, typed } from "./numbers.mjs";
import { button, controls, make, numberField, put, row, sliding, status } from "./panel.mjs";
import { planesOf, pull, snapped } from "./plane.mjs";

// A nudge as people write it: 0.5, 1e-5, 3.16e-6.
const short = (h) => (h >= 0.01 ? String(Number(h.toPrecision(3))) : h.toExponential(2).replace(/\.?0+e/, "e"));

function render({ model, el }) {
  const state = model.get("state");
  const curve = FUNCTIONS[state.name];
  const [plane, errors] = planesOf(el, state.plane, state.errors);
  const width = plane.range.x[1] - plane.range.x[0];
  let { x, h } = state;
  let seen = new Map();

  const said = status();
  const xField = numberField("x", x, (value) => set(value, h), said, plane.range.x);
  const hField = make("input", { type: "text", inputmode: "decimal", value: short(h) });
  hField.addEventListener("input", () => typed(hField.value) > 0 && typed(hField.value) <= width && set(x, typed(hField.value)));
  hField.addEventListener("keydown", (event) => step(event));
  const slider = sliding({ min: -12, max: 0, step: 0.5, "aria-label": "nudge h, as a power of ten" }, (power) => set(x, snapped(10 ** power, 1e-15)));
  const question = () => `How steep is ${state.formula} at x = ${number(x)}?`;
  const guess = asking("guess the slope first", state.guess, { question, outcome: () => curve.slope(x), changed: show });
  const all = button("Show every h", () => state.steps.forEach(note) || show(""));
  const reset = button("Reset", () => restore());
  const nudge = make("label", {}, "nudge h ", hField);
  controls(el, row(xField, nudge, slider, ...(errors ? [all] : []), reset, guess.label), guess.form, said);
  pull(plane, plane.part("point"), (value) => set(snapped(value, 0.05), h));
  pull(plane, plane.part("right"), (value) => set(x, Math.max(snapped(value - x, 0.01), 0.01)));
  if (errors) for (const name of ["forward", "central"]) pull(errors, errors.part(`${name}-error`), (value) => set(x, coarse(value)));
  show("");

  function coarse(value) {
    return Math.min(Math.max(snapped(10 ** (Math.round(4 * Math.log10(value)) / 4), 1e-15), 1e-13), width);
  }

  function step(event) {
    const way = { ArrowUp: 0.5, ArrowDown: -0.5, PageUp: 1, PageDown: -1 }[event.key];
    if (!way) return;
    event.preventDefault();
    const moved = Number((10 ** (Math.round(2 * (Math.log10(h) + way)) / 2)).toPrecision(4));
    if (moved <= width) set(x, moved);
    hField.value = short(h);
  }

  function set(newX, newH) {
    if (newX !== x) begin(newX);
    h = newH;
    put(xField, x);
    if (typed(hField.value) !== h) hField.value = short(h);
    show("");
  }

  // Another point: nothing is known of its errors, and its slope is asked for anew.
  function begin(newX) {
    x = newX;
    seen = new Map();
    guess.again();
  }

  function restore() {
    begin(state.x);
    set(state.x, state.h);
  }

  function note(nudged) {
    seen.set(nudged, differences(curve, x, nudged).errors.map((error) => Math.max(error, state.floor)));
  }

  function show(told) {
    const now = differences(curve, x, h);
    const hidden = guess.open();
    const { f } = curve;
    const through = (at, slope) => [-width, width].map((dx) => [at + dx, f(at) + slope * dx]);
    slider.value = Math.log10(h);
    slider.setAttribute("aria-valuetext", short(h));
    plane.line("run", [[x, f(x)], [x + h, f(x)], [x + h, f(x + h)]]);
    plane.line("tangent", through(x, now.right));
    plane.line("forward", through(x, now.forward));
    plane.move("right", x + h, f(x + h));
    plane.move("point", x, f(x));
    plane.show("tangent", !hidden);
    if (errors) showErrors(now, through(x - h, now.central), hidden);
    said.textContent = told + sentence(now, hidden);
  }

  function showErrors(now, chord, hidden) {
    if (!hidden) note(h);
    plane.line("central", chord);
    plane.move("left", x - h, curve.f(x - h));
    ["central", "left"].forEach((name) => plane.show(name, !hidden));
    ["forward", "central"].forEach((name, k) => {
      errors.move(`${name}-error`, h, Math.max(now.errors[k], state.floor));
      errors.dots(`${name}-seen`, hidden ? [] : [...seen].map(([nudged, found]) => [nudged, found[k]]));
      errors.show(`${name}-error`, !hidden);
    });
    all.disabled = hidden;
  }

  function sentence(now, hidden) {
    const off = (k) => `${now.right ? "relative error" : "error"} ${number(now.errors[k], 2)}`;
    const kind = errors ? "one-sided" : "secant";
    const parts = [`h = ${short(h).replace("-", "−")}: ${kind} ${number(now.forward, 10)}${errors && !hidden ? `, ${off(0)}` : ""}`];
    if (errors && !hidden) parts.push(`central ${number(now.central, 10)}, ${off(1)}`);
    const where = `At x = ${number(x)}`;
    if (hidden) return `${where}, ${parts.join("; ")}.`;
    return `${where} ${rule()} ${number(now.right)}. ${parts.join("; ")}. ${beyond()}`.trim();
  }

  // At a corner there is no slope, and what stands for it is a rule.
  function rule() {
    return state.corner && x === 0 ? "is the corner: there is no slope, and the rule says" : "the slope is";
  }

  function beyond() {
    const across = errors ? x !== 0 && Math.abs(x) < h : x < 0 && x + h > 0;
    return state.corner && across ? "The nudge reaches beyond the corner." : "";
  }
}

export default { render };
