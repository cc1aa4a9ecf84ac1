// What a circuit shows at each step of its forward and backward pass, and the sentence that is said. No page here.
// Steps: 0 the inputs are given; one for each gate, forward; one where the output's gradient 1 begins; then one visit
// after the other, as `order` says (without it, gates from the output back).

import { forward, slopes } from "./gates.mjs";
import { bracketed, number } from "./numbers.mjs";

const listed = (parts) => (parts.length === 1 ? parts[0] : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`);

export function stepsOf(nodes, order) {
  const gates = nodes.flatMap((node, i) => (node.op ? [i] : []));
  const visits = order ?? [...gates].reverse();
  return [
    { kind: "given" },
    ...gates.map((gate) => ({ kind: "forward", gate })),
    { kind: "begin" },
    ...visits.map((gate) => ({ kind: "visit", gate })),
  ];
}

// Everything that is known after step `at`: values and gradients (null where not yet), and what the visits have sent.
export function known(nodes, leaves, steps, at) {
  const values = forward(nodes, leaves);
  const local = slopes(nodes, values);
  const gradients = nodes.map(() => null);
  const sent = nodes.map(() => null);
  const shown = nodes.map((node) => !node.op);
  let amounts = [];
  for (const step of steps.slice(0, at + 1)) {
    if (step.kind === "forward") shown[step.gate] = true;
    if (step.kind === "begin") gradients[nodes.length - 1] = 1;
    if (step.kind === "visit") {
      const g = gradients[step.gate] ?? 0;
      amounts = local[step.gate].map((slope) => g * slope);
      sent[step.gate] = amounts.map((amount, k) => amount + (sent[step.gate]?.[k] ?? 0));
      nodes[step.gate].parents.forEach((p, k) => (gradients[p] = (gradients[p] ?? 0) + amounts[k]));
    }
  }
  return { values, local, gradients, sent, amounts, shown };
}

// A gate's formula with numbers in it, as `backprop_lib.words.formula` writes it.
export function formula(text, op, inputs) {
  if (inputs.length === 2 && op !== "max") return `${inputs[0]} ${op} ${bracketed(inputs[1])}`;
  if (op === "c/x") return `${text.slice(0, -2)} / ${bracketed(inputs[0])}`;
  if (op === "c − x") return `${text.slice(0, -1)}${bracketed(inputs[0])}`;
  if (op === "max c") return `max(${inputs[0]}, ${text.slice(4)})`;
  if (op === "^c") return `${bracketed(inputs[0])}${text}`;
  if (/^[+−×÷] c$/.test(op)) return `${inputs[0]} ${text[0]} ${bracketed(text.slice(1).trim())}`;
  return `${op}(${inputs.join(", ")})`;
}

export function sentence(nodes, steps, at, state) {
  const step = steps[at];
  const name = (i) => nodes[i].name;
  if (step.kind === "given") {
    const leaves = nodes.flatMap((node, i) => (node.op ? [] : [`${node.name} = ${number(state.values[i])}`]));
    return `Given: ${listed(leaves)}.`;
  }
  if (step.kind === "begin") return `Backward: ${name(nodes.length - 1)} begins with the gradient 1.`;
  const node = nodes[step.gate];
  if (step.kind === "forward") {
    const numbers = node.parents.map((p) => number(state.values[p]));
    return `Forward: ${name(step.gate)} = ${formula(node.text, node.op, numbers)} = ${number(state.values[step.gate])}.`;
  }
  return `Backward: ${name(step.gate)} sends. ${told(nodes, step.gate, state).join(" ")}`;
}

// What one gate sends to each of its inputs: upstream times local slope, and the sum where more than one way arrives.
function told(nodes, gate, { gradients, local, amounts }) {
  const upstream = local[gate].map((slope, k) => (slope ? amounts[k] / slope : gradients[gate]));
  return nodes[gate].parents.map((p, k) => {
    const product = `${number(upstream[k])} · ${bracketed(number(local[gate][k]))} = ${number(amounts[k])}`;
    const more = number(gradients[p]) === number(amounts[k]) ? "" : `, which makes ${number(gradients[p])}`;
    return `To ${nodes[p].name}: ${product}${more}.`;
  });
}

// How far a guess is from what came out, in the words of `backprop_lib.guess.distance`.
export function gap(guess, outcome) {
  const off = Math.abs(guess - outcome);
  if (off <= 0.005 * Math.abs(outcome)) return "You were right.";
  if (Math.abs(guess + outcome) <= 0.005 * Math.abs(outcome)) return "Right but for the sign.";
  const told = `You are off by ${number(off, 3)}`;
  if (off <= 0.05 * Math.abs(outcome)) return `${told}: close.`;
  const ratio = outcome ? guess / outcome : 0;
  if (ratio >= 2) return `${told}, ${number(ratio, 3)} times too large.`;
  if (ratio > 0 && ratio <= 0.5) return `${told}, ${number(1 / ratio, 3)} times too small.`;
  return `${told}.`;
}
