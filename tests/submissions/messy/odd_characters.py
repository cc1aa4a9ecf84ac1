"""Spaces that are none, typographic quotes in comments, a zero byte and half a character."""
# ruff: noqa

# %% notebook
cell("grad_mul")["source"] = "# “better” – or not? \ud83d\n" + cell("grad_mul")["source"] + "\n\u200b# ende"
cell("grad_max")["source"] += "\n\x00"
