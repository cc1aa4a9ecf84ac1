"""Right answers in other styles."""

RIGHT = {
    "double": [[lambda x: x + x], [lambda x: x / 0.5], [lambda x: sum((x, x))]],
    "double_backward": [[lambda g: g + g], [lambda g: g / 0.5], [lambda g: sum((g, g))]],
}
