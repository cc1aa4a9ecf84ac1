"""How long a touchable circuit of 50 nodes takes to follow a leaf, beside the time of a frame, in Chromium.

    python -m benchmarks.touch

One update computes the circuit anew and writes every number of the drawing; a frame at 60 a second lasts 16.7 ms. The
median of 200 updates is told, the slowest tenth, and the share of a frame that they take. Left out: JupyterLab.
"""

from playwright.sync_api import sync_playwright

from backprop_lib import Value
from backprop_lib.touch.graph import circuit
from tests.chromium import program

FRAME = 1000 / 60  # milliseconds
UPDATES = """async () => {
    const field = document.querySelector('.bp-controls input[type=number]')
    const times = []
    for (let k = 0; k < 200; k++) {
        await new Promise(requestAnimationFrame)
        const begin = performance.now()
        field.value = 0.5 + k / 400
        field.dispatchEvent(new Event('input'))
        document.body.getBoundingClientRect()  // layout is part of it
        times.push(performance.now() - begin)
    }
    return times.sort((a, b) => a - b)
}"""


def fifty() -> Value:
    """A circuit of 50 nodes: 2 leaves, and 48 gates that use each other."""
    nodes = [Value(0.5, "x"), Value(-0.3, "y")]
    for k in range(24):
        nodes.append(nodes[-1] * nodes[-2] if k % 2 else nodes[-1] + nodes[-2])
        nodes.append(nodes[-1].tanh())
    return nodes[-1]


def main() -> None:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(**program())
        page = chromium.new_page(viewport={"width": 1366, "height": 768})
        page.set_content(circuit(fifty(), at="end")._repr_html_())
        times = page.evaluate(UPDATES)
        chromium.close()
    median, slow = times[100], times[180]
    print(f"circuit of 50 nodes, one update: median {median:.1f} ms ({median / FRAME:.2f} of a frame at 60 a second), ")
    print(f"nine in ten within {slow:.1f} ms ({slow / FRAME:.2f} of a frame)")


if __name__ == "__main__":
    main()
