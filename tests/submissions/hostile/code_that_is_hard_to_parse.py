"""Code that brings parsers down: deep brackets, endless sums, zero bytes, half characters."""
# ruff: noqa

# %% notebook
own = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
texts = [
    "(" * 90_000,
    "x = " + "[" * 150 + "]" * 150,
    "x = " + "-" * 90_000 + "1",
    "x = " + "+".join(["1"] * 45_000),
    "x = a" + ".b" * 45_000,
    "x = 1\x00\nimport os",
    "x = '\ud800'",
    "def f():\n" * 500,
    "lambda: " * 10_000 + "1",
    "x = '\\d' is 1",
    "f'{" * 1000,
    "if 1:\n" + "".join(" " * depth + "if 1:\n" for depth in range(1, 400)),
]
notebook["cells"][0:0] = [{**own, "id": f"x{number}", "source": text} for number, text in enumerate(texts)]
