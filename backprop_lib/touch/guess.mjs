// A number is asked for before it is shown, and the gap is told. Left out: what is asked (the pictures).

import { number, typed } from "./numbers.mjs";
import { make } from "./panel.mjs";

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

// A form that asks, and a box that says whether it asks at all. `question()` is the sentence, "" where there is nothing
// to ask, `outcome()` the number; `changed(told, answered)` is called whenever what may be shown changes, with a sentence
// about the guess or "".
export function asking(label, checked, { question, outcome, changed }) {
  let open = checked;
  const words = make("span", {});
  const answer = make("input", { type: "text", inputmode: "decimal", size: 8, "aria-label": "your guess" });
  const form = make("form", { class: "bp-ask", onsubmit: (event) => reveal(event) });
  form.append(words, answer, " ", make("button", {}, "Show"));
  const box = make("input", { type: "checkbox", checked, onchange: () => again() && changed("") });
  update();

  function reveal(event) {
    event.preventDefault();
    const guess = typed(answer.value);
    const right = outcome();
    open = false;
    box.focus();
    update();
    changed(guess === null ? "" : `You guessed ${number(guess)}, it is ${number(right)}. ${gap(guess, right)} `, true);
  }

  function update() {
    words.textContent = `${question()} `;
    form.hidden = !open;
  }

  // Ask anew, if the box is ticked, or ask no more. True, for what is to follow.
  function again(on = true) {
    if (box.checked && !open) answer.value = "";
    open = on && box.checked && question() !== "";
    update();
    return true;
  }

  return { form, label: make("label", {}, box, ` ${label}`), box, answer, open: () => open, again };
}
