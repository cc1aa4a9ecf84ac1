// A chain of neurons to be touched: depth, weight, bias and activation move; values and gradients follow, layer by layer.

import { GATES } from "./gates.mjs";
import { asking } from "./guess.mjs";
import { number } from "./numbers.mjs";
import { button, choice, controls, numberField, put, row, sliding, status } from "./panel.mjs";
import { planeOf, pull } from "./plane.mjs";

const PLAIN = { f: (c, [z]) => z, slopes: () => [1] };

// What each neuron puts out, the input first, and the gradient of the last one for each.
function passes({ activation, weight, bias, start, layers }) {
  const gate = GATES[activation] ?? PLAIN;
  const [values, factors] = [[start], []];
  for (let k = 0; k < layers; k++) {
    const z = [values[k] * weight + bias];
    values.push(gate.f(null, z));
    factors.unshift(weight * gate.slopes(null, z, values[k + 1])[0]);
  }
  const gradients = [1];
  for (const factor of factors) gradients.unshift(gradients[0] * factor);
  return { values, gradients };
}

// What becomes of a gradient of 1 over so many layers.
function fate(left, layers) {
  if (left === 0) return "It is gone: a neuron that is off passes nothing back.";
  const size = Math.abs(left);
  const verdict = size < 1e-3 ? "vanishes" : size > 1e3 ? "explodes" : "survives";
  return `It ${verdict}: a factor of ${number(size ** (1 / layers))} a layer, on average.`;
}

function render({ model, el }) {
  const state = model.get("state");
  const { largest, scales } = state;
  const both = [...el.querySelectorAll("svg")].map((svg) => scales.map((scale) => planeOf(svg, scale)));
  let now = state;

  const said = status();
  const fields = {};
  const add = (name, range, step) => (fields[name] = numberField(name, state[name], (value) => set({ [name]: value }), said, range, step));
  for (const name of ["weight", "bias", "start"]) add(name, [-largest, largest]);
  add("layers", [1, scales[0].x[1]], 1);
  const slider = sliding({ min: -largest, max: largest, step: 0.1, "aria-label": "weight, by hand" }, (weight) => set({ weight }));
  const chosen = choice("activation", state.names, () => set({ activation: chosen.value }));
  const question = () => `Of a gradient of 1 at the output, what is left ${now.layers} layers before?`;
  const guess = asking("guess what is left first", state.guess, { question, outcome: () => passes(now).gradients[0], changed: show });
  const { layers, weight, bias, start } = fields;
  controls(el, row(chosen, layers, weight, slider), row(bias, start, button("Reset", () => set(state)), guess.label), guess.form, said);
  for (const [plane] of both) pull(plane, plane.part("end"), (layer) => set({ layers: Math.max(1, layer) }));
  show("");

  function set(changes) {
    now = { ...now, ...changes };
    now.layers = Math.round(now.layers);
    guess.again();
    show("");
  }

  function show(told) {
    const { values, gradients } = passes(now);
    for (const name in fields) put(fields[name], now[name]);
    slider.value = now.weight;
    chosen.value = now.activation;
    const [into, out, left] = [now.start, values.at(-1), gradients[0]].map((value) => number(value));
    const back = `Of a gradient of 1 at the output ${left} is left at the input. ${fate(gradients[0], now.layers)}`;
    drawn(both[0], values, 0);
    drawn(both[1], gradients, guess.open() ? now.layers : 0);
    said.textContent = `${told}Forward, ${into} goes in and ${out} comes out. ${guess.open() ? "" : back}`.trim();
  }

  // Sizes from layer `first` on, on the closest axes that show them.
  function drawn(planes, numbers, first) {
    const points = numbers.map((value, k) => [k, Math.abs(value)]).slice(first);
    const shows = ({ range: { y } }) => points.every(([, size]) => !size || (size >= y[0] && size <= y[1]));
    const plane = planes.find(shows) ?? planes.at(-1);
    planes.forEach((one, k) => one.show(`scale-${k}`, one === plane));
    plane.line("path", points);
    plane.dots("dots", points);
    plane.move("end", numbers.length - 1, 1);
  }
}

export default { render };
