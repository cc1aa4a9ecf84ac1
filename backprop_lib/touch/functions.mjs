// The curves of `backprop_lib.touch.functions`, by the same names: each with its slope.

import { sigmoid } from "./gates.mjs";

export const FUNCTIONS = {
  parabola: { f: (x) => x * x, slope: (x) => 2 * x },
  cubic: { f: (x) => x * x * x, slope: (x) => 3 * x * x },
  sine: { f: Math.sin, slope: Math.cos },
  sigmoid: { f: sigmoid, slope: (x) => (1 - sigmoid(x)) * sigmoid(x) },
  exp: { f: Math.exp, slope: Math.exp },
  abs: { f: Math.abs, slope: Math.sign },
  relu: { f: (x) => Math.max(x, 0), slope: (x) => (x > 0 ? 1 : 0) },
};

// What nudges by h say about the slope of a function at x, and how wrong they are: relative to the slope, unless it is 0.
export function differences({ f, slope }, x, h) {
  const right = slope(x);
  const forward = (f(x + h) - f(x)) / h;
  const central = (f(x + h) - f(x - h)) / (2 * h);
  const errors = [forward, central].map((estimate) => Math.abs(estimate - right) / (Math.abs(right) || 1));
  return { right, forward, central, errors };
}
