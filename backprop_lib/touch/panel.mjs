// What all pictures share: elements, fields for numbers, dragging, and how controls look. The drawings are there already,
// from the modules of `backprop_lib.touch` with the scripts' names.

import { number } from "./numbers.mjs";

export function make(tag, settings = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(settings)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

export const button = (text, onclick) => make("button", { type: "button", onclick }, text);
export const sliding = (settings, changed) =>
  make("input", { type: "range", ...settings, oninput: (event) => changed(Number(event.target.value)) });
export const status = () => make("p", { role: "status", class: "bp-said" });
// Show a number in a field, unless it says so already.
export const put = (field, value) => Number(field.value) === value || (field.value = value);
// A row of controls, each with its label.
export const row = (...children) => make("div", { class: "bp-row" }, ...children.map((one) => one.parentElement ?? one));

// Put controls below a picture. JupyterLab leaves their keys alone, but for its shortcuts with Ctrl or Cmd.
export function controls(el, ...children) {
  const box = make("div", { class: "bp-controls" }, ...children);
  const keep = (key) => key.target.toggleAttribute("data-lm-suppress-shortcuts", !(key.ctrlKey || key.metaKey));
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.form) return; // in a cell JupyterLab keeps Enter from its form
    event.preventDefault();
    event.target.form.requestSubmit();
  });
  el.addEventListener("focusin", () => window.addEventListener("keydown", keep, true)); // before JupyterLab's own
  el.addEventListener("focusout", () => window.removeEventListener("keydown", keep, true));
  el.append(make("style", {}, STYLE), box);
}

// How far one press of a key moves a number: a tenth of its largest digit's place.
export const stride = (value) => 10 ** Math.floor(Math.log10(Math.abs(value) || 1)) / 10;

const rounded = (value) => Number(value.toPrecision(12));

// A labelled field for a number; typing, arrow keys and PageUp, PageDown call `changed` with what lies in the range, or
// `said` tells how far that reaches.
export function numberField(name, value, changed, said, [low, high] = [-Infinity, Infinity], step = stride(value)) {
  const field = make("input", { type: "number", step: "any", value });
  const found = () => {
    const now = Number(field.value);
    const fits = now >= low && now <= high;
    if (fits) changed(now);
    else said.textContent = `The picture reaches from ${name} = ${number(low)} to ${number(high)}.`;
    return fits;
  };
  field.addEventListener("input", () => field.value !== "" && found());
  field.addEventListener("keydown", (event) => {
    const way = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
    if (!way) return;
    event.preventDefault();
    const was = field.value;
    field.value = rounded(Number(was) + way * step);
    if (!found()) field.value = was;
  });
  make("label", {}, `${name} `, field);
  return field;
}

// A labelled choice among names.
export function choice(name, names, onchange) {
  const select = make("select", { onchange, "aria-label": name }, ...names.map((one) => make("option", {}, one)));
  make("label", {}, `${name} `, select);
  return select;
}

// Dragging an element calls `begun` with where it is taken, then `moved` with each place; both: up and down count too.
export function dragged(element, moved, both, begun = () => {}) {
  element.style.cursor = both ? "move" : "ew-resize";
  element.style.touchAction = both ? "none" : "pan-y";
  element.addEventListener("pointerdown", (event) => {
    begun(event);
    element.setPointerCapture(event.pointerId);
    event.preventDefault();
    element.onpointermove = moved;
    element.onpointerup = element.onpointercancel = () => (element.onpointermove = null);
  });
}

// Dragging an element left and right moves a number by one step for each six pixels.
export function drag(element, value, step, changed) {
  let [x, from] = [0, 0];
  const moved = (event) => changed(rounded(from + Math.round((event.clientX - x) / 6) * step));
  dragged(element, moved, false, (event) => ([x, from] = [event.clientX, value()]));
}

const STYLE = `
.bp-controls{font:14px/1.5 sans-serif;color:#222;max-width:46em}
.bp-row{display:flex;flex-wrap:wrap;gap:6px 10px;align-items:center;margin:6px 0}
.bp-controls :where(button,select,[type=number],[type=text]){font:inherit;min-height:30px;box-sizing:border-box;color:#222;background:#fff;border:1px solid #666;border-radius:4px}
.bp-controls button{padding:3px 10px;background:#f1f1f1;cursor:pointer}
.bp-controls button:disabled{color:#666;border-color:#bbb;cursor:default}
.bp-controls :is([type=number],[type=text]){width:6.5em}
.bp-controls :focus-visible{outline:3px solid #0072b2;outline-offset:1px}
.bp-said{min-height:3em;margin:4px 0}
.bp-ask[hidden]{display:none}
@media print{.bp-controls{display:none}}`;
