// Matrix products to be touched: rectangles turn and change places; they click together where inner sides agree.
// Where everything stands follows `layout` in `backprop_lib.touch.shapes`.

import { button, choice, controls, numberField, put, row, status } from "./panel.mjs";

const written = (shape) => `(${shape.join(", ")})`;

// The factors in their order, and the shape of their product: null where the inner sides differ.
function multiplied(names, shapes, turns) {
  const both = names.map((name, i) => (turns[i] ? [`${name}ᵀ`, [...shapes[i]].reverse()] : [name, shapes[i]]));
  if (turns[2]) both.reverse();
  const [[, [rows, inner]], [, [other, columns]]] = both;
  return { both, shape: inner === other ? [rows, columns] : null };
}

function render({ model, el }) {
  const state = model.get("state");
  const { cell, cells, longest, tight, largest, asked, sides, seam: [x, y] } = state;
  const part = (name) => el.querySelector(`[data-part="${name}"]`);
  let { find, lengths } = state;
  let turns, tried;
  const shapeOf = (name) => sides[name].map((kind) => lengths[kind]);
  const side = (count) => cell * Math.min(count, cells) + tight * Math.max(Math.min(count, longest) - cells, 0);

  const said = status();
  const flips = [0, 1, 2].map((i) => button("Swap", () => turn(i)));
  const chosen = choice("find", Object.keys(asked), () => begin(chosen.value, lengths));
  const sized = (kind) => (value) => begin(find, { ...lengths, [kind]: Math.round(value) });
  const fields = Object.entries(lengths).map(([kind, size]) => numberField(kind, size, sized(kind), said, [1, largest], 1));
  const reset = button("Reset", () => begin(state.find, state.lengths, state.turned));
  controls(el, row(chosen, ...flips), row(...fields, reset), said);
  [0, 1].forEach((place) => grip(part(`factor-${place}`), place));
  begin(find, lengths, state.turned);

  function begin(name, sizes, flipped = [false, false, false]) {
    chosen.value = find = name;
    lengths = sizes;
    turns = [...flipped];
    tried = new Map();
    Object.values(sizes).forEach((size, i) => put(fields[i], size));
    show();
  }

  function turn(i) {
    turns[i] = !turns[i];
    show();
  }

  // A press turns a rectangle; dragging it away changes the order.
  function grip(element, place) {
    element.addEventListener("pointerdown", (down) => {
      element.setPointerCapture(down.pointerId);
      element.onpointerup = (up) => {
        element.onpointerup = null;
        turn(Math.hypot(up.clientX - down.clientX, up.clientY - down.clientY) > 30 ? 2 : place ^ turns[2]);
      };
    });
  }

  function box(name, left, top, [rows, columns], lines = cells) {
    const [width, height] = [side(columns), side(rows)];
    let path = `M${left} ${top}h${width}v${height}h${-width}z`;
    if (columns <= lines) for (let k = 1; k < columns; k++) path += `M${left + cell * k} ${top}v${height}`;
    if (rows <= lines) for (let k = 1; k < rows; k++) path += `M${left} ${top + cell * k}h${width}`;
    part(name).setAttribute("d", path);
  }

  function write(name, left, top, text) {
    part(name).setAttribute("x", left);
    part(name).setAttribute("y", top);
    part(name).textContent = text;
  }

  function show() {
    const { both, shape } = multiplied(asked[find], asked[find].map(shapeOf), turns);
    const wanted = shapeOf(find);
    const [[first, [rows, inner]], [second, [other, columns]]] = both;
    const [left, top] = shape ? [x, y] : [x - state.apart, y - state.apart];
    const [wide, high] = [side(inner), side(other)];
    box("factor-0", left - wide, y, [rows, inner]);
    box("factor-1", x, top - high, [other, columns]);
    box("product", x, y, shape ?? [0, 0]);
    box("wanted", x, y, wanted, 0);
    part("corner").setAttribute("d", shape ? `M${left - wide} ${y}A${wide} ${high} 0 0 1 ${x} ${top - high}` : "M0 0");
    write("name-0", left - 6, y + side(rows) + 16, `${first} ${written([rows, inner])}`);
    write("name-1", x + 2, top - high - 6, `${second} ${written([other, columns])}`);
    write("inner-0", left - wide / 2, y + 13, inner);
    write("inner-1", x + 4, top - high / 2 + 5, other);
    asked[find].forEach((name, i) => (flips[i].textContent = `Turn ${name}`));
    const right = (one) => String(one) === String(wanted);
    const has = () => `has the shape ${written(shape)}${right(shape) ? "" : ": not it"}.`;
    const differ = `does not click together: the inner sides ${inner} and ${other} differ.`;
    const shapes = [...tried.set(String(turns), shape).values()];
    const fit = `${shapes.filter(Boolean).length} clicked together, ${shapes.filter(right).length}`;
    const owner = `with the shape of ${find.replace("d", "")}, ${written(wanted)}`;
    said.textContent = `${first} ${second} ${shape ? has() : differ} Of 8 products ${shapes.length} tried: ${fit} ${owner}.`;
  }
}

export default { render };
