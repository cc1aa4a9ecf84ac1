// What a circuit shows at each step of its forward and backward pass, and the sentence that is said. No page here.
// Steps: the inputs; one for each gate, forward; the output's gradient 1; then visits. Where an order of visits is given,
// the values stand from the start, and the steps are its visits.

import { forward, slopes } from "./gates.mjs";
import { bracketed, number } from "./numbers.mjs";

const listed = (parts) => (parts.length === 1 ? parts[0] : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`);
const ordinal = (count) => ({ 2: "second", 3: "third" })[count] ?? `${count}th`;

export function stepsOf(nodes, order) {
  const gates = nodes.flatMap((node, i) => (node.op ? [i] : []));
  const visit = (gate) => ({ kind: "visit", gate });
  const begin = { kind: "begin", gate: nodes.length - 1 };
  if (order) return [begin, ...order.visits.map(visit)];
  const there = [{ kind: "given" }, ...gates.map((gate) => ({ kind: "forward", gate }))];
  return [...there, begin, ...[...gates].reverse().map(visit)];
}

// Everything that is known after step `at`: values and gradients (null where not yet), and what the visits have sent.
export function known(nodes, leaves, steps, at) {
  const values = forward(nodes, leaves);
  const local = slopes(nodes, values);
  const gradients = nodes.map(() => null);
  const sent = nodes.map(() => null);
  const shown = nodes.map((node) => !node.op || steps[0].kind === "begin");
  const last = { upstream: 0, before: [], after: [] };
  for (const step of steps.slice(0, at + 1)) {
    if (step.kind === "forward") shown[step.gate] = true;
    if (step.kind === "begin") gradients[nodes.length - 1] = 1;
    if (step.kind === "visit") {
      last.upstream = gradients[step.gate] ?? 0;
      last.before = [];
      last.after = [];
      const before = sent[step.gate];
      sent[step.gate] = local[step.gate].map((slope, k) => last.upstream * slope + (before?.[k] ?? 0));
      nodes[step.gate].parents.forEach((p, k) => {
        last.before.push(gradients[p]);
        gradients[p] = (gradients[p] ?? 0) + last.upstream * local[step.gate][k];
        last.after.push(gradients[p]);
      });
    }
  }
  return { values, local, gradients, sent, shown, last };
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

export function sentence(nodes, steps, at, state, order) {
  const step = steps[at];
  const output = nodes.at(-1).name;
  if (step.kind === "given") {
    const leaves = nodes.flatMap((node, i) => (node.op ? [] : [`${node.name} = ${number(state.values[i])}`]));
    return `forward. Given: ${listed(leaves)}.`;
  }
  if (step.kind === "begin") {
    if (order) return `${order.name}. ${output} begins with the gradient 1; nobody else has received anything.`;
    return `backward. It starts at the output ${output} with the gradient 1.`;
  }
  const node = nodes[step.gate];
  if (step.kind === "forward") {
    const filled = formula(node.text, node.op, node.parents.map((p) => number(state.values[p])));
    const sources = listed(node.parents.map((p) => nodes[p].name));
    return `forward. ${node.title} takes ${sources}: ${filled} = ${number(state.values[step.gate])}.`;
  }
  const parts = node.parents.map((p, k) => sending(nodes[p].name, state.local[step.gate][k], state.last, k));
  const upstream = number(state.last.upstream);
  if (!order) return `backward. ${node.title}: upstream gradient ${upstream}. ${parts.join(" ")}`;
  const turns = order.visits.slice(0, at).filter((gate) => gate === step.gate).length;
  const again = turns > 1 ? `, for the ${ordinal(turns)} time` : "";
  return `${node.name} sends${again}. Its gradient is ${upstream} now. ${parts.join(" ")}`;
}

// One gate's turn for one of its inputs: upstream times local, and the sum where something was there already.
function sending(name, local, { upstream, before, after }, k) {
  const amount = number(upstream * local);
  const more = before[k] === null ? "" : `, plus ${number(before[k])} already there = ${number(after[k])}`;
  return `To ${name}: ${number(upstream)} × local ${number(local)} = ${amount}${more}.`;
}

// Everything that is known at the end of a right backward pass.
function ended(nodes, leaves) {
  const steps = stepsOf(nodes);
  return known(nodes, leaves, steps, steps.length - 1);
}

// What a move of the leaves has done, and what the gradients at its start had predicted.
export function moved(nodes, leaves) {
  const from = nodes.map((node) => node.data);
  if (leaves.every((leaf, i) => leaf === from[i])) return "";
  const before = ended(nodes, from);
  const change = forward(nodes, leaves).at(-1) - before.values.at(-1);
  const told = nodes.reduce((sum, node, i) => sum + (node.op ? 0 : (before.gradients[i] ?? 0) * (leaves[i] - from[i])), 0);
  const off = change - told;
  const gap = Math.abs(off) < 1e-9 * Math.abs(change) ? "no gap" : `a gap of ${number(off)}`;
  return `${nodes.at(-1).name} moved by ${number(change)}; the gradients at the start predicted ${number(told)}: ${gap}.`;
}

// How the gradients of the leaves end after an order of visits, and what they should be.
export function verdict(nodes, leaves, gradients) {
  const right = ended(nodes, leaves).gradients;
  return nodes
    .flatMap((node, i) => {
      if (node.op) return [];
      const off = Math.abs((gradients[i] ?? 0) - right[i]) > 1e-9 * Math.abs(right[i]);
      return [`${node.name} ends with ${number(gradients[i] ?? 0)}${off ? `; right is ${number(right[i])}` : ""}.`];
    })
    .join(" ");
}
