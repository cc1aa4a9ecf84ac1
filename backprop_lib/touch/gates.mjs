// Every gate of `backprop_lib.circuit`, forward and its slopes, as the touchable circuits compute them.
// A gate is {op, c}: its text without the number in it, and that number. Left out: the circuit around it (circuit.mjs).

const one = (f, slope) => ({ inputs: 1, f: (c, [x]) => f(x, c), slopes: (c, [x], y) => [slope(x, c, y)] });
const two = (f, slopes) => ({ inputs: 2, f: (c, [x, y]) => f(x, y), slopes: (c, [x, y]) => slopes(x, y) });

export function sigmoid(x) {
  const e = Math.exp(-Math.abs(x));
  return (x >= 0 ? 1 : e) / (1 + e);
}

const larger = (x, y) => (x > y || x !== x ? x : y);
const routed = (x, y) => (x > y ? [1, 0] : x < y ? [0, 1] : [0.5, 0.5]);

export const GATES = {
  "+": two((x, y) => x + y, () => [1, 1]),
  "−": two((x, y) => x - y, () => [1, -1]),
  "×": two((x, y) => x * y, (x, y) => [y, x]),
  "÷": two((x, y) => x / y, (x, y) => [1 / y, -x / y / y]),
  max: two(larger, routed),
  "+ c": one((x, c) => x + c, () => 1),
  "− c": one((x, c) => x - c, () => 1),
  "c − x": one((x, c) => c - x, () => -1),
  "× c": one((x, c) => x * c, (x, c) => c),
  "÷ c": one((x, c) => x / c, (x, c) => 1 / c),
  "c/x": one((x, c) => c / x, (x, c) => (c * -1) / x / x),
  "^c": one((x, c) => x ** c, (x, c) => (c === 0 ? 0 : c * x ** (c - 1))),
  "max c": one((x, c) => larger(x, c), (x, c) => routed(x, c)[0]),
  exp: one(Math.exp, (x, c, y) => y),
  log: one((x) => (x > 0 ? Math.log(x) : NaN), (x) => 1 / x),
  relu: one((x) => (x <= 0 ? 0 : x), (x) => (x <= 0 ? 0 : 1)),
  "σ": one(sigmoid, (x, c, y) => (1 - y) * y),
  tanh: one(Math.tanh, (x, c, y) => 1 - y * y),
};

// Values of all nodes, inputs first, from the data of the leaves.
export function forward(nodes, leaves) {
  const values = [];
  nodes.forEach((node, i) => {
    values.push(node.op ? GATES[node.op].f(node.c, node.parents.map((p) => values[p])) : leaves[i]);
  });
  return values;
}

// Each gate's slope for each of its inputs.
export function slopes(nodes, values) {
  return nodes.map((node, i) =>
    node.op ? GATES[node.op].slopes(node.c, node.parents.map((p) => values[p]), values[i]) : [],
  );
}
