// Gradient descent that remembers, to be touched: the share of a step that is kept, rate and start move; path and loss
// follow, with those of plain descent beside them.

import { number } from "./numbers.mjs";
import { button, controls, numberField, put, row, sliding, status } from "./panel.mjs";
import { planesOf, pull, snapped } from "./plane.mjs";
import { lossAt, walk } from "./walk.mjs";

// What one step leaves of the distance to the bottom in the long run, and whether the walk swings across it: two roots
// of z² − (1 + keep − rate · h) · z + keep, the larger one decides.
function fading(h, rate, keep) {
  const sum = 1 + keep - rate * h;
  const inside = sum * sum - 4 * keep;
  return { left: inside < 0 ? Math.sqrt(keep) : (Math.abs(sum) + Math.sqrt(inside)) / 2, swings: inside < 0 || sum < 0 };
}

function render({ model, el }) {
  const state = model.get("state");
  const { H, names, steps, unit } = state;
  const [plane, curve] = planesOf(el, state.plane, state.curve);
  const bottom = H.map(() => 0);
  let now = state;

  const said = status();
  const field = (name, high, step) => numberField(name, state[name], (value) => set({ [name]: value }), said, [0, high], step);
  const keep = field("keep", 1, 0.01);
  const rate = field("rate", state.fastest);
  const slider = sliding({ min: 0, max: 1, step: 0.01, "aria-label": "keep, by hand" }, (value) => set({ keep: value }));
  controls(el, row(keep, slider, rate, button("Reset", () => set(state))), said);
  pull(plane, plane.part("start"), (...at) => set({ start: at.map((w, i) => snapped(w, unit[i])) }), true);
  set({});

  function set(changes) {
    now = { ...now, ...changes };
    const [kept, plain] = [now.keep, 0].map((part) => walk(H, now.start, bottom, now.rate, steps, part));
    put(keep, now.keep);
    put(rate, now.rate);
    slider.value = now.keep;
    plane.line("path", kept);
    plane.dots("dots", kept);
    plane.move("start", ...now.start);
    [["plain", plain], ["loss", kept]].forEach(([name, places]) => {
      curve.line(name, places.map((w, k) => [k, lossAt(H, bottom, w)]));
    });
    const ends = [kept, plain].map((places) => number(lossAt(H, bottom, places[steps])));
    const shares = H.map((h, i) => {
      const { left, swings } = fading(h, now.rate, now.keep);
      return `${number(left)} of ${names[i]}${swings ? ", swinging" : ""}`;
    });
    said.textContent = `In the long run a step leaves ${shares.join(", and ")}. Loss after ${steps} steps: ${ends[0]}; plain descent: ${ends[1]}.`;
  }
}

export default { render };
