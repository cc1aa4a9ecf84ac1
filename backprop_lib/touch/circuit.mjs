// A circuit that one can touch: leaves move, steps go forward and backward, gradients are guessed. The SVG is there
// already; its numbers come to life. At the end a student's own gradients may stand, the wrong ones struck out.

import { gap } from "./guess.mjs";
import { typed, number } from "./numbers.mjs";
import { button, controls, drag, make, numberField, row, status, stride } from "./panel.mjs";
import { known, moved, sentence, stepsOf, verdict } from "./story.mjs";

const LIT = "#FFE27A";
const SVG = "http://www.w3.org/2000/svg";
const PACE = 1200; // milliseconds between two steps of "play"

function render({ model, el }) {
  const state = model.get("state");
  const { nodes } = state;
  const svg = el.querySelector("svg");
  const groups = nodes.map((_, i) => svg.querySelector(`[data-node="${i}"]`));
  const leaves = nodes.map((node) => node.data);
  const steps = stepsOf(nodes, state.order);
  const begin = steps.findIndex((step) => step.kind === "begin");
  let at = { end: steps.length - 1, backward: begin, start: 0 }[state.at];
  let playing = 0;
  let waiting = null; // in guess mode, the node whose gradient is asked for

  const said = status();
  const back = button("◀ Back", () => go(at - 1));
  const next = button("Next ▶", () => forwards());
  const play = button("Play", () => toggle());
  const restart = button("Start", () => go(0));
  const guessing = make("input", { type: "checkbox", checked: state.guess, onchange: () => ask() });
  const answer = make("input", { type: "text", inputmode: "decimal", size: 8, "aria-label": "your guess" });
  const question = make("span");
  const form = make("form", { class: "bp-ask", hidden: true, onsubmit: (event) => reveal(event) });
  form.append(question, answer, make("button", {}, "Show"));
  const fields = nodes.map((node, i) => (node.op ? null : leafField(node, i)));
  const reset = button("Reset numbers", () => restore());
  const label = make("label", {}, guessing, " guess each gradient first");
  controls(el, row(restart, back, next, play, label), form, said, row(...fields.filter(Boolean), reset));
  nodes.forEach((node, i) => node.op || drag(groups[i], () => leaves[i], stride(node.data), (value) => set(i, value)));
  const marks = contributions();
  show(true);

  function leafField(node, i) {
    return numberField(node.name, node.data, (value) => set(i, value));
  }

  function set(i, value) {
    leaves[i] = value;
    if (fields[i] !== document.activeElement) fields[i].value = value;
    show(false);
  }

  function restore() {
    nodes.forEach((node, i) => {
      leaves[i] = node.data;
      if (fields[i]) fields[i].value = node.data;
    });
    show(true);
  }

  function go(to) {
    at = Math.max(0, Math.min(steps.length - 1, to));
    waiting = null;
    show(true);
  }

  function forwards() {
    if (at === steps.length - 1) return;
    if (guessing.checked && steps[at + 1].kind === "visit" && waiting === null) return ask();
    go(at + 1);
  }

  function ask() {
    const step = steps[at + 1];
    waiting = guessing.checked && step?.kind === "visit" ? nodes[step.gate].parents[0] : null;
    answer.value = "";
    show(false);
    if (waiting !== null) answer.focus();
  }

  function reveal(event) {
    event.preventDefault();
    const guess = typed(answer.value);
    const asked = waiting;
    go(at + 1);
    const right = known(nodes, leaves, steps, at).gradients[asked];
    const told = guess === null ? "" : `You guessed ${number(guess)}, it is ${number(right)}. ${gap(guess, right)} `;
    said.textContent = told + said.textContent;
    next.focus();
  }

  function toggle() {
    if (playing) return stop();
    if (at === steps.length - 1) go(0);
    guessing.checked = false;
    waiting = null;
    playing = setInterval(() => {
      if (!el.isConnected || at === steps.length - 1) return stop();
      go(at + 1);
    }, PACE);
    play.textContent = "Pause";
  }

  function stop() {
    clearInterval(playing);
    playing = 0;
    play.textContent = "Play";
  }

  function contributions() {
    const found = new Map();
    for (const wire of svg.querySelectorAll("[data-wire]")) {
      const [source, target, slot] = wire.dataset.wire.split(" ").map(Number);
      const uses = nodes.reduce((sum, node) => sum + node.parents.filter((p) => p === source).length, 0);
      if (uses < 2) continue;
      const [from, to] = [0, wire.getTotalLength()].map((length) => wire.getPointAtLength(length));
      const y = to.y > from.y ? to.y + 15 : to.y - 7; // outside of the two wires, before the gate
      const text = document.createElementNS(SVG, "text");
      const looks = { x: to.x - 2, y, "font-size": 12, "font-weight": "bold", "text-anchor": "end" };
      Object.assign(looks, { fill: "#A84A00", stroke: "#ffffff", "stroke-width": 3, "paint-order": "stroke" });
      for (const [name, value] of Object.entries(looks)) text.setAttribute(name, value);
      wire.parentNode.append(text);
      found.set(`${target} ${slot}`, text);
    }
    return found;
  }

  function show(speak) {
    const now = known(nodes, leaves, steps, at);
    const mine = at === steps.length - 1 && nodes.every((node, i) => leaves[i] === node.data) ? state.yours : null;
    for (const mark of svg.querySelectorAll(".bp-right, .bp-wrong")) mark.style.visibility = mine ? "" : "hidden";
    nodes.forEach((_, i) => {
      write(groups[i], ".bp-value", now.shown[i] ? number(now.values[i]) : "");
      write(groups[i], ".bp-gradient", now.gradients[i] === null ? "" : (mine?.found[i] ?? number(now.gradients[i])));
      const lit = steps[at].gate === i && at < steps.length;
      groups[i].querySelector("rect").style.fill = lit ? LIT : "";
    });
    for (const [key, text] of marks) {
      const [target, slot] = key.split(" ").map(Number);
      text.textContent = now.sent[target] ? number(now.sent[target][slot]) : "";
    }
    const held = document.activeElement;
    back.disabled = restart.disabled = at === 0;
    next.disabled = at === steps.length - 1;
    if (held?.disabled) (held === next ? back : next).focus();
    form.hidden = waiting === null;
    const gate = steps[at + 1]?.gate;
    if (waiting !== null) {
      question.textContent = `${nodes[gate].name} sends next. What will the gradient of ${nodes[waiting].name} be? `;
    }
    const ends = state.order && at === steps.length - 1 ? ` ${verdict(nodes, leaves, now.gradients)}` : "";
    const far = at === steps.length - 1 && !state.order ? moved(nodes, leaves) : "";
    const words = `Step ${at + 1} of ${steps.length}, ${far || sentence(nodes, steps, at, now, state.order)}${ends}`;
    const yours = mine ? ` ${compared(mine, now)}` : "";
    if (speak || said.textContent.startsWith("Step")) said.textContent = words + yours;
  }

  function compared({ found, first }, { gradients }) {
    if (first === null) return "All gradients of yours are right.";
    const right = number(gradients[first]);
    return `On the way back the first wrong gradient of yours is that of ${nodes[first].name}: ${found[first]}, not ${right}.`;
  }
}

function write(group, where, text) {
  const found = group.querySelector(where);
  if (found) found.textContent = text;
}

export default { render };
