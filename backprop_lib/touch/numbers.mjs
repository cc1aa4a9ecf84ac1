// Numbers as the pictures write them (`backprop_lib.words.number`), and as people type them.

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const trimmed = (text) => (text.includes(".") ? text.replace(/0+$/, "").replace(/\.$/, "") : text);
const raised = (power) => String(power).replace("-", "⁻").replace(/\d/g, (digit) => RAISED[digit]);

// What Python rounds to: at an exact tie the even digit, where `toFixed` and `toExponential` go up. `long` has more digits.
function evened(text, long) {
  const point = long.indexOf(".");
  const places = text.includes(".") ? text.length - text.indexOf(".") - 1 : 0;
  const tie = /^50*$/.test(long.slice(point + 1 + places)) && /[13579]$/.test(text);
  return tie ? long.slice(0, places ? point + 1 + places : point) : text;
}

export function number(x, digits = 4) {
  if (Number.isNaN(x)) return "nan";
  if (!Number.isFinite(x)) return x < 0 ? "−∞" : "∞";
  const [nearest, exponent] = x.toExponential(digits - 1).split("e");
  const power = Number(exponent);
  const plain = x === 0 || (power >= -4 && power <= 5);
  const places = Math.max(0, digits - 1 - power);
  const mantissa = () => trimmed(evened(nearest, x.toExponential(digits + 24).split("e")[0]));
  const fixed = () => trimmed(evened(x.toFixed(places), x.toFixed(places + 25)));
  const text = plain ? fixed() : `${mantissa()}×10${raised(power)}`;
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
