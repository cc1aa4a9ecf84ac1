// Numbers as the pictures write them (`backprop_lib.words.number`), and as people type them.

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const trimmed = (text) => (text.includes(".") ? text.replace(/0+$/, "").replace(/\.$/, "") : text);
const raised = (power) => String(power).replace("-", "⁻").replace(/\d/g, (digit) => RAISED[digit]);

export function number(x, digits = 4) {
  if (Number.isNaN(x)) return "nan";
  if (!Number.isFinite(x)) return x < 0 ? "−∞" : "∞";
  const [mantissa, exponent] = x.toExponential(digits - 1).split("e");
  const power = Number(exponent);
  const plain = x === 0 || (power >= -4 && power <= 5);
  const text = plain ? trimmed(x.toFixed(Math.max(0, digits - 1 - power))) : `${trimmed(mantissa)}×10${raised(power)}`;
  return text === "-0" ? "0" : text.replace("-", "−");
}

export const bracketed = (text) => (text.startsWith("−") ? `(${text})` : text);

// What was typed, as a number: "−2,5", "1/3", "2e-3"; null for anything else.
export function typed(text) {
  const plain = text.trim().replace(/[−–]/g, "-").replace(",", ".");
  const [over, under, more] = plain.split("/");
  const value = under === undefined ? Number(plain) : Number(over) / Number(under);
  return plain === "" || more !== undefined || !Number.isFinite(value) ? null : value;
}
