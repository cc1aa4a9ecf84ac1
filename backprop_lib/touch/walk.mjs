// Walks of gradient descent down ½ · Σ H · (w − bottom)², as `optim.SGD` takes them. No page here.

// The weights before each step and after the last: v becomes keep · v + gradient, and w becomes w − rate · v.
export function walk(H, start, bottom, rate, steps, keep = 0) {
  const places = [start];
  let v = H.map(() => 0);
  for (let k = 0; k < steps; k++) {
    v = v.map((one, i) => keep * one + H[i] * (places[k][i] - bottom[i]));
    places.push(places[k].map((w, i) => w - rate * v[i]));
  }
  return places;
}

export const lossAt = (H, bottom, w) => H.reduce((sum, h, i) => sum + (h * (w[i] - bottom[i]) ** 2) / 2, 0);
