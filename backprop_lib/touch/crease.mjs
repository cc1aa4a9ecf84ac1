// max(x, y) to be touched: two inputs move; arrows say who gets the gradient, and a cut shows the slope.

import { GATES } from "./gates.mjs";
import { asking } from "./guess.mjs";
import { number } from "./numbers.mjs";
import { button, controls, numberField, put, row, status } from "./panel.mjs";
import { planesOf, pull, snapped } from "./plane.mjs";

// The larger input, and what each input gets of a gradient of 1.
function routing(x, y) {
  const top = GATES.max.f(null, [x, y]);
  return { top, shares: GATES.max.slopes(null, [x, y], top) };
}

function render({ model, el }) {
  const state = model.get("state");
  const [plane, cut] = planesOf(el, state.plane, state.plane);
  const [low, high] = plane.range.x;
  let { x, y, moves } = state;

  const said = status();
  const xField = numberField("x", x, (value) => set(value, y, "x"), said, [low, high]);
  const yField = numberField("y", y, (value) => set(x, value, "y"), said, [low, high]);
  const question = () => `What is the gradient on x where x = ${number(x)} and y = ${number(y)}?`;
  const outcome = () => routing(x, y).shares[0];
  const guess = asking("guess the gradient on x first", state.guess, { question, outcome, changed: show });
  const reset = button("Reset", () => guess.again() && set(state.x, state.y, state.moves));
  const even = button("Make a tie", () => level());
  controls(el, row(xField, yField, even, reset, guess.label), guess.form, said);
  pull(plane, plane.part("point"), (a, b) => set(snapped(a, 0.1), snapped(b, 0.1), moves), true);
  pull(cut, cut.part("cut"), (a) => (moves === "x" ? set(snapped(a, 0.1), y, "x") : set(x, snapped(a, 0.1), "y")));
  show("");

  function level() {
    if (moves === "y") set(x, x, "y");
    else set(y, y, "x");
  }

  function set(newX, newY, along) {
    const moved = newX !== x || newY !== y;
    [x, y, moves] = [newX, newY, along];
    put(xField, x);
    put(yField, y);
    if (moved) guess.again();
    show("");
  }

  function show(told) {
    const { top, shares } = routing(x, y);
    const shown = !guess.open();
    const [at, held, share] = moves === "x" ? [x, y, shares[0]] : [y, x, shares[1]];
    plane.move("point", x, y);
    plane.move("arrows", x, y);
    ["to-x", "to-y"].forEach((name, i) => plane.part(name).setAttribute("transform", `scale(${shares[i]})`));
    plane.show("arrows", shown);
    cut.part("xlabel").textContent = `${moves}, with ${moves === "x" ? "y" : "x"} held at ${number(held)}`;
    cut.line("bend", [[low, Math.max(low, held)], [held, held], [high, Math.max(high, held)]]);
    cut.line("tangent", [low - high, high - low].map((d) => [at + d, top + share * d]));
    cut.line("drop", [[at, low], [at, top]]);
    cut.move("cut", at, top);
    cut.show("tangent", shown);
    said.textContent = `${told}At x = ${number(x)}, y = ${number(y)} max is ${number(top)}. ${shown ? leads() : ""}`.trim();
  }

  function leads() {
    const begin = routing(state.x, state.y);
    const predicted = begin.top + begin.shares[0] * (x - state.x) + begin.shares[1] * (y - state.y);
    const from = `From x = ${number(state.x)}, y = ${number(state.y)} the slopes there predict ${number(predicted)}.`;
    const moved = x !== state.x || y !== state.y ? ` ${from}` : "";
    if (x === y) return `A tie: each input gets half of the gradient.${moved}`;
    const [first, second] = x > y ? ["x", "y"] : ["y", "x"];
    return `${first} leads and gets the whole gradient; ${second} gets none.${moved}`;
  }
}

export default { render };
