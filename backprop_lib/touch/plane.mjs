// Axes as `backprop_lib.touch.plane` drew them: where a point stands in pixels, which point a pointer is at, and moving
// the drawing's parts. No picture of its own.

import { dragged } from "./panel.mjs";

const FAR = 1e4;
const near = (pixel) => Math.max(-FAR, Math.min(FAR, pixel)).toFixed(2);

function share(value, [low, high], log) {
  if (!log) return (value - low) / (high - low);
  return value > 0 ? Math.log(value / low) / Math.log(high / low) : -1;
}

// The plane that the drawing `svg` shows.
export function planeOf(svg, { x, y, log, box, width }) {
  const [left, right, bottom, top] = box;
  const px = (value) => left + share(value, x, log[0]) * (right - left);
  const py = (value) => bottom - share(value, y, log[1]) * (bottom - top);
  const part = (name) => svg.querySelector(`[data-part="${name}"]`);
  const back = (at, [low, high], logarithmic) => (logarithmic ? low * (high / low) ** at : low + at * (high - low));
  const points = (list) => list.map(([a, b]) => `${near(px(a))} ${near(py(b))}`);
  return {
    svg,
    part,
    range: { x, y },
    move: (name, a, b) => part(name).setAttribute("transform", `translate(${near(px(a))} ${near(py(b))})`),
    line: (name, list) => part(name).setAttribute("d", `M${points(list).join("L")}`),
    dots: (name, list) => part(name).setAttribute("d", points(list).map((at) => `M${at}h0`).join("") || "M0 0"),
    show: (name, on) => (part(name).style.display = on ? "" : "none"),
    // The values at a pointer, kept inside of the frame.
    under: (event) => {
      const seen = svg.getBoundingClientRect();
      const across = ((event.clientX - seen.left) * width) / seen.width;
      const down = ((event.clientY - seen.top) * width) / seen.width;
      const within = (value) => Math.max(0, Math.min(1, value));
      const [a, b] = [within((across - left) / (right - left)), within((bottom - down) / (bottom - top))];
      return [back(a, x, log[0]), back(b, y, log[1])];
    },
  };
}

// The planes of a picture's drawings, from left to right.
export const planesOf = (el, ...frames) =>
  [...el.querySelectorAll("svg")].slice(0, frames.length).map((svg, i) => planeOf(svg, frames[i]));

// Dragging something calls `moved` with the values at the pointer; both says whether up and down count as well.
export const pull = (plane, element, moved, both) => dragged(element, (event) => moved(...plane.under(event)), both);

// A number on the grid that a pointer can reach.
export const snapped = (value, step) => Number((Math.round(value / step) * step).toPrecision(12));
