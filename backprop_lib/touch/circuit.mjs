// A circuit that one can touch: leaves move, steps go forward and backward, gradients are guessed. The SVG is there
// already; its numbers come to life. At the end a student's own gradients may stand, the wrong ones struck out.

import { asking } from "./guess.mjs";
import { number } from "./numbers.mjs";
import { button, controls, drag, numberField, put, row, status, stride } from "./panel.mjs";
import { known, moved, sentence, stepsOf, verdict } from "./story.mjs";

const LIT = "#FFE27A";
const PACE = 1200; // milliseconds between two steps of "play"

function render({ model, el }) {
  const state = model.get("state");
  const { nodes } = state;
  const svg = el.querySelector("svg");
  const frame = svg.parentNode; // a wide drawing scrolls in it on a phone
  const groups = nodes.map((_, i) => svg.querySelector(`[data-node="${i}"]`));
  const leaves = nodes.map((node) => node.data);
  const steps = stepsOf(nodes, state.order);
  const begin = steps.findIndex((step) => step.kind === "begin");
  let at = { end: steps.length - 1, backward: begin, start: 0 }[state.at];
  let playing = 0;

  const said = status();
  const back = button("◀ Back", () => go(at - 1));
  const next = button("Next ▶", () => forwards());
  const play = button("Play", () => toggle());
  const restart = button("Start", () => go(0));
  const guess = asking("guess each gradient first", state.guess, { question, outcome, changed: answered });
  guess.again(false);
  const fields = nodes.map((node, i) => (node.op ? null : numberField(node.name, node.data, (value) => set(i, value))));
  const reset = button("Reset numbers", () => restore());
  controls(el, row(restart, back, next, play, guess.label), guess.form, said, row(...fields.filter(Boolean), reset));
  nodes.forEach((node, i) => node.op || drag(groups[i], () => leaves[i], stride(node.data), (value) => set(i, value)));
  show(true);

  function set(i, value) {
    leaves[i] = value;
    put(fields[i], value);
    show(false);
  }

  function restore() {
    nodes.forEach((node, i) => node.op || set(i, node.data));
    show(true);
  }

  function go(to) {
    at = Math.max(0, Math.min(steps.length - 1, to));
    guess.again(false);
    show(true);
  }

  // One step, or the question before it, then the step.
  function forwards() {
    if (guess.open() || !guess.again() || !guess.open()) go(at + 1);
    else guess.answer.focus();
  }

  // The node whose gradient comes next, if one does.
  function asked() {
    const step = steps[at + 1];
    return step?.kind === "visit" ? nodes[step.gate].parents[0] : null;
  }

  function question() {
    if (asked() === null) return "";
    return `${nodes[steps[at + 1].gate].name} sends next. What will the gradient of ${nodes[asked()].name} be?`;
  }

  function outcome() {
    return known(nodes, leaves, steps, at + 1).gradients[asked()];
  }

  function answered(told, shown) {
    if (!shown) return guess.open() && guess.answer.focus();
    go(at + 1);
    said.textContent = told + said.textContent;
    next.focus();
  }

  function toggle() {
    if (playing) return stop();
    if (at === steps.length - 1) go(0);
    guess.box.checked = false;
    guess.again();
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

  function show(speak) {
    const now = known(nodes, leaves, steps, at);
    const lit = steps[at].gate;
    const mine = at === steps.length - 1 && nodes.every((node, i) => leaves[i] === node.data) ? state.yours : null;
    for (const mark of svg.querySelectorAll(".bp-right, .bp-wrong")) mark.style.visibility = mine ? "" : "hidden";
    nodes.forEach((_, i) => {
      write(groups[i], ".bp-value", now.shown[i] ? number(now.values[i]) : "");
      write(groups[i], ".bp-gradient", now.gradients[i] === null ? "" : (mine?.found[i] ?? number(now.gradients[i])));
      groups[i].querySelector("rect").style.fill = i === lit ? LIT : "";
    });
    frame.tabIndex = frame.scrollWidth > frame.clientWidth ? 0 : -1; // what scrolls can be reached by keys
    if (speak && lit) {
      const { x, width } = frame.getBoundingClientRect();
      frame.scrollLeft += groups[lit].getBoundingClientRect().x - x - width / 2;
    }
    for (const text of svg.querySelectorAll("[data-share]")) {
      const [target, slot] = text.dataset.share.split(" ");
      text.textContent = now.sent[target] ? number(now.sent[target][slot]) : "";
    }
    const held = document.activeElement;
    back.disabled = restart.disabled = at === 0;
    next.disabled = at === steps.length - 1;
    if (held?.disabled) (held === next ? back : next).focus();
    const ends = state.order && at === steps.length - 1 ? ` ${verdict(nodes, leaves, now.gradients)}` : "";
    const far = at === steps.length - 1 && !state.order ? moved(nodes, leaves) : "";
    const words = `Step ${at + 1} of ${steps.length}, ${far || sentence(nodes, steps, at, now, state.order)}${ends}`;
    if (speak || said.textContent.startsWith("Step")) said.textContent = words + (mine?.told ?? "");
  }
}

function write(group, where, text) {
  const found = group.querySelector(where);
  if (found) found.textContent = text;
}

export default { render };
