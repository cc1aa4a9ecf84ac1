// A small net that learns in the page: border between the classes, loss, and the gradient of every parameter.
// Parameters stand in one list: W1 row by row, b1, W2, b2.

import { GATES, sigmoid } from "./gates.mjs";
import { number } from "./numbers.mjs";
import { button, choice, controls, numberField, row, status } from "./panel.mjs";
import { planesOf } from "./plane.mjs";

function learner({ op, params: { length }, X, y }) {
  const { f, slopes } = GATES[op];
  const units = (length - 1) / 4;

  // What goes into each hidden unit and comes out of it, and the net's output, for one point.
  function passed(params, [x1, x2]) {
    const hidden = [];
    let out = params[4 * units];
    for (let j = 0; j < units; j++) {
      const z = [x1 * params[j] + x2 * params[units + j] + params[2 * units + j]];
      hidden.push([z, f(null, z)]);
      out += hidden[j][1] * params[3 * units + j];
    }
    return { hidden, out };
  }

  // Mean cross-entropy over all points, its gradient for every parameter, and the points on the wrong side.
  function measured(params) {
    const now = { params, loss: 0, gradient: params.map(() => 0), wrong: [] };
    X.forEach((x, i) => {
      const { hidden, out } = passed(params, x);
      const off = y[i] ? -out : out;
      if (out > 0 !== y[i] > 0) now.wrong.push(x);
      now.loss += (Math.max(off, 0) + Math.log1p(Math.exp(-Math.abs(off)))) / X.length;
      const g = (sigmoid(out) - y[i]) / X.length;
      hidden.forEach(([z, a], j) => {
        const dz = g * params[3 * units + j] * slopes(null, z, a)[0];
        [dz * x[0], dz * x[1], dz, g * a].forEach((part, k) => (now.gradient[k * units + j] += part));
      });
      now.gradient[4 * units] += g;
    });
    return now;
  }

  const stepped = ({ params, gradient }, rate) => measured(params.map((p, i) => p - rate * gradient[i]));
  return { passed, measured, stepped };
}

function render({ model, el }) {
  const state = model.get("state");
  const { X, names, columns, rows, params } = state;
  const { passed, measured, stepped } = learner(state);
  const [plane, curve] = planesOf(el, state.plane, state.curve);
  const third = el.querySelectorAll("svg")[2];
  const over = () => losses.length > curve.range.x[1];
  const lines = [...third.querySelectorAll("g")];
  let { rate } = state;
  let now, losses, running, frame;

  const said = status();
  const start = button("", () => run(!running));
  start.hidden = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const some = [1, 10].map((count) => button(count > 1 ? `${count} steps` : "Step ▶", () => go(count)));
  const rateField = numberField("rate", rate, (value) => (rate = value), said, [0, 100]);
  const chosen = choice("look at", names, show);
  controls(el, row(start, ...some, button("Reset", begin), rateField, chosen), said);
  lines.forEach((line, i) => line.addEventListener("pointerenter", () => show((chosen.selectedIndex = i))));
  begin();

  function begin() {
    running = false;
    now = measured(params);
    losses = [now.loss];
    rateField.value = rate = state.rate;
    show();
  }

  function go(count) {
    for (let k = 0; k < count && !over(); k++) losses.push((now = stepped(now, rate)).loss);
    show();
  }

  function run(on) {
    cancelAnimationFrame(frame);
    running = on && el.isConnected && !over();
    if (running) frame = requestAnimationFrame(() => running && run(true));
    go(Number(running));
  }

  function show() {
    squares();
    plane.dots("wrong", now.wrong);
    curve.line("loss", losses.map((loss, k) => [k, loss]));
    curve.move("now", losses.length - 1, now.loss);
    const sizes = now.gradient.map(Math.abs);
    const largest = Math.max(...sizes);
    lines.forEach((line, i) => {
      const width = (0.6 + (7 * sizes[i]) / (largest || 1)).toFixed(2);
      line.setAttribute("style", `${state.signs[Number(now.gradient[i] < 0)]};stroke-width:${width}`);
    });
    const i = chosen.selectedIndex;
    third.querySelector("path").setAttribute("d", lines[i].firstChild.getAttribute("d"));
    start.textContent = running ? "Pause" : "Start";
    for (const one of [start, ...some]) one.disabled = over();
    said.setAttribute("aria-live", running ? "off" : "polite");
    const score = `Step ${losses.length - 1}: loss ${number(now.loss)}, ${X.length - now.wrong.length} of ${X.length} right.`;
    const one = `${names[i]} is ${number(now.params[i])}, its gradient ${number(now.gradient[i])}`;
    said.textContent = `${score} ${one}; the largest is ${number(largest)}.`;
  }

  // What the net says in the middle of each square of the plane.
  function squares() {
    const levels = state.levels.map(() => "");
    const { x, y } = plane.range;
    for (let k = 0; k < columns * rows; k++) {
      const [i, j] = [Math.floor(k / rows), k % rows];
      const middle = [x[0] + ((i + 0.5) / columns) * (x[1] - x[0]), y[1] - ((j + 0.5) / rows) * (y[1] - y[0])];
      const level = Math.floor(sigmoid(passed(now.params, middle).out) * levels.length);
      levels[Math.min(level, levels.length - 1)] += `M${i} ${j}h1`;
    }
    levels.forEach((cells, k) => plane.part(`level-${k}`).setAttribute("d", cells || "M0 0"));
  }
}

export default { render };
